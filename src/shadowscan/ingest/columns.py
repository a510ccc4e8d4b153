"""The declared columns of accepted rows, made of a source's fields."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shadowscan.ingest.cells import Cells
from shadowscan.ingest.source import Source
from shadowscan.ingest.spend import SpendRows
from shadowscan.ingest.texts import (
    Codes,
    Texts,
    by_distinct,
    distinct,
    first_filled,
    fold,
    glue,
    is_empty,
    series,
)
from shadowscan.ingest.units import UnitColumn


def spend_columns(cells: Cells, spend: SpendRows, units: UnitColumn) -> dict[str, Any]:
    """Return the columns that only spend has."""
    mcc, beside = _mcc(cells.field("mcc"))
    return {
        "descriptor": series(cells.field("descriptor")),
        "memo": series(cells.field("memo")),
        "mcc": series(mcc),
        "category_text": series(first_filled([cells.field("category"), beside])),
        "amount_minor": spend.minor,
        "currency": series(spend.currencies),
        "reporting_minor": spend.reporting,
        "rate_date": spend.rate_days,
        "unit_from": series(units.told_by),
        "contract_id": series(cells.field("contract_id")),
        "doc_id": series(pc.utf8_trim(cells.field("doc_id"), "'")),
        "po_ref": series(cells.field("po_ref")),
        "paid_with": series(_paid_with(cells)),
        "occurrence": np.ones(len(cells), dtype=np.int64),
        "_moment": series(cells.nothing()),
    }


def _mcc(column: Texts) -> tuple[Texts, Texts]:
    """Return four-digit codes, and what else the column says (some issuers write the text there)."""

    def code(text: str) -> str:
        plain = text.removesuffix(".0")
        return plain.zfill(4) if plain.isdigit() and len(plain) <= 4 and int(plain) else ""

    def beside(text: str) -> str:
        return "" if text.removesuffix(".0").isdigit() else text

    return by_distinct(column, code), by_distinct(column, beside)


def _paid_with(cells: Cells) -> Texts:
    rule = cells.source.paid_with
    said = {**dict.fromkeys(map(fold, rule.own), "own"), **dict.fromkeys(map(fold, rule.company), "company")}
    return by_distinct(cells.field("paid_with"), lambda text: said.get(fold(text), ""))


def sign_in_columns(cells: Cells) -> dict[str, Any]:
    """Return the columns that only sign-ins have."""
    success = {fold(text) for text in cells.source.success}
    went_through = by_distinct(cells.field("outcome"), lambda text: "y" if fold(text) in success else "")
    all_good = not success or not cells.has("outcome")
    return {
        "app": series(first_filled([cells.field("app"), cells.field("app_id")])),
        "app_id": series(cells.field("app_id")),
        "success": np.ones(len(cells), dtype=bool) if all_good else ~is_empty(went_through),
        "events": _counts(cells.field("events")),
        "_moment": series(cells.field("date")),
    }


def _counts(column: Texts) -> Codes:
    values, codes = distinct(column)
    numbers = [int(text) if text.isdecimal() and len(text) < 10 else 1 for text in values.to_pylist()]
    return np.asarray(numbers, dtype=np.int64)[codes] if numbers else np.zeros(0, dtype=np.int64)


def unique_ids(cells: Cells, source: Source, notes: list[str]) -> Texts:
    """Return the source's own id of each row; empty where it lacks a part or a sheet has cut its digits off."""
    parts = [pc.utf8_trim(cells.named(name), "'") for name in source.unique_id]
    if not parts:
        return cells.nothing()
    ids, lacking = parts[0], is_empty(parts[0])
    for part in parts[1:]:
        lacking |= is_empty(part)
        ids = glue(ids, part, "\x1f")
    cut = np.asarray(pc.match_substring_regex(parts[0], r"^[0-9][.,]?[0-9]*E\+[0-9]+$"), dtype=bool)
    if cut.any():
        notes.append(f"{int(cut.sum()):,} ids were rounded by a spreadsheet and cannot tell rows apart")
    return pc.if_else(pa.array(lacking | cut), "", ids)

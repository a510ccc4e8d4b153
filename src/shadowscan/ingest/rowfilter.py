"""Which rows of a table are data: not blanks, repeated headers, totals, group titles or closing notes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shadowscan.ingest.cells import Cells
from shadowscan.ingest.source import Drop, Reading
from shadowscan.ingest.table import Broken
from shadowscan.ingest.texts import Codes, Mask, Texts, distinct, first_filled, fold, is_empty, texts


@dataclass(slots=True)
class Controls:
    """Hold what was told from data: closing texts and rows that are broken."""

    closing: list[str] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)


def drop_controls(cells: Cells, broken: list[Broken], reading: Reading) -> Controls:
    """Keep the data rows of `cells`; return closing notes and the rows that cannot be read."""
    filled = np.zeros(len(cells), dtype=np.int64)
    for column in cells.columns:
        filled += ~is_empty(column)
    keep = filled > 0
    keep &= ~_repeated_headers(cells)
    keep &= ~_carried(cells, filled)
    controls = Controls()
    undated = keep & ~_has_digit(cells.field("date"))
    last_good = int(np.max(np.flatnonzero(keep & ~undated), initial=-1))
    keep[_totals(cells, np.flatnonzero(undated), reading)] = False
    for row in np.flatnonzero(keep & undated & (filled == 1)).tolist():
        if row > last_good:
            keep[row] = False
            controls.closing.append("".join(cells.raw(row)))
    last_line = int(cells.lines[last_good]) if last_good >= 0 else 0
    date_place = next((p for p, key in enumerate(cells.keys) if "date" in cells.source.aliases.get(key, ())), -1)
    for bad in broken:
        texts_there = [cell.strip() for cell in bad.cells if cell.strip()]
        at_date = bad.cells[date_place].strip() if 0 <= date_place < len(bad.cells) else ""
        if texts_there and _is_total(texts_there[0], reading) and not any(c.isdigit() for c in at_date):
            continue
        alone = len(texts_there) == 1 and not texts_there[0][0].isdigit()
        if bad.line > last_line and (alone or (len(texts_there) <= 3 and not any(c.isdigit() for c in at_date))):
            controls.closing.append(", ".join(texts_there))
        else:
            controls.broken.append(bad)
    cells.keep(np.flatnonzero(keep))
    return controls


def _has_digit(column: Texts) -> Mask:
    return np.asarray(pc.match_substring_regex(column, "[0-9]"), dtype=bool)


def _totals(cells: Cells, rows: Codes, reading: Reading) -> Codes:
    """Return those of the rows whose first filled cell says that they sum up others."""
    places = pa.array(rows)
    values, codes = distinct(first_filled([column.take(places) for column in cells.columns]))
    hit = np.asarray([_is_total(text, reading) for text in values.to_pylist()], dtype=bool)
    totals: Codes = rows[hit[codes]] if len(hit) else rows
    return totals


def _is_total(text: str, reading: Reading) -> bool:
    plain = fold(text).rstrip(" :")
    return any(plain == word or plain.startswith(f"{word} ") for word in reading.total_words)


def _repeated_headers(cells: Cells) -> Mask:
    named = [place for place, key in enumerate(cells.keys) if key]
    same = np.full(len(cells), bool(named))
    for place in named:
        if same.any():
            same &= np.asarray(pc.equal(cells.columns[place], cells.header[place].strip()), dtype=bool)
    return same


def _carried(cells: Cells, filled: Codes) -> Mask:
    """Carry a lone cell down to the rows below it and tell which rows were only that."""
    rule = cells.source.read.carry_down
    if rule is None or rule.position > len(cells.columns):
        return np.zeros(len(cells), dtype=bool)
    column = cells.columns[rule.position - 1]
    written = ~is_empty(column)
    alone: Mask = written & (filled == 1)
    source = np.where(alone, np.arange(len(cells)), -1)
    above = np.maximum.accumulate(source) if len(source) else source
    values = pa.concat_arrays([column, texts([""])]).take(pa.array(np.where(above < 0, len(cells), above)))
    values = cells.without_empty_words(values)
    cells.put(rule.field, first_filled([values, cells.field(rule.field)]) if cells.has(rule.field) else values)
    return alone


def dropped_by(cells: Cells, drops: tuple[Drop, ...]) -> Codes:
    """Return, row by row, the place of the first drop that names it, or -1."""
    hit = np.full(len(cells), -1, dtype=np.int64)
    for place, drop in enumerate(drops):
        mask = (hit == -1) & _names(drop, cells.named(drop.column))
        hit[mask] = place
    return hit


def _names(drop: Drop, column: Texts) -> Mask:
    values, codes = distinct(column)
    holds = _condition(drop)
    hit = np.asarray([holds(fold(text)) for text in values.to_pylist()], dtype=bool)
    return hit[codes] if len(hit) else np.zeros(0, dtype=bool)


def _condition(drop: Drop) -> Callable[[str], bool]:
    """Return the test of a folded cell: every condition that the drop gives must hold."""
    equals = {fold(text) for text in drop.equals}
    unless = {fold(text) for text in drop.unless}
    starts = tuple(fold(text) for text in drop.starts)
    pattern = re.compile(drop.matches)

    def holds(text: str) -> bool:
        return (
            (not equals or text in equals)
            and (not unless or text not in unless)
            and (not starts or text.startswith(starts))
            and pattern.search(text) is not None
        )

    return holds

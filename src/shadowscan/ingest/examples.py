"""Runs each source's own examples through the functions that read exports."""

from __future__ import annotations

from typing import Any

import pandas as pd

from shadowscan.ingest.duplicates import mark_duplicates
from shadowscan.ingest.files import FileResult, read_bytes
from shadowscan.ingest.mapping import Setting
from shadowscan.ingest.people import People
from shadowscan.ingest.settlements import load_settlements
from shadowscan.ingest.source import ReadsExample, RefusesExample, Source, load_reading, load_sources
from shadowscan.ingest.units import Units
from shadowscan.money import from_minor
from shadowscan.rules import RuleBook

_MONEY = {"amount": "amount_minor"}


def check_sources(rules: RuleBook) -> list[str]:
    """Return what the source rules promise and do not keep, one line each; nothing when all is well."""
    sources, reading = load_sources(rules), load_reading(rules)
    settlements = load_settlements(rules)
    setting = Setting("EUR", True, reading, People(b"example"), Units(()), settlements)
    problems = settlements.problems()
    for source_id, source in sources.items():
        for good in source.reads:
            problems += [f"{good.where}: {source_id}: {text}" for text in _reads(source_id, good, sources, setting)]
        for bad in source.refuses:
            problems += [f"{bad.where}: {source_id}: {text}" for text in _refuses(source_id, bad, sources, setting)]
    return problems


def _read(file: str, name: str, encoding: str, sources: dict[str, Source], setting: Setting) -> FileResult:
    return read_bytes(file.encode(encoding), f"exports/{name}", sources, setting)


def _reads(source_id: str, example: ReadsExample, sources: dict[str, Source], setting: Setting) -> list[str]:
    result = _read(example.file, example.name, example.encoding, sources, setting)
    if result.mapped is None:
        return [f"the example is not read: {result.message}"]
    if result.mapped.source_id != source_id:
        return [f"the example is taken for {result.mapped.source_id}"]
    gone = mark_duplicates([(result.sha256, result.mapped)])[0]
    counts = {
        "rejected": (len(result.mapped.refused), example.rejected),
        "out_of_scope": (result.mapped.rows_dropped, example.out_of_scope),
        "duplicate": (int(gone.sum()), example.duplicate),
    }
    problems = [f"{what}: {got} rows, expected {want}" for what, (got, want) in counts.items() if got != want]
    problems += [f"refused: {bad.reason}" for bad in result.mapped.refused if not example.rejected]
    return problems + _compare(result.mapped.frame[~gone].reset_index(drop=True), example.gives)


def _compare(frame: pd.DataFrame, gives: tuple[dict[str, str], ...]) -> list[str]:
    if len(frame) != len(gives):
        return [f"{len(frame)} rows are accepted, expected {len(gives)}"]
    problems: list[str] = []
    for number, expected in enumerate(gives):
        row = frame.iloc[number]
        for name, want in expected.items():
            column = _MONEY.get(name, name)
            if column not in frame.columns:
                problems.append(f"row {number + 1}: there is no column '{name}'")
                continue
            got = _shown(column, row)
            if got != want:
                problems.append(f"row {number + 1}: {name} is '{got}', expected '{want}'")
    return problems


def _shown(column: str, row: Any) -> str:
    value = row[column]
    if column == "amount_minor":
        return format(from_minor(int(value), str(row["currency"])), "f")
    if column in ("date", "rate_date"):
        return "" if pd.isna(value) else value.date().isoformat()
    if column == "success":
        return "yes" if value else "no"
    return str(value)


def _refuses(source_id: str, example: RefusesExample, sources: dict[str, Source], setting: Setting) -> list[str]:
    result = _read(example.file, example.name, "utf-8", sources, setting)
    mapped = result.mapped
    taken = mapped is not None and mapped.source_id == source_id
    if not example.reason:
        return ["the example it should refuse is read"] if taken else []
    if mapped is None or not taken:
        return [f"the example should be refused row by row, but the file is not taken: {result.message}"]
    reasons = [bad.reason for bad in mapped.refused] + [drop.why for drop, lines in mapped.dropped for _ in lines]
    if len(mapped.frame):
        return [f"{len(mapped.frame)} rows of the example it should refuse are accepted"]
    return [f"refused for '{reason}'" for reason in reasons if example.reason not in reason]

"""The examples of export formats, run through the functions that read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shadowscan.errors import InputError
from shadowscan.reference.cells import Raw, typed
from shadowscan.reference.exports import lacks, read_export
from shadowscan.reference.formats import DEFINITIONS, Format, Reads, Refuses, load_formats
from shadowscan.reference.merge import Merging
from shadowscan.reference.sheets import delimiter_of, lines_of_text
from shadowscan.rules import RuleBook

_PLACE = "reference/imports/example.csv"
Rows = Mapping[str, Sequence[Mapping[str, str]]]


def check_formats(rules: RuleBook, columns: Mapping[str, set[str]], kinds: Mapping[str, type]) -> list[str]:
    """Return what the formats of rules/catalogue-sources/ promise and do not keep, with file and line."""
    formats = load_formats(rules, dict(columns))
    capabilities = [(row["category_id"], row["category"]) for row in rules.table("taxonomy")]
    problems: list[str] = []
    for format_id, one in formats.items():
        for good in one.reads:
            problems += [
                f"{good.where}: {format_id}: {t}" for t in _reads(format_id, good, formats, kinds, capabilities)
            ]
        for bad in one.refuses:
            problems += [f"{bad.where}: {format_id}: {t}" for t in _refuses(one, bad, formats, kinds, capabilities)]
    return problems


def _tables(
    file: str,
    given: Rows,
    formats: dict[str, Format],
    kinds: Mapping[str, type],
    capabilities: Sequence[tuple[str, str]],
) -> tuple[str, Rows]:
    """Return the format an example is taken for, and the tables it gives; InputError where it is refused."""
    own = {name: [Raw(row, f"{name}.csv") for row in rows] for name, rows in given.items()}
    export = read_export(list(lines_of_text(file, _PLACE, delimiter_of(file))), _PLACE, formats)
    if export is None:
        return "", {}
    merging = Merging(own, kinds, capabilities)
    merging.take([export])
    tables = merging.tables()
    for name, rows in tables.items():
        if name not in given:
            for row in rows:
                typed(row, kinds[name])
    found: dict[str, Sequence[Mapping[str, str]]] = {
        name: [row.values for row in rows] for name, rows in tables.items()
    }
    found[DEFINITIONS] = [row.cells for row in export.rows if row.table == DEFINITIONS]
    return export.format_id, found


def _reads(
    format_id: str,
    example: Reads,
    formats: dict[str, Format],
    kinds: Mapping[str, type],
    capabilities: Sequence[tuple[str, str]],
) -> list[str]:
    try:
        taken, tables = _tables(example.file, example.given, formats, kinds, capabilities)
    except InputError as error:
        return [f"the example is refused: {error.message} ({error.where})"]
    if taken != format_id:
        return [f"the example is taken for {taken or 'nothing'}"]
    problems = []
    for name, wanted in example.gives.items():
        rows = tables.get(name, [])
        if len(rows) != len(wanted):
            problems.append(f"{name}: {len(rows)} rows, expected {len(wanted)}")
            continue
        for number, (row, cells) in enumerate(zip(rows, wanted, strict=True), start=1):
            problems += [
                f"{name}, row {number}: {column} is '{row.get(column, '')}', expected '{text}'"
                for column, text in cells.items()
                if row.get(column, "") != text
            ]
    return problems


def _refuses(
    one: Format,
    example: Refuses,
    formats: dict[str, Format],
    kinds: Mapping[str, type],
    capabilities: Sequence[tuple[str, str]],
) -> list[str]:
    lines = list(lines_of_text(example.file, _PLACE, delimiter_of(example.file)))
    if not example.reason:
        return [] if all(lacks(one, cells) for _, cells in lines[:1]) else ["the file fits, and should not"]
    try:
        _tables(example.file, example.given, formats, kinds, capabilities)
    except InputError as error:
        return [] if example.reason in error.message else [f"it is refused for another reason: {error.message}"]
    return ["the file is read, and should be refused"]

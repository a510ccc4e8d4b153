"""The organisation's own tables: files of `reference/` whose header is that of a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from shadowscan.errors import InputError
from shadowscan.reference.cells import Raw, required
from shadowscan.reference.sheets import lines_of

SUFFIXES = (".csv", ".xlsx")


def own_tables(folder: Path, kinds: dict[str, type], notes: list[str]) -> dict[str, list[Raw]]:
    """Return the rows of every table that has a file, by name; unknown columns are noted."""
    found = {name: _find(folder, name) for name in kinds}
    return {name: list(_rows(path, kinds[name], notes)) for name, path in found.items() if path is not None}


def _find(folder: Path, name: str) -> Path | None:
    paths = (folder / f"{name}{suffix}" for suffix in SUFFIXES)
    return next((path for path in paths if path.is_file()), None)


def _rows(path: Path, kind: type, notes: list[str]) -> Iterator[Raw]:
    place = f"reference/{path.name}"
    lines = lines_of(path, place)
    _, header = next(lines, (1, []))
    names = [text.strip().lower() for text in header]
    _check_names(names, kind, place, notes)
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            raise InputError(
                f"the row has {len(cells)} cells, the header {len(names)}",
                f"{place}:{line}",
                "Put cells that hold commas into double quotes.",
            )
        yield Raw(dict(zip(names, (cell.strip() for cell in cells), strict=False)), f"{place}:{line}")


def _check_names(names: list[str], kind: type, place: str, notes: list[str]) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise InputError(f"column twice: {', '.join(twice)}", f"{place}:1", "Keep one of them.")
    missing = [name for name in required(kind) if name not in names]
    if missing:
        raise InputError(f"missing column: {', '.join(missing)}", f"{place}:1", "Add the column to the header.")
    known = {spec.name for spec in dataclasses.fields(kind)}
    unknown = [name for name in names if name and name not in known]
    if unknown:
        notes.append(f"{place}: unknown columns left out: {', '.join(unknown)}.")

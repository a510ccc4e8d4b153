"""Reference tables (CSV or XLSX) into typed rows, with file and line in every refusal."""

from __future__ import annotations

import csv
import dataclasses
import io
import types
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from python_calamine import CalamineError, CalamineWorkbook

from shadowscan.errors import InputError

R = TypeVar("R")


def read_reference(folder: Path, kind: type[R]) -> R:
    """Fill `kind`, whose fields are the tables; a missing optional table stays empty and is noted."""
    hints = get_type_hints(kind)
    tables: dict[str, tuple[Any, ...]] = {}
    notes: list[str] = []
    absent: list[str] = []
    for table in dataclasses.fields(kind):  # type: ignore[arg-type]
        if table.name == "notes":
            continue
        path = _find(folder, table.name)
        if path is not None:
            row_kind = get_args(hints[table.name])[0]
            tables[table.name] = tuple(_rows(path, row_kind, notes))
        elif table.default is dataclasses.MISSING:
            raise InputError(
                f"the table {table.name}.csv is missing",
                str(folder / f"{table.name}.csv"),
                "Write it; `shadowscan init DIR` shows the columns.",
            )
        else:
            absent.append(table.name)
    if absent:
        notes.append(f"not in reference/, so what needs them is left out: {', '.join(absent)}.")
    filled: R = kind(**tables, notes=tuple(notes))  # type: ignore[call-arg]
    return filled


def _find(folder: Path, name: str) -> Path | None:
    for suffix in (".csv", ".xlsx"):
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return path
    return None


def _rows(path: Path, kind: type, notes: list[str]) -> Iterator[Any]:
    lines = _lines(path)
    place = f"reference/{path.name}"
    _, header = next(lines, (1, []))
    names = [text.strip().lower() for text in header]
    _check_names(names, place)
    hints = get_type_hints(kind)
    fields = {f.name: f for f in dataclasses.fields(kind)}
    missing = [n for n, f in fields.items() if f.default is dataclasses.MISSING and n not in names]
    if missing:
        raise InputError(f"missing column: {', '.join(missing)}", f"{place}:1", "Add the column to the header.")
    unknown = [n for n in names if n and n not in fields]
    if unknown:
        notes.append(f"{place}: unknown columns left out: {', '.join(unknown)}.")
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            raise InputError(
                f"the row has {len(cells)} cells, the header {len(names)}",
                f"{place}:{line}",
                "Put cells that hold commas into double quotes.",
            )
        values = dict(zip(names, (cell.strip() for cell in cells), strict=False))
        yield kind(**_typed(values, fields, hints, f"{place}:{line}"))


def _check_names(names: list[str], place: str) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise InputError(f"column twice: {', '.join(twice)}", f"{place}:1", "Keep one of them.")


def _typed(values: dict[str, str], fields: dict[str, Any], hints: dict[str, Any], place: str) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, spec in fields.items():
        text = values.get(name, "")
        if text:
            typed[name] = _value(hints[name], text, f"{place}: {name}")
        elif spec.default is dataclasses.MISSING:
            raise InputError("the cell is empty", f"{place}: {name}", "Fill it in.")
    return typed


def _value(kind: Any, text: str, place: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _value(get_args(kind)[0], text, place)
    if origin is tuple:
        return tuple(item.strip() for item in text.split(";") if item.strip())
    if origin is Literal:
        if text.lower() not in get_args(kind):
            raise InputError(f"'{text}' is not a known value", place, f"Use one of: {', '.join(get_args(kind))}.")
        return text.lower()
    try:
        if kind is date:
            return datetime.fromisoformat(text).date()
        value = kind(text)
        if isinstance(value, Decimal) and not value.is_finite():
            raise ValueError
        return value
    except (ValueError, InvalidOperation):
        wanted = "a date written YYYY-MM-DD" if kind is date else "a number"
        raise InputError(f"'{text}' is not {wanted}", place, "Correct the cell.") from None


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of a CSV or the first sheet of an XLSX."""
    if path.suffix == ".xlsx":
        yield from _sheet(path)
        return
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise InputError(
            f"the CSV cannot be read ({error})",
            f"reference/{path.name}:{reader.line_num}",
            "Look for a double quote that is never closed.",
        ) from None


def _sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError) as error:
        raise InputError(f"the workbook cannot be read ({error})", f"reference/{path.name}", "Save it anew.") from None
    for line, row in enumerate(rows, start=1):
        yield line, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if not isinstance(cell, Decimal) else format(cell, "f")

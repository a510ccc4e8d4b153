"""Files of `reference/` into lines of cells: CSV in any usual encoding and delimiter, or a workbook's first sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from shadowscan.errors import InputError

SHEETS = (".xlsx", ".xls", ".ods")
_DELIMITERS = (",", ";", "\t", "|")
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # byte order marks of UTF-16

Line = tuple[int, list[str]]


def lines_of(path: Path, place: str, delimiter: str = ",") -> Iterator[Line]:
    """Yield (line, cells) of a file; raise InputError where it cannot be read."""
    if path.suffix.lower() in SHEETS:
        yield from _sheet(path, place)
    else:
        yield from lines_of_text(decoded(path.read_bytes()), place, delimiter)


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 by its mark, else the code page of Western Europe."""
    if data.startswith(_WIDE):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def lines_of_text(text: str, place: str, delimiter: str = ",") -> Iterator[Line]:
    """Yield (line, cells) of delimited text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise InputError(
            f"the CSV cannot be read ({error})",
            f"{place}:{reader.line_num}",
            "Look for a double quote that is never closed.",
        ) from None


def delimiter_of(text: str) -> str:
    """Return the delimiter that splits the first filled line into most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda mark: (first.count(mark), -_DELIMITERS.index(mark)))


def _sheet(path: Path, place: str) -> Iterator[Line]:
    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError) as error:
        raise InputError(f"the workbook cannot be read ({error})", place, "Save it anew.") from None
    for line, row in enumerate(rows, start=1):
        yield line, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if not isinstance(cell, Decimal) else format(cell, "f")

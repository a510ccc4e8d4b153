"""Workbooks (XLSX, XLSB, XLS, ODS) into sheets of text, numbers written exactly as the sheet shows them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook

from shadowscan.errors import InputError


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold one sheet; row numbers count from 1 at the top of the sheet."""

    name: str
    rows: list[list[str]]


def read_sheets(data: bytes, path: str) -> list[Sheet]:
    """Return every sheet that has cells; raise InputError where the workbook cannot be opened."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            Sheet(name, [[_text(cell) for cell in row] for row in _cells(book, name)]) for name in book.sheet_names
        ]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the reader's own panic is no Exception
        kind = type(error).__name__
        reason = "it is protected by a password" if kind == "PasswordError" else "it is damaged or no workbook"
        raise InputError(f"the workbook cannot be opened: {reason}", path, "Export it again, as CSV or XLSX.") from None
    return [sheet for sheet in sheets if sheet.rows]


def _cells(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat() if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _number(value: float) -> str:
    """Return a number with the fifteen digits a sheet keeps, without the noise behind them."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".15g")

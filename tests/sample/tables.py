"""Rows into the bytes of CSV files and workbooks, the same in every run."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter

Cell = str | int | float | date

_MADE_ON = datetime(2026, 10, 31, 8, 0, 0)
_ZIP_TIME = (2026, 10, 31, 8, 0, 0)


def csv_bytes(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    end: str = "\n",
    quote_all: bool = False,
    bom: bytes = b"",
) -> bytes:
    """Return a delimited file; an empty header is left out."""
    text = io.StringIO(newline="")
    if quote_all:
        writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    else:
        writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    if header:
        writer.writerow(header)
    writer.writerows(rows)
    return bom + text.getvalue().encode(encoding)


def workbook_bytes(sheets: Sequence[tuple[str, Sequence[Sequence[Cell]]]]) -> bytes:
    """Return a workbook with real dates and numbers; stored, not packed, so that no zip library changes its bytes."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    book.set_properties({"title": "Export", "author": "Harbour Mutual Insurance", "created": _MADE_ON})
    bold = book.add_format({"bold": True})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell, bold if number == 0 else None)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day))
                else:
                    sheet.write_number(number, column, cell)
    book.close()
    return _stored(packed.getvalue())


def _stored(data: bytes) -> bytes:
    plain = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as target:
        for member in source.infolist():
            entry = zipfile.ZipInfo(member.filename, _ZIP_TIME)
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(member))
    return plain.getvalue()

"""The pack as a workbook: contents with links, then one sheet a question, ready to print."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from shadowscan.packs.content import Cell, Pack, Section
from shadowscan.packs.layout import LONGEST_CELL, Formats, height_of, widths_of
from shadowscan.packs.place import put

_HEADER = 3  # row of the column titles, from 0: title, answer and the way back stand above
_A4 = 9
_NARROWEST_ANSWER = 120  # characters
_CONTENTS_WIDTHS = (5.0, 60.0, 105.0)  # characters


def write_xlsx(pack: Pack, out: Path) -> list[Path]:
    """Write the workbook to `out`; the same pack gives the same bytes."""
    memory = io.BytesIO()
    # Texts stay texts: whatever they begin with, no cell becomes a formula, a number or a link by itself.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(memory, options)
    made = datetime.combine(pack.as_of, time())
    book.set_properties(
        {"title": pack.title, "subject": pack.subtitle, "company": pack.organisation, "comments": pack.footer,
         "created": made}
    )  # fmt: skip
    formats = Formats(book)
    contents = book.add_worksheet(pack.contents)
    for section in pack.sections:
        _section(book.add_worksheet(section.short), section, pack, formats)
    _contents(contents, pack, formats)
    book.close()
    return [put(out, memory.getvalue())]


def _contents(sheet: Any, pack: Pack, formats: Formats) -> None:
    sheet.hide_gridlines(2)
    for column, width in enumerate(_CONTENTS_WIDTHS):
        sheet.set_column(column, column, width)
    _text(sheet, 0, 0, pack.title, formats.title)
    sheet.set_row(0, 26)
    _text(sheet, 1, 0, pack.subtitle, formats.plain)
    for number, section in enumerate(pack.sections, start=1):
        row, answer = number + 2, " ".join(section.answer)
        sheet.write_number(row, 0, number, formats.number)
        sheet.write_url(row, 1, f"internal:'{section.short}'!A1", formats.link, section.title)
        _text(sheet, row, 2, answer, formats.wrapped)
        sheet.set_row(row, height_of([section.title, answer], _CONTENTS_WIDTHS[1:]) + 6)
    _across(sheet, len(pack.sections) + 4, pack.footer, _CONTENTS_WIDTHS, formats.note)
    _printed(sheet, pack)


def _section(sheet: Any, section: Section, pack: Pack, formats: Formats) -> None:
    table, last = section.table, len(section.table.columns) - 1
    widths = widths_of(table)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    _text(sheet, 0, 0, section.title, formats.title)
    sheet.set_row(0, 26)
    _across(sheet, 1, section.answer[0] + "\n" + section.answer[1], widths, formats.answer)
    sheet.write_url(2, 0, f"internal:'{pack.contents}'!A1", formats.back, f"← {pack.contents}")
    for place, column in enumerate(table.columns):
        style = formats.header if column.kind in ("text", "date") else formats.header_right
        _text(sheet, _HEADER, place, column.title, style)
    sheet.set_row(_HEADER, height_of([c.title for c in table.columns], widths, lines=2))  # the arrow stands below
    for offset, row in enumerate(table.rows, start=1):
        _row(sheet, _HEADER + offset, section, row, formats, total=False)
        texts = [cell if isinstance(cell, str) else "" for cell in row]
        sheet.set_row(_HEADER + offset, height_of(texts, [width - 1 for width in widths]))
    end = _HEADER + max(len(table.rows), 1)
    sheet.autofilter(_HEADER, 0, end, last)
    if not table.rows:
        _text(sheet, _HEADER + 1, 0, pack.nothing, formats.plain)
    if table.total is not None:
        end += 1
        _row(sheet, end, section, table.total, formats, total=True)
    for offset, note in enumerate(section.notes, start=2):
        _across(sheet, end + offset, note, widths, formats.note)
    sheet.freeze_panes(_HEADER + 1, 1 if last > 1 else 0)
    sheet.repeat_rows(_HEADER)
    _printed(sheet, pack)


def _row(sheet: Any, number: int, section: Section, row: Sequence[Cell], formats: Formats, total: bool) -> None:
    for place, (column, cell) in enumerate(zip(section.table.columns, row, strict=True)):
        style = formats.of(column, total)
        if cell is None:
            sheet.write_blank(number, place, None, style)
        elif isinstance(cell, str):
            _text(sheet, number, place, cell, style)
        elif isinstance(cell, date):
            sheet.write_datetime(number, place, datetime.combine(cell, time()), style)
        else:
            sheet.write_number(number, place, float(cell) if isinstance(cell, Decimal) else cell, style)


def _across(sheet: Any, row: int, text: str, widths: Sequence[float], style: Any) -> None:
    """Write a text over as many columns as it takes to be read, and give its row the height it needs."""
    last, width = 0, widths[0]
    while width < _NARROWEST_ANSWER and last + 1 < len(widths):
        last += 1
        width += widths[last]
    if last:
        sheet.merge_range(row, 0, row, last, "", style)
    _text(sheet, row, 0, text, style)
    sheet.set_row(row, height_of([text], [width]))


def _text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    shown = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
    sheet.write_string(row, column, shown, style)


def _printed(sheet: Any, pack: Pack) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    name = pack.organisation.replace("&", "&&")
    sheet.set_footer(f"&L&8{name}, {pack.as_of.isoformat()}&C&8&A&R&8&P / &N")

"""How a workbook looks: formats by kind of cell, and widths and heights reckoned from the texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import ceil, sqrt
from textwrap import wrap
from typing import Any

from babel.numbers import get_currency_symbol

from shadowscan.packs.content import Cell, Column, Kind, Table
from shadowscan.packs.wording import money_text

LONGEST_CELL = 32_767  # characters; a workbook holds no more in a cell
_INK, _PALE, _LINE, _BLUE = "#1F2937", "#E8EEF4", "#C9D3DD", "#1D4E89"
_NARROWEST: dict[Kind, int] = {"count": 8, "date": 12, "money": 11, "percent": 11, "text": 8}  # characters
_NARROWEST_TEXT, _WIDEST = 13, 110  # characters
_LETTERS = 1.2  # letters of a text that go into the width of one digit, cautiously
_PAGE = 180  # characters that a landscape page holds and can still be read
_LINE_HEIGHT = 13.5  # points


class Formats:
    """Hold the cell formats of one workbook; those of money come with their currency."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Kind, str, bool], Any] = {}
        self.plain = self._add()
        self.title = self._add(bold=True, font_size=16)
        self.answer = self._add(text_wrap=True, valign="top", font_size=11)
        self.note = self._add(text_wrap=True, valign="top", font_size=9, font_color="#5B6673")
        self.number = self._add(valign="top", align="center")
        self.wrapped = self._add(valign="top", text_wrap=True)
        self.link = self._add(valign="top", text_wrap=True, font_color=_BLUE, underline=1)
        self.back = self._add(font_size=9, font_color=_BLUE, underline=1)
        head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": _PALE, "bottom": 1}
        self.header = self._add(**head, align="left", indent=1)
        self.header_right = self._add(**head, align="right")

    def of(self, column: Column, total: bool) -> Any:
        """Return the format of a column's cells, or of its sum."""
        key = (column.kind, column.unit, total)
        if key not in self._made:
            self._made[key] = self._add(**_look(column), **_border(total), valign="top")
        return self._made[key]

    def _add(self, **look: Any) -> Any:
        return self._book.add_format({"font_name": "Arial", "font_size": 10, "font_color": _INK, **look})


def _look(column: Column) -> dict[str, Any]:
    if column.kind == "money":
        symbol = get_currency_symbol(column.unit, locale="en_GB")
        return {"num_format": f'[${symbol}]#,##0;[Red]-[${symbol}]#,##0;"–"'}
    if column.kind == "text":
        return {"text_wrap": True, "align": "left", "indent": 1}
    patterns: dict[Kind, str] = {"percent": "0.0%", "count": "#,##0", "date": "yyyy-mm-dd"}
    return {
        "num_format": patterns[column.kind],
        **({"align": "left", "indent": 1} if column.kind == "date" else {"align": "right"}),
    }


def _border(total: bool) -> dict[str, Any]:
    if total:
        return {"bold": True, "top": 1, "top_color": _INK}
    return {"bottom": 4, "bottom_color": _LINE}


def widths_of(table: Table) -> list[float]:
    """Return column widths in characters; what a page can hold goes to the texts that would take the most lines."""
    natural = [_width(column, [row[place] for row in table.all_rows]) for place, column in enumerate(table.columns)]
    texts = [place for place, column in enumerate(table.columns) if column.kind == "text"]
    weights = {
        place: sqrt(sum(len(_shown(table.columns[place], row[place])) ** 2 for row in table.rows)) for place in texts
    }
    widths = [min(width, _NARROWEST_TEXT) if place in weights else width for place, width in enumerate(natural)]
    while sum(widths) < _PAGE:
        short = [place for place in texts if widths[place] < natural[place]]
        if not short:
            break
        widths[max(short, key=lambda place: weights[place] / widths[place])] += 1
    return widths


def _width(column: Column, cells: Sequence[Cell]) -> float:
    longest_word = max(len(word) for word in column.title.split())
    longest = max((len(_shown(column, cell)) for cell in cells), default=0) / (_LETTERS if column.kind == "text" else 1)
    return min(_WIDEST, max(_NARROWEST[column.kind], longest_word + 3, ceil(longest) + 3))


def height_of(texts: Iterable[str], widths: Iterable[float], lines: int = 1) -> float:
    """Return the height in points of a row whose texts wrap at these widths, `lines` at the least."""
    return max(lines, *(lines_of(text, width) for text, width in zip(texts, widths, strict=True))) * _LINE_HEIGHT + 3


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes at a width in characters."""
    return sum(max(1, len(wrap(line, max(1, int(width * _LETTERS))))) for line in text.split("\n"))


def _shown(column: Column, cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return "100.0%" if column.kind == "percent" else money_text(cell, column.unit)
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else cell

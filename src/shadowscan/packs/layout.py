"""How a workbook looks: formats by kind of cell, and widths and heights reckoned from the texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from babel.numbers import get_currency_symbol

from shadowscan.packs.content import Cell, Column, Kind
from shadowscan.packs.wording import money_text

LONGEST_CELL = 32_767  # characters; a workbook holds no more in a cell
_INK, _PALE, _LINE, _BLUE = "#1F2937", "#E8EEF4", "#C9D3DD", "#1D4E89"
_NARROWEST, _WIDEST, _WIDEST_LIST = 9, 46, 60
_LONG = 200  # characters from which on a text gets the widest column
_FILTER_ARROW = 3  # characters that the arrow of the filter covers


class Formats:
    """Hold the cell formats of one workbook; those of money come with their currency."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Kind, str, bool], Any] = {}
        self.plain = self._add()
        self.title = self._add(bold=True, font_size=16)
        self.answer = self._add(text_wrap=True, valign="top", font_size=11)
        self.note = self._add(text_wrap=True, valign="top", font_size=9, font_color="#5B6673")
        self.top = self._add(valign="top")
        self.wrapped = self._add(valign="top", text_wrap=True)
        self.link = self._add(valign="top", text_wrap=True, font_color=_BLUE, underline=1)
        self.back = self._add(font_size=9, font_color=_BLUE, underline=1)
        head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": _PALE, "bottom": 1}
        self.header = self._add(**head)
        self.header_right = self._add(**head, align="right")

    def of(self, column: Column, total: bool) -> Any:
        """Return the format of a column's cells, or of its sum."""
        key = (column.kind, column.unit, total)
        if key not in self._made:
            self._made[key] = self._add(**_look(column), **_border(total), valign="top")
        return self._made[key]

    def _add(self, **look: Any) -> Any:
        return self._book.add_format({"font_name": "Calibri", "font_size": 10, "font_color": _INK, **look})


def _look(column: Column) -> dict[str, Any]:
    if column.kind == "money":
        symbol = get_currency_symbol(column.unit, locale="en_GB")
        return {"num_format": f'[${symbol}]#,##0;[Red]-[${symbol}]#,##0;"–"'}
    if column.kind == "text":
        return {"text_wrap": True}
    patterns: dict[Kind, str] = {"percent": "0.0%", "count": "#,##0", "date": "yyyy-mm-dd"}
    return {"num_format": patterns[column.kind], "align": "left" if column.kind == "date" else "right"}


def _border(total: bool) -> dict[str, Any]:
    if total:
        return {"bold": True, "top": 1, "top_color": _INK}
    return {"bottom": 4, "bottom_color": _LINE}


def width_of(column: Column, cells: Sequence[Cell]) -> float:
    """Return the width in characters that fits a column's cells, and at least the longest word of its title."""
    longest_word = max(len(word) for word in column.title.split())
    longest = max((len(_shown(column, cell)) for cell in cells), default=0)
    widest = _WIDEST_LIST if longest > _LONG else _WIDEST
    return min(widest, max(_NARROWEST, longest_word + _FILTER_ARROW + 1, longest + 2))


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes at a width in characters."""
    return max(1, ceil(len(text) * 1.05 / max(width, 1)))


def _shown(column: Column, cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return "100.0%" if column.kind == "percent" else money_text(cell, column.unit)
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else cell

"""The pack as one Markdown page (GitHub's dialect): contents, then a heading, an answer and a table a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from shadowscan.packs.content import Cell, Column, Pack, Row, Section
from shadowscan.packs.place import put
from shadowscan.packs.wording import money_text, percent_text

_MARKS = re.compile(r"([\\`*_\[\]|~])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LEADING = re.compile(r"^\s*([=+\-@#])")  # a formula in a spreadsheet, a list or a heading on a page
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s)")
_ADDRESSES = re.compile(r"(?i)\b(https?|ftp|mailto|www)([:.])")  # what a renderer would make a link of
_EMPTY = "–"


def write_markdown(pack: Pack, out: Path) -> list[Path]:
    """Write the page to `out` as UTF-8."""
    return [put(out, ("\n".join(_page(pack)) + "\n").encode("utf-8"))]


def escape(text: str) -> str:
    """Return a text that shows as it was written: no mark-up, HTML, link or formula comes of it."""
    text = " ".join(text.replace("\t", " ").splitlines())
    text = "".join(_ENTITIES.get(letter, letter) for letter in text)
    text = _MARKS.sub(r"\\\1", text)
    text = _ADDRESSES.sub(r"\1\\\2", text)
    text = _NUMBERED.sub(r"\1\\\2", text)
    return _LEADING.sub(r"\\\1", text).strip()


def _page(pack: Pack) -> Iterator[str]:
    yield from (f"# {escape(pack.title)}", "", escape(pack.subtitle), "", f"## {escape(pack.contents)}", "")
    for number, section in enumerate(pack.sections, start=1):
        yield f"{number}. [{escape(section.title)}](#{_anchor(number, section)})"
    for number, section in enumerate(pack.sections, start=1):
        yield from _section(number, section, pack)
    yield from ("", "---", "", escape(pack.footer))


def _anchor(number: int, section: Section) -> str:
    """Return the anchor that renderers give a heading."""
    words = re.sub(r"[^\w\- ]", "", f"{number} {section.title}".lower())
    return words.replace(" ", "-")


def _section(number: int, section: Section, pack: Pack) -> Iterator[str]:
    yield from ("", f"## {number}. {escape(section.title)}", "", escape(" ".join(section.answer)), "")
    table = section.table
    if table.rows:
        yield _line([escape(column.title) for column in table.columns])
        yield _line(["---" if column.kind in ("text", "date") else "---:" for column in table.columns])
        yield from (_line(_cells(table.columns, row)) for row in table.rows)
        if table.total is not None:
            yield _line([f"**{cell}**" if cell else "" for cell in _cells(table.columns, table.total)])
    else:
        yield escape(pack.nothing)
    yield from ("", *(f"- {escape(note)}" for note in section.notes))


def _cells(columns: Sequence[Column], row: Row) -> list[str]:
    return [_cell(column, cell) for column, cell in zip(columns, row, strict=True)]


def _cell(column: Column, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return _number(column, cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:,}" if isinstance(cell, int) else escape(cell)


def _number(column: Column, cell: Decimal) -> str:
    if column.kind == "percent":
        return percent_text(cell, _EMPTY)
    return money_text(cell, column.unit) if cell else _EMPTY


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

"""The pack as CSV files: one a section, and one with the questions and their answers.

The files are UTF-8 with a byte order mark: without it Excel reads them in the code page of the machine and spoils every
umlaut and currency sign; readers that know UTF-8 skip it. Numbers have a point and no thousands mark, days are ISO.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from shadowscan.errors import InputError
from shadowscan.packs.content import Cell, Pack, Section
from shadowscan.packs.place import put

# What a spreadsheet takes for a formula: also after spaces, and in the full-width forms that some keyboards write.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_ANSWERS = "0-answers.csv"


def write_csv(pack: Pack, out: Path) -> list[Path]:
    """Write one file a section into the folder `out`, which is made if it is not there; return the files."""
    if out.exists() and not out.is_dir():
        raise InputError("a pack in CSV is a folder, and this is a file", str(out), "Name a folder.")
    files = {_ANSWERS: _answers(pack)}
    for number, section in enumerate(pack.sections, start=1):
        files[f"{number}-{section.key}.csv"] = _section(section)
    return [put(out / name, text.encode("utf-8-sig")) for name, text in files.items()]


def defuse(text: str) -> str:
    """Return a text that no spreadsheet runs: where it looks like a formula an apostrophe stands in front of it."""
    return f"'{text}" if _FORMULA.match(text) else text


def _answers(pack: Pack) -> str:
    rows: list[Sequence[str]] = [("question", "answer", "notes", "file")]
    for number, section in enumerate(pack.sections, start=1):
        texts = (section.title, " ".join(section.answer), " ".join(section.notes))
        rows.append((*map(defuse, texts), f"{number}-{section.key}.csv"))
    rows.append(tuple(map(defuse, (pack.title, pack.subtitle, pack.footer, ""))))
    return _text(rows)


def _section(section: Section) -> str:
    table = section.table
    rows = [[_cell(cell) for cell in row] for row in table.all_rows]
    return _text([[defuse(column.heading) for column in table.columns], *rows])


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return defuse(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _text(rows: Iterable[Sequence[str]]) -> str:
    handle = io.StringIO(newline="")
    csv.writer(handle).writerows(rows)
    return handle.getvalue()

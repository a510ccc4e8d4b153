"""Refused rows are kept for repair, without what tells who it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence

_MASK = "***"
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"'|]+@[^\s<>()\[\],;:\"'|]+\.[^\s<>()\[\],;:\"'|]+")
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ \-]?[0-9]){12,18}(?![0-9])")
_LONGEST = 2000


def masked_row(cells: Sequence[str], personal: Collection[int], off_by: int = 0) -> str:
    """Return a row as one line of CSV with personal cells, addresses and card numbers masked.

    `off_by` is how many cells the row has too many or too few: the cells that far from a personal one are masked too.
    """
    hidden = {place + step for place in personal for step in range(-abs(off_by), abs(off_by) + 1)}
    shown = [_MASK if n in hidden and cell.strip() else masked_text(cell) for n, cell in enumerate(cells)]
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(shown)
    return line.getvalue()[:_LONGEST]


def masked_text(text: str) -> str:
    """Return a text with e-mail addresses and card numbers masked."""
    if "@" in text:
        text = _EMAIL.sub(_MASK, text)
    return _LONG_NUMBER.sub(lambda match: _MASK if is_card_number(match.group()) else match.group(), text)


def is_card_number(text: str) -> bool:
    """Tell whether the digits of a text pass the Luhn check of card numbers."""
    digits = [int(c) for c in text if c in "0123456789"]
    if not 13 <= len(digits) <= 19:
        return False
    doubled = [d if n % 2 == 0 else d * 2 - 9 * (d > 4) for n, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0

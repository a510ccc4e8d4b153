"""Days, numbers and ids as service-management systems write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from shadowscan.errors import InputError

_DAY = re.compile(r"(\d{1,4})[./\-](\d{1,2})[./\-](\d{1,4})\b")
_MONTH = re.compile(r"(\d{4})-(\d{2})$")


def as_day(text: str, day_first: bool, place: str) -> date:
    """Return the day of a date, with or without a time; raise InputError where it is none.

    Days and months are told apart by their size where that is possible, else by `day_first`.
    """
    month = _MONTH.match(text)
    try:
        if month:
            return date(int(month[1]), int(month[2]), 1)
        match = _DAY.match(text)
        if match:
            return _day(int(match[1]), int(match[2]), int(match[3]), day_first)
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise InputError(f"'{text}' is not a date", place, "Export dates as YYYY-MM-DD.") from None


def _day(first: int, second: int, third: int, day_first: bool) -> date:
    if first > 31:
        return date(first, second, third)
    day, month = (first, second) if first > 12 or (day_first and second <= 12) else (second, first)
    return date(third, month, day)


def as_number(text: str, place: str) -> str:
    """Return a number without currency, percent sign and thousands marks; InputError where it is none."""
    plain = re.sub(r"^[^\d\-+.,]+|[^\d]+$", "", text.replace("\u00a0", "").replace("\u202f", "").replace(" ", ""))
    marks = [mark for mark in plain if mark in ".,'"]
    if len(set(marks)) > 1:
        plain = "".join(c for c in plain if c not in set(marks) - {marks[-1]})
        plain = plain.replace(marks[-1], ".")
    elif len(marks) > 1 or (marks and marks[0] != "." and re.search(r"[,']\d{3}$", plain)):
        plain = plain.replace(marks[0], "")
    elif marks:
        plain = plain.replace(marks[0], ".")
    if not re.fullmatch(r"[+-]?\d*\.?\d+", plain):
        raise InputError(f"'{text}' is not a number", place, "Correct the cell.")
    return plain


def slug(text: str) -> str:
    """Return an id made of a text: letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")

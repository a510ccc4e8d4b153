"""Months as texts `YYYY-MM`, and whole months between two days."""

from __future__ import annotations

import calendar
from datetime import date


def last_months(as_of: date, count: int) -> list[str]:
    """Return the last months up to the one of `as_of`, oldest first."""
    last = as_of.year * 12 + as_of.month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(last - count + 1, last + 1)]


def is_over(month: str, as_of: date) -> bool:
    """Tell whether a month has ended on a day."""
    ended = as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]
    return month < f"{as_of:%Y-%m}" or (ended and month == f"{as_of:%Y-%m}")


def whole_months(earlier: date, later: date) -> int:
    """Return how many whole months lie between two days."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)

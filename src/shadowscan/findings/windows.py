"""Month arithmetic: the windows that findings count in."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache


@dataclass(frozen=True, slots=True)
class Windows:
    """Hold ordinal days: the day of the scan and the first days of the windows that end with it."""

    today: int
    since_12: int
    since_3: int
    since_6: int  # of the three months before the last three

    @classmethod
    def until(cls, as_of: date) -> Windows:
        """Return the windows that end with `as_of`."""
        since_3 = window_start(as_of, 3)
        return cls(
            today=as_of.toordinal(),
            since_12=window_start(as_of, 12).toordinal(),
            since_3=since_3.toordinal(),
            since_6=window_start(since_3 - timedelta(days=1), 3).toordinal(),
        )


@cache
def window_start(as_of: date, months: int) -> date:
    """Return the first day of the window of `months` months that ends with `as_of`.

    2026-10-31 and 12 months give 2025-11-01. A day that the earlier month lacks becomes the first of the next one.
    """
    after = as_of + timedelta(days=1)
    year, month = _moved(after, -months)
    if after.day > monthrange(year, month)[1]:
        year, month = _moved(date(year, month, 1), 1)
        return date(year, month, 1)
    return date(year, month, after.day)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month where it has no such day."""
    year, month = _moved(day, months)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _moved(day: date, months: int) -> tuple[int, int]:
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1

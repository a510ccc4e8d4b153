"""The thirteen months of the sample, its as-of day, and steps through them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

FIRST = date(2025, 10, 1)
AS_OF = date(2026, 10, 31)
WINDOW_FROM = date(2025, 11, 1)  # the first day of the twelve months up to AS_OF


def months() -> list[str]:
    """Return the periods of the sample, `2025-10` to `2026-10`."""
    return [f"{y}-{m:02d}" for y, m in _walk(2025, 10, 13)]


def quarters() -> list[tuple[str, list[str]]]:
    """Return (name, months) of the quarters of the sample; the last holds October 2026 only."""
    every = months()
    return [(_quarter_name(every[i]), every[i : i + 3]) for i in range(0, len(every), 3)]


def first_day(month: str) -> date:
    """Return the first day of a period."""
    return date(int(month[:4]), int(month[5:7]), 1)


def last_day(month: str) -> date:
    """Return the last day of a period."""
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, monthrange(year, number)[1])


def month_of(day: date) -> str:
    """Return the period a day lies in."""
    return f"{day.year}-{day.month:02d}"


def on_day(month: str, day: int) -> date:
    """Return a day of a period, the last one where the period is shorter."""
    return first_day(month).replace(day=min(day, last_day(month).day))


def stepping(start: str, end: str, step: int) -> Iterator[str]:
    """Yield every `step`-th period from start to end, both included."""
    year, number = int(start[:4]), int(start[5:7])
    while f"{year}-{number:02d}" <= end:
        yield f"{year}-{number:02d}"
        number += step
        year, number = year + (number - 1) // 12, (number - 1) % 12 + 1


def _walk(year: int, month: int, count: int) -> Iterator[tuple[int, int]]:
    for i in range(month - 1, month - 1 + count):
        yield year + i // 12, i % 12 + 1


def _quarter_name(month: str) -> str:
    return f"{month[:4]}Q{(int(month[5:7]) + 2) // 3}"

"""Month arithmetic at its edges."""

from datetime import date

import pytest

from shadowscan.findings.windows import add_months, window_start


@pytest.mark.parametrize(
    ("as_of", "months", "first"),
    [
        (date(2026, 10, 31), 12, date(2025, 11, 1)),
        (date(2026, 10, 30), 12, date(2025, 10, 31)),
        (date(2026, 2, 28), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 12, date(2023, 3, 1)),
        (date(2024, 2, 28), 12, date(2023, 3, 1)),
        (date(2025, 2, 28), 12, date(2024, 3, 1)),
        (date(2026, 10, 31), 3, date(2026, 8, 1)),
        (date(2026, 5, 30), 3, date(2026, 3, 1)),
        (date(2026, 12, 31), 12, date(2026, 1, 1)),
    ],
)
def test_window_start(as_of: date, months: int, first: date) -> None:
    assert window_start(as_of, months) == first


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 15), 3, date(2027, 2, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_add_months(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.ingest.dates import read_dates
from shadowscan.ingest.texts import texts

LANGUAGES = ("en", "de", "fr")


def days(column: list[str], order: str = "", day_first: bool = True) -> list[str]:
    read = read_dates(texts(column), order, day_first, LANGUAGES)
    return [str(day)[:10] for day in read.days]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-07-21T10:00:00.000Z", "2026-07-21"),
        ("2026-07-21T23:30:00-05:00", "2026-07-22"),
        ("2024-05-02T10:11:12.000+00:00", "2024-05-02"),
        ("2016-12-12 00:00:00", "2016-12-12"),
        ("07/30/2013 12:00:00 AM", "2013-07-30"),
        ("21.01.2010", "2010-01-21"),
        ("16 Mar 2011", "2011-03-16"),
        ("16-MAR-24", "2024-03-16"),
        ("Mar 16, 2011", "2011-03-16"),
        ("1. März 2024", "2024-03-01"),
        ("Jan 13, 2026, 8:00:00 AM", "2026-01-13"),
        ("20240102", "2024-01-02"),
        ("45000", "2023-03-15"),
        ("45000.75", "2023-03-15"),
    ],
)
def test_dates_are_read_as_systems_write_them(text: str, day: str) -> None:
    assert days([text]) == [day]


@pytest.mark.parametrize("text", ["", "pending", "31/02/2024", "13/13/2024", "123", "2024-13-01", "99999"])
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert days([text]) == ["NaT"]


def test_one_day_above_twelve_settles_the_order_for_the_whole_column() -> None:
    assert days(["03/04/2026", "25/04/2026"], "month_first") == ["2026-04-03", "2026-04-25"]
    assert days(["03/04/2026", "04/25/2026"], "day_first") == ["2026-03-04", "2026-04-25"]


def test_the_source_and_then_the_organisation_settle_what_no_date_does() -> None:
    assert days(["03/04/2026"], "month_first", day_first=True) == ["2026-03-04"]
    assert days(["03/04/2026"], "", day_first=True) == ["2026-04-03"]
    assert read_dates(texts(["03/04/2026"]), "", True, LANGUAGES).vote.told_by == "settings"
    assert read_dates(texts(["03/03/2026"]), "", True, LANGUAGES).vote.told_by == "nothing"


@given(st.lists(st.text(max_size=25), max_size=20))
def test_any_text_is_a_day_or_none(column: list[str]) -> None:
    assert len(days(column)) == len(column)

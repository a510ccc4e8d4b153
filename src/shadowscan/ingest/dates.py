"""Dates as written into days: one order of day and month for a column, decided by vote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from babel.dates import get_month_names

from shadowscan.ingest.texts import Texts, distinct, texts

Days = npt.NDArray[np.datetime64]

_MANY = 2000
_CLOCK = (
    r"^(.*[0-9])(?:,? +|T)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)? ?(?:[AaPp]\.?[Mm]\.?)?(?: ?Z| UTC| GMT)?$"
)
_CLOCKED = re.compile(_CLOCK)
_YMD = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
_TWO = re.compile(r"^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})$")
_NAMED_DAY = re.compile(r"^(\d{1,2})(?:st|nd|rd|th|\.)?[ \-/.]*([^\W\d_]{3,12})\.?[ \-/.,]*(\d{4}|\d{2})$")
_NAMED_MONTH = re.compile(r"^([^\W\d_]{3,12})\.?[ \-/]*(\d{1,2})(?:st|nd|rd|th)?[ ,\-/]+(\d{4}|\d{2})$")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,12}\.?,\s*")
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_EPOCH = re.compile(r"^1\d{9}(?:\d{3})?$")
_FIRST_SERIAL, _LAST_SERIAL = 30_000, 60_000  # 1982 to 2064 as a sheet counts days


@dataclass(frozen=True, slots=True)
class OrderVote:
    """Say whether the day or the month stands first, and what told it."""

    day_first: bool
    for_day: int
    for_month: int
    told_by: str  # values, source, settings or nothing (no date is in doubt)

    @property
    def why(self) -> str:
        order = "day first" if self.day_first else "month first"
        if self.told_by == "values":
            return f"{order}: {self.for_day} distinct dates have a day above 12 in front, {self.for_month} behind"
        if self.told_by == "source":
            return f"{order}, as this source writes it; no date settles it"
        if self.told_by == "settings":
            return f"{order}, by day_first in shadowscan.yaml; no date settles it"
        return "year, month and day leave no doubt"


@dataclass(slots=True)
class Dates:
    """Hold the days of a column (NaT where a cell is no date) and how they were read."""

    days: Days
    vote: OrderVote


def read_dates(column: Texts, order: str, day_first: bool, languages: Sequence[str]) -> Dates:
    """Read a column of dates; zones are brought to UTC."""
    values, codes = distinct(column)
    if len(values) > _MANY:
        short = pc.replace_substring_regex(values, _CLOCK, r"\1")
        values, inner = distinct(short)
        codes = inner[codes]
    written = [_without_clock(text) for text in values.to_pylist()]
    decided = _vote(written, order, day_first)
    months = month_numbers(tuple(languages))
    days = np.array([_day(text, decided.day_first, months) for text in written], dtype="datetime64[s]")
    return Dates(days[codes] if len(days) else np.zeros(0, dtype="datetime64[s]"), decided)


def _without_clock(text: str) -> str:
    text = text.strip().strip("'").strip()
    match = _CLOCKED.match(text)
    return match.group(1) if match else text


def _vote(written: list[str], order: str, day_first: bool) -> OrderVote:
    for_day = for_month = doubtful = 0
    for text in written:
        match = _TWO.match(text)
        if match:
            first, second = int(match[1]), int(match[2])
            for_day += first > 12 >= second
            for_month += second > 12 >= first
            doubtful += first <= 12 and second <= 12 and first != second
    if for_day != for_month:
        return OrderVote(for_day > for_month, for_day, for_month, "values")
    told_by = "nothing" if not doubtful else "source" if order else "settings"
    return OrderVote(order == "day_first" if order else day_first, for_day, for_month, told_by)


def _day(text: str, day_first: bool, months: dict[str, int]) -> date | None:
    try:
        return _read_day(text, day_first, months)
    except (ValueError, OverflowError):
        return None


def _read_day(text: str, day_first: bool, months: dict[str, int]) -> date | None:
    if match := _YMD.match(text) or _COMPACT.match(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _TWO.match(text):
        first, second = int(match[1]), int(match[2])
        return date(_year(match[3]), second if day_first else first, first if day_first else second)
    if match := _SERIAL.match(text):
        number = float(text)
        if _FIRST_SERIAL <= number < _LAST_SERIAL:
            return date(1899, 12, 30) + timedelta(days=int(number))
        return None
    if _EPOCH.match(text):
        return datetime.fromtimestamp(int(text[:10]), tz=UTC).date()
    return _zoned(text) or _named(_WEEKDAY.sub("", text), months)


def _zoned(text: str) -> date | None:
    if not text[:4].isdigit() or ":" not in text:
        return None
    moment = datetime.fromisoformat(text.replace(" UTC", "+00:00").replace(" +", "+"))
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def _named(text: str, months: dict[str, int]) -> date | None:
    for pattern, day, month in ((_NAMED_DAY, 1, 2), (_NAMED_MONTH, 2, 1)):
        match = pattern.match(text)
        number = months.get(match[month].casefold().rstrip(".")) if match else None
        if match and number:
            return date(_year(match[3]), number, int(match[day]))
    return None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


@cache
def month_numbers(languages: tuple[str, ...]) -> dict[str, int]:
    """Return month names and abbreviations of the languages (CLDR) with their numbers."""
    found: dict[str, int] = {}
    for language in languages:
        for width in ("abbreviated", "wide"):
            for number, name in get_month_names(width, locale=language).items():
                found.setdefault(str(name).casefold().rstrip("."), int(number))
    found["sept"] = 9
    return found


def moments(column: Texts) -> Texts:
    """Return time stamps as one would compare them: the text without white space at the ends."""
    return pc.utf8_trim_whitespace(column) if len(column) else texts([])


def iso(day: np.datetime64) -> str:
    """Return a day as YYYY-MM-DD."""
    return str(day.astype("datetime64[D]"))


def nanless(mask: Days) -> npt.NDArray[np.bool_]:
    """Tell which days are there."""
    return ~np.isnat(mask)


def to_arrow(days: Days) -> pa.Array:
    """Return days as an Arrow column."""
    return pa.array(days)

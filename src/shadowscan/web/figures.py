"""Key figures that several pages show: coverage by unit, spend by month, in the three groups every euro is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shadowscan.web.ask import Ask
from shadowscan.web.filters import month as month_name
from shadowscan.web.library import Row
from shadowscan.web.svg import Series

GROUPS = ("managed", "outside", "unresolved")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Split:
    """Hold the software spend of the last 12 months and its three parts, which add up to it."""

    total: float
    managed: float
    outside: float
    unresolved: float


@dataclass(frozen=True, slots=True)
class Trend:
    """Hold spend by month in the three groups."""

    months: Sequence[str]
    labels: Sequence[str]
    series: Sequence[Series]


def coverage(ask: Ask) -> list[Row]:
    """Return one row a unit the reader answers for, with `split`, largest spend outside the catalogue first."""
    rows = ask.library.distinct("business_unit_id", "select * from coverage_summary")
    names = {unit["business_unit_id"]: unit["name"] for unit in ask.units()}
    mine = [row | {"name": names[row["business_unit_id"]]} for row in rows if row["business_unit_id"] in names]
    found = [row | {"split": split(ask, [row])} for row in mine]
    return sorted(found, key=lambda row: (-row["split"].outside, row["name"]))


def split(ask: Ask, rows: Iterable[Row]) -> Split:
    """Add up rows of coverage_summary in the three groups."""
    rows = list(rows)
    parts = {
        group: sum(row[status] for row in rows for status in statuses)
        for group, statuses in ask.site.words.groups.items()
    }
    return Split(sum(row["total"] for row in rows), *(round(parts[group], 2) for group in GROUPS))


def trend(ask: Ask, units: Sequence[str] = ()) -> Trend:
    """Return software spend by month up to the scan's day, of some units or of all the reader's."""
    last = ask.scan()["as_of"][:7]
    rows = ask.library.rows("select * from spend_by_month where month <= :last and status <> 'not_software'", last=last)
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        if not units or row["business_unit_id"] in units:
            sums[ask.site.words.group(row["status"]), row["month"]] += row["amount"]
    months = _months_to(last)
    series = [
        Series(group, ask.site.words.group_labels[group], [round(sums[group, month], 2) for month in months])
        for group in GROUPS
    ]
    return Trend(months, [month_name(month) for month in months], series)


def _months_to(last: str) -> list[str]:
    return _months(_number(last) - _MONTHS + 1, _number(last))


def split_months(first: str, last: str) -> list[tuple[str, str]]:
    """Return every month from one to another with its name."""
    return [(month, month_name(month)) for month in _months(_number(first), _number(last))]


def _months(first: int, last: int) -> list[str]:
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, last + 1)]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def in_group(ask: Ask, *groups: str) -> str:
    """Return the statuses of some groups as an SQL list; statuses are words of the program, not of the data."""
    statuses = [status for group in groups for status in ask.site.words.groups[group]]
    return "(" + ", ".join(f"'{status}'" for status in statuses) + ")"


def statuses(ask: Ask, group: str) -> str:
    """Return the statuses of a group as a filter of Datasette's tables."""
    return ",".join(ask.site.words.groups[group])

"""Sign-on rows into use: who signed in, which seats stay unused, and the access table by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from shadowscan.findings.groups import Group, short_hash, slices
from shadowscan.findings.windows import window_start
from shadowscan.records import ACCESS


@dataclass(frozen=True, slots=True)
class Use:
    """Count one group's sign-on rows; people are counted once."""

    users: int = 0  # with a sign-in in the last 12 months
    assigned: int = 0
    unused: int = 0  # assigned, no sign-in in the last 12 months
    grants: int = 0
    first: int = 0  # ordinal days; 0 when no row has a date
    last: int = 0
    category: str = ""
    merchant: str = ""
    vendor_id: str = ""
    matched: bool = False
    sources: tuple[str, ...] = ()
    access: tuple[tuple[str, bool], ...] = ()  # access_id, somebody signed in


def read_use(use: pd.DataFrame, groups: tuple[Group, ...], as_of: date) -> tuple[pd.DataFrame, dict[int, Use]]:
    """Return the ACCESS frame and the use of each group; an assignment with a date of last use counts as a sign-in."""
    if use.empty:
        return ACCESS.empty(), {}
    use = use[use["day"] <= as_of.toordinal()]
    use = use.assign(used=(use["kind"] == "sign_in") | ((use["kind"] == "assignment") & (use["day"] > 0)))
    months = _by_month(use, as_of)
    access = _access(months, groups)
    return access, _summaries(use, months, access, as_of)


def _by_month(use: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Count people and sign-ins by group and month; rows without a date stand in the month of the scan."""
    dates = use["date"]
    index = (dates.dt.year * 12 + dates.dt.month - 1).fillna(as_of.year * 12 + as_of.month - 1).astype("int64")
    rows = use.assign(index=index)
    seen = rows[["group", "index"]].drop_duplicates().set_index(["group", "index"]).sort_index()
    used = rows[rows["used"]]
    people = used[used["person"] != ""].drop_duplicates(["group", "index", "person"])
    seen["users"] = people.groupby(["group", "index"]).size()
    seen["events"] = used[used["kind"] == "sign_in"].groupby(["group", "index"])["events"].sum()
    return seen.fillna(0).astype("int64").reset_index()


def _access(months: pd.DataFrame, groups: tuple[Group, ...]) -> pd.DataFrame:
    of_row = [groups[number] for number in months["group"].tolist()]
    names = [f"{index // 12:04d}-{index % 12 + 1:02d}" for index in months["index"].tolist()]
    frame = pd.DataFrame(
        {
            "access_id": ["a" + short_hash(g.key, g.unit_id, m) for g, m in zip(of_row, names, strict=True)],
            "product_id": [g.key for g in of_row],
            "business_unit_id": [g.unit_id for g in of_row],
            "month": names,
            "users": months["users"].to_numpy(),
            "events": months["events"].to_numpy(),
        }
    )
    return ACCESS.check(frame)


def _summaries(use: pd.DataFrame, months: pd.DataFrame, access: pd.DataFrame, as_of: date) -> dict[int, Use]:
    since = window_start(as_of, 12).toordinal()
    recent = _pairs(use[use["used"] & (use["day"] >= since)])
    assigned = use[use["kind"] == "assignment"]
    seats = _pairs(assigned[assigned["person"] != ""])
    merged = seats.merge(recent, how="left", on=["group", "person"], indicator=True)
    idle = merged[merged["_merge"] == "left_only"]
    # An assignment that names nobody is a seat of its own.
    nameless = assigned[assigned["person"] == ""]
    counts = {
        "users": _count(recent),
        "assigned": _add(_count(seats), _count(nameless)),
        "unused": _add(_count(idle), _count(nameless[nameless["day"] < since])),
        "grants": _count(_pairs(use[use["kind"] == "grant"])),
    }
    return _joined(use, counts, _access_by_group(months, access))


def _joined(
    use: pd.DataFrame, counts: Mapping[str, dict[int, int]], access: dict[int, tuple[tuple[str, bool], ...]]
) -> dict[int, Use]:
    rows = use.sort_values(["group", "day", "source_id", "merchant", "category"], kind="stable")
    days, sources = rows["day"].tolist(), rows["source_id"].tolist()
    categories, verdicts = rows["category"].tolist(), rows["verdict"].tolist()
    merchants, vendors = rows["merchant"].tolist(), rows["vendor_id"].tolist()
    result: dict[int, Use] = {}
    for group, start, end in slices(rows["group"].to_numpy()):
        dated = [day for day in days[start:end] if day > 0]
        result[group] = Use(
            **{name: count.get(group, 0) for name, count in counts.items()},
            first=dated[0] if dated else 0,
            last=dated[-1] if dated else 0,
            category=next((c for c in categories[start:end] if c), ""),
            merchant=min(merchants[start:end]),
            vendor_id=vendors[start],
            matched="matched" in verdicts[start:end],
            sources=tuple(sorted(set(sources[start:end]))),
            access=access.get(group, ()),
        )
    return result


def _pairs(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["person"] != ""][["group", "person"]].drop_duplicates()


def _count(rows: pd.DataFrame) -> dict[int, int]:
    return {int(group): int(number) for group, number in rows.groupby("group").size().items()}  # type: ignore[call-overload]


def _add(one: dict[int, int], other: dict[int, int]) -> dict[int, int]:
    return {group: one.get(group, 0) + other.get(group, 0) for group in one.keys() | other.keys()}


def _access_by_group(months: pd.DataFrame, access: pd.DataFrame) -> dict[int, tuple[tuple[str, bool], ...]]:
    ids, signed_in = access["access_id"].tolist(), ((access["users"] > 0) | (access["events"] > 0)).tolist()
    return {
        group: tuple(zip(ids[start:end], signed_in[start:end], strict=True))
        for group, start, end in slices(months["group"].to_numpy())
    }


def leavers_by_group(rows: pd.DataFrame, left: Mapping[str, date]) -> dict[int, dict[str, int]]:
    """Return, by group, the people with a row after the day they left, with its latest ordinal day."""
    last_days = {person: day.toordinal() for person, day in left.items()}
    gone = rows[rows["person"].isin(list(last_days))]
    late: dict[int, dict[str, int]] = {}
    for group, person, day in zip(gone["group"].tolist(), gone["person"].tolist(), gone["day"].tolist(), strict=True):
        if day > last_days[person]:
            people = late.setdefault(group, {})
            people[person] = max(day, people.get(person, 0))
    return late

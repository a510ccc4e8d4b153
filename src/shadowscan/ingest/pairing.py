"""Pairs of rows that are the same money: one to one, nearest dates first, whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from shadowscan.ingest.texts import Codes, combine

Fits: TypeAlias = "Callable[[pd.DataFrame], pd.Series[Any]]"  # candidate pairs -> True where they may be one

NO_KEY = -1
_MOST_BUCKETS = 1 << 20  # of days since 1970, before and after
_ORDER = [
    "amount_minor",
    "currency",
    "date",
    "merchant",
    "person",
    "business_unit_id",
    "doc_id",
    "descriptor",
    "source_id",
]


@dataclass(frozen=True, slots=True)
class Window:
    """Say how many days the second row may lie before and after the first."""

    before: int
    after: int


def pair(kept: pd.DataFrame, other: pd.DataFrame, window: Window, fits: Fits) -> list[tuple[int, int]]:
    """Return index pairs (row of `kept`, row of `other`) with equal money and fitting dates and names.

    Both frames need `_charged` and `_posted` (keys of the money, any of which may be equal; -1: none), `date` and the
    columns that `fits` reads. Equal rows pair off one by one.
    """
    width = window.before + window.after + 1
    kept, other = _with_partner(kept, other, width), _with_partner(other, kept, width)
    if not len(kept) or not len(other):
        return []
    left, right = _grouped(kept), _grouped(other)
    candidates = _candidates(left.frame, right.frame, window)
    if not len(candidates):
        return []
    candidates = candidates[fits(candidates)]
    candidates = candidates.assign(_far=candidates["_gap"].abs()).sort_values(
        ["_far", "_gap", "_group_a", "_group_b"], kind="stable"
    )
    return _consume(candidates, left, right)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Hold one row for rows that are alike, and the indexes of all rows, group by group."""

    frame: pd.DataFrame
    rows: list[int]
    bounds: list[int]  # where each group starts in `rows`, and the end


def _days(rows: pd.DataFrame) -> Codes:
    return rows["date"].to_numpy().astype("datetime64[D]").astype(np.int64)


def _with_partner(rows: pd.DataFrame, others: pd.DataFrame, width: int) -> pd.DataFrame:
    """Return the rows whose money is among the others at about the same time."""
    keys = [rows["_charged"], rows["_posted"], others["_charged"], others["_posted"]]
    codes = np.split(
        pd.factorize(np.concatenate([key.to_numpy() for key in keys]))[0].astype(np.int64) * _MOST_BUCKETS,
        np.cumsum([len(key) for key in keys])[:-1],
    )
    there = [key.to_numpy() != NO_KEY for key in keys]
    near = _days(others) // width
    wanted = np.unique(np.concatenate([(codes[n] + near + step)[there[n]] for n in (2, 3) for step in (-1, 0, 1)]))
    own = _days(rows) // width
    hit = np.zeros(len(rows), dtype=bool)
    for n in (0, 1):
        hit |= there[n] & np.isin(codes[n] + own, wanted)
    return rows[hit]


def _grouped(rows: pd.DataFrame) -> _Groups:
    """Group equal rows, in an order made of content alone."""
    keys = [*_ORDER, "_charged", "_posted"]
    ordered = rows.sort_values([*keys, "file_id", "line"], kind="stable")
    codes = combine([pd.factorize(ordered[key])[0].astype(np.int64) for key in keys])
    starts = np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]]))
    frame = ordered.iloc[starts][keys].reset_index(drop=True)
    frame["_group"] = np.arange(len(frame))
    frame["_day"] = _days(frame)
    return _Groups(frame, ordered.index.tolist(), [*starts.tolist(), len(ordered)])


def _keyed(groups: pd.DataFrame) -> pd.DataFrame:
    """Return each group under each key of its money."""
    plain = groups.drop(columns=["_charged", "_posted"])
    both = pd.concat([plain.assign(_key=groups["_charged"]), plain.assign(_key=groups["_posted"])])
    return both[both["_key"] != NO_KEY]


def _candidates(left: pd.DataFrame, right: pd.DataFrame, window: Window) -> pd.DataFrame:
    width = window.before + window.after + 1
    a, b = _keyed(left), _keyed(right)
    a = a.assign(_bucket=a["_day"] // width)
    parts = [
        a.merge(b.assign(_bucket=b["_day"] // width + step), on=["_key", "_bucket"], suffixes=("_a", "_b"))
        for step in (-1, 0, 1)
    ]
    pairs = pd.concat(parts, ignore_index=True)
    gap = pairs["_day_b"] - pairs["_day_a"]
    pairs = pairs.assign(_gap=gap)[(gap >= -window.before) & (gap <= window.after)]
    return pairs.drop_duplicates(["_group_a", "_group_b"])


def _consume(candidates: pd.DataFrame, left: _Groups, right: _Groups) -> list[tuple[int, int]]:
    """Pair rows off one by one, the nearest candidates first."""
    next_a, next_b = left.bounds.copy(), right.bounds.copy()
    pairs: list[tuple[int, int]] = []
    for a, b in zip(candidates["_group_a"].tolist(), candidates["_group_b"].tolist(), strict=True):
        count = min(left.bounds[a + 1] - next_a[a], right.bounds[b + 1] - next_b[b])
        rows_a, rows_b = left.rows[next_a[a] : next_a[a] + count], right.rows[next_b[b] : next_b[b] + count]
        pairs.extend(zip(rows_a, rows_b, strict=True))
        next_a[a] += count
        next_b[b] += count
    return pairs

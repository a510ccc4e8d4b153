"""Pairs of rows that are the same money: one to one, nearest dates first, whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

Fits: TypeAlias = "Callable[[pd.DataFrame], pd.Series[Any]]"  # candidate pairs -> True where they may be one

NO_KEY = -1
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
    kept, other = _with_partner(kept, other), _with_partner(other, kept)
    if not len(kept) or not len(other):
        return []
    left, right = _grouped(kept), _grouped(other)
    candidates = _candidates(left, right, window)
    if not len(candidates):
        return []
    candidates = candidates[fits(candidates)]
    candidates = candidates.assign(_far=candidates["_gap"].abs()).sort_values(
        ["_far", "_gap", "_group_a", "_group_b"], kind="stable"
    )
    return _consume(candidates, left, right)


def _with_partner(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose money is also among the others."""
    there = np.concatenate([others["_charged"].to_numpy(), others["_posted"].to_numpy()])
    there = np.unique(there[there != NO_KEY])
    return rows[rows["_charged"].isin(there) | rows["_posted"].isin(there)]


def _grouped(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for rows that are alike, with their indexes; in an order made of content alone."""
    keys = [*_ORDER, "_charged", "_posted"]
    ordered = rows.assign(_row=rows.index).sort_values([*keys, "file_id", "line"], kind="stable")
    frame = ordered.groupby(keys, sort=False, dropna=False).agg(_rows=("_row", list)).reset_index()
    frame["_group"] = np.arange(len(frame))
    frame["_day"] = frame["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    return frame


def _keyed(groups: pd.DataFrame) -> pd.DataFrame:
    """Return each group under each key of its money."""
    plain = groups.drop(columns=["_charged", "_posted", "_rows"])
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


def _consume(candidates: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame) -> list[tuple[int, int]]:
    free_left = [list(rows) for rows in left["_rows"]]
    free_right = [list(rows) for rows in right["_rows"]]
    pairs: list[tuple[int, int]] = []
    for a, b in zip(candidates["_group_a"].tolist(), candidates["_group_b"].tolist(), strict=True):
        count = min(len(free_left[a]), len(free_right[b]))
        pairs.extend(zip(free_left[a][:count], free_right[b][:count], strict=True))
        del free_left[a][:count], free_right[b][:count]
    return pairs

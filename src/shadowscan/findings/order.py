"""Rows in the order of their content: columns become integers once, and later columns only part what is still equal."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

Integers = np.ndarray[tuple[int], np.dtype[np.int64]]
Values = pd.Series | Integers | np.ndarray[tuple[int], np.dtype[np.bool_]]


def row_order(columns: Iterable[Values]) -> Integers:
    """Return the positions of rows sorted by some columns, the first one first; equal rows keep their order.

    Texts sort by code point, missing values last.
    """
    order, run = np.empty(0, np.int64), np.empty(0, np.int64)  # rows in order; where the run of equal rows starts
    for number, column in enumerate(columns):
        if not number:
            order, run = np.arange(len(column)), np.zeros(len(column), np.int64)
        open_ = _shared(run)
        if not len(open_):
            break
        rows = order[open_]
        codes = _codes(column.take(rows))
        by = np.lexsort((codes, run[open_]))  # a run keeps its places, its rows change them
        order[open_] = rows[by]
        starts = run[open_]
        new = (np.diff(starts, prepend=-1) != 0) | (np.diff(codes[by], prepend=-1) != 0)
        run[open_] = open_[np.maximum.accumulate(np.where(new, np.arange(len(open_)), 0))]
    return order


def _shared(run: Integers) -> Integers:
    """Return the places of runs that hold more than one row."""
    same = run[1:] == run[:-1]
    return np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))


def _codes(values: Values) -> Integers:
    codes, distinct = pd.factorize(values, sort=True)
    return np.where(codes < 0, len(distinct), codes)

"""Columns of text: work on distinct values, give the answers back to the rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Texts: TypeAlias = Any  # pa.LargeStringArray without nulls; pyarrow carries no types
Mask: TypeAlias = npt.NDArray[np.bool_]
Codes: TypeAlias = npt.NDArray[np.int64]

_TEXT = pa.large_string()
_MOST = 1 << 62  # numbers below it can be joined without running over


def texts(values: Sequence[str]) -> Texts:
    """Return a text column; halves of broken characters become question marks."""
    try:
        return pa.array(values, type=_TEXT)
    except (UnicodeEncodeError, pa.ArrowException):
        return pa.array([v.encode("utf-8", "replace").decode("utf-8") for v in values], type=_TEXT)


def join_chunks(chunks: list[Texts]) -> Texts:
    """Return one column made of its chunks."""
    return pa.concat_arrays(chunks) if chunks else texts([])


def constant(value: str, rows: int) -> Texts:
    """Return a column that says the same in every row."""
    return pa.repeat(pa.scalar(value, type=_TEXT), rows)


def trim(column: Texts) -> Texts:
    """Return the column without white space (no-break spaces too) at both ends of its cells."""
    return pc.utf8_trim_whitespace(column)


def distinct(column: Texts) -> tuple[Texts, Codes]:
    """Return the distinct texts in order of appearance and, for each row, which of them it has."""
    encoded = pc.dictionary_encode(column)
    return encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def by_distinct(column: Texts, change: Callable[[str], str]) -> Texts:
    """Return the column with `change` applied once to each distinct text."""
    values, codes = distinct(column)
    return texts([change(v) for v in values.to_pylist()]).take(pa.array(codes))


def first_filled(columns: Sequence[Texts]) -> Texts:
    """Return, row by row, the first text that is not empty."""
    filled = columns[0]
    for other in columns[1:]:
        filled = pc.if_else(pc.equal(filled, ""), other, filled)
    return filled


def glue(left: Texts, right: Texts, between: str) -> Texts:
    """Return, row by row, both texts with `between` in the middle."""
    return pc.binary_join_element_wise(left, right, pa.scalar(between, type=_TEXT))


def is_empty(column: Texts) -> Mask:
    """Tell which cells are empty."""
    mask: Mask = np.asarray(pc.equal(column, "").to_numpy(zero_copy_only=False), dtype=bool)
    return mask


def where(mask: Mask, then: Texts, otherwise: Texts) -> Texts:
    """Return `then` where the mask holds, else `otherwise`."""
    return pc.if_else(pa.array(mask), then, otherwise)


def series(column: Texts) -> pd.Series[Any]:
    """Return the column as a pandas Series of dtype `str`."""
    return pd.Series(pd.array(column, dtype="str"))


def arrow(values: pd.Series[Any]) -> Texts:
    """Return a pandas text Series as a column."""
    made = pa.array(values, type=_TEXT)
    column = made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made
    return pc.fill_null(column, "")


def combine(columns: Iterable[Codes]) -> Codes:
    """Return one number per row that is equal exactly where all columns are.

    Columns are asked for one by one: once all rows are told apart, the rest is not even computed.
    """
    combined, size = np.zeros(0, dtype=np.int64), 1
    for codes in columns:
        combined = combined if len(combined) else np.zeros(len(codes), dtype=np.int64)
        low, high = (int(codes.min()), int(codes.max())) if len(codes) else (0, 0)
        if low == high:
            continue
        if size * (high - low + 1) < _MOST:
            joined = combined * (high - low + 1) + (codes - low)
        else:
            small, values = pd.factorize(codes)
            joined = combined * len(values) + small
        combined, found = pd.factorize(joined)
        size = len(found)
        if size == len(combined):
            break
    return combined.astype(np.int64, copy=False)


@lru_cache(maxsize=65536)
def header_key(header: str) -> str:
    """Return what two spellings of one header share: letters and digits, case folded."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(character for character in folded if character.isalnum())


def fold(text: str) -> str:
    """Return a cell for comparison: compatibility forms, single spaces, case folded."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(plain.split()).casefold()

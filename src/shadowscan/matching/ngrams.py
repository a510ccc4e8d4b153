"""Short texts as counts of three-character pieces, column-wise and without a vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

_BASE = 37  # a border, 26 letters, ten digits
WIDTH = _BASE**3
_LONGEST = 48  # characters that are looked at


def _codes() -> np.ndarray[Any, np.dtype[np.uint8]]:
    table = np.zeros(256, dtype=np.uint8)
    for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz", start=1):
        table[ord(letter)] = table[ord(letter.upper())] = number
    for number, digit in enumerate("0123456789", start=27):
        table[ord(digit)] = number
    return table


_TABLE = _codes()


def trigrams(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return a matrix (texts x 50,653) of three-character counts; word borders and other signs count as spaces."""
    padded = [f" {text[:_LONGEST]} ".encode("ascii", "replace") for text in texts]
    size = _LONGEST + 2
    grid = np.array(padded, dtype=f"S{size}").view(np.uint8).reshape(len(padded), size) if padded else np.zeros((0, 3))
    codes = _TABLE[grid.astype(np.uint8)].astype(np.int32)
    grams = codes[:, :-2] * (_BASE * _BASE) + codes[:, 1:-1] * _BASE + codes[:, 2:]
    lengths = np.array([len(text) for text in padded], dtype=np.int64)
    kept = np.arange(grams.shape[1])[None, :] < (lengths - 2)[:, None]
    columns = grams[kept]
    starts = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
    matrix = sparse.csr_matrix(
        (np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(padded), WIDTH), dtype=np.float32
    )
    matrix.sum_duplicates()
    return matrix


def unit(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Scale the rows of a matrix to length one, in place; empty rows stay empty."""
    squares = np.add.reduceat(np.append(matrix.data**2, 0), matrix.indptr[:-1]) * (np.diff(matrix.indptr) > 0)
    lengths = np.sqrt(squares)
    lengths[lengths == 0] = 1
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr)).astype(matrix.data.dtype)
    return matrix

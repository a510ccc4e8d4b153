"""Counts into scores: precision and recall with their doubt, calibration, thresholds; each by its textbook rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
BINS = 10


@dataclass(frozen=True, slots=True)
class Score:
    """Hold what was given, what of it was right, and what was to be found."""

    right: int
    given: int
    wanted: int

    @property
    def precision(self) -> float | None:
        return self.right / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        both = self.given + self.wanted
        return 2 * self.right / both if both else None

    def to_json(self) -> dict[str, Any]:
        """Return counts, shares rounded to four places, and 95 % intervals."""
        return {
            **asdict(self),
            "precision": rounded(self.precision),
            "precision_interval": interval(self.right, self.given),
            "recall": rounded(self.recall),
            "recall_interval": interval(self.right, self.wanted),
            "f1": rounded(self.f1),
        }


def rounded(value: float | None) -> float | None:
    """Return a share with four places; None where there was nothing to count."""
    return None if value is None else round(float(value), 4)


def interval(right: int, of: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a share (Wilson 1927), which holds for few rows and near 0 or 1."""
    if not of:
        return None
    z, share = 1.959964, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return round(max(0.0, middle - reach), 4), round(min(1.0, middle + reach), 4)


@dataclass(frozen=True, slots=True)
class Bin:
    """Hold the rows whose stated probability lies in one tenth: how many, what was said, what was true."""

    low: float
    high: float
    rows: int
    said: float
    true: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Hold the bins that have rows, and the expected calibration error (Naeini et al. 2015) over them."""

    bins: tuple[Bin, ...]
    error: float | None
    rows: int

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {"rows": self.rows, "error": rounded(self.error), "bins": [asdict(one) for one in self.bins]}


def calibrate(said: Floats, true: Flags) -> Calibration:
    """Sort rows into tenths by what was said and compare with what was true; 1.0 belongs to the last tenth."""
    if not len(said):
        return Calibration((), None, 0)
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    bins = tuple(
        Bin(n / BINS, (n + 1) / BINS, int(own.sum()), rounded4(said[own].mean()), rounded4(true[own].mean()))
        for n in range(BINS)
        if (own := place == n).any()
    )
    error = sum(
        float(own.sum()) / len(said) * abs(float(said[own].mean()) - float(true[own].mean()))
        for n in range(BINS)
        if (own := place == n).any()
    )
    return Calibration(bins, error, len(said))


def rounded4(value: float) -> float:
    return round(float(value), 4)


@dataclass(frozen=True, slots=True)
class Point:
    """Hold precision and recall at one threshold."""

    threshold: float
    precision: float
    recall: float


def curve(said: Floats, right: Flags, wanted: int, most: int = 200) -> tuple[Point, ...]:
    """Return precision and recall for each threshold that a score reaches, highest first; long curves are thinned."""
    if not len(said) or not wanted:
        return ()
    order = np.argsort(-said, kind="stable")
    levels = np.flatnonzero(np.append(np.diff(said[order]) != 0, True))
    found = np.cumsum(right[order])[levels]
    if len(levels) > most:
        kept = np.unique(np.linspace(0, len(levels) - 1, most).astype(int))
        levels, found = levels[kept], found[kept]
    return tuple(
        Point(rounded4(said[order][level]), rounded4(hits / (level + 1)), rounded4(hits / wanted))
        for level, hits in zip(levels, found, strict=True)
    )


def best_f1(points: Sequence[Point]) -> Point | None:
    """Return the point with the best F1, the highest threshold of equals."""
    return max(
        points, key=lambda p: (2 * p.precision * p.recall / (p.precision + p.recall or 1), p.threshold), default=None
    )

"""Scores follow their textbook rules, and always hold together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.evaluate.scores import Score, best_f1, calibrate, curve, interval

SAID = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def _arrays(rows: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([said for said, _ in rows], dtype=float), np.array([true for _, true in rows], dtype=bool)


def test_precision_recall_and_f1_of_known_counts() -> None:
    score = Score(right=6, given=8, wanted=12)
    assert (score.precision, score.recall, score.f1) == (0.75, 0.5, 0.6)
    nothing = Score(0, 0, 0)
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)


def test_intervals_are_wilsons() -> None:
    assert interval(95, 100) == pytest.approx((0.8882, 0.9785), abs=1e-4)
    assert interval(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert interval(0, 0) is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_share(right: int, of: int) -> None:
    right = min(right, of)
    low, high = interval(right, of) or (0, 0)
    assert 0 <= low <= right / of + 1e-4
    assert right / of - 1e-4 <= high <= 1


def test_the_calibration_error_is_the_weighted_distance_of_said_and_true() -> None:
    said = np.array([0.05, 0.05, 0.95, 0.95])
    true = np.array([False, True, True, True])
    found = calibrate(said, true)
    assert found.error == pytest.approx(0.5 * 0.45 + 0.5 * 0.05)
    assert [(one.rows, one.said, one.true) for one in found.bins] == [(2, 0.05, 0.5), (2, 0.95, 1.0)]


@given(SAID)
def test_each_row_is_in_one_bin_and_the_error_is_a_share(rows: list[tuple[float, bool]]) -> None:
    found = calibrate(*_arrays(rows))
    assert sum(one.rows for one in found.bins) == found.rows == len(rows)
    assert found.error is None if not rows else 0 <= found.error <= 1


@given(SAID)
def test_recall_never_falls_with_the_threshold_and_ends_at_all_that_is_true(rows: list[tuple[float, bool]]) -> None:
    said, true = _arrays(rows)
    points = curve(said, true, int(true.sum()))
    assert [p.recall for p in points] == sorted(p.recall for p in points)
    assert [p.threshold for p in points] == sorted((p.threshold for p in points), reverse=True)
    if points:
        assert points[-1].recall == 1
        best = best_f1(points)
        assert best in points


def test_a_long_curve_is_thinned_but_keeps_its_ends() -> None:
    said = np.linspace(1, 0, 5_000)
    points = curve(said, np.ones(5_000, dtype=bool), 5_000)
    assert len(points) <= 200
    assert (points[0].threshold, points[-1].threshold) == (1.0, 0.0)

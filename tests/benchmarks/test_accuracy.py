"""The comparison with the usual ways is fair and does not break: small lists, known answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from shadowscan.evaluate import Labels, read_labels
from tests.benchmarks.accuracy import peer_line, scored
from tests.benchmarks.peers import PEERS, Missing

NAMES = ["quorvex", "quorvex limited", "blue harbour software", "zephyrine"]
DOMAINS = ["quorvex.example", "quorvex.example", "harbour.example", "zephyrine.example"]
LABELS = """\
descriptor,label,vendor_domain,certainty
Quorvex,saas,quorvex.example,sure
BLUE HARBOUR SOFTWARE,software,harbour.example,sure
ZEPHYRINE,other,,sure
WHO KNOWS,unclear,,sure
GUESSED,saas,guessed.example,guess
"""


@pytest.fixture
def labels(tmp_path: Path) -> Labels:
    path = tmp_path / "labels.csv"
    path.write_text(LABELS, encoding="utf-8")
    return scored(read_labels(path))


@pytest.mark.parametrize("name", PEERS)
def test_each_way_finds_a_name_that_is_written_as_it_stands(name: str) -> None:
    peer: Callable[..., tuple[np.ndarray, np.ndarray]] = PEERS[name]
    try:
        best, near = peer(["QUORVEX", "Zephyrine", "nothing like it 77"], NAMES)
    except Missing as missing:
        pytest.skip(str(missing))
    assert [NAMES[number] for number in best[:2]] == ["quorvex", "zephyrine"]
    assert near[0] > near[2]
    assert 0 <= near.min() <= near.max() <= 1 + 1e-6


def test_only_scored_rows_are_compared(labels: Labels) -> None:
    assert labels.rows["descriptor"].tolist() == ["Quorvex", "BLUE HARBOUR SOFTWARE", "ZEPHYRINE"]


def test_a_peer_is_told_at_the_threshold_that_suits_it_best(labels: Labels) -> None:
    """Two right at 0.9 and 0.8; a wrong one, in a row labelled other, at 0.7: the best threshold leaves it out."""
    found = (np.array([0, 2, 3]), np.array([0.9, 0.8, 0.7]))
    line = peer_line("peer", found, DOMAINS, labels, 0.0)
    assert (line.score.right, line.score.given, line.score.wanted) == (2, 2, 2)
    assert (line.threshold, line.sure) == ("0.80", 1.0)


def test_a_vendor_given_to_another_business_costs_precision(labels: Labels) -> None:
    found = (np.array([0, 2, 3]), np.array([0.7, 0.7, 0.9]))
    line = peer_line("peer", found, DOMAINS, labels, 0.0)
    assert (line.score.right, line.score.given) == (2, 3)
    assert line.sure is None

"""A small file of labels and answers to it whose scores are known by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from shadowscan.evaluate import Columns, Evaluation, Labels, judge, read_labels

LABELS = """\
descriptor,mcc,label,vendor_domain,certainty,team
QUORVEX LTD,5734,saas,quorvex.example,sure,north
QUORVEX.EXAMPLE,,saas,quorvex.example,sure,north
NEWTOOL.EXAMPLE,,saas,newtool.example,,south
LICENCE SHOP,,software,,sure,south
MAYBE APP,,saas,maybe.example,sure,south
SOME CABLE,,it_other,,sure,north
CORNER CAFE,5812,other,,sure,north
ANOTHER CAFE,5812,other,,sure,north
CLICK ADS,,ads_media,ads.example,sure,south
WHO KNOWS,,unclear,,sure,south
PERHAPS,,saas,perhaps.example,guess,south
"""
# verdict, vendor, domain, score, probability of software
ANSWERS = [
    ("matched", "Quorvex", "quorvex.example", 1.0, 1.0),
    ("matched", "Other", "other.example", 0.95, 0.99),
    ("software", "", "newtool.example", 0.0, 0.92),
    ("software", "", "", 0.0, 0.91),
    ("review", "Maybe", "maybe.example", 0.75, 0.7),
    ("not_software", "", "", 0.0, 0.05),
    ("matched", "Corner", "corner.example", 0.92, 0.95),
    ("not_software", "", "", 0.0, 0.0),
    ("not_software", "", "ads.example", 0.0, 0.1),
    ("matched", "Who", "who.example", 1.0, 1.0),
    ("matched", "Perhaps", "perhaps.example", 1.0, 1.0),
]

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file of labels."""

    def put(text: str) -> Path:
        path = tmp_path / "labels.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return put


@pytest.fixture
def labels(write: Write) -> Labels:
    return read_labels(write(LABELS), Columns(by=("team",)))


def answers(rows: list[tuple[str, str, str, float, float]]) -> pd.DataFrame:
    """Return answers as the matcher gives them."""
    columns = ["verdict", "vendor", "vendor_domain", "score", "saas_probability"]
    return pd.DataFrame(rows, columns=columns).assign(reason="Because.")


@pytest.fixture
def found(labels: Labels) -> Evaluation:
    return judge(labels, answers(ANSWERS))

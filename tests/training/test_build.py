"""The committed labels and baseline are what the generator composes, and are fit to train on."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from shadowscan.rules import packaged_rules

from .build import FOLDER, benign, labels
from .words import Words

Rows = list[dict[str, str]]
_REMEDY = "run `python -m tests.training.build` and commit the result"


@pytest.fixture(scope="module")
def committed() -> str:
    return _text(FOLDER / "labels.csv")


@pytest.fixture(scope="module")
def rows(committed: str) -> Rows:
    return _rows(committed)


@pytest.fixture(scope="module")
def ordinary() -> Rows:
    return _rows(_text(FOLDER / "benign.csv"))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _rows(text: str) -> Rows:
    return list(csv.DictReader(io.StringIO(text)))


def _share(rows: Rows, empty: str) -> float:
    return sum(not row[empty] for row in rows) / len(rows)


def test_committed_labels_equal_a_fresh_build(committed: str) -> None:
    assert labels(packaged_rules()) == committed, _REMEDY


def test_committed_baseline_equals_a_fresh_build(committed: str) -> None:
    assert benign(committed) == _text(FOLDER / "benign.csv"), _REMEDY


def test_labels_have_their_size_and_columns(rows: Rows) -> None:
    assert list(rows[0]) == ["descriptor", "mcc", "category_text", "label", "category", "basis"]
    assert 9_000 <= len(rows) <= 20_000
    assert (FOLDER / "labels.csv").stat().st_size < 1_200_000
    assert {row["basis"] for row in rows} == {"made", "vendor base", "hand"}
    assert all(row["descriptor"].strip() == row["descriptor"] != "" for row in rows)
    assert all(row["mcc"] == "" or (row["mcc"].isdigit() and len(row["mcc"]) == 4) for row in rows)


def test_software_has_a_category_of_the_taxonomy_and_nothing_else_has_one(rows: Rows) -> None:
    known = {row["category_id"] for row in packaged_rules().table("taxonomy")}
    assert {row["category"] for row in rows if row["label"] == "software"} <= known
    assert {row["category"] for row in rows if row["label"] == "other"} == {""}


def test_sides_differ_in_what_is_written_not_in_what_is_missing(rows: Rows) -> None:
    software = [row for row in rows if row["label"] == "software"]
    other = [row for row in rows if row["label"] == "other"]
    assert 0.35 <= len(software) / len(rows) <= 0.5
    for column in ("mcc", "category_text"):
        assert abs(_share(software, column) - _share(other, column)) < 0.05


def test_no_text_is_labelled_twice(rows: Rows) -> None:
    texts = [" ".join(row["descriptor"].casefold().split()) for row in rows]
    assert len(set(texts)) == len(texts)


def test_baseline_is_large_and_shares_no_text_with_the_labels(rows: Rows, ordinary: Rows) -> None:
    trained = {row["descriptor"].casefold() for row in rows}
    assert len(ordinary) >= 3_000
    assert list(ordinary[0]) == ["descriptor", "kind"]
    assert not [row for row in ordinary if row["descriptor"].casefold() in trained]


def test_held_out_words_are_not_trained_on() -> None:
    training, baseline = Words(baseline=False).lists, Words(baseline=True).lists
    for name in ("surname.uk", "town.uk", "front", "sign", "coined"):
        assert baseline[name]
        assert not set(training[name]) & set(baseline[name])

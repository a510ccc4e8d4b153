"""The review: largest spend first, similar texts together, each answer kept at once, its reach measured."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from shadowscan.decisions import read_decisions
from shadowscan.errors import InputError
from shadowscan.review import Answer, Review
from shadowscan.workspace import open_workspace
from tests.review.conftest import AT, scan_now


def review(root: Path) -> Review:
    return Review(open_workspace(root), "brm@harbour.example")


def texts(made: Review) -> list[list[str]]:
    return [[question.descriptor for question in group.questions] for group in made.groups()]


def verdicts(root: Path) -> dict[str, str]:
    with sqlite3.connect(root / "private" / "findings.db") as db:
        return dict(db.execute("select descriptor, verdict from descriptors"))


def test_similar_texts_come_together_largest_spend_first(harbour: Path) -> None:
    made = review(harbour)
    assert texts(made) == [
        ["LINEAR", "LINEAR LTD", "LINEAR INV-20391"],
        ["GONG", "GONG LTD"],
        ["=SAGE"],
        ["Harbour Rota"],
    ]
    first = made.groups()[0]
    assert (first.spend, first.rows, first.units) == (Decimal("600.0"), 3, ("Claims",))


def test_one_answer_settles_the_same_name_and_is_written_once(harbour: Path) -> None:
    made = review(harbour)
    assert made.answer(made.groups()[0], made.guess(made.groups()[0], 1), AT) == 3
    (decision,) = read_decisions(harbour / "private")
    assert (decision.subject, decision.value["vendor"], decision.value["origin"]) == ("LINEAR", "Linear", "spend")
    assert decision.who == "brm@harbour.example"
    assert decision.scan_id.startswith("s-")
    progress = made.progress()
    assert (progress.asked, progress.answered, progress.settled, progress.left) == (7, 1, 2, 4)
    assert (progress.answered_spend, progress.settled_spend) == (Decimal(300), Decimal(300))
    assert progress.left_spend == Decimal(380)


def test_answers_take_effect_at_the_next_scan_and_never_come_back(harbour: Path) -> None:
    made = review(harbour)
    said = [Answer("vendor", "Linear"), Answer("not_software"), Answer("software"), Answer("not_software")]
    for group, answer in zip(made.groups(), said, strict=True):
        made.answer(group, answer, AT)
    assert made.groups() == []
    scan_now(harbour)
    found = verdicts(harbour)
    assert {text: found.get(text) for text in ("LINEAR", "LINEAR LTD", "LINEAR INV-20391", "GONG", "=SAGE")} == {
        "LINEAR": "matched", "LINEAR LTD": "matched", "LINEAR INV-20391": "matched", "GONG": None, "=SAGE": "software",
    }  # fmt: skip
    with sqlite3.connect(harbour / "private" / "findings.db") as db:
        assert db.execute("select count(*) from review_queue").fetchone() == (0,)
        linear = db.execute("select spend_12m from findings where vendor = 'Linear'").fetchall()
    assert linear == [(600.0,)]
    assert texts(review(harbour)) == []


def test_an_answer_given_after_the_scan_is_not_asked_again(harbour: Path) -> None:
    first = review(harbour)
    first.answer(first.groups()[1], Answer("not_software"), AT)
    assert all("GONG" not in group for group in texts(review(harbour)))


def test_the_last_answer_can_be_taken_back(harbour: Path) -> None:
    made = review(harbour)
    before = texts(made)
    made.answer(made.groups()[0], Answer("vendor", "Linearo Works", domain="linearo.example", category="crm"), AT)
    made.answer(made.groups()[0], Answer("not_software"), AT)
    assert made.undo(AT) == ["GONG"]
    assert made.undo(AT) == ["LINEAR"]
    assert made.undo(AT) == []
    assert texts(made) == before
    assert made.progress().left == made.progress().asked
    assert len(read_decisions(harbour / "private")) == 4


def test_a_vendor_nobody_knows_becomes_one(harbour: Path) -> None:
    made = review(harbour)
    assert made.vendor("Sageworks Nord") == ("", "")
    assert made.vendor("miro") == ("Miro", "miro.com")
    made.answer(made.groups()[2], Answer("vendor", "Sageworks Nord", domain="sageworks.example", category="crm"), AT)
    assert made.vendor("Sageworks Nord") == ("Sageworks Nord", "sageworks.example")
    scan_now(harbour)
    with sqlite3.connect(harbour / "private" / "findings.db") as db:
        found = db.execute(
            "select vendor, category, status from findings where vendor_id = 'sageworks-nord'"
        ).fetchall()
    assert found == [("Sageworks Nord", "crm", "unmanaged")]


def test_a_guess_that_was_not_shown_is_refused(harbour: Path) -> None:
    made = review(harbour)
    with pytest.raises(InputError, match="no guess 9"):
        made.guess(made.groups()[0], 9)


def test_without_a_scan_there_is_nothing_to_review(harbour: Path) -> None:
    (harbour / "private" / "findings.db").unlink()
    with pytest.raises(InputError, match="no scan to review") as told:
        review(harbour)
    assert "shadowscan scan" in told.value.remedy

"""What the log adds up to."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shadowscan.decisions import Decision, fold
from shadowscan.decisions.fold import merged


def one(number: int, kind: str, subject: str, why: str = "", **value: str) -> Decision:
    at = f"2026-11-{number // 24 + 1:02d}T{number % 24:02d}:00:00+00:00"
    return Decision(f"x-{number}", at, "me", kind, subject, value, why, "")


def test_the_newest_answer_counts() -> None:
    decided = fold(
        [
            one(1, "ruling", "f1", ruling="approved", spend_12m="1200.50"),
            one(2, "ruling", "f1", "too dear", ruling="tolerated", until="2026-12-31", spend_12m="1500"),
            one(3, "owner", "f1", owner="Anna"),
            one(4, "owner", "f1"),
            one(5, "disposition", "miro", disposition="invest"),
        ]
    )
    (ruling,) = decided.rulings
    assert (ruling.ruling, ruling.until, ruling.spend_12m, ruling.why) == (
        "tolerated", date(2026, 12, 31), Decimal(1500), "too dear",
    )  # fmt: skip
    assert decided.owners == {}
    assert decided.dispositions == {"miro": "invest"}


def test_a_withdrawn_answer_gives_way_to_the_one_before() -> None:
    log = [one(1, "ruling", "f1", ruling="approved"), one(2, "ruling", "f1", ruling="prohibited")]
    assert [r.ruling for r in fold([*log, one(3, "withdraw", "x-2")]).rulings] == ["approved"]
    assert fold([*log, one(3, "withdraw", "x-2"), one(4, "withdraw", "x-1")]).rulings == ()


def test_one_text_of_spend_and_sign_on_are_two_questions() -> None:
    answers = fold(
        [
            one(1, "descriptor", "MIRO", origin="sso", answer="vendor", vendor="Miro"),
            one(2, "descriptor", "MIRO", origin="spend", answer="not_software"),
            one(3, "descriptor", "RESELLER", origin="spend", answer="software", memo="Pixel licences"),
            one(4, "descriptor", "RESELLER", origin="spend", answer="not_software", memo="Pixel chairs"),
        ]
    ).descriptors
    assert [(a.descriptor, a.origin, a.memo, a.answer) for a in answers] == [
        ("MIRO", "spend", "", "not_software"),
        ("RESELLER", "spend", "Pixel chairs", "not_software"),
        ("RESELLER", "spend", "Pixel licences", "software"),
        ("MIRO", "sso", "", "vendor"),
    ]


def test_an_idea_gathers_what_was_decided_on_it() -> None:
    idea = fold(
        [
            one(1, "idea_open", "i1", "they asked", type="fill", title="Forms", findings='["f1"]'),
            one(2, "idea_shape", "i1", field="title", value="Forms for all"),
            one(3, "idea_shape", "i1", field="owner", value="Anna"),
            one(4, "owner", "i1", owner="Ben"),
            one(5, "gate", "i1", item="owner", state="planned", on="2026-12-01", cost="400"),
            one(6, "idea_move", "i1", stage="shaped"),
            one(7, "idea_move", "i1", "no money", stage="parked"),
        ]
    ).ideas["i1"]
    assert (idea.stage, idea.stage_why, [move.stage for move in idea.moves]) == (
        "parked",
        "no money",
        ["shaped", "parked"],
    )
    assert idea.fields == {"owner": "Ben", "title": "Forms for all"}
    assert (idea.gate["owner"].on, idea.gate["owner"].cost) == (date(2026, 12, 1), Decimal(400))
    assert idea.opened is not None
    assert (idea.opened["title"], idea.opened["why"], idea.opened["who"]) == ("Forms", "they asked", "me")


def test_notes_stay_in_order_and_looks_are_no_answers() -> None:
    decided = fold([one(1, "note", "f1", "a"), one(2, "look", "f1", "case 4"), one(3, "note", "f1", "b")])
    assert [note.text for note in decided.notes["f1"]] == ["a", "b"]


def test_merges_lead_to_the_end_of_their_chain() -> None:
    assert merged([one(1, "merge", "a", into="b"), one(2, "merge", "b", into="c")]) == {"a": "c", "b": "c"}
    moved = [one(1, "merge", "a", into="b"), one(2, "merge", "a", into="c")]
    assert merged(moved) == {"a": "c"}


def test_a_circle_that_two_imported_logs_close_still_ends_in_one_vendor() -> None:
    circle = [one(1, "merge", "b", into="c"), one(2, "merge", "c", into="a"), one(3, "merge", "a", into="b")]
    assert merged([*circle, one(4, "merge", "x", into="b")]) == {"b": "a", "c": "a", "x": "a"}


SUBJECTS = st.sampled_from(["f1", "f2", "i1", "i2", "v1"])
KINDS = st.sampled_from(
    [
        ("ruling", {"ruling": "approved"}),
        ("ruling", {"ruling": "prohibited"}),
        ("owner", {"owner": "Anna"}),
        ("owner", {"owner": "Ben"}),
        ("idea_move", {"stage": "shaped"}),
        ("idea_move", {"stage": "parked"}),
        ("gate", {"item": "owner", "state": "met"}),
        ("benefit", {"period": "2026-10", "planned": "1"}),
        ("benefit", {"period": "2026-11", "actual": "2"}),
        ("descriptor", {"origin": "spend", "answer": "software"}),
        ("disposition", {"disposition": "invest"}),
        ("note", {}),
    ]
)


@given(st.lists(st.tuples(SUBJECTS, KINDS), max_size=12), st.integers())
def test_the_order_of_decisions_on_different_subjects_does_not_matter(
    drawn: list[tuple[str, tuple[str, dict[str, str]]]], seed: int
) -> None:
    log = [one(n, kind, subject, "why", **value) for n, (subject, (kind, value)) in enumerate(drawn)]
    shuffled = log.copy()
    random.Random(seed).shuffle(shuffled)
    by_subject = {subject: [d for d in log if d.subject == subject] for subject in {d.subject for d in log}}
    places = {subject: iter(mine) for subject, mine in by_subject.items()}
    mixed = [next(places[d.subject]) for d in shuffled]  # each subject keeps its own order
    assert fold(mixed) == fold(log)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=10))
def test_every_merge_ends_at_a_vendor_that_is_not_merged_itself(pairs: list[tuple[str, str]]) -> None:
    ends = merged([one(n, "merge", a, into=b) for n, (a, b) in enumerate(pairs) if a != b])
    assert not set(ends) & set(ends.values())

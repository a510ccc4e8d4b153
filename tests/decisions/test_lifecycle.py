"""The life of an idea and its gate: which moves are allowed and what each stage asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from shadowscan.decisions.gate import Gate, check_gate
from shadowscan.decisions.lifecycle import Lifecycle, check_lifecycle
from shadowscan.errors import InputError, RuleError
from shadowscan.records.decisions import Decided, GateAnswer, IdeaDecisions
from shadowscan.rules import packaged_rules

LIFE = Lifecycle(packaged_rules())
IDEA = {"idea_id": "i1", "title": "Forms for all"}
ALL = {item.item: GateAnswer(item.item, "met") for item in LIFE.gate.items}


def decided(stage: str, gate: dict[str, GateAnswer] | None = None, **fields: str) -> Decided:
    return Decided(ideas={"i1": IdeaDecisions(stage=stage, fields=fields, gate=gate or {})})


def test_the_rules_keep_their_own_examples() -> None:
    assert check_lifecycle(packaged_rules()) == []
    assert check_gate(packaged_rules()) == []


def test_an_idea_nobody_moved_is_in_the_first_stage() -> None:
    assert LIFE.stage_of(None) == LIFE.stage_of(IdeaDecisions()) == "spotted"


def test_an_idea_without_an_agreed_support_model_cannot_be_proposed() -> None:
    answers = {key: answer for key, answer in ALL.items() if key != "support_model"}
    with pytest.raises(InputError, match="support model and hours"):
        LIFE.check_move(IDEA, decided("shaped", answers, owner="Anna"), "proposed")
    LIFE.check_move(IDEA, decided("shaped", ALL, owner="Anna"), "proposed")


@pytest.mark.parametrize("stage", ["approved", "in_delivery", "live", "realised"])
def test_from_approved_on_both_sponsors_are_needed(stage: str) -> None:
    before = {"approved": "proposed", "in_delivery": "approved", "live": "in_delivery", "realised": "live"}[stage]
    with pytest.raises(InputError, match="sponsor in IT"):
        LIFE.check_move(IDEA, decided(before, ALL, owner="Anna", sponsor="Ben"), stage)
    with pytest.raises(InputError, match="sponsor in the business"):
        LIFE.check_move(IDEA, decided(before, ALL, owner="Anna", it_sponsor="Cleo"), stage)
    LIFE.check_move(IDEA, decided(before, ALL, owner="Anna", sponsor="Ben", it_sponsor="Cleo"), stage)


def test_an_owner_counts_wherever_it_was_named() -> None:
    LIFE.check_move({**IDEA, "owner": "Anna"}, Decided(), "shaped")
    LIFE.check_move(IDEA, Decided(owners={"i1": "Anna"}), "shaped")
    with pytest.raises(InputError, match="owner"):
        LIFE.check_move({**IDEA, "owner": None}, Decided(), "shaped")


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(InputError) as told:
        LIFE.check_move(IDEA, decided("shaped"), "proposed")
    assert all(item.title.lower() in told.value.message for item in LIFE.gate.items)
    assert "owner who looks after it" in told.value.message


@pytest.mark.parametrize(("to", "into"), [("declined", ""), ("parked", ""), ("merged", "i2")])
def test_leaving_the_road_needs_a_reason(to: str, into: str) -> None:
    with pytest.raises(InputError, match="a reason"):
        LIFE.check_move(IDEA, Decided(), to, into=into)
    LIFE.check_move(IDEA, Decided(), to, "Another idea does it better.", into)


def test_an_idea_is_not_merged_into_itself_or_nothing() -> None:
    for into in ("", "i1"):
        with pytest.raises(InputError, match="merged"):
            LIFE.check_move(IDEA, Decided(), "merged", "the same", into)


@pytest.mark.parametrize(
    ("stage", "to"), [("spotted", "approved"), ("live", "spotted"), ("realised", "declined"), ("spotted", "heaven")]
)
def test_a_move_outside_the_table_is_refused_and_says_which_are_in_it(stage: str, to: str) -> None:
    with pytest.raises(InputError) as told:
        LIFE.check_move(IDEA, decided(stage, ALL, owner="A", sponsor="B", it_sponsor="C"), to, "why")
    assert told.value.remedy


def test_a_stage_that_the_rules_no_longer_know_leads_back_to_the_start() -> None:
    LIFE.check_move(IDEA, decided("dreamt"), "spotted")
    with pytest.raises(InputError):
        LIFE.check_move(IDEA, decided("dreamt"), "shaped")


def test_the_gate_knows_what_is_open() -> None:
    gate = Gate(packaged_rules())
    assert [item.item for item in gate.open_items(ALL)] == []
    assert len(gate.open_items({})) == len(gate.items) == 10
    with pytest.raises(InputError, match="no item 'catering'"):
        gate.check("catering")


@pytest.mark.parametrize(
    ("name", "local", "message"),
    [
        ("lifecycle", "stages:\n  - {stage: dreamt, title: Dreamt, means: x, next: [nowhere]}\n", "not described"),
        ("lifecycle", "stages:\n  - {stage: spotted, title: Again, means: x, next: []}\n", "stands once"),
        ("service-readiness", "items:\n  - {item: owner, title: Again, asks: x}\n", "stand twice: owner"),
    ],
)
def test_a_local_rule_that_does_not_fit_is_refused_with_its_file(
    tmp_path: Path, name: str, local: str, message: str
) -> None:
    (tmp_path / f"{name}.yml").write_text(local, encoding="utf-8")
    with pytest.raises(RuleError, match=message) as told:
        Lifecycle(packaged_rules().over(tmp_path))
    assert f"{name}.yml" in told.value.where


def test_a_local_stage_with_its_own_moves_is_taken(tmp_path: Path) -> None:
    (tmp_path / "lifecycle.yml").write_text(
        "stages:\n  - {stage: piloted, title: Piloted, means: Tried by one unit., next: [proposed]}\n", encoding="utf-8"
    )
    life = Lifecycle(packaged_rules().over(tmp_path))
    assert [stage.stage for stage in life.moves("piloted")] == ["proposed"]

"""Ideas with a life of their own: opened by hand, moved, merged, declined; and which money counts where."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.made import UNITS, all_of, finding, moved, of_type, proposed
from shadowscan.records import Finding
from shadowscan.records.decisions import Benefit, Decided, IdeaDecisions

COVERED = {"coverage": "covered", "covered_by": "forms"}
QUILL = {"vendor": "Quill", "product": "Quill", "product_id": "quill"}


def opened(**more: object) -> IdeaDecisions:
    value = {"type": "adopt", "title": "Run it ourselves", "findings": json.dumps(["f1"]), "why": "We know how."}
    stage = str(more.pop("stage", ""))
    return IdeaDecisions(stage=stage, opened=value | {k: str(v) for k, v in more.items()})


def test_an_idea_somebody_opened_lives_beside_those_of_rules() -> None:
    decided = Decided(ideas={"ihand": opened(service_id="forms")}, owners={"ihand": "Web team"})
    ideas = {idea.idea_id: idea for idea in proposed(finding(**COVERED), decided=decided)}
    assert len(ideas) == 2
    mine = ideas["ihand"]
    assert (mine.title, mine.stage, mine.owner, mine.rule_id) == ("Run it ourselves", "spotted", "Web team", "")
    assert (mine.findings, mine.business_units, mine.why) == (("f1",), ("claims",), "We know how.")
    assert mine.lines


def test_a_rule_that_says_what_a_person_said_is_silent() -> None:
    one = finding("f1", category="crm", spend_12m=5000000)
    assert [idea.type for idea in proposed(one)] == ["adopt"]
    assert [idea.idea_id for idea in proposed(one, decided=Decided(ideas={"ihand": opened()}))] == ["ihand"]


def test_an_idea_that_moved_stays_when_its_findings_are_gone() -> None:
    [idea] = proposed(finding(**COVERED))
    snapshot = opened(type="migrate", title=idea.title, findings=json.dumps(list(idea.findings)), stage="approved")
    [kept] = proposed(decided=Decided(ideas={idea.idea_id: snapshot}))
    assert (kept.idea_id, kept.title, kept.stage, kept.findings) == (idea.idea_id, idea.title, "approved", ())


def test_an_idea_that_was_only_spotted_goes_with_its_findings() -> None:
    assert proposed() == []


def test_a_decision_on_an_idea_nobody_knows_is_told_and_not_dropped_in_silence() -> None:
    result = all_of(decided=moved("iunknown", "shaped"))
    assert result.ideas == ()
    assert "iunknown" in result.notes[0]


def test_fields_that_people_shaped_replace_those_of_the_rule() -> None:
    [idea] = proposed(finding(**COVERED))
    fields = {"title": "Leave Orbly", "sponsor": "Head of Claims", "it_sponsor": "CIO"}
    [shaped] = proposed(finding(**COVERED), decided=Decided(ideas={idea.idea_id: IdeaDecisions(fields=fields)}))
    assert (shaped.title, shaped.sponsor, shaped.it_sponsor) == ("Leave Orbly", "Head of Claims", "CIO")
    assert shaped.idea_id == idea.idea_id


def test_a_declined_idea_promises_nothing_and_comes_last() -> None:
    two = (finding(**COVERED, spend_12m=9000000, annual_run_rate=9000000), finding("f2", **QUILL, category="crm"))
    first, second = proposed(*two)
    ideas = proposed(*two, decided=moved(first.idea_id, "declined", stage_why="Not now."))
    assert [idea.idea_id for idea in ideas] == [second.idea_id, first.idea_id]
    assert (ideas[1].stage, ideas[1].stage_why, ideas[1].spend_counted) == ("declined", "Not now.", 0)


def test_money_that_a_declined_idea_leaves_counts_in_the_next() -> None:
    units = ("claims", "retail", "motor")
    from ideas.made import initiative

    three = [finding(f"f{n}", business_unit_id=unit) for n, unit in enumerate(units)]
    need = (initiative("fast"),)
    [buy] = of_type(proposed(*three, initiatives=need), "consolidate")
    ideas = proposed(*three, initiatives=need, decided=moved(buy.idea_id, "declined", stage_why="No."))
    [fill] = of_type(ideas, "fill")
    assert (fill.counted, fill.overlaps) == (("f0", "f1", "f2"), ())


def test_the_idea_that_has_come_furthest_has_the_money() -> None:
    one = finding(**COVERED)
    hand = {"ihand": opened(type="extend")}
    [rule] = [idea for idea in proposed(one, decided=Decided(ideas=hand)) if idea.rule_id]
    assert rule.counted == ("f1",)
    shaped = {"ihand": replace(hand["ihand"], stage="shaped")}
    by_id = {idea.idea_id: idea for idea in proposed(one, decided=Decided(ideas=shaped))}
    assert (by_id["ihand"].counted, by_id[rule.idea_id].counted) == (("f1",), ())
    assert by_id[rule.idea_id].overlaps == ("ihand",)


def test_a_merged_idea_lives_on_with_its_findings_in_the_other() -> None:
    two = (finding(**COVERED), finding("f2", **QUILL, category="crm", business_unit_id="retail"))
    first, second = proposed(*two)
    ideas = {idea.idea_id: idea for idea in proposed(*two, decided=moved(first.idea_id, "merged", into=second.idea_id))}
    assert ideas[second.idea_id].findings == ("f1", "f2")
    assert ideas[second.idea_id].counted == ("f1", "f2")
    assert ideas[second.idea_id].business_units == ("claims", "retail")
    assert (ideas[first.idea_id].merged_into, ideas[first.idea_id].counted) == (second.idea_id, ())


def test_two_ideas_merged_into_each_other_end_the_search() -> None:
    two = (finding(**COVERED), finding("f2", **QUILL, category="crm"))
    first, second = proposed(*two)
    circle = {
        first.idea_id: IdeaDecisions(stage="merged", into=second.idea_id),
        second.idea_id: IdeaDecisions(stage="merged", into=first.idea_id),
    }
    assert {idea.stage for idea in proposed(*two, decided=Decided(ideas=circle))} == {"merged"}


def test_a_service_that_was_mended_blocks_nothing_any_more() -> None:
    from ideas.made import sla

    mend, move = proposed(finding(**COVERED), slas=[sla("drawer")])
    assert move.blocked_by == mend.idea_id
    decided = moved(mend.idea_id, "live")
    [after] = of_type(proposed(finding(**COVERED), slas=[sla("drawer")], decided=decided), "migrate")
    assert after.blocked_by == ""


def test_what_waits_for_a_mended_service_is_told_and_counted_once() -> None:
    from ideas.made import sla

    mend, move = proposed(finding(**COVERED), slas=[sla("missed")])
    [told] = [line for line in mend.lines if line.line == "unlocks" and line.scenario == "base"]
    assert (told.kind, told.amount, told.inputs) == ("memo", move.worth.net_3y, (move.idea_id,))
    assert mend.worth.benefit_3y == 0
    assert (mend.worth.outlook, mend.overlaps, move.overlaps) == ("enables", (), ())


def test_benefits_of_ideas_that_are_gone_are_left_out() -> None:
    known = proposed(finding(**COVERED))[0].idea_id
    benefits = (Benefit(known, "2026-10"), Benefit("igone", "2026-10"))
    result = all_of(finding(**COVERED), decided=Decided(benefits=benefits))
    assert [one.idea_id for one in result.benefits] == [known]


stages = st.sampled_from(["", "shaped", "approved", "live", "declined", "parked"])
many = st.lists(
    st.builds(
        lambda unit, product, status, coverage, money, category: finding(
            business_unit_id=unit, product_id=product, product=product, status=status, coverage=coverage,
            covered_by="forms" if coverage == "covered" else "", category=category, spend_12m=money,
            service_id="forms" if coverage in ("covered", "elsewhere") else "", annual_run_rate=money // 2,
        ),
        st.sampled_from(["claims", "retail", "motor", "unassigned"]),
        st.sampled_from(["orbly", "quill", "nimbly"]),
        st.sampled_from(["unmanaged", "tolerated", "prohibited", "approved", "retired", "not_offered", "off_channel"]),
        st.sampled_from(["gap", "covered", "elsewhere", ""]),
        st.integers(0, 9000000),
        st.sampled_from(["forms-feedback", "crm", "data-platforms"]),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=40)
@given(many, st.lists(stages, min_size=1, max_size=4), st.booleans())
def test_portfolio_totals_are_the_sum_of_distinct_findings(
    findings: list[Finding], moves: list[str], wanted: bool
) -> None:
    from ideas.made import initiative

    numbered = [replace(f, finding_id=f"f{n:02d}") for n, f in enumerate(findings)]
    tables = {"initiatives": (initiative("fast", capabilities=("forms-feedback", "crm")),) if wanted else ()}
    first = proposed(*numbered, **tables)
    decided = Decided(
        ideas={
            idea.idea_id: IdeaDecisions(stage=moves[n % len(moves)])
            for n, idea in enumerate(first)
            if moves[n % len(moves)]
        }
    )
    ideas = proposed(*numbered, decided=decided, **tables)
    counted = [finding_id for idea in ideas for finding_id in idea.counted]
    assert len(counted) == len(set(counted))
    spend = {f.finding_id: f.spend_12m for f in numbered}
    alive = [idea for idea in ideas if idea.stage not in ("declined", "parked")]
    behind = {f for idea in alive for f in idea.findings if idea.type != "improve"}
    assert set(counted) == behind
    assert sum(idea.spend_counted for idea in ideas) == sum(spend[f] for f in behind)
    assert all(idea.spend_12m == sum(spend[f] for f in idea.findings) for idea in ideas)
    assert len({idea.idea_id for idea in ideas}) == len(ideas)
    assert proposed(*reversed(numbered), decided=decided, **tables) == ideas
    assert not any(unit.name in idea.title for idea in ideas for unit in UNITS)

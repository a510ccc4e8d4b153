"""Business cases: lines, figures, timing, people, service readiness."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.made import AS_OF, GATE, RULES, all_of, answered, finding, moved, proposed
from shadowscan.errors import RuleError
from shadowscan.ideas.economics import Figure, Figures, Money
from shadowscan.records import SCENARIOS, Flag, Idea
from shadowscan.records.decisions import Decided, GateAnswer, IdeaDecisions
from shadowscan.workspace import Person, ServiceProduct

COVERED = {"coverage": "covered", "covered_by": "forms"}


def amounts(idea: Idea, line: str, scenario: str = "base") -> dict[int, int]:
    return {one.year: one.amount for one in idea.lines if one.line == line and one.scenario == scenario}


def test_every_figure_has_a_source_and_a_day_and_an_assumption_its_reason() -> None:
    figures = Figures.read(RULES, Money("EUR", AS_OF)).all()
    assert len(figures) > 30
    for figure in figures:
        assert figure.source
        assert figure.as_of <= date(2026, 12, 31)
        assert figure.reason or not figure.assumption
        assert figure.assumption or figure.source != "shadowscan"  # its own word is no public source


def test_figures_that_contradict_their_cases_are_refused() -> None:
    good = Figure("A", "share", "higher", Decimal(1), Decimal(2), Decimal(3), "A source", AS_OF)
    with pytest.raises(ValueError, match="not in that order"):
        replace(good, low=Decimal(4))
    with pytest.raises(ValueError, match="needs its reason"):
        replace(good, assumption=True)


def test_each_line_names_its_inputs_formula_and_source() -> None:
    [idea] = proposed(finding(**COVERED))
    for line in idea.lines:
        assert line.formula
        assert line.source
        assert line.kind == "readiness" or "f1" in line.inputs
    known = {figure.figure for figure in all_of(finding()).figures}
    assert {one for line in idea.lines for one in line.inputs} <= known | {"f1", "forms"}
    spend = next(line for line in idea.lines if line.line == "spend_ends" and line.year == 3)
    assert (spend.formula, spend.assumption) == (
        "€12,000 a year × 50 % that moves, 12 months of the year after the move and the next renewal", True,
    )  # fmt: skip


def test_spend_ends_only_after_the_next_renewal() -> None:
    yearly = {"recurrence": "annual", "next_renewal": date(2027, 8, 1)}  # 9 months and a day ahead
    [now], [then] = proposed(finding(**COVERED)), proposed(finding(**COVERED, **yearly))
    assert amounts(now, "spend_ends")[1] == round(1200000 * 0.8 * 6 / 12)  # the move takes six months
    assert amounts(then, "spend_ends")[1] == round(1200000 * 0.8 * 2 / 12)
    assert amounts(then, "spend_ends")[2] == 960000


def test_after_the_day_of_notice_the_renewal_after_the_next_counts() -> None:
    late = {"recurrence": "annual", "next_renewal": date(2026, 11, 25), "flags": (Flag("notice-missed", "why"),)}
    [idea] = proposed(finding(**COVERED, **late))
    assert 1 not in amounts(idea, "spend_ends")  # bound for another year, until November 2027
    assert amounts(idea, "spend_ends")[2] == round(1200000 * 0.8 * 11 / 12)


def test_one_purchase_is_no_saving_every_year() -> None:
    once = {"recurrence": "one_off", "annual_run_rate": 0, "spend_12m": 9600000}
    [idea] = proposed(finding(**COVERED, **once))
    assert idea.worth.benefit_base == 0
    assert idea.spend_12m == 9600000


def test_people_seen_need_seats_at_the_price_of_the_service_and_spare_ones_cost_nothing() -> None:
    contract = ServiceProduct("forms", "Webforms", annual_cost=Decimal(30000), currency="EUR", seats=100)
    user = finding("m1", vendor="Webforms", vendor_id="webforms", product="Webforms", product_id="webforms", users=90,
                   status="managed", coverage="", service_id="forms", spend_12m=0, annual_run_rate=0)  # fmt: skip
    tight = proposed(finding(**COVERED, users=40), user, products=[contract])[0]
    # base: half of the 10 spare seats can be used, 35 x 300 euros, 80 % of the work moves
    assert amounts(tight, "service_seats")[3] == -round(35 * 30000 * 0.8)
    roomy = replace(user, users=20)
    free = proposed(finding(**COVERED, users=40), roomy, products=[contract])[0]
    assert amounts(free, "service_seats")[3] == -round(0.2 * 1200000 * 0.8)  # never less than a share of today


def test_without_sign_ins_the_same_work_costs_a_share_and_not_seats() -> None:
    dear = ServiceProduct("forms", "Webforms", annual_cost=Decimal(960000), currency="EUR", seats=10)
    [idea] = proposed(finding(**COVERED), products=[dear])
    assert amounts(idea, "service_seats")[3] == -round(0.6 * 1200000 * 0.8)


def test_people_not_seen_are_estimated_but_never_more_than_the_unit_has() -> None:
    few = tuple(Person(f"p{n}", business_unit_id="claims") for n in range(4))
    [many], [four] = proposed(finding(**COVERED)), proposed(finding(**COVERED), people=few)
    training = {idea: -amounts(idea, "training")[0] for idea in (many, four)}
    hour = 3730 * Decimal("1.1")
    assert training == {many: round(40 * 2 * hour), four: round(4 * 2 * hour)}
    text = next(line.formula for line in many.lines if line.line == "training")
    assert "estimated from spend" in text


def test_costs_of_other_currencies_come_at_the_reference_rate() -> None:
    pounds = ServiceProduct("forms", "Webforms", annual_cost=Decimal(30000), currency="GBP", seats=100)
    user = finding("m1", vendor="Webforms", vendor_id="w", product="Webforms", product_id="w", users=95,
                   status="managed", coverage="", service_id="forms", spend_12m=0, annual_run_rate=0)  # fmt: skip
    idea = proposed(finding(**COVERED, users=40), user, products=[pounds])[0]
    in_euros = ServiceProduct("forms", "Webforms", annual_cost=Decimal(30000), currency="EUR", seats=100)
    same = proposed(finding(**COVERED, users=40), user, products=[in_euros])[0]
    assert amounts(idea, "service_seats")[3] < amounts(same, "service_seats")[3]


def test_cautious_is_worse_and_hopeful_is_better_than_base() -> None:
    ideas = proposed(
        finding(**COVERED, users=12), finding("f2", product_id="quill", category="crm", business_unit_id="retail"),
        finding("f3", status="not_offered", coverage="elsewhere", service_id="boards", product_id="nib"),
    )  # fmt: skip
    assert len(ideas) == 3
    for idea in ideas:
        assert idea.worth.npv_low <= idea.worth.npv <= idea.worth.npv_high


def test_the_catalogue_answers_what_it_shows_and_leaves_the_support_model_open() -> None:
    [idea] = proposed(finding(**COVERED))
    states = {item.item: item.state for item in idea.readiness}
    assert tuple(states) == GATE
    assert {name for name, state in states.items() if state == "met"} == {"owner", "support_group", "sla", "operations"}
    owner = idea.readiness[0]
    assert (owner.evidence, owner.answered) == ("Forms service has an owner in the catalogue: Web team.", False)
    assert (idea.service_readiness, idea.items_answered) == ("open", 4)
    assert set(idea.readiness_known) == {"owner", "support_group", "sla", "operations"}


def test_a_service_that_nobody_offers_answers_nothing() -> None:
    [idea] = proposed(finding(), finding("f2", business_unit_id="retail"))
    assert (idea.items_answered, idea.readiness_known) == (0, ())


def test_what_is_open_is_estimated_and_what_is_planned_costs_what_was_said() -> None:
    [before] = proposed(finding(**COVERED))
    estimate = -amounts(before, "readiness:support_model")[0]
    assert estimate == round(3 * 55000 * 1 * 0.3)  # three days of a medium idea, a third of the work for it exists
    assert before.worth.readiness_cost == sum(item.cost for item in before.readiness)
    plan = GateAnswer("support_model", "planned", date(2027, 1, 15), Decimal(4000), who="anna", why="Office hours.")
    decided = Decided(ideas={before.idea_id: IdeaDecisions(gate={"support_model": plan})})
    [after] = proposed(finding(**COVERED), decided=decided)
    assert after.worth.readiness_cost == before.worth.readiness_cost - estimate + 400000
    assert after.worth.net_3y == before.worth.net_3y + estimate - 400000
    assert after.items_answered == 5


def test_readiness_reached_leaves_nothing_to_wash_out() -> None:
    [before] = proposed(finding(**COVERED))
    assert before.worth.at_risk_3y == round(before.worth.benefit_3y * 0.75)  # five items of 75 % together are open
    decided = Decided(ideas={before.idea_id: IdeaDecisions(gate=answered())})
    [after] = proposed(finding(**COVERED), decided=decided)
    assert (after.worth.at_risk_3y, after.service_readiness, after.worth.readiness_cost) == (0, "met", 0)


def test_a_person_may_give_another_probability() -> None:
    [before] = proposed(finding(**COVERED))
    sure = Decided(ideas={before.idea_id: IdeaDecisions(fields={"probability": "95 %"})})
    [after] = proposed(finding(**COVERED), decided=sure)
    assert after.worth.probability == Decimal("0.95")
    assert after.worth.expected_npv > before.worth.expected_npv
    assert after.worth.npv == before.worth.npv
    odd = Decided(ideas={before.idea_id: IdeaDecisions(fields={"probability": "very"})})
    assert proposed(finding(**COVERED), decided=odd)[0].worth.probability == before.worth.probability


def overlaid(folder: Path, text: str) -> object:
    (folder / "economics.yml").write_text(text, encoding="utf-8")
    return RULES.over(folder)


def test_an_organisation_lays_its_own_figures_over(tmp_path: Path) -> None:
    figure = (
        "figures:\n  it_day: {title: A day of IT work, unit: EUR a day, better: lower, low: '900', base: '900',"
        " high: '900', source: Own rates, as_of: 2026-01-01}\n"
    )
    [before] = proposed(finding(**COVERED))
    [after] = proposed(finding(**COVERED), rules=overlaid(tmp_path, figure))
    assert amounts(after, "retirement")[0] == -round(3 * 90000 * Decimal("1.1"))
    same = {line.line for line in before.lines if "it_day" not in line.inputs}
    kept = [[line for line in idea.lines if line.line in same] for idea in (before, after)]
    assert kept[0] == kept[1]  # a figure moves only the lines that use it
    assert amounts(before, "retirement") != amounts(after, "retirement")


def test_a_figure_without_order_is_refused_with_its_place(tmp_path: Path) -> None:
    figure = (
        "figures:\n  it_day: {title: A day, unit: EUR a day, better: lower, low: '1', base: '2', high: '3',"
        " source: Own, as_of: 2026-01-01}\n"
    )
    with pytest.raises(RuleError, match=r"economics.yml:2.*not in that order"):
        proposed(finding(**COVERED), rules=overlaid(tmp_path, figure))


@settings(max_examples=30)
@given(st.integers(1, 10**9), st.integers(0, 300), st.sampled_from(["monthly", "annual", "quarterly"]))
def test_every_case_adds_up_from_its_lines(rate: int, users: int, recurrence: str) -> None:
    more = {"annual_run_rate": rate, "spend_12m": max(rate, 1000000), "users": users, "recurrence": recurrence}
    [idea] = proposed(finding(**COVERED, **more))
    for scenario, net in zip(SCENARIOS, (idea.worth.net_low, idea.worth.net_3y, idea.worth.net_high), strict=True):
        kinds = ("benefit", "one_off", "annual", "readiness")
        assert net == sum(one.amount for one in idea.lines if one.scenario == scenario and one.kind in kinds)
    assert all(one.amount >= 0 for one in idea.lines if one.kind in ("benefit", "baseline"))
    assert all(one.amount <= 0 for one in idea.lines if one.kind in ("one_off", "annual", "readiness"))
    assert idea.worth.benefit_3y <= 3 * rate  # no benefit is larger than what it ends


def test_an_idea_at_rest_has_a_case_of_nothing() -> None:
    [before] = proposed(finding(**COVERED))
    [after] = proposed(finding(**COVERED), decided=moved(before.idea_id, "declined", stage_why="No need."))
    assert (after.stage, after.counted, after.worth.benefit_3y) == ("declined", (), 0)

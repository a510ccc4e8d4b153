"""Ideas from findings: which type, behind which findings, for which service and initiative."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal

from ideas.made import KEPT, RULES, finding, initiative, of_type, proposed, sla
from shadowscan.ideas import check_ideas
from shadowscan.ideas.facts import Facts, Together
from shadowscan.ideas.market import MarketFacts, MarketWhen
from shadowscan.ideas.rulebook import FindingWhen, TogetherWhen
from shadowscan.records import Flag
from shadowscan.rules import facts_named
from shadowscan.workspace import InitiativeService, MarketEntry, ServiceProduct

QUILL = {"vendor": "Quill", "product": "Quill", "product_id": "quill"}


def test_the_examples_of_all_ideas_and_business_cases_hold() -> None:
    assert check_ideas(RULES) == []


def test_conditions_of_ideas_ask_for_facts_that_exist() -> None:
    assert set(facts_named(FindingWhen)) <= {f.name for f in fields(Facts)}
    assert set(facts_named(TogetherWhen)) <= {f.name for f in fields(Together)}
    assert set(facts_named(MarketWhen)) <= {f.name for f in fields(MarketFacts)}


def test_a_product_of_two_units_in_a_gap_is_adopted_once() -> None:
    [idea] = proposed(finding("f1"), finding("f2", business_unit_id="retail"))
    assert (idea.type, idea.business_units, idea.findings) == ("adopt", ("claims", "retail"), ("f1", "f2"))
    assert idea.title == "Adopt Orbly as a service for Forms, surveys and feedback"
    assert (idea.spend_12m, idea.spend_counted, idea.service_id, idea.rank) == (2400000, 2400000, "", 1)


def test_one_product_of_three_units_is_bought_once_and_not_adopted_besides() -> None:
    units = ("claims", "retail", "motor")
    [idea] = proposed(*(finding(f"f{n}", business_unit_id=unit) for n, unit in enumerate(units)))
    assert (idea.type, idea.title, idea.counted) == ("consolidate", "Buy Orbly once for all", ("f0", "f1", "f2"))
    price = [line for line in idea.lines if line.line == "price_effect" and line.scenario == "base" and line.year == 3]
    assert [line.amount for line in price] == [round(3600000 * 0.06)]


def test_a_small_purchase_of_one_unit_is_no_idea() -> None:
    assert proposed(finding(spend_12m=5000)) == []


def test_an_offered_service_next_door_is_extended() -> None:
    [idea] = proposed(finding(status="not_offered", coverage="elsewhere", service_id="forms"))
    assert (idea.type, idea.service_id) == ("extend", "forms")
    assert idea.title == "Extend Forms service to the units that already use Orbly"


def test_a_need_met_by_a_service_is_migrated_to_it() -> None:
    [idea] = proposed(finding(coverage="covered", covered_by="forms"))
    assert (idea.type, idea.service_id, idea.title) == ("migrate", "forms", "Move from Orbly to Forms service")
    assert "is kept" in idea.why


def test_a_product_that_another_service_has_is_moved_to_the_service_of_the_unit() -> None:
    """Not offered by the service that has it, but covered by another: extending the other one would say nothing."""
    [idea] = proposed(finding(status="not_offered", coverage="covered", covered_by="boards", service_id="forms"))
    assert (idea.type, idea.service_id) == ("migrate", "boards")


def test_small_products_of_one_service_become_one_idea() -> None:
    small = {"coverage": "covered", "covered_by": "forms", "spend_12m": 50000, "annual_run_rate": 50000}
    [idea] = proposed(finding("f1", **small), finding("f2", **QUILL, business_unit_id="retail", **small))
    assert (idea.type, idea.title, idea.product) == ("migrate", "Move to Forms service what it already offers", "")
    assert idea.findings == ("f1", "f2")
    assert "Orbly, Quill" in idea.why


def test_products_that_do_different_work_are_taken_into_the_service_and_not_replaced() -> None:
    [idea] = proposed(finding(coverage="covered", covered_by="forms", category="data-platforms"))
    assert (idea.type, idea.title) == ("adopt", "Take Orbly into Forms service")


def test_spend_off_the_channel_is_brought_onto_it() -> None:
    [idea] = proposed(finding(status="off_channel", coverage="covered", covered_by="forms", off_channel_12m=300000))
    assert (idea.type, idea.service_id) == ("migrate", "forms")
    assert "agreed channel" in idea.title
    today = {line.amount for line in idea.lines if line.line == "current_spend"}
    assert today == {300000}  # what runs inside the channel is not at stake


def test_products_of_one_capability_are_consolidated_and_not_adopted_besides() -> None:
    [idea] = proposed(finding("f1"), finding("f2", **QUILL, business_unit_id="retail", spend_12m=1900000))
    assert (idea.type, idea.category, idea.product) == ("consolidate", "forms-feedback", "Quill")
    assert idea.findings == ("f1", "f2")
    assert "Orbly, Quill" in idea.why


def test_what_a_retired_service_had_is_retired() -> None:
    [idea] = proposed(finding(status="retired", coverage="covered", covered_by="forms", service_id="old"))
    assert (idea.type, idea.service_id) == ("retire", "forms")


def test_a_high_risk_of_one_unit_is_made_safe() -> None:
    [idea] = proposed(finding(risk="high", flags=(Flag("sensitive-category", "why"),)))
    assert (idea.type, idea.worth.outlook) == ("secure", "protects")


def test_a_prohibited_product_without_a_service_wants_another_answer() -> None:
    assert [idea.type for idea in proposed(finding(status="prohibited"))] == ["secure"]


def test_managed_and_unresolved_findings_lead_to_nothing() -> None:
    unresolved = finding("f2", status="unresolved", vendor_id="", product_id="", product="")
    assert proposed(finding(status="managed", coverage=""), unresolved) == []


def test_what_belongs_to_no_unit_is_proposed_to_nobody() -> None:
    assert proposed(finding(business_unit_id="unassigned")) == []


def test_unused_seats_are_given_back_at_the_price_of_the_contract() -> None:
    seats = {"status": "managed", "coverage": "", "service_id": "forms", "seats_unused": 10, "users": 30}
    contract = ServiceProduct("forms", "Orbly", annual_cost=Decimal(20000), currency="EUR", seats=40)
    [idea] = proposed(finding(flags=(Flag("unused-seats", "why"),), **seats), products=[contract])
    assert idea.title == "Give back unused seats of Orbly"
    assert idea.worth.benefit_high == 500000  # 10 seats at 500 euros


def test_a_service_that_misses_its_level_is_mended_before_anything_moves_to_it() -> None:
    for health in ("missed", "drawer", "not_agreed"):
        mend, move = proposed(finding(coverage="covered", covered_by="forms"), slas=[sla(health)])
        assert (mend.type, mend.service_id, mend.rank) == ("improve", "forms", 1)
        assert (move.type, move.blocked_by, move.rank) == ("migrate", mend.idea_id, 2)
        assert f"It is {health}." in mend.why
        assert (mend.counted, move.counted) == ((), ("f1",))  # mending promises none of the money


def test_a_service_without_a_level_is_given_one_first() -> None:
    mend, move = proposed(finding(coverage="covered", covered_by="forms"), slas=[])
    assert (mend.type, move.blocked_by) == ("improve", mend.idea_id)
    assert "no service level yet" in mend.why


def test_the_level_of_the_own_unit_counts_before_that_of_others() -> None:
    levels = [sla("missed", unit="retail"), sla("met", unit="claims")]
    assert [idea.type for idea in proposed(finding(coverage="covered", covered_by="forms"), slas=levels)] == ["migrate"]
    [mend, _] = proposed(finding(coverage="covered", covered_by="forms"), slas=levels[:1])
    assert mend.type == "improve"  # it misses what it promised to somebody else


def test_nothing_is_mended_that_nobody_waits_for() -> None:
    assert proposed(finding(status="managed", coverage="", service_id="forms"), slas=[sla("missed")]) == []


def test_a_need_of_an_initiative_that_units_buy_and_nobody_offers_is_filled() -> None:
    two = (finding("f1"), finding("f2", **QUILL, business_unit_id="retail"))
    [idea] = proposed(*two, initiatives=(initiative("fast"),))
    assert (idea.type, idea.findings, idea.initiative_id) == ("fill", ("f1", "f2"), "fast")
    assert idea.category == "forms-feedback"


def test_a_need_is_filled_with_all_its_findings_while_the_money_counts_once() -> None:
    units = ("claims", "retail", "motor")
    three = [finding(f"f{n}", business_unit_id=unit) for n, unit in enumerate(units)]
    other = finding("f9", **QUILL, status="prohibited", business_unit_id="wealth")
    ideas = proposed(*three, other, initiatives=(initiative("fast", business_unit_id="wealth"),))
    [fill], [buy], [safe] = (of_type(ideas, kind) for kind in ("fill", "consolidate", "secure"))
    assert fill.findings == ("f0", "f1", "f2", "f9")
    assert (fill.counted, buy.counted, safe.counted) == ((), ("f0", "f1", "f2"), ("f9",))
    assert (fill.overlaps, buy.overlaps) == (tuple(sorted((buy.idea_id, safe.idea_id))), (fill.idea_id,))


def seen(**more: object) -> MarketEntry:
    base = {"industry": "insurance", "organisation": "Lumen", "capability": "ai-platforms", "source": "A talk"}
    base |= {"seen_on": date(2026, 7, 1), "product": "Nimbus", "claim": "Terms are proposed in minutes"}
    return MarketEntry(**(base | more))  # type: ignore[arg-type]


def test_a_product_of_a_peer_that_fits_a_need_is_explored() -> None:
    need = initiative("smart", capabilities=("ai-platforms",))
    [idea] = proposed(market=(seen(),), initiatives=(need,))
    assert (idea.type, idea.title) == ("explore", "Try out Nimbus for AI and machine-learning platforms")
    assert "Lumen uses Nimbus: Terms are proposed in minutes (A talk, seen on 2026-07-01)." in idea.why
    assert (idea.initiative_id, idea.business_units, idea.worth.outlook) == ("smart", ("claims",), "to_show")


def test_what_is_no_peers_is_not_needed_or_is_bought_here_is_not_explored() -> None:
    need = initiative("smart", capabilities=("ai-platforms",))
    assert proposed(market=(seen(industry="banking"),), initiatives=(need,)) == []
    assert proposed(market=(seen(),)) == []
    mine = finding(category="ai-platforms", spend_12m=100, annual_run_rate=100)
    assert [idea.type for idea in proposed(mine, market=(seen(),), initiatives=(need,))] == ["fill"]


def test_an_idea_keeps_its_id_when_a_unit_joins() -> None:
    [one] = proposed(finding("f1"))
    [two] = proposed(finding("f1"), finding("f2", business_unit_id="retail"))
    assert one.idea_id == two.idea_id


def test_the_same_facts_give_the_same_ideas_month_after_month() -> None:
    findings = [finding("f1"), finding("f2", **QUILL, coverage="covered", covered_by="forms")]
    now, later = proposed(*findings), proposed(*findings, as_of=date(2026, 11, 30))
    assert [(i.idea_id, i.type, i.title, i.findings) for i in now] == [
        (i.idea_id, i.type, i.title, i.findings) for i in later
    ]


def test_other_products_in_use_and_doing_nothing_are_named_as_alternatives() -> None:
    [idea] = proposed(finding("f1"), finding("f2", **QUILL, status="managed", coverage=""))
    assert "Also in use for the same purpose: Quill." in idea.alternatives
    assert "Left as it is, it goes on at €12,000 a year." in idea.alternatives


def test_an_initiative_fits_by_service_and_unit() -> None:
    near = initiative("near", capabilities=())
    [idea] = proposed(
        finding(coverage="covered", covered_by="forms"),
        initiatives=(near,),
        initiative_services=(InitiativeService("near", "forms", "needs"),),
    )
    assert idea.initiative_id == "near"
    [idea] = proposed(
        finding(coverage="covered", covered_by="forms", business_unit_id="retail"),
        initiatives=(near,),
        initiative_services=(InitiativeService("near", "forms", "needs"),),
    )
    assert idea.initiative_id == ""


def test_status_and_priority_decide_between_initiatives() -> None:
    def best(*some: object) -> str:
        return proposed(finding(), initiatives=some)[0].initiative_id

    assert best(initiative("a", status="proposed"), initiative("b")) == "b"
    assert best(initiative("a", priority="low"), initiative("b", priority="High")) == "b"
    assert proposed(finding(), initiatives=(initiative("over", status="done"),))[0].initiative_id == ""


def test_levels_that_hold_block_nothing() -> None:
    assert {idea.blocked_by for idea in proposed(finding(coverage="covered", covered_by="forms"), slas=KEPT)} == {""}

"""Ideas from findings: which type, behind which findings, for which service and initiative."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shadowscan.ideas import check_ideas, propose
from shadowscan.ideas.facts import Facts, Together
from shadowscan.ideas.rulebook import FindingWhen, TogetherWhen
from shadowscan.records import Finding, Flag, Idea
from shadowscan.rules import facts_named, packaged_rules
from shadowscan.workspace import BusinessUnit, Initiative, InitiativeService, Reference, Service

RULES = packaged_rules()
UNITS = tuple(
    BusinessUnit(u, u.title(), "" if u == "group" else "group") for u in ("group", "claims", "retail", "motor")
)
SERVICES = (
    Service("forms", "Forms service", "it", "live", capabilities=("forms-feedback",)),
    Service("boards", "Boards service", "it", "live", capabilities=("visual-collaboration",)),
)


def finding(finding_id: str = "f1", **more: Any) -> Finding:
    base: dict[str, Any] = {f.name: "" for f in fields(Finding)}
    base |= {"finding_id": finding_id, "business_unit_id": "claims", "vendor_id": "orbly", "vendor": "Orbly"}
    base |= {"product_id": "orbly", "product": "Orbly", "category": "forms-feedback", "status": "unmanaged"}
    base |= {"coverage": "gap", "spend_12m": 500000, "spend_total": 500000, "off_channel_12m": 0, "currency": "EUR"}
    base |= {"users": 0, "seats_unused": 0, "first_seen": date(2026, 1, 1), "last_seen": date(2026, 10, 1)}
    base |= {"recurrence": "monthly", "annual_run_rate": 0, "next_renewal": None, "risk": "medium", "severity": 20}
    base |= {"confidence": 1.0, "sources": (), "flags": (), "signed_on": False}
    return Finding(**(base | more))


def proposed(*findings: Finding, **tables: Any) -> list[Idea]:
    reference = Reference(UNITS, SERVICES, **tables)
    return propose(findings, reference, RULES, RULES.table("taxonomy"))


def test_the_examples_of_all_ideas_hold() -> None:
    assert check_ideas(RULES) == []


def test_conditions_of_ideas_ask_for_facts_that_exist() -> None:
    assert set(facts_named(FindingWhen)) <= {f.name for f in fields(Facts)}
    assert set(facts_named(TogetherWhen)) <= {f.name for f in fields(Together)}


def test_a_product_of_several_units_in_a_gap_is_adopted_once() -> None:
    [idea] = proposed(finding("f1"), finding("f2", business_unit_id="retail"))
    assert (idea.type, idea.business_units, idea.findings) == ("adopt", ("claims", "retail"), ("f1", "f2"))
    assert idea.title == "Adopt Orbly as a service for Forms, surveys and feedback"
    assert (idea.spend_12m, idea.service_id, idea.rank) == (1000000, "", 1)


def test_a_small_purchase_of_one_unit_is_no_idea() -> None:
    assert proposed(finding(spend_12m=5000)) == []


def test_an_offered_service_next_door_is_extended() -> None:
    [idea] = proposed(finding(status="not_offered", coverage="elsewhere", service_id="forms"))
    assert (idea.type, idea.service_id) == ("extend", "forms")
    assert idea.title == "Extend Forms service to the units that already use Orbly"


def test_a_need_met_by_a_service_is_migrated_to_it() -> None:
    [idea] = proposed(finding(coverage="covered", covered_by="forms"))
    assert (idea.type, idea.service_id, idea.title) == ("migrate", "forms", "Move from Orbly to Forms service")


def test_spend_off_the_channel_is_brought_onto_it() -> None:
    [idea] = proposed(finding(status="off_channel", coverage="covered", covered_by="forms"))
    assert (idea.type, idea.service_id) == ("migrate", "forms")
    assert "agreed channel" in idea.title


def test_products_of_one_capability_are_consolidated_and_not_adopted_besides() -> None:
    quill = {"vendor": "Quill", "product": "Quill", "product_id": "quill", "business_unit_id": "retail"}
    [idea] = proposed(finding("f1"), finding("f2", **quill, spend_12m=900000))
    assert (idea.type, idea.category, idea.product) == ("consolidate", "forms-feedback", "Quill")
    assert idea.findings == ("f1", "f2")
    assert "Orbly, Quill" in idea.why


def test_what_a_retired_service_had_is_retired() -> None:
    [idea] = proposed(finding(status="retired", coverage="covered", covered_by="forms", service_id="old"))
    assert (idea.type, idea.service_id) == ("retire", "forms")


def test_a_high_risk_of_one_unit_is_made_safe() -> None:
    [idea] = proposed(finding(risk="high", flags=(Flag("sensitive-category", "why"),)))
    assert idea.type == "secure"


def test_a_prohibited_product_without_a_service_wants_another_answer() -> None:
    assert [idea.type for idea in proposed(finding(status="prohibited"))] == ["secure"]


def test_managed_and_unresolved_findings_lead_to_nothing() -> None:
    unresolved = finding("f2", status="unresolved", vendor_id="", product_id="", product="")
    assert proposed(finding(status="managed", coverage=""), unresolved) == []


def test_what_belongs_to_no_unit_is_proposed_to_nobody() -> None:
    assert proposed(finding(business_unit_id="unassigned")) == []


def test_unused_seats_are_given_back() -> None:
    [idea] = proposed(finding(status="managed", coverage="", flags=(Flag("unused-seats", "why"),)))
    assert idea.title == "Give back unused seats of Orbly"


def test_an_idea_keeps_its_id_when_a_unit_joins() -> None:
    [one] = proposed(finding("f1"))
    [two] = proposed(finding("f1"), finding("f2", business_unit_id="retail"))
    assert one.idea_id == two.idea_id


def test_ideas_are_ranked_by_the_value_at_stake() -> None:
    small = {"vendor_id": "quill", "product_id": "quill", "product": "Quill", "category": "dev-tools"}
    got = proposed(finding("f1", **small, spend_12m=300000), finding("f2", category="crm", spend_12m=900000))
    assert [(idea.rank, idea.product) for idea in got] == [(1, "Orbly"), (2, "Quill")]


def test_other_products_in_use_are_named_as_alternatives() -> None:
    quill = {"vendor": "Quill", "product": "Quill", "product_id": "quill", "status": "managed", "coverage": ""}
    [idea] = proposed(finding("f1"), finding("f2", **quill))
    assert idea.why.endswith("Also in use for the same purpose: Quill.")


def initiative(initiative_id: str, **more: Any) -> Initiative:
    base = {"business_unit_id": "claims", "status": "active", "capabilities": ("forms-feedback",)}
    return Initiative(initiative_id, initiative_id, **(base | more))


def fitting(*initiatives: Initiative, **more: Any) -> str:
    [idea] = proposed(finding(**more), initiatives=initiatives)
    return idea.initiative_id


def test_an_initiative_fits_by_capability_and_unit() -> None:
    assert fitting(initiative("own")) == "own"
    assert fitting(initiative("parents", business_unit_id="group")) == "parents"
    assert fitting(initiative("all", business_unit_id="*")) == "all"
    assert fitting(initiative("other", business_unit_id="retail")) == ""
    assert fitting(initiative("else", capabilities=("crm",))) == ""
    assert fitting(initiative("over", status="done")) == ""


def test_an_initiative_that_needs_the_service_fits_too() -> None:
    near = initiative("near", capabilities=())
    [idea] = proposed(
        finding(coverage="covered", covered_by="forms"),
        initiatives=(near,),
        initiative_services=(InitiativeService("near", "forms", "needs"),),
    )
    assert idea.initiative_id == "near"


def test_status_and_priority_decide_between_initiatives() -> None:
    assert fitting(initiative("a", status="proposed"), initiative("b")) == "b"
    assert fitting(initiative("a", priority="low"), initiative("b", priority="High")) == "b"


many = st.lists(
    st.builds(
        lambda unit, product, status, coverage, money: finding(
            business_unit_id=unit,
            product_id=product,
            product=product,
            status=status,
            coverage=coverage,
            covered_by="forms" if coverage == "covered" else "",
            service_id="forms" if coverage in ("covered", "elsewhere") else "",
            spend_12m=money,
        ),
        st.sampled_from(["claims", "retail", "motor"]),
        st.sampled_from(["orbly", "quill", "nimbly"]),
        st.sampled_from(["unmanaged", "tolerated", "prohibited", "approved", "retired", "not_offered"]),
        st.sampled_from(["gap", "covered", "elsewhere", ""]),
        st.integers(0, 900000),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(many)
def test_no_finding_counts_in_two_ideas_and_spend_adds_up(findings: list[Finding]) -> None:
    numbered = [replace(f, finding_id=f"f{n:02d}") for n, f in enumerate(findings)]
    ideas = proposed(*numbered)
    used = [finding_id for idea in ideas for finding_id in idea.findings]
    assert len(used) == len(set(used))
    assert len({idea.idea_id for idea in ideas}) == len(ideas)
    spend = {f.finding_id: f.spend_12m for f in numbered}
    assert all(idea.spend_12m == sum(spend[f] for f in idea.findings) for idea in ideas)
    assert proposed(*reversed(numbered)) == ideas
    assert not any(unit.name in idea.title for idea in ideas for unit in UNITS)

"""The line of value: from support group to initiative and back, whatever the links look like."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.catalogue.amounts import amount_of
from shadowscan.catalogue.health import assess
from shadowscan.catalogue.links import Links, circles, walk
from shadowscan.catalogue.risks import check_value, initiative_risks
from shadowscan.catalogue.states import States
from shadowscan.catalogue.value import carriers, initiative_values, service_values, target_amounts, value_lines
from shadowscan.catalogue.value_rule import ValueRule
from shadowscan.records import Finding, InitiativeRisk, InitiativeValue, ServiceValue, ValueLine
from shadowscan.rules import packaged_rules
from shadowscan.workspace import (
    BusinessUnit,
    Initiative,
    InitiativeService,
    Reference,
    Service,
    ServiceLink,
    Sla,
    SlaResult,
)

RULES = packaged_rules()
RULE = RULES.one("value", ValueRule)
AS_OF = date(2026, 6, 30)
UNITS = (BusinessUnit("group", "Group"), BusinessUnit("claims", "Claims", "group"), BusinessUnit("retail", "Retail"))
MONTHS = [f"2025-{m:02d}" for m in range(7, 13)] + [f"2026-{m:02d}" for m in range(1, 7)]


def service(name: str, **more: Any) -> Service:
    fields: dict[str, Any] = {"type": "it", "status": "live", "support_group": f"SG {name}"} | more
    return Service(name, name.title(), **fields)


def met(name: str, service_id: str, unit: str = "*", value: str = "100") -> tuple[Sla, tuple[SlaResult, ...]]:
    sla = Sla(name, service_id, unit, f"Measure {name}", Decimal(99), agreed_on=date(2025, 1, 1), reported_on=AS_OF)
    return sla, tuple(SlaResult(name, month, Decimal(value)) for month in MONTHS)


def made(
    services: tuple[Service, ...],
    links: str = "",
    initiatives: tuple[Initiative, ...] = (),
    named: str = "",
    levels: tuple[tuple[Sla, tuple[SlaResult, ...]], ...] = (),
) -> Reference:
    """Return a reference; `links` and `named` are `a>b` and `i:s:role` pairs."""
    pairs = (link.split(">") for link in links.split())
    roles = (one.split(":") for one in named.split())
    return Reference(
        UNITS,
        services,
        service_links=tuple(ServiceLink(a, b) for a, b in pairs),
        initiatives=initiatives,
        initiative_services=tuple(InitiativeService(i, s, role) for i, s, role in roles),  # type: ignore[arg-type]
        slas=tuple(sla for sla, _ in levels),
        sla_results=tuple(row for _, rows in levels for row in rows),
    )


class Line:
    """Everything that is told of the line of value of one reference."""

    def __init__(self, reference: Reference, findings: tuple[Finding, ...] = ()) -> None:
        slas, _ = assess(reference, RULES, AS_OF)
        links, states = Links.of(reference.service_links), States.of(reference, slas, RULE)
        found, targets = carriers(reference, links, RULE), target_amounts(reference, "EUR", RULE)
        names = {unit.business_unit_id: unit.name for unit in UNITS}
        self.lines: tuple[ValueLine, ...] = value_lines(found, states)
        self.services: dict[str, ServiceValue] = {
            value.service_id: value for value in service_values(reference, self.lines, links, states, targets)
        }
        self.initiatives: dict[str, InitiativeValue] = {
            value.initiative_id: value for value in initiative_values(found, states, targets)
        }
        self.risks: tuple[InitiativeRisk, ...] = initiative_risks(found, states, findings, names, {"crm": "Customers"})

    def risk(self, initiative: str) -> list[str]:
        return [risk.risk for risk in self.risks if risk.initiative_id == initiative]


PLAN = Initiative("plan", "Plan", "claims", status="active", capabilities=("crm",), target_value="EUR 1,000 a year")
CHAIN = (service("signon"), service("hub"), service("claims", type="business"))


def test_the_examples_of_the_rule_hold() -> None:
    assert check_value(RULES) == []


def test_a_support_group_sees_the_initiative_its_service_carries_and_the_way_there() -> None:
    line = Line(made(CHAIN, "signon>hub hub>claims", (PLAN,), "plan:claims:underpins"))
    found = {one.service_id: one for one in line.lines}
    assert found["signon"].path == ("signon", "hub", "claims")
    assert (found["signon"].business_service_id, found["signon"].role) == ("claims", "underpins")
    assert found["signon"].support_group == "SG signon"
    assert line.services["signon"].initiatives == ("plan",)
    assert (line.services["signon"].target_minor, line.services["signon"].carries) == (100_000, ("claims", "hub"))


def test_an_initiative_sees_all_services_and_groups_beneath_it() -> None:
    line = Line(made(CHAIN, "signon>hub hub>claims", (PLAN,), "plan:claims:underpins"))
    value = line.initiatives["plan"]
    assert (value.services, value.direct) == (("claims", "hub", "signon"), ("claims",))
    assert value.support_groups == ("SG claims", "SG hub", "SG signon")


def test_the_shortest_way_counts_and_of_equals_the_first_by_id() -> None:
    links = "a>b b>d a>c c>d a>d"
    services = tuple(service(name) for name in "abcd")
    assert Line(made(services, links, (PLAN,), "plan:d:needs")).lines[0].path == ("a", "d")
    assert Line(made(services, "a>b b>d a>c c>d", (PLAN,), "plan:d:needs")).lines[0].path == ("a", "b", "d")


def test_initiatives_that_are_over_carry_no_more() -> None:
    for status, lines in (("done", 0), ("stopped", 0), ("proposed", 1)):
        plan = replace(PLAN, status=status)
        assert len(Line(made(CHAIN, "", (plan,), "plan:claims:underpins")).lines) == lines


def test_a_line_is_as_strong_as_its_weakest_service() -> None:
    levels = (met("a", "signon"), met("b", "hub", value="1"), met("c", "claims"))
    line = Line(made(CHAIN, "signon>hub hub>claims", (PLAN,), "plan:claims:underpins", levels))
    found = {one.service_id: (one.weakest, one.weakest_id) for one in line.lines}
    assert found == {"signon": ("missed", "hub"), "hub": ("missed", "hub"), "claims": ("sound", "claims")}
    assert "Measure b" in line.initiatives["plan"].weakest_why


@pytest.mark.parametrize(
    ("services", "levels", "word"),
    [
        ((service("claims", support_group=""),), (met("a", "claims"),), "unsupported"),
        ((service("claims", status="draft", support_group=""),), (met("a", "claims"),), "draft"),
        ((service("claims", status="retired"),), (met("a", "claims"),), "retired"),
        ((service("claims"),), (), "no_sla"),
        ((service("claims"),), (met("a", "claims", "retail"),), "no_sla"),  # a promise to somebody else
        ((service("claims"),), (met("a", "claims", "group"),), "sound"),  # one to the unit above
        ((service("claims"),), (met("a", "claims"), met("b", "claims", "retail", "1")), "sound"),
    ],
)
def test_the_state_of_a_service_is_the_gravest_that_applies_to_the_unit(
    services: tuple[Service, ...], levels: Any, word: str
) -> None:
    line = Line(made(services, "", (PLAN,), "plan:claims:underpins", levels))
    assert line.initiatives["plan"].weakest == word


def finding(status: str = "unmanaged", unit: str = "claims", category: str = "crm", spend: int = 100) -> Finding:
    values: dict[str, Any] = dict.fromkeys(Finding.__dataclass_fields__, "")
    values |= {
        "finding_id": f"f-{unit}-{status}", "business_unit_id": unit, "product": "Orbly", "category": category,
        "status": status, "spend_12m": spend, "users": 0, "flags": (), "sources": (),
    }  # fmt: skip
    return Finding(**values)


def test_an_initiative_on_an_unmanaged_product_a_missed_level_or_one_unsupported_service_is_told() -> None:
    missed = made(CHAIN, "signon>claims", (PLAN,), "plan:claims:underpins", (met("a", "signon", value="1"),))
    assert "missed-sla" in Line(missed).risk("plan")
    alone = made((service("claims", support_group=""),), "", (PLAN,), "plan:claims:underpins")
    assert Line(alone).risk("plan") == ["single-unsupported-service"]
    both = made(
        (service("claims", support_group=""), service("hub")), "", (PLAN,), "plan:claims:underpins plan:hub:needs"
    )
    assert Line(both).risk("plan") == ["unsupported-service"]
    bought = Line(made(CHAIN, "", (PLAN,), "plan:claims:underpins"), (finding(),))
    assert [(r.risk, r.finding_id, r.business_unit_id) for r in bought.risks] == [
        ("unmanaged-product", "f-claims-unmanaged", "claims")
    ]
    assert "Claims meets that need with Orbly" in bought.risks[0].why


@pytest.mark.parametrize(
    "other", [finding("managed"), finding(unit="retail"), finding(category="erp"), finding(spend=0)]
)
def test_products_that_are_managed_elsewhere_for_other_needs_or_unused_are_no_risk(other: Finding) -> None:
    assert Line(made(CHAIN, "", (PLAN,), "plan:claims:underpins"), (other,)).risks == ()


def test_an_initiative_without_services_says_so() -> None:
    assert Line(made(CHAIN, "", (PLAN,))).risk("plan") == ["no-service"]


def test_targets_are_added_only_where_they_are_money_in_the_reporting_currency() -> None:
    plans = (PLAN, replace(PLAN, initiative_id="two", target_value="60,000 hours"))
    line = Line(made(CHAIN, "", plans, "plan:claims:underpins two:claims:underpins"))
    assert (line.services["claims"].target_minor, line.services["claims"].without_amount) == (100_000, 1)
    assert line.initiatives["two"].target_minor is None


@given(st.decimals(1, 10**9, places=2), st.sampled_from(["EUR {:,}", "{:,} EUR", "€{:,} a year", "about EUR {}"]))
def test_an_amount_is_read_back_as_it_was_written(amount: Decimal, written: str) -> None:
    assert amount_of(written.format(amount), "EUR", RULE.amounts) == amount
    assert amount_of(written.format(amount), "GBP", RULE.amounts) is None


@given(st.text(max_size=40))
def test_any_text_can_be_asked_for_an_amount(text: str) -> None:
    amount = amount_of(text, "EUR", RULE.amounts)
    assert amount is None or amount >= 0


NAMES = "abcdef"
LINKS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20)


@given(LINKS)
def test_walks_end_and_paths_never_pass_a_service_twice(pairs: list[tuple[str, str]]) -> None:
    links = Links.of([ServiceLink(a, b) for a, b in pairs])
    for name in NAMES:
        for there, path in walk([name], links.above).items():
            assert (path[0], path[-1], len(set(path))) == (name, there, len(path))
            assert all(b in links.above[a] for a, b in itertools.pairwise(path))
        assert name not in links.carried(name)


@given(LINKS)
def test_circles_are_the_services_that_carry_each_other(pairs: list[tuple[str, str]]) -> None:
    rows = [ServiceLink(a, b) for a, b in pairs]
    links = Links.of(rows)
    for group in circles(rows):
        if len(group) > 1:
            assert all(set(group) - {name} <= set(links.carried(name)) for name in group)
    together = {frozenset(group) for group in circles(rows)}
    for a, b in itertools.combinations(NAMES, 2):
        mutual = b in links.carried(a) and a in links.carried(b)
        assert mutual == any({a, b} <= group for group in together)


@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(pairs: list[tuple[str, str]], chance: random.Random) -> None:
    services = tuple(service(name, support_group="" if name in "bd" else f"SG {name}") for name in NAMES)
    plans = (PLAN, replace(PLAN, initiative_id="two", business_unit_id="*"))
    text = " ".join(f"{a}>{b}" for a, b in pairs)
    straight = made(services, text, plans, "plan:a:underpins plan:c:needs two:c:underpins two:f:needs")
    mixed = replace(
        straight,
        services=tuple(chance.sample(services, len(services))),
        service_links=tuple(chance.sample(straight.service_links, len(straight.service_links))),
        initiatives=tuple(chance.sample(plans, 2)),
        initiative_services=tuple(chance.sample(straight.initiative_services, 4)),
    )
    assert vars(Line(mixed)) == vars(Line(straight))

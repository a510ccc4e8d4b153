"""Service readiness: what the catalogue shows, what people answer, and what it costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shadowscan.cases import costs_of_answers, read_gate, service_readiness, stand, washed_out
from shadowscan.records import SCENARIOS, ReadinessItem
from shadowscan.records.decisions import GateAnswer
from shadowscan.rules import packaged_rules

AS_OF = date(2026, 10, 31)
RULES = read_gate(packaged_rules())


def item(name: str, evidence: str = "", cost: int = 500) -> ReadinessItem:
    state = "met" if evidence else "open"
    return ReadinessItem(name, name, "?", state, None, 0 if evidence else cost, "", "", evidence, False, Decimal("0.1"))


def test_the_shares_that_wash_out_stay_below_or_near_the_whole() -> None:
    assert sum(one.washes_out for one in RULES.items) <= Decimal("1.2")


def test_an_answer_counts_before_what_the_catalogue_shows() -> None:
    items = (item("owner", "It has an owner."), item("sla"))
    answers = {"owner": GateAnswer("owner", "planned", date(2027, 2, 1), Decimal(400), "", "A new one comes.", "anna")}
    owner, sla = stand(items, answers, "EUR")
    assert (owner.state, owner.cost, owner.by, owner.why) == ("planned", 40000, "anna", "A new one comes.")
    assert owner.evidence == "It has an owner."
    assert sla.state == "open"


def test_what_is_met_or_waived_costs_nothing() -> None:
    answers = {
        "owner": GateAnswer("owner", "met"),
        "sla": GateAnswer("sla", "waived", by="Head of IT", why="Nobody needs one."),
    }
    items = stand((item("owner"), item("sla")), answers, "EUR")
    assert [one.cost for one in items] == [0, 0]
    assert costs_of_answers(items, RULES.estimates, AS_OF) == ()
    assert washed_out(items) == 0


@pytest.mark.parametrize(
    ("on", "year"),
    [("2026-09-01", 0), ("2026-12-01", 0), ("2027-10-31", 0), ("2027-11-01", 1), ("2029-01-01", 2), ("2040-01-01", 3)],
)
def test_a_planned_cost_falls_into_the_year_of_its_day(on: str, year: int) -> None:
    answers = {"sla": GateAnswer("sla", "planned", date.fromisoformat(on), Decimal("1200.50"), who="anna")}
    lines = costs_of_answers(stand((item("sla"),), answers, "EUR"), RULES.estimates, AS_OF)
    assert [(line.scenario, line.year, line.amount) for line in lines] == [(s, year, -120050) for s in SCENARIOS]
    assert not any(line.assumption for line in lines)  # somebody said so


def test_readiness_is_open_until_everything_is_answered() -> None:
    assert service_readiness((item("owner", "shown"), item("sla"))) == "open"
    planned = stand((item("sla"),), {"sla": GateAnswer("sla", "planned", AS_OF, Decimal(1))}, "EUR")
    assert service_readiness((item("owner", "shown"), *planned)) == "planned"
    assert service_readiness((item("owner", "shown"),)) == "met"

"""What to do with each product: two fits, four answers, and people who decide otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.catalogue.disposition import check_dispositions, list_dispositions
from shadowscan.catalogue.health import assess
from shadowscan.catalogue.states import States
from shadowscan.catalogue.value_rule import ValueRule
from shadowscan.records import Disposition, Finding, Flag
from shadowscan.rules import RuleBook, packaged_rules
from shadowscan.workspace import BusinessUnit, Initiative, Reference, Service, Sla, SlaResult

RULES = packaged_rules()
AS_OF = date(2026, 6, 30)
MONTHS = [f"2025-{m:02d}" for m in range(7, 13)] + [f"2026-{m:02d}" for m in range(1, 7)]
CRM = Service("crm", "Customers", "it", "live", capabilities=("crm",), offered_to=("*",))
PROMISE = Sla("sla", "crm", target=Decimal(99), agreed_on=date(2025, 1, 1), reported_on=AS_OF)
BASE = Reference((BusinessUnit("claims", "Claims"), BusinessUnit("retail", "Retail")), (CRM,), slas=(PROMISE,))


def kept(value: str) -> Reference:
    return replace(BASE, sla_results=tuple(SlaResult("sla", month, Decimal(value)) for month in MONTHS))


def finding(unit: str = "claims", **more: Any) -> Finding:
    values: dict[str, Any] = dict.fromkeys(Finding.__dataclass_fields__, "")
    values |= {
        "finding_id": f"{unit}-orbly", "business_unit_id": unit, "product_id": "orbly", "product": "Orbly",
        "category": "crm", "status": "unmanaged", "coverage": "covered", "covered_by": "crm", "spend_12m": 1000,
        "users": 0, "flags": (), "sources": (), "risk": "low", "signed_on": False,
    }  # fmt: skip
    return Finding(**(values | more))


def disposed(
    *findings: Finding, reference: Reference | None = None, rules: RuleBook = RULES, **decided: str
) -> dict[str, Disposition]:
    made = reference or kept("100")
    slas, _ = assess(made, rules, AS_OF)
    states = States.of(made, slas, rules.one("value", ValueRule))
    return {one.product_id: one for one in list_dispositions(findings, made, states, rules, decided)}


def test_the_examples_of_the_rule_hold() -> None:
    assert check_dispositions(RULES) == []


@pytest.mark.parametrize(
    ("findings", "word"),
    [
        ((finding(status="managed", coverage="", service_id="crm", users=40),), "invest"),
        ((finding(coverage="gap", covered_by=""), finding("retail", coverage="gap", covered_by="")), "migrate"),
        ((finding(status="tolerated"),), "tolerate"),
        ((finding(),), "eliminate"),
        ((finding(spend_12m=0),), "eliminate"),
    ],
)
def test_both_fits_decide(findings: tuple[Finding, ...], word: str) -> None:
    found = disposed(*findings)["orbly"]
    assert (found.disposition, found.suggested, found.decided) == (word, word, False)
    assert found.reasons


def test_a_prohibited_product_is_never_one_to_invest_in() -> None:
    plans = tuple(Initiative(f"i{n}", "I", "*", status="active", capabilities=("crm",)) for n in range(3))
    wanted = finding(status="prohibited", coverage="gap", covered_by="", users=500, signed_on=True)
    assert disposed(wanted, reference=replace(BASE, initiatives=plans))["orbly"].disposition == "migrate"


def test_a_product_is_kept_until_the_service_that_should_replace_it_keeps_its_promise() -> None:
    assert disposed(finding())["orbly"].disposition == "eliminate"
    found = disposed(finding(), reference=kept("1"))["orbly"]
    assert found.disposition == "migrate"
    assert any("mend that first" in reason for reason in found.reasons)


def test_people_may_decide_otherwise_and_what_the_rules_say_stays_to_be_seen() -> None:
    found = disposed(finding(), orbly="tolerate")["orbly"]
    assert (found.disposition, found.suggested, found.decided) == ("tolerate", "eliminate", True)
    assert found.reasons == disposed(finding())["orbly"].reasons


def test_what_nobody_knows_has_no_disposition() -> None:
    assert disposed(finding(status="unresolved"), finding(product_id="")) == {}


def test_a_point_more_or_less_moves_what_it_should_alone(tmp_path: Path) -> None:
    text = RULES.text("disposition.yml")
    (tmp_path / "disposition.yml").write_text(text.replace("technical: 1}", "technical: 2}"))
    tolerated = finding(status="tolerated")
    other = finding(product_id="other", coverage="gap", covered_by="", status="managed", service_id="crm")
    before, after = disposed(tolerated, other), disposed(tolerated, other, rules=RULES.over(tmp_path))
    assert (before["orbly"].disposition, after["orbly"].disposition) == ("tolerate", "eliminate")
    assert before["other"] == after["other"]
    assert before["orbly"].functional_points == after["orbly"].functional_points


FACTS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["managed", "unmanaged", "prohibited", "retired", "approved", "tolerated"]),
        "coverage": st.sampled_from(["", "gap", "covered", "elsewhere"]),
        "users": st.integers(0, 50),
        "spend_12m": st.integers(0, 5),
        "signed_on": st.booleans(),
        "risk": st.sampled_from(["low", "high"]),
        "flags": st.sampled_from([(), (Flag("unused-seats", ""),), (Flag("open-grant", ""),)]),
    }
)


@given(st.lists(FACTS, min_size=1, max_size=2))
def test_every_known_product_has_one_answer_with_its_reasons_whatever_the_order(facts: list[dict[str, Any]]) -> None:
    findings = [finding(unit, **one) for unit, one in zip(("claims", "retail"), facts, strict=False)]
    (found,) = disposed(*findings).values()
    assert found.disposition in {"invest", "migrate", "tolerate", "eliminate"}
    assert disposed(*reversed(findings)) == {"orbly": found}
    fits = {
        "invest": ("high", "high"),
        "migrate": ("high", "low"),
        "tolerate": ("low", "high"),
        "eliminate": ("low", "low"),
    }
    assert fits[found.disposition] == (found.functional_fit, found.technical_fit)

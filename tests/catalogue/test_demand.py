"""Needs that units meet for themselves: who shares them, what they cost, how they move."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan import records
from shadowscan.catalogue.demand import check_demand, list_demand
from shadowscan.records import Demand, Finding
from shadowscan.rules import packaged_rules
from shadowscan.workspace import BusinessUnit, Initiative, Reference, Service

RULES = packaged_rules()
AS_OF = date(2026, 6, 30)
UNITS = (BusinessUnit("group", "Group"), BusinessUnit("claims", "Claims", "group"), BusinessUnit("retail", "Retail"))


def finding(unit: str = "claims", product: str = "Orbly", category: str = "crm", **more: Any) -> Finding:
    values: dict[str, Any] = dict.fromkeys(Finding.__dataclass_fields__, "")
    values |= {
        "finding_id": f"{unit}-{product}", "business_unit_id": unit, "product": product, "category": category,
        "status": "unmanaged", "coverage": "gap", "spend_12m": 1000, "users": 5, "flags": (), "sources": (),
    }  # fmt: skip
    return Finding(**(values | more))


def charges(*rows: tuple[str, str, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return spend and evidence of (finding, day, minor units)."""
    ids = [f"t{n}" for n in range(len(rows))]
    spend = pd.DataFrame(
        {
            "transaction_id": ids,
            "date": pd.to_datetime([day for _, day, _ in rows]),
            "reporting_minor": [m for *_, m in rows],
        }
    )
    evidence = pd.DataFrame({"finding_id": [f for f, *_ in rows], "transaction_id": ids, "access_id": "", "note": ""})
    return spend, evidence


NOTHING = (records.SPEND.empty(), records.EVIDENCE.empty())


def demand(
    *findings: Finding,
    rows: tuple[pd.DataFrame, pd.DataFrame] = NOTHING,
    services: tuple[Service, ...] = (),
    initiatives: tuple[Initiative, ...] = (),
) -> dict[tuple[str, str], Demand]:
    reference = Reference(UNITS, services, initiatives=initiatives)
    found = list_demand(findings, *rows, reference, RULES, AS_OF)
    return {(need.business_unit_id, need.category): need for need in found}


def test_the_examples_of_the_rule_hold() -> None:
    assert check_demand(RULES) == []


def test_needs_rank_by_how_many_units_share_them_and_not_by_spend() -> None:
    found = demand(
        finding("claims"), finding("retail"), finding("claims", "Giant", "erp", spend_12m=10**9),
        finding("retail", "Small", "forms-feedback", spend_12m=1),
    )  # fmt: skip
    ranks = {category: need.rank for (scope, category), need in found.items() if scope == "*"}
    assert ranks == {"crm": 1, "erp": 2, "forms-feedback": 3}
    assert found["*", "crm"].units == ("claims", "retail")
    assert (found["*", "crm"].spend_12m, found["*", "crm"].users, found["*", "crm"].user_parts) == (2000, 10, (5, 5))


def test_each_unit_has_its_own_needs_alone() -> None:
    found = demand(finding("claims"), finding("retail", users=7))
    assert found["retail", "crm"].findings == ("retail-Orbly",)
    assert (found["retail", "crm"].users, found["retail", "crm"].rank) == (7, 1)


@pytest.mark.parametrize(
    "other",
    [
        finding(status="managed"),
        finding(status="approved"),
        finding(status="off_channel"),
        finding(status="unresolved"),
        finding(category=""),
        finding(unit="unassigned"),
        finding(spend_12m=0, users=0),
    ],
)
def test_what_is_managed_unknown_or_unused_is_no_unmet_need(other: Finding) -> None:
    assert demand(other) == {}


def test_an_initiative_that_needs_it_fits_where_it_is_meant_for_the_unit() -> None:
    plans = (
        Initiative("mine", "Mine", "claims", status="active", capabilities=("crm",)),
        Initiative("above", "Above", "group", status="approved", capabilities=("crm",)),
        Initiative("all", "All", "*", status="proposed", capabilities=("crm",)),
        Initiative("over", "Over", "claims", status="done", capabilities=("crm",)),
        Initiative("other", "Other", "claims", status="active", capabilities=("erp",)),
        Initiative("theirs", "Theirs", "retail", status="active", capabilities=("crm",)),
    )
    found = demand(finding("claims"), initiatives=plans)
    assert found["claims", "crm"].initiatives == ("above", "all", "mine")
    assert "Needed by Above, All, Mine." in found["claims", "crm"].why


def test_the_words_say_how_the_need_is_met_without_blame() -> None:
    crm = Service("crm", "Customers", "it", "live", capabilities=("crm",))
    assert "No live or agreed service offers it to anybody." in demand(finding())["claims", "crm"].why
    elsewhere = demand(finding(coverage="elsewhere"), services=(crm,))["claims", "crm"]
    assert elsewhere.why == (
        "Met with Orbly. Offered by Customers, but not to every unit that buys it. No initiative under way needs it."
    )
    covered = demand(finding(coverage="covered"), services=(crm,))["claims", "crm"]
    assert (covered.offered_by, "found their own way" in covered.why) == (("crm",), True)


@pytest.mark.parametrize(
    ("rows", "trend"),
    [
        ((("2025-08-03", 100), ("2026-02-03", 130)), "growing"),
        ((("2025-08-03", 100), ("2026-02-03", 110)), "steady"),
        ((("2025-08-03", 100), ("2026-02-03", 10)), "shrinking"),
        ((("2026-02-03", 10),), "new"),
        ((("2024-08-03", 500), ("2026-08-01", 500)), "steady"),  # outside both halves
    ],
)
def test_growth_holds_the_last_six_months_against_the_six_before(rows: tuple[tuple[str, int], ...], trend: str) -> None:
    made = charges(*(("claims-Orbly", day, minor) for day, minor in rows))
    assert demand(finding(), rows=made)["claims", "crm"].trend == trend


def test_the_halves_add_up_to_the_year() -> None:
    rows = [("claims-Orbly", f"{2025 + (m > 12)}-{(m - 1) % 12 + 1:02d}-15", m) for m in range(7, 19)]
    need = demand(finding(), rows=charges(*rows))["*", "crm"]
    assert (need.spend_before, need.spend_recent) == (sum(range(7, 13)), sum(range(13, 19)))


@given(st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(chance: random.Random) -> None:
    every = [finding(u, p, c) for u in ("claims", "retail") for p, c in (("A", "crm"), ("B", "crm"), ("C", "erp"))]
    assert demand(*chance.sample(every, len(every))) == demand(*every)


@given(
    st.lists(
        st.tuples(st.sampled_from(["claims", "retail", "group"]), st.sampled_from(["crm", "erp"]), st.integers(1, 99))
    )
)
def test_the_whole_is_the_sum_of_its_units(rows: list[tuple[str, str, int]]) -> None:
    findings = [
        replace(finding(unit, f"P{n}", category), spend_12m=spend) for n, (unit, category, spend) in enumerate(rows)
    ]
    found = demand(*findings)
    for (scope, category), need in found.items():
        if scope == "*":
            parts = [part for (unit, other), part in found.items() if unit != "*" and other == category]
            assert need.spend_12m == sum(part.spend_12m for part in parts)
            assert len(need.units) == len(parts)

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.catalogue.health import assess, service_health
from shadowscan.catalogue.health_rule import HealthRule
from shadowscan.catalogue.sla import sla_health
from shadowscan.errors import InputError
from shadowscan.rules import packaged_rules
from shadowscan.workspace import BusinessUnit, Reference, Service, Sla, SlaResult

RULE = packaged_rules().one("catalogue_health", HealthRule)
AS_OF = date(2026, 6, 30)
KEPT = Sla(
    "s",
    "svc",
    target=Decimal("99.5"),
    agreed_on=date(2025, 1, 1),
    reported_on=date(2026, 6, 1),
    reviewed_on=date(2026, 3, 1),
)
MONTHS = [f"2025-{m:02d}" for m in range(7, 13)] + [f"2026-{m:02d}" for m in range(1, 7)]


def values(*numbers: str | None) -> dict[str, Decimal | None]:
    months = MONTHS[len(MONTHS) - len(numbers) :]
    return {month: Decimal(n) if n else None for month, n in zip(months, numbers, strict=True)}


def test_attainment_is_the_share_of_known_periods_met() -> None:
    found = sla_health(KEPT, values("99.9", None, "99.1", "99.8"), RULE.sla, AS_OF)

    assert found.attainment == pytest.approx(2 / 3)
    assert (found.periods_missed, found.periods_unknown) == (1, 9)
    assert found.health == "missed"  # two of three is below what is asked for


def test_lower_may_be_better() -> None:
    sla = replace(KEPT, better="lower", target=Decimal(4))
    assert sla_health(sla, values(*["3"] * 12), RULE.sla, AS_OF).health == "met"
    assert sla_health(sla, values(*["3"] * 11, "5"), RULE.sla, AS_OF).health == "missed"


def test_a_value_on_the_target_meets_it() -> None:
    assert sla_health(KEPT, values(*["99.5"] * 12), RULE.sla, AS_OF).health == "met"


def test_periods_older_than_twelve_months_do_not_count() -> None:
    found = sla_health(KEPT, {"2025-06": Decimal(1)} | values(*["99.9"] * 8), RULE.sla, AS_OF)
    assert (found.health, found.periods_missed, found.periods_unknown) == ("met", 0, 4)


def test_the_latest_known_period_decides_even_when_the_rest_was_kept() -> None:
    assert sla_health(KEPT, values(*["99.9"] * 11, "1"), RULE.sla, AS_OF).health == "missed"
    assert sla_health(KEPT, values(*["99.9"] * 10, "1", "99.9"), RULE.sla, AS_OF).health == "met"


def test_an_unfinished_month_and_months_before_the_agreement_are_not_missing() -> None:
    young = replace(KEPT, agreed_on=date(2026, 4, 10))
    assert sla_health(young, values("99.9", "99.9"), RULE.sla, AS_OF).periods_unknown == 1
    assert sla_health(young, {}, RULE.sla, date(2026, 6, 29)).periods_unknown == 2


def test_without_an_agreement_or_values_or_reports_it_says_so() -> None:
    assert sla_health(replace(KEPT, agreed_on=None), values("99.9"), RULE.sla, AS_OF).health == "not_agreed"
    assert sla_health(KEPT, {}, RULE.sla, AS_OF).health == "unknown"
    forgotten = replace(KEPT, reported_on=date(2025, 6, 30), reviewed_on=None)
    assert sla_health(forgotten, values("99.9"), RULE.sla, AS_OF).health == "drawer"
    again = replace(forgotten, reviewed_on=date(2025, 7, 1))
    assert sla_health(again, values(*["99.9"] * 9), RULE.sla, AS_OF).health == "met"


def test_a_service_says_what_it_lacks() -> None:
    bare = Service("svc", "S", "it", "draft")
    full = replace(
        bare, owner="o", support_group="g", agreed_with=("u",), agreed_on=AS_OF, capabilities=("crm",), status="live"
    )  # fmt: skip

    assert service_health(bare, False, RULE.service).health == "bare"
    assert service_health(full, True, RULE.service).health == "complete"
    found = service_health(full, False, RULE.service)
    assert (found.health, found.gaps) == ("partial", ("sla",))
    assert service_health(replace(bare, status="retired"), False, RULE.service).health == "retired"


def test_a_period_that_stands_twice_is_refused() -> None:
    reference = Reference(
        (BusinessUnit("u", "U"),), (), slas=(KEPT,), sla_results=(SlaResult("s", "2026-01"), SlaResult("s", "2026-01"))
    )  # fmt: skip
    with pytest.raises(InputError, match="stands twice"):
        assess(reference, packaged_rules(), AS_OF)


def test_without_enough_known_months_nobody_can_say_that_it_is_met() -> None:
    found = sla_health(KEPT, values("99.9", *[None] * 11), RULE.sla, AS_OF)
    assert (found.health, found.attainment, found.periods_unknown) == ("unknown", 1.0, 11)
    assert sla_health(KEPT, values("99.9", *[None] * 10, "1"), RULE.sla, AS_OF).health == "missed"


def test_a_promise_agreed_lately_is_in_no_drawer_though_nothing_was_reported() -> None:
    young = replace(KEPT, agreed_on=date(2026, 4, 10), reported_on=None, reviewed_on=None)
    assert sla_health(young, {}, RULE.sla, AS_OF).health == "unknown"


def test_what_was_written_and_never_agreed_lies_in_a_drawer_unless_it_is_being_negotiated() -> None:
    paper = Sla("s", "svc", target=Decimal(1))
    assert sla_health(paper, {}, RULE.sla, AS_OF).health == "drawer"
    talked = replace(paper, negotiated_on=date(2026, 5, 1))
    assert sla_health(talked, {}, RULE.sla, AS_OF).health == "not_agreed"
    assert sla_health(talked, {}, RULE.sla, date(2027, 5, 1)).health == "drawer"


def test_the_stage_is_the_furthest_step_and_steps_left_out_are_named() -> None:
    found = sla_health(KEPT, {}, RULE.sla, AS_OF)
    assert (found.stage, found.steps_missing) == ("reviewed", ("requirements", "negotiated"))
    begun = Sla("s", "svc", measure="Speed", requirements_on=date(2026, 5, 1))
    found = sla_health(begun, {}, RULE.sla, AS_OF, "Chat")
    assert (found.stage, found.steps_missing) == ("requirements", ())
    assert found.next_step == "Negotiate “Speed” for Chat with the business: target, hours, cost."


def test_a_step_in_the_future_is_not_taken_yet() -> None:
    planned = replace(KEPT, reviewed_on=date(2026, 12, 1))
    assert sla_health(planned, {}, RULE.sla, AS_OF).stage == "reported"


@pytest.mark.parametrize(
    ("numbers", "trend"),
    [
        (["99.9", "99.9", "99.9", "1", "1", "99.9"], "worsening"),
        (["1", "1", "99.9", "99.9", "99.9", "99.9"], "improving"),
        (["99.9", "1", "99.9", "1", "99.9", "99.9"], "steady"),
        (["99.9", None, "99.9", "1", "99.9", "99.9"], "unknown"),
    ],
)
def test_the_trend_holds_the_last_known_months_against_those_before(numbers: list[str | None], trend: str) -> None:
    assert sla_health(KEPT, values(*numbers), RULE.sla, AS_OF).trend == trend


def test_months_stand_with_their_target_and_older_ones_do_not_count() -> None:
    found = sla_health(KEPT, {"2024-03": Decimal(99)} | values("99.9", None), RULE.sla, AS_OF)
    by_month = {period.period: period for period in found.periods}
    assert (by_month["2024-03"].met, by_month["2024-03"].counted) == ("missed", False)
    assert (by_month["2026-05"].met, by_month["2026-05"].target) == ("met", Decimal("99.5"))
    assert (by_month["2026-06"].met, by_month["2026-06"].value) == ("unknown", None)
    assert len(found.periods) == 13


def test_without_a_target_every_month_is_unknown() -> None:
    found = sla_health(replace(KEPT, target=None), values(*["99.9"] * 12), RULE.sla, AS_OF)
    assert (found.health, found.attainment, found.periods_unknown) == ("unknown", None, 12)


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 200)), min_size=12, max_size=12),
    st.integers(0, 200),
    st.sampled_from(["higher", "lower"]),
)
def test_every_month_due_is_met_missed_or_unknown_and_attainment_is_their_share(
    numbers: list[int | None], target: int, better: Any
) -> None:
    sla = replace(KEPT, target=Decimal(target), better=better)
    told = {month: Decimal(n) if n is not None else None for month, n in zip(MONTHS, numbers, strict=True)}
    found = sla_health(sla, told, RULE.sla, AS_OF)
    known = [n for n in numbers if n is not None]
    met = sum(n >= target if better == "higher" else n <= target for n in known)
    assert found.periods_unknown == 12 - len(known)
    assert found.periods_missed == len(known) - met
    assert found.attainment == (met / len(known) if known else None)
    if found.health == "met":
        assert met >= RULE.sla.attainment * len(known)
        assert len(known) >= RULE.sla.known * 12


@given(st.integers(0, 12), st.floats(0.0, 1.0))
def test_asking_for_more_never_turns_a_missed_level_into_a_met_one(met: int, share: float) -> None:
    told = values(*(["1"] * (12 - met) + ["99.9"] * met))
    before = sla_health(KEPT, told, RULE.sla, AS_OF)
    stricter = replace(RULE.sla, attainment=max(share, RULE.sla.attainment))
    after = sla_health(KEPT, told, stricter, AS_OF)
    assert (before.attainment, before.periods_missed, before.trend, before.stage) == (
        *(after.attainment, after.periods_missed, after.trend, after.stage),
    )
    assert after.health == before.health or (before.health, after.health) == ("met", "missed")

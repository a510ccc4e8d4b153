from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from shadowscan.catalogue.sla import HealthRule, assess, service_health, sla_health
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
    assert sla_health(KEPT, values("99.5"), RULE.sla, AS_OF).health == "met"


def test_periods_older_than_twelve_months_do_not_count() -> None:
    found = sla_health(KEPT, {"2025-06": Decimal(1)} | values("99.9"), RULE.sla, AS_OF)
    assert (found.health, found.periods_missed, found.periods_unknown) == ("met", 0, 11)


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
    assert sla_health(replace(forgotten, reviewed_on=date(2025, 7, 1)), values("99.9"), RULE.sla, AS_OF).health == "met"


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

"""What catalogue entries and service levels lack is listed as work, the most urgent first."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.catalogue.health import assess, check_health, list_work
from shadowscan.errors import RuleError
from shadowscan.rules import packaged_rules
from shadowscan.workspace import BusinessUnit, Reference, Service, Sla, SlaResult

RULES = packaged_rules()
AS_OF = date(2026, 6, 30)
MONTHS = [f"2025-{m:02d}" for m in range(7, 13)] + [f"2026-{m:02d}" for m in range(1, 7)]
FULL = Service(
    "svc", "Chat", "it", "live", "", "Owner", "Desk", "normal", ("crm",), ("*",), ("u",), date(2025, 1, 1)
)  # fmt: skip


def level(name: str, service: str = "svc", **more: object) -> Sla:
    dates = {"agreed_on": date(2025, 1, 1), "reported_on": date(2026, 6, 1)}
    return replace(Sla(name, service, measure=f"Measure {name}", target=Decimal(99)), **(dates | more))  # type: ignore[arg-type]


def results(name: str, value: str) -> tuple[SlaResult, ...]:
    return tuple(SlaResult(name, month, Decimal(value)) for month in MONTHS)


def reference(
    services: tuple[Service, ...], slas: tuple[Sla, ...] = (), values: tuple[SlaResult, ...] = ()
) -> Reference:
    return Reference((BusinessUnit("u", "U"),), services, slas=slas, sla_results=values)


def work(made: Reference) -> list[tuple[str, str, str]]:
    slas, services = assess(made, RULES, AS_OF)
    return [(gap.service_id, gap.gap, gap.sla_id) for gap in list_work(made, slas, services, RULES)]


def test_the_examples_of_the_rule_hold() -> None:
    assert check_health(RULES) == []


def test_a_complete_entry_whose_promises_are_kept_gives_nothing_to_do() -> None:
    assert work(reference((FULL,), (level("a"),), results("a", "99.5"))) == []


def test_every_gap_is_a_piece_of_work_with_words_for_its_owner() -> None:
    bare = Service("svc", "Chat", "it", "live")
    slas, services = assess(reference((bare,)), RULES, AS_OF)
    gaps = list_work(reference((bare,)), slas, services, RULES)
    assert [gap.gap for gap in gaps] == ["owner", "support_group", "agreed_with", "agreed_on", "sla", "capabilities"]
    assert all("Chat" in gap.work for gap in gaps)
    assert [gap.rank for gap in gaps] == [1, 2, 3, 4, 5, 6]


def test_broken_promises_of_vital_services_come_first() -> None:
    vital = replace(FULL, service_id="vital", criticality="business_critical", owner="")
    made = reference((FULL, vital), (level("a", "vital"), level("b")), results("a", "1") + results("b", "1"))
    assert work(made) == [("vital", "sla_missed", "a"), ("vital", "owner", ""), ("svc", "sla_missed", "b")]


@pytest.mark.parametrize(
    ("sla", "gap"),
    [
        (level("a", reported_on=None, agreed_on=date(2024, 1, 1)), "sla_drawer"),
        (level("a", agreed_on=None, reported_on=None, negotiated_on=date(2026, 6, 1)), "sla_not_agreed"),
        (level("a"), "sla_unknown"),
    ],
)
def test_promises_on_paper_and_unmeasured_ones_are_work_too(sla: Sla, gap: str) -> None:
    assert work(reference((FULL,), (sla,))) == [("svc", gap, "a")]


def test_of_a_retired_service_nothing_is_asked() -> None:
    assert work(reference((replace(FULL, status="retired", owner=""),), (level("a"),))) == []


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(chance: random.Random) -> None:
    services = tuple(replace(FULL, service_id=f"s{n}", name=f"S{n}", owner="" if n % 2 else "o") for n in range(5))
    slas = tuple(level(f"l{n}", f"s{n}") for n in range(5))
    values = tuple(row for n in range(5) for row in results(f"l{n}", str(97 + n)))
    mixed = reference(*(tuple(chance.sample(rows, len(rows))) for rows in (services, slas, values)))  # type: ignore[arg-type]
    assert work(mixed) == work(reference(services, slas, values))


def test_a_rule_whose_words_or_examples_do_not_fit_is_refused_with_its_place(tmp_path: Path) -> None:
    text = RULES.text("catalogue_health.yml")
    for old, new in (
        ("Name who answers for {service}.", "Name who answers for {price}."),
        ("signs_of_life: [requirements_on,", "signs_of_life: [paid_on,"),
        ("- {health: bare, has: [owner, capabilities]}", ""),
    ):
        assert old in text
        (tmp_path / "catalogue_health.yml").write_text(text.replace(old, new))
        with pytest.raises(RuleError) as refused:
            assess(reference((FULL,)), RULES.over(tmp_path), AS_OF)
        assert refused.value.where.startswith("rules/catalogue_health.yml")

"""How far IT is with a unit: the ladder, its evidence, and what moving a threshold moves."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan import records
from shadowscan.catalogue.health import assess
from shadowscan.catalogue.readiness import check_readiness, readiness
from shadowscan.errors import RuleError
from shadowscan.records import UnitReadiness
from shadowscan.rules import RuleBook, packaged_rules
from shadowscan.workspace import BusinessUnit, Initiative, InitiativeService, Reference, Service, Sla, SlaResult

RULES = packaged_rules()
AS_OF = date(2026, 6, 30)
UNITS = (BusinessUnit("group", "Group"), BusinessUnit("claims", "Claims", "group"), BusinessUnit("retail", "Retail"))
MONTHS = [f"2025-{m:02d}" for m in range(7, 13)] + [f"2026-{m:02d}" for m in range(1, 7)]
NO_SPEND = records.BALANCE.empty()
VITAL = Service(
    *("svc", "Claims desk", "business", "live", "", "Owner", "Desk", "business_critical"),
    *((), ("claims",), ("claims",), date(2025, 1, 1)),
)  # fmt: skip
PLAN = Initiative("plan", "Faster claims", "claims", status="active")
PROMISE = Sla(
    *("sla", "svc", "claims", "Speed", Decimal(99), "%", "higher"),
    *(date(2024, 9, 1), date(2024, 11, 1), date(2025, 1, 1), date(2026, 6, 5), date(2026, 3, 1)),
)  # fmt: skip


def results(*values: str | None, name: str = "sla") -> tuple[SlaResult, ...]:
    months = MONTHS[len(MONTHS) - len(values) :]
    return tuple(SlaResult(name, m, Decimal(v) if v else None) for m, v in zip(months, values, strict=True))


GOOD = results(*["100"] * 12)
WHOLE = Reference(
    UNITS, (VITAL,), initiatives=(PLAN,), initiative_services=(InitiativeService("plan", "svc", "underpins"),),
    slas=(PROMISE,), sla_results=GOOD,
)  # fmt: skip


def spend(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    columns = ["business_unit_id", "month", "status", "reporting_minor"]
    return records.BALANCE.check(pd.DataFrame(rows, columns=columns).assign(rows=1))


FALLING = spend(
    ("claims", "2025-03", "unmanaged", 50), ("claims", "2025-03", "managed", 50),
    ("claims", "2026-03", "unmanaged", 10), ("claims", "2026-03", "managed", 90),
    ("claims", "2026-03", "not_software", 9),
)  # fmt: skip


def ladder(
    reference: Reference = WHOLE,
    balance: pd.DataFrame = NO_SPEND,
    rules: RuleBook = RULES,
    stages: dict[str, list[str]] | None = None,
    as_of: date = AS_OF,
) -> dict[str, UnitReadiness]:
    slas, _ = assess(reference, rules, as_of)
    return {one.business_unit_id: one for one in readiness(reference, slas, balance, rules, as_of, stages)}


def claims(*args: Any, **more: Any) -> UnitReadiness:
    return ladder(*args, **more)["claims"]


def missing(unit: UnitReadiness) -> list[str]:
    return [criterion.criterion_id for criterion in unit.criteria if not criterion.met]


def test_the_examples_of_every_criterion_hold() -> None:
    assert check_readiness(RULES) == []


def test_a_unit_with_all_vital_service_levels_met_may_be_spoken_to_about_strategy() -> None:
    found = claims()
    assert (found.level, found.ready, found.title) == (4, True, "Ready to speak strategically")
    assert found.next_step.startswith("Shape the first idea")
    assert (found.mend_services, found.mend_slas) == ((), ())


def test_the_top_is_reached_with_ideas_brought_and_a_falling_unmanaged_share() -> None:
    stages = {"claims": ["spotted", "proposed"]}
    assert claims(balance=FALLING, stages=stages).level == 5
    assert missing(claims(balance=FALLING, stages={"claims": ["spotted", "shaped"]})) == ["ideas-brought"]
    assert missing(claims(stages=stages)) == ["unmanaged-share-falling"]


def test_the_share_is_told_with_what_it_rests_on() -> None:
    told = {c.criterion_id: c.evidence for c in claims(balance=FALLING).criteria}["unmanaged-share-falling"]
    assert told == (
        "Unmanaged share of its software spend: 10.0 % in the last 12 months, 50.0 % before them "
        "(months of data before them: 1); unresolved: 0.0 %."
    )


@pytest.mark.parametrize(
    ("rows", "met"),
    [
        ((("2025-03", 20, 80), ("2026-03", 19, 81)), True),
        ((("2025-03", 20, 80), ("2026-03", 20, 80)), False),
        ((("2025-03", 10, 90), ("2026-03", 30, 70)), False),
        ((("2026-03", 10, 90),), False),  # nothing to hold it against
        ((("2025-03", 0, 100), ("2026-03", 0, 100)), True),  # nothing left to fall
        ((("2024-05", 90, 10), ("2026-03", 10, 90)), False),  # older than a year before the year
    ],
)
def test_a_share_falls_against_the_months_before_the_last_twelve(rows: Any, met: bool) -> None:
    pairs = [(("claims", m, "unmanaged", a), ("claims", m, "managed", b)) for m, a, b in rows]
    found = claims(balance=spend(*[row for pair in pairs for row in pair]))
    assert ("unmanaged-share-falling" not in missing(found)) == met


@pytest.mark.parametrize(
    ("change", "level", "first"),
    [
        ({"services": ()}, 0, "services-offered"),
        ({"services": (replace(VITAL, status="draft"),)}, 0, "services-offered"),
        ({"services": (replace(VITAL, agreed_with=("retail",)),)}, 0, "catalogue-agreed"),
        ({"services": (replace(VITAL, agreed_on=None),)}, 0, "catalogue-agreed"),
        ({"services": (replace(VITAL, criticality="normal"),)}, 0, "vital-services-agreed"),
        ({"initiatives": ()}, 1, "initiatives-known"),
        ({"initiatives": (replace(PLAN, status="done"),)}, 1, "initiatives-known"),
        ({"initiatives": (replace(PLAN, business_unit_id="*"),)}, 1, "initiatives-known"),
        ({"initiative_services": ()}, 1, "initiatives-mapped"),
        ({"slas": ()}, 2, "vital-slas-agreed"),
        ({"slas": (replace(PROMISE, agreed_on=None),)}, 2, "vital-slas-agreed"),
        ({"slas": (replace(PROMISE, business_unit_id="retail"),)}, 2, "vital-slas-agreed"),
        ({"slas": (replace(PROMISE, reported_on=date(2025, 12, 5)),)}, 2, "vital-slas-reported"),
        ({"sla_results": results(*["100"] * 11, "1")}, 3, "vital-slas-met"),
        ({"sla_results": results(*["100"] * 10, None, None)}, 3, "vital-slas-met"),  # unknown is not met
        ({"sla_results": ()}, 3, "vital-slas-met"),
    ],
)
def test_each_step_needs_all_its_criteria(change: dict[str, Any], level: int, first: str) -> None:
    kept = {} if change.get("slas") != () and "services" not in change else {"sla_results": ()}
    if change.get("services") == ():
        kept |= {"slas": (), "initiative_services": ()}
    if change.get("initiatives") == ():
        kept |= {"initiative_services": ()}
    found = claims(replace(WHOLE, **(kept | change)))
    assert (found.level, missing(found)[0], found.ready) == (level, first, False)
    step = next(c for c in found.criteria if c.criterion_id == first)
    assert found.next_step == step.next_step != ""


def test_what_a_parent_agreed_and_plans_counts_for_its_units() -> None:
    above = replace(
        WHOLE,
        services=(replace(VITAL, offered_to=("group",), agreed_with=("group",)),),
        initiatives=(replace(PLAN, business_unit_id="group"),),
        slas=(replace(PROMISE, business_unit_id="group"),),
    )
    assert {unit: one.level for unit, one in ladder(above).items()} == {"group": 4, "claims": 4, "retail": 0}


def test_a_promise_to_everybody_counts_for_all_who_are_offered_the_service() -> None:
    assert claims(replace(WHOLE, slas=(replace(PROMISE, business_unit_id="*"),))).level == 4


def test_of_several_vital_service_levels_one_that_is_missed_is_enough() -> None:
    second = replace(PROMISE, sla_id="two", measure="Calls")
    both = replace(WHOLE, slas=(PROMISE, second), sla_results=GOOD + results(*["1"] * 12, name="two"))
    found = claims(both)
    assert (found.level, found.mend_services, found.mend_slas) == (3, ("svc",), ("two",))
    assert found.next_step == "Mend first what it already depends on: Claims desk (Calls)."


def test_the_gravest_is_mended_first() -> None:
    slas = (PROMISE, replace(PROMISE, sla_id="a", measure="A"), replace(PROMISE, sla_id="b", measure="B"))
    values = results(*["1"] * 12, name="b") + results("100", *[None] * 11, name="a")
    assert claims(replace(WHOLE, slas=slas, sla_results=GOOD + values)).mend_slas == ("b", "a")


def test_an_unfinished_month_is_not_asked_for() -> None:
    assert claims(replace(WHOLE, sla_results=results(*["100"] * 11, None)), as_of=date(2026, 6, 29)).level == 4


def test_every_unit_has_its_row_and_a_unit_without_anything_stands_below() -> None:
    found = ladder()
    assert set(found) == {"group", "claims", "retail"}
    assert (found["retail"].level, found["retail"].title) == (0, "No agreed catalogue")


NUMBERS = st.lists(st.sampled_from(["100", "1", None]), min_size=12, max_size=12)


@given(NUMBERS)
def test_a_missed_vital_service_level_and_readiness_exclude_each_other(numbers: list[str | None]) -> None:
    made = replace(WHOLE, sla_results=results(*numbers))
    (level,), _ = assess(made, RULES, AS_OF)
    found = claims(made)
    assert not (found.ready and level.health != "met")
    if all(number == "100" for number in numbers):
        assert found.ready


def with_thresholds(folder: Path, **changes: tuple[str, str]) -> RuleBook:
    text = RULES.text("readiness.yml")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "readiness.yml").write_text(text)
    return RULES.over(folder)


@given(NUMBERS, st.integers(1, 6))
def test_moving_the_threshold_of_kept_months_moves_that_criterion_alone(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[str | None], least: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / f"kept-{least}"
    moved = with_thresholds(folder, kept=("met_at_least: 5}", f"met_at_least: {least}}}"))
    made = replace(WHOLE, sla_results=results(*numbers))
    before, after = claims(made), claims(made, rules=moved)
    assert [c.met for c in before.criteria if c.criterion_id != "vital-slas-met"] == [
        c.met for c in after.criteria if c.criterion_id != "vital-slas-met"
    ]
    if least <= 5:
        assert after.level >= before.level
    else:
        assert after.level <= before.level


@given(st.integers(0, 100))
def test_asking_for_a_larger_share_agreed_moves_that_step_alone(
    tmp_path_factory: pytest.TempPathFactory, percent: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / f"agreed-{percent}"
    text = ("{agreed_percent_at_least: 50}", f"{{agreed_percent_at_least: {percent}}}")
    moved = with_thresholds(folder, agreed=text)
    half = replace(VITAL, service_id="other", criticality="normal", agreed_with=())
    made = replace(WHOLE, services=(VITAL, half))
    found = claims(made, rules=moved)
    assert missing(found) == (["catalogue-agreed"] if percent > 50 else []) + [
        "ideas-brought",
        "unmanaged-share-falling",
    ]
    assert found.level == (0 if percent > 50 else 4)


def test_an_organisation_changes_one_criterion_and_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "readiness.yml").write_text(
        "kept: {periods: 12, met_at_least: 12}\n"
        "criteria:\n  ideas-brought:\n    level: 5\n    title: Two ideas\n    when: {ideas_at_least: 2}\n"
        "    evidence: '{ideas} ideas.'\n    next: Bring two.\n    meets: [{ideas: 2}]\n    misses: [{ideas: 1}]\n"
    )
    local = RULES.over(tmp_path)
    assert check_readiness(local) == []
    stages = {"claims": ["proposed"]}
    assert missing(claims(balance=FALLING, stages=stages, rules=local)) == ["ideas-brought"]
    once = replace(WHOLE, sla_results=results("1", *["100"] * 11))
    assert (claims(once).level, claims(once, rules=local).level) == (4, 3)


@given(st.randoms(use_true_random=False))
def test_the_order_of_reference_rows_does_not_matter(chance: random.Random) -> None:
    services = tuple(replace(VITAL, service_id=f"s{n}", name=f"S{n}", offered_to=("*",)) for n in range(4))
    slas = tuple(replace(PROMISE, sla_id=f"l{n}", service_id=f"s{n}", business_unit_id="*") for n in range(4))
    values = tuple(row for n in range(3) for row in results(*["100" if n else "1"] * 12, name=f"l{n}"))
    named = tuple(InitiativeService("plan", f"s{n}", "underpins") for n in range(4))
    straight = Reference(
        UNITS, services, initiatives=(PLAN,), initiative_services=named, slas=slas, sla_results=values
    )  # fmt: skip

    def mix(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(rows, len(rows)))

    mixed = Reference(
        mix(UNITS), mix(services), initiatives=(PLAN,), initiative_services=mix(named), slas=mix(slas),
        sla_results=mix(values),
    )  # fmt: skip
    assert ladder(mixed) == ladder(straight)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{services_at_least: 1}", "{services_at_least: 2}"),
        ("meets: [{services: 1}]", "meets: []"),
        ("offered to it: {services}.", "offered to it: {price}."),
        ("periods: 6, met_at_least: 5", "periods: 6, met_at_least: 7"),
        ("    level: 5\n    title: Ideas", "    level: 7\n    title: Ideas"),
    ],
)
def test_a_ladder_that_does_not_hold_is_told_with_its_place(tmp_path: Path, old: str, new: str) -> None:
    moved = with_thresholds(tmp_path, it=(old, new))
    try:
        problems = check_readiness(moved)
    except RuleError as error:
        problems = [str(error)]
    assert problems
    assert all("rules/readiness.yml:" in problem for problem in problems)

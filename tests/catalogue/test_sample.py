"""Where IT stands in the sample workspace: what was planted comes out as planted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

PLANTED = yaml.safe_load((Path(__file__).parents[1] / "sample" / "PLANTED.yml").read_text(encoding="utf-8"))
CASES = {case["id"]: case["expect"] for case in PLANTED}
Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def ask(demo: Path) -> Iterator[Ask]:
    """Return a function that asks the analyst's file of the sample workspace."""
    connection = sqlite3.connect(demo / "private" / "findings.db")
    yield lambda sql, *values: connection.execute(sql, values).fetchall()
    connection.close()


def test_units_stand_on_every_step_of_the_ladder(ask: Ask) -> None:
    levels = dict(ask("select business_unit_id, level from readiness_summary"))
    assert levels == CASES["ladder"]["levels"]
    assert set(levels.values()) == set(range(6))


def test_units_with_all_business_critical_service_levels_met_are_ready_and_no_others(ask: Ask) -> None:
    parents = dict(ask("select business_unit_id, parent_id from business_units"))
    services = ask("select service_id, offered_to from services where criticality = 'business_critical'")
    for unit, level in ask("select business_unit_id, level from readiness_summary"):
        chain = {"*", unit, parents[unit]}
        mine = [service for service, offered in services if chain & set(json.loads(offered))]
        marks = ", ".join("?" * len(mine))
        rows = ask(f"select health, business_unit_id from slas where service_id in ({marks})", *mine)
        healths = [health for health, owner in rows if owner in chain]
        assert (level >= 4) == all(health == "met" for health in healths), unit


def test_each_step_has_its_evidence_and_each_gap_its_next_step(ask: Ask) -> None:
    rows = ask("select met, evidence, next_step from readiness")
    assert rows
    assert all(evidence for _, evidence, _ in rows)
    assert all(bool(next_step) != bool(met) for met, _, next_step in rows)


def test_service_levels_have_the_health_they_were_given(ask: Ask) -> None:
    expect = CASES["service-levels"]
    healths = dict(ask("select sla_id, health from slas"))
    assert {name: healths[name] for name in expect["healths"]} == expect["healths"]
    assert set(healths.values()) == {"met", "missed", "unknown", "drawer", "not_agreed"}
    unknown = dict(ask("select sla_id, periods_unknown from slas"))
    assert all(unknown[name] >= least for name, least in expect["unknown_at_least"].items())


def test_no_month_without_a_value_counts_as_met(ask: Ask) -> None:
    assert ask("select count(*) from sla_periods where value is null and met != 'unknown'") == [(0,)]
    again = (
        "select l.sla_id from slas l join (select sla_id, avg(met = 'met') as share from sla_periods "
        "where counted = 1 and met != 'unknown' group by 1) p using (sla_id) where abs(l.attainment - p.share) > 1e-9"
    )
    assert ask(again) == []


def test_records_of_a_system_that_times_become_attainment(ask: Ask) -> None:
    rows = ask("select value from sla_periods where sla_id = ?", CASES["service-levels"]["timed"])
    assert len(rows) == 13
    assert all(90 <= value <= 100 for (value,) in rows)


@pytest.mark.parametrize("case", [name for name, expect in CASES.items() if "risk" in expect])
def test_initiatives_stand_on_what_was_planted(case: str, ask: Ask) -> None:
    wanted = CASES[case]["risk"]
    whys = ask(
        "select why from initiative_risks where initiative_id = ? and risk = ?", wanted["initiative"], wanted["risk"]
    )
    assert any(wanted["names"] in why for (why,) in whys), whys


def test_services_in_a_circle_are_told_and_lines_end(ask: Ask, demo: Path) -> None:
    from shadowscan.catalogue.links import circles
    from shadowscan.workspace import open_workspace

    reference = open_workspace(demo).reference
    names = {service.service_id: service.name for service in reference.services}
    found = [{names[name] for name in group} for group in circles(reference.service_links)]
    assert found == [set(CASES["services-in-a-circle"]["circle"])]
    paths = [json.loads(path) for (path,) in ask("select path from value_lines")]
    assert all(len(path) == len(set(path)) for path in paths)


def test_a_support_group_sees_what_it_carries_and_an_initiative_who_carries_it(ask: Ask) -> None:
    wanted = CASES["desk-to-value"]["line"]
    rows = ask(
        "select path, business_service_id, target_value from value_lines "
        "where support_group = ? and service_id = ? and initiative_id = ?",
        *(wanted["support_group"], wanted["service"], wanted["initiative"]),
    )
    assert [(json.loads(path), business, target) for path, business, target in rows] == [
        (wanted["path"], wanted["path"][-1], wanted["target"])
    ]
    (groups,) = ask("select support_groups from initiative_value where initiative_id = ?", wanted["initiative"])[0]
    assert wanted["support_group"] in json.loads(groups)


def test_the_most_shared_need_stands_first(ask: Ask) -> None:
    wanted = CASES["shared-need"]["demand"]
    query = "select rank, units, initiatives from demand where business_unit_id = '*' and category = ?"
    ((rank, units, initiatives),) = ask(query, wanted["capability"])
    assert rank == wanted["rank"]
    assert units >= wanted["units_at_least"]
    assert set(wanted["initiatives"]) <= set(json.loads(initiatives))


def test_needs_add_up_to_their_findings(ask: Ask) -> None:
    sums = (
        "select d.demand_id from demand d join (select d.demand_id, sum(f.spend_12m) as spend from demand d, "
        "json_each(d.findings) j join findings f on f.finding_id = j.value group by 1) s using (demand_id) "
        "where abs(d.spend_12m - s.spend) > 0.005"
    )
    assert ask(sums) == []


def test_products_are_disposed_of_as_planted(ask: Ask) -> None:
    wanted = CASES["product-dispositions"]["dispositions"]
    found = dict(ask("select product_id, disposition from dispositions"))
    assert {name: found[name] for name in wanted} == wanted
    assert set(found.values()) == {"invest", "migrate", "tolerate", "eliminate"}


def test_gaps_are_work_for_owners_the_most_urgent_first(ask: Ask) -> None:
    rows = ask("select rank, criticality, gap, work from service_gaps order by rank")
    assert [rank for rank, *_ in rows] == list(range(1, len(rows) + 1))
    order = [criticality for _, criticality, _, _ in rows]
    assert order == sorted(order, key=["business_critical", "important", "normal"].index)
    assert rows[0][2] == "sla_missed"
    assert all(work for *_, work in rows)

"""The ideas of the sample workspace, held against what the issue asks of them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]
KINDS = ("benefit", "one_off", "annual", "readiness")
TYPES = {"adopt", "extend", "migrate", "consolidate", "improve", "secure", "retire", "fill", "explore"}


def rows(path: Path, sql: str, *values: Any) -> list[Row]:
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql, values)]


@pytest.fixture(scope="module")
def found(demo: Path) -> Path:
    return demo / "private" / "findings.db"


@pytest.fixture(scope="module")
def ideas(found: Path) -> list[Row]:
    told = rows(found, "select * from ideas order by rank")
    lists = ("business_units", "findings", "overlaps", "readiness_known")
    return [idea | {name: json.loads(idea[name]) for name in lists} for idea in told]


def one(ideas: list[Row], kind: str, **wanted: str) -> Row:
    [idea] = [i for i in ideas if i["type"] == kind and all(i[k] == v for k, v in wanted.items())]
    return idea


def test_all_types_of_ideas_occur(ideas: list[Row]) -> None:
    assert {idea["type"] for idea in ideas} == TYPES


def test_a_covered_product_waits_until_its_service_keeps_its_promise(ideas: list[Row]) -> None:
    mend = one(ideas, "improve", service_id="biz-claims")
    move = one(ideas, "migrate", service_id="biz-claims", product="Zendesk")
    assert move["blocked_by"] == mend["idea_id"]
    assert mend["rank"] < move["rank"]
    assert "is missed" in mend["why"]


def test_a_need_that_units_meet_for_an_initiative_is_filled_with_all_of_them(found: Path, ideas: list[Row]) -> None:
    fill = one(ideas, "fill", category="booking-scheduling")
    wanted = rows(found, "select finding_id from findings where category = 'booking-scheduling' and coverage = 'gap'")
    assert fill["findings"] == sorted(row["finding_id"] for row in wanted)
    assert (fill["business_units"], fill["initiative_id"]) == (["distribution", "retail"], "ini-broker-portal")


def test_one_product_of_several_units_is_consolidated_once(ideas: list[Row]) -> None:
    buy = one(ideas, "consolidate", product="ChatGPT")
    fill = one(ideas, "fill", category="ai-assistants")
    assert len(buy["business_units"]) >= 3
    assert not [idea for idea in ideas if idea["type"] == "adopt" and idea["product"] == "ChatGPT"]
    assert set(buy["findings"]) <= set(fill["findings"])
    assert fill["idea_id"] in buy["overlaps"]
    assert buy["spend_counted"] == buy["spend_12m"]


def test_the_money_of_each_finding_counts_once(found: Path) -> None:
    counted = rows(found, "select finding_id, count(*) as n from idea_findings where counts = 1 group by 1")
    assert {row["n"] for row in counted} == {1}
    [whole] = rows(found, "select * from portfolio where stage = 'all'")
    sql = """select round(sum(spend_12m), 2) as spend, count(*) as n from findings where finding_id in
        (select finding_id from idea_findings where counts = 1)"""
    [distinct] = rows(found, sql)
    assert (whole["spend_12m"], whole["findings"]) == (distinct["spend"], distinct["n"])


def test_each_figure_is_traceable_to_lines_formulas_and_rows(found: Path, ideas: list[Row]) -> None:
    figures = {row["figure"] for row in rows(found, "select figure from economics")}
    findings = {row["finding_id"] for row in rows(found, "select finding_id from findings")}
    known = figures | findings | {row["service_id"] for row in rows(found, "select service_id from services")}
    known |= {idea["idea_id"] for idea in ideas}
    lines = rows(found, "select * from business_case_lines")
    for line in lines:
        assert set(json.loads(line["inputs"])) <= known, line
        assert line["formula"], line
        assert line["source"], line
    for idea in ideas:
        base = [line for line in lines if line["idea_id"] == idea["idea_id"] and line["scenario"] == "base"]
        assert round(sum(line["amount"] for line in base if line["kind"] in KINDS), 2) == idea["net_3y"]


def test_no_benefit_is_larger_than_the_spend_it_ends(found: Path, ideas: list[Row]) -> None:
    rates = {row["finding_id"]: row["annual_run_rate"] for row in rows(found, "select * from findings")}
    for idea in ideas:
        if idea["rule_id"] != "retire-seats":  # seats are worth their price in the contract, whoever books it
            assert idea["benefit_high"] <= sum(rates[finding] for finding in idea["findings"]) + 0.01, idea["title"]


def test_the_first_idea_for_a_unit_that_is_not_ready_improves_something(demo: Path, found: Path) -> None:
    units = rows(found, "select business_unit_id, ready from readiness_summary")
    assert {row["ready"] for row in units} == {0, 1}
    for unit in units:
        path = demo / "published" / f"bu_{unit['business_unit_id']}.db"
        first = rows(path, "select type from ideas where business_units like ? order by rank limit 1",
                     f'%"{unit["business_unit_id"]}"%')  # fmt: skip
        assert unit["ready"] or first[0]["type"] == "improve", unit


def test_no_idea_lies_before_the_committee_without_a_support_model(found: Path, ideas: list[Row]) -> None:
    late = [idea for idea in ideas if idea["stage"] in ("proposed", "approved", "in_delivery", "live", "realised")]
    assert late
    for idea in late:
        sql = "select state from idea_readiness where idea_id = ? and item = 'support_model'"
        assert rows(found, sql, idea["idea_id"])[0]["state"] != "open"


def test_titles_name_neither_units_nor_amounts(found: Path, ideas: list[Row]) -> None:
    units = [row["name"] for row in rows(found, "select name from business_units")]
    services = [row["name"] for row in rows(found, "select name from services")]
    for idea in ideas:
        title = idea["title"]
        for service in services:
            title = title.replace(service, "")
        assert "€" not in title
        assert idea["rule_id"] is None or not any(unit in title for unit in units), title

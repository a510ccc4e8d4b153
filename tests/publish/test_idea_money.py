"""Business cases in published files: whole for the group, and for one unit only what concerns nobody else."""

from __future__ import annotations

import json

from made.release import Release

MONEY = "benefit_low, benefit_base, net_3y, expected_npv, one_off_cost, readiness_cost, at_risk_3y, payback_months"


def test_the_group_sees_every_business_case_and_the_portfolio(release: Release) -> None:
    assert release.rows("group", "select count(distinct idea_id) from business_case_lines") == [(3,)]
    assert release.rows("group", "select count(*) from portfolio where stage = 'all'") == [(1,)]
    sums = """select i.idea_id, round(sum(l.amount), 2) = i.net_3y
        from ideas i join business_case_lines l using (idea_id)
        where l.scenario = 'base' and l.kind in ('benefit', 'one_off', 'annual', 'readiness') group by 1"""
    assert {right for _, right in release.rows("group", sums)} == {1}


def test_a_unit_sees_no_money_of_an_idea_that_concerns_others(release: Release) -> None:
    shared = release.rows("bu_retail", f"select {MONEY}, alternatives from ideas where idea_id = 'id-1'")
    assert shared == [(None,) * 9]
    assert release.rows("bu_retail", "select count(*) from business_case_lines where idea_id = 'id-1'") == [(0,)]
    share = release.rows("bu_retail", "select spend_12m, spend_counted from ideas where idea_id = 'id-1'")
    assert share == [(966.0, 966.0)]
    assert release.rows("bu_retail", "select state, cost from idea_readiness where idea_id = 'id-1'") == [
        ("met", None), ("open", None),
    ]  # fmt: skip


def test_a_unit_sees_the_whole_case_of_an_idea_that_is_its_own(release: Release) -> None:
    own = release.rows("bu_retail", "select net_3y from ideas where idea_id = 'id-3'")
    assert own == release.rows("findings", "select net_3y from ideas where idea_id = 'id-3'")
    assert release.rows("bu_retail", "select count(*) from business_case_lines where idea_id = 'id-3'") == [(15,)]
    assert release.rows("bu_retail", "select count(*) from economics") == [(2,)]


def test_the_portfolio_stands_in_no_file_of_a_unit(release: Release) -> None:
    assert release.rows("bu_retail", "select name from sqlite_master where name = 'portfolio'") == []


def test_no_amount_of_another_unit_stands_in_a_units_file(release: Release) -> None:
    """Of the shared idea the group's own figures; the unit's file must not hold one of them."""
    [figures] = release.rows("group", f"select {MONEY}, spend_12m from ideas where idea_id = 'id-1'")
    told = {value for value in figures if isinstance(value, float) and value > 1000}
    cells = {
        value
        for table, _, value in release.cells("bu_claims")
        if table in ("ideas", "business_case_lines", "idea_readiness", "benefits")
    }
    assert not told & cells


def test_ideas_named_in_columns_stand_in_the_file(release: Release) -> None:
    for name in ("bu_claims", "bu_retail", "group"):
        known = {row[0] for row in release.rows(name, "select idea_id from ideas")}
        for overlaps, blocked, into in release.rows(name, "select overlaps, blocked_by, merged_into from ideas"):
            assert set(json.loads(overlaps)) <= known
            assert {blocked, into} - {None} <= known


def test_each_finding_counts_in_one_idea(release: Release) -> None:
    twice = "select finding_id from idea_findings where counts = 1 group by 1 having count(*) > 1"
    assert release.rows("findings", twice) == []

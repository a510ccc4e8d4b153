"""Where IT stands, as each audience may see it: units see only theirs, and no small group."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from made.release import Release
from shadowscan.decisions import DecisionLog, Draft
from shadowscan.publish.live import catch_up

FILES = {
    "bu_claims": {"claims", "claims-motor"},
    "bu_retail": {"retail"},
    "bu_retail_and_wealth": {"retail", "wealth-7"},
}
CONTRACT = {
    "readiness": "business_unit_id level criterion met evidence",
    "readiness_summary": "business_unit_id level next_step",
    "sla_periods": "sla_id period value target met",
    "slas": "attainment periods_missed periods_unknown health stage trend next_step",
    "service_gaps": "service_id gap work owner",
    "value_lines": "support_group service_id initiative_id path target_value",
    "initiative_risks": "initiative_id risk why",
    "demand": "category units spend_12m users initiatives",
    "dispositions": "product_id disposition reasons",
}


@pytest.mark.parametrize("table", CONTRACT)
@pytest.mark.parametrize("name", ["findings", "group", "bu_claims"])
def test_every_audience_has_the_tables(release: Any, name: str, table: str) -> None:
    columns = {row[1] for row in release.rows(name, f"pragma table_info({table})")}
    assert set(CONTRACT[table].split()) <= columns


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("table", ["readiness", "readiness_summary", "demand"])
def test_units_see_their_own_rows_alone(release: Any, name: str, table: str) -> None:
    units = {unit for (unit,) in release.rows(name, f"select distinct business_unit_id from {table}")}
    assert units
    assert units <= FILES[name]


def test_the_whole_organisation_sees_every_unit_and_what_they_share(release: Any) -> None:
    units = {unit for (unit,) in release.rows("group", "select business_unit_id from readiness_summary")}
    assert units == {"ops", "claims", "claims-motor", "retail", "wealth-7", "it"}
    shared = release.rows("group", "select units, business_units from demand where business_unit_id = '*' and rank = 1")
    assert shared == [(2, '["claims", "retail"]')]


def test_a_total_of_people_gives_no_small_part_away(release: Any) -> None:
    query = "select users from demand where business_unit_id = '*' and category = 'visual-collaboration'"
    assert release.rows("group", query) == [("14+",)]  # 14 in one unit and one person in the other
    assert release.rows("findings", query) == [(15,)]
    assert "user_parts" not in {row[1] for row in release.rows("group", "pragma table_info(demand)")}
    retail = "select users from demand where category = 'visual-collaboration'"
    assert release.rows("bu_retail", retail) == [("<3",)]


def test_what_a_service_carries_is_told_as_far_as_the_reader_may_see_the_initiatives(release: Any) -> None:
    query = "select initiatives, initiatives_carried from service_value where service_id = 'svc-collab'"
    (whole,) = release.rows("group", query)
    assert (json.loads(whole[0]), whole[1]) == (["ini-fast"], 1)
    assert release.rows("bu_claims", query) == [('["ini-fast"]', 1)]
    assert release.rows("bu_retail", query) == [("[]", 0)]
    assert "weakest" not in {row[1] for row in release.rows("bu_claims", "pragma table_info(service_value)")}


def test_lines_and_risks_of_initiatives_of_others_are_not_told(release: Any) -> None:
    for table in ("value_lines", "initiative_value", "initiative_risks"):
        assert "ini-shop" not in {row[0] for row in release.rows("bu_claims", f"select initiative_id from {table}")}
    assert {row[0] for row in release.rows("group", "select initiative_id from initiative_value")} == {
        "ini-all", "ini-fast", "ini-shop",
    }  # fmt: skip


def test_a_promise_to_a_unit_is_told_to_those_below_it_and_to_no_other(release: Any) -> None:
    promises = "select sla_id from slas order by 1"
    assert release.rows("bu_claims_motor", promises) == [("sla-1",), ("sla-3",)]
    assert release.rows("bu_retail", promises) == [("sla-1",), ("sla-2",)]
    work = "select sla_id from service_gaps where sla_id is not null order by 1"
    assert release.rows("bu_retail", work) == [("sla-1",), ("sla-2",)]


def test_products_of_others_have_no_disposition_here(release: Any) -> None:
    products = {row[0] for row in release.rows("bu_retail", "select product_id from dispositions")}
    assert products == {"miro", "salesforce"}


def test_every_number_of_the_ladder_adds_up(release: Any) -> None:
    again = (
        "select s.business_unit_id from readiness_summary s join (select business_unit_id, sum(met) as met, "
        "count(*) as n, min(case when met = 0 then level else 6 end) - 1 as level from readiness group by 1) r "
        "using (business_unit_id) where s.criteria_met != r.met or s.criteria != r.n or s.level != r.level"
    )
    assert release.rows("findings", again) == []


def test_a_decision_on_a_product_shows_at_once_and_goes_when_it_is_withdrawn(tmp_path: Path) -> None:
    made = Release(tmp_path / "workspace")
    query = "select disposition, suggested, decided from dispositions where product_id = 'miro'"
    ((before, suggested, _),) = made.rows("group", query)
    log = DecisionLog(made.folder / "private")
    draft = Draft("cio@harbour.example", "disposition", "miro", {"disposition": "migrate"}, "The tender decides.")
    (decision,) = log.append([draft], "2026-07-02T09:00:00+02:00")
    catch_up(made.folder)
    assert before == suggested != "migrate"
    for name in ("findings", "group", "bu_claims"):
        assert made.rows(name, query) == [("migrate", suggested, 1)]
    log.append([Draft("cio@harbour.example", "withdraw", decision.decision_id)], "2026-07-03T09:00:00+02:00")
    catch_up(made.folder)
    assert made.rows("bu_claims", query) == [(suggested, suggested, 0)]

from __future__ import annotations

import json
import re
from typing import Any

import pytest

UNITS = ("ops", "claims", "claims-motor", "retail", "wealth-7", "it")
FILES = ("bu_claims", "bu_claims_motor", "bu_it", "bu_ops", "bu_retail", "bu_retail_and_wealth", "bu_wealth_7")
VISIBLE = {
    "bu_claims": {"ops", "claims", "claims-motor"},
    "bu_claims_motor": {"ops", "claims", "claims-motor"},
    "bu_it": {"it"},
    "bu_ops": {"ops", "claims", "claims-motor"},
    "bu_retail": {"retail"},
    "bu_retail_and_wealth": {"retail", "wealth-7"},
    "bu_wealth_7": {"wealth-7"},
}
NAMES = {"retail": "Retail Insurance", "wealth-7": "Wealth Management", "claims": "Claims Handling"}
PERSONS = re.compile(r"jensen|berg@|tom berg|moreau|haddad|E1001|E1002|E2001|E2002|p-4f0|p-5a0|p-6b0|p-7c0", re.I)


def test_there_is_a_file_for_each_unit_each_union_and_the_whole(release: Any) -> None:
    assert {path.stem for path in (release.folder / "published").glob("*.db")} == {*FILES, "group"}


@pytest.mark.parametrize("name", [*FILES, "group"])
def test_no_published_cell_tells_of_a_person(release: Any, name: str) -> None:
    for table, column, value in release.cells(name):
        text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
        assert not PERSONS.search(text), (table, column, text)
        assert column not in ("person", "raw", "memo", "doc_id", "brm_email")


@pytest.mark.parametrize("name", FILES)
def test_a_units_file_names_no_other_unit(release: Any, name: str) -> None:
    foreign = set(UNITS) - VISIBLE[name] - {"it"}  # `it` is a word of the language; its column values are below
    words = re.compile(r"(?<![\w-])(" + "|".join(sorted(foreign)) + r")(?![\w-])") if foreign else re.compile("(?!)")
    named = [full for unit, full in NAMES.items() if unit in foreign]
    for table, column, value in release.cells(name):
        if isinstance(value, str):
            assert value not in set(UNITS) - VISIBLE[name] or (table, column, value) == ("services", "type", "it")
            assert not words.search(value), (table, column, value)
            assert not any(full in value for full in named), (table, column, value)


@pytest.mark.parametrize("name", [*FILES, "group"])
def test_small_groups_are_not_told_anywhere(release: Any, name: str) -> None:
    for table, column in (("findings", "users"), ("findings", "seats_unused"), ("access", "users"), ("ideas", "users")):
        for (value,) in release.rows(name, f"select {column} from {table}"):
            assert value == "<3" or str(value).endswith("+") or value >= 3
    assert release.rows(name, "select count(*) from access where users = '<3' and events is not null") == [(0,)]
    counted = re.compile(r"(?<![\w.,])[0-2] (people|users|person)")
    assert not [cell for cell in release.cells(name) if isinstance(cell[2], str) and counted.search(cell[2])]


def test_a_total_does_not_give_a_small_part_away(release: Any) -> None:
    users, why = release.rows("group", "select users, why from ideas where idea_id = 'id-1'")[0]
    assert users == "14+"  # 14 in one unit and one person in the other
    assert "15 people" not in why


def test_a_unit_sees_its_share_of_an_idea_and_none_of_the_others_words(release: Any) -> None:
    idea = release.rows("bu_claims", "select title, why, business_units, findings, spend_12m, rank from ideas")[0]

    assert idea[0] == "Offer Miro to Claims Handling and another unit"
    assert "2406" not in idea[1]
    assert (json.loads(idea[2]), json.loads(idea[3]), idea[4], idea[5]) == (["claims"], ["fi-00"], 1440.0, 1)


def test_sums_of_a_descriptor_are_the_units_own(release: Any) -> None:
    assert release.rows("bu_claims", "select rows, amount from descriptors where descriptor_id = 'de-00'") == [
        (13, 1560.0)
    ]


def test_a_unit_sees_the_units_above_by_name_only(release: Any) -> None:
    units = release.rows("bu_claims_motor", "select business_unit_id, name, head from business_units order by 1")
    assert [unit[0] for unit in units] == ["claims", "claims-motor", "ops"]
    assert {unit[2] for unit in units if unit[0] != "claims-motor"} == {None}


def test_initiatives_and_service_levels_of_other_units_are_left_out(release: Any) -> None:
    assert release.rows("bu_claims", "select initiative_id from initiatives") == [("ini-all",), ("ini-fast",)]
    assert release.rows("bu_claims", "select sla_id from slas") == [("sla-1",), ("sla-3",)]
    assert release.rows("bu_claims", "select distinct sla_id from sla_results") == [("sla-1",)]


def test_the_whole_organisations_file_keeps_reasons_without_what_they_quote(release: Any) -> None:
    assert release.rows("group", "select distinct reason from rejects") == [("(…) is not a date",)]


def test_cells_a_spreadsheet_would_run_are_made_harmless(release: Any) -> None:
    starts = {
        value[0]
        for name in ("group", "bu_retail")
        for table, column, value in release.cells(name)
        if isinstance(value, str) and value and not table.startswith("sqlite") and "_fts" not in table
    }
    assert not starts & set("=+-@\t\r")


def test_the_private_file_keeps_pseudonyms_and_what_was_written(release: Any) -> None:
    assert release.rows("findings", "select count(distinct person) from transactions") == [(6,)]
    assert release.rows("findings", "select count(*) from rejects where raw like '%@%'") == [(6,)]
    assert release.rows("findings", "select users from findings where finding_id = 'fi-03'") == [(1,)]

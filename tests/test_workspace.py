"""A workspace is one folder: settings and names are checked before anything is read from the exports."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.errors import InputError, RuleError, ShadowscanError
from shadowscan.rules import packaged_rules
from shadowscan.workspace import (
    Access,
    BusinessUnit,
    ExportDefaults,
    Privacy,
    open_workspace,
    read_settings,
    unit_and_parents,
)

Write = Callable[..., Path]
BASE = "organisation: Harbour Mutual\ncurrency: EUR\n"


def test_two_settings_are_enough(write_workspace: Write) -> None:
    settings = open_workspace(write_workspace(BASE)).settings
    assert (settings.organisation, settings.currency) == ("Harbour Mutual", "EUR")
    assert (settings.fiscal_year_start, settings.day_first, settings.privacy) == (1, True, Privacy(True, 3))
    assert settings.access == {}


def test_all_settings_are_read(write_workspace: Write) -> None:
    text = BASE + (
        "industry: insurance\nfiscal_year_start: 4\nday_first: false\n"
        "privacy: {pseudonymise: false, small_group: 5}\n"
        "access:\n  anna@harbour.example: {role: brm, units: [claims, NO]}\n"
        'exports: {"quickbooks/*": {business_unit: claims, currency: GBP}}\n'
        "unions: {all claims: [claims, retail]}\n"
    )
    settings = open_workspace(write_workspace(text)).settings
    assert settings.privacy == Privacy(False, 5)
    assert settings.access == {"anna@harbour.example": Access("brm", ["claims", "NO"])}
    assert settings.exports == {"quickbooks/*": ExportDefaults("claims", "GBP")}
    assert settings.unions == {"all claims": ["claims", "retail"]}
    assert (settings.industry, settings.fiscal_year_start, settings.day_first) == ("insurance", 4, False)


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        (BASE + "organization: X\n", ":3", "the key 'organization' is not known"),
        (BASE + "privacy:\n  small_groups: 3\n", ":4", "the key 'small_groups' is not known"),
        (BASE + "access:\n  a@h.example: {role: boss}\n", ":4", "'boss' is not one of the known values"),
        ("organisation: X\n", ":1", "missing: currency"),
        (BASE + "day_first: maybe\n", ":3", "neither true nor false"),
        (BASE + "fiscal_year_start: 13\n", "", "a month from 1 to 12"),
        ("organisation: X\ncurrency: EURO\n", "", "'EURO' is no currency code"),
        (BASE + 'exports: {"q/*": {currency: Pound}}\n', ": exports: q/*", "'Pound' is no currency code"),
        ("", "", "the file is empty"),
    ],
)
def test_settings_that_do_not_fit_are_refused(write_workspace: Write, text: str, where: str, message: str) -> None:
    with pytest.raises(ShadowscanError) as refused:
        open_workspace(write_workspace(text))
    assert refused.value.where == f"shadowscan.yaml{where}"
    assert message in refused.value.message
    assert refused.value.remedy


def test_settings_of_another_encoding_are_refused_with_the_line(write_workspace: Write) -> None:
    root = write_workspace()
    (root / "shadowscan.yaml").write_bytes("currency: EUR\norganisation: Müller\n".encode("cp1252"))
    with pytest.raises(RuleError, match="UTF-8") as refused:
        read_settings(root / "shadowscan.yaml")
    assert refused.value.where == "shadowscan.yaml:2"


def test_a_folder_that_is_none_says_how_to_make_one(tmp_path: Path) -> None:
    for folder in (tmp_path / "absent", tmp_path):
        with pytest.raises(InputError) as refused:
            open_workspace(folder)
        assert "shadowscan init" in refused.value.remedy
        assert str(folder) in refused.value.where


SERVICES = "service_id,name,type,status,offered_to\n"


@pytest.mark.parametrize(
    ("table", "text", "row", "message"),
    [
        ("business_units", "business_unit_id,name\na,A\nb,B\na,C\n", 3, "business_unit_id 'a' stands twice"),
        ("business_units", "business_unit_id,name,parent_id\nclaims,C,hq\n", 1, "parent_id 'hq' is not known"),
        ("services", SERVICES + "s,A,it,live,*\ns,B,it,live,*\n", 2, "service_id 's' stands twice"),
        ("services", SERVICES + "s,A,it,live,claims;sales\n", 1, "offered_to 'sales' is not known"),
        ("cost_centres", "cost_centre,business_unit_id\n10,claims\n20,sales\n", 2, "business_unit_id 'sales'"),
        ("people", "person_id,business_unit_id\nE1,sales\n", 1, "business_unit_id 'sales' is not known"),
        ("service_products", "service_id,vendor\nsvc-mail,Slack\n", 1, "service_id 'svc-mail' is not known"),
        ("service_products", "service_id,vendor,currency\nsvc-chat,Slack,Euro\n", 1, "'Euro' is no currency code"),
        ("service_links", "service_id,underpins_id\nsvc-chat,svc-x\n", 1, "underpins_id 'svc-x' is not known"),
        ("initiatives", "initiative_id,name,business_unit_id\ni,A,sales\n", 1, "business_unit_id 'sales'"),
        ("initiatives", "initiative_id,name\ni,A\ni,B\n", 2, "initiative_id 'i' stands twice"),
        ("initiative_services", "initiative_id,service_id,role\ni,svc-chat,needs\n", 1, "initiative_id 'i'"),
        ("slas", "sla_id,service_id\na,svc-x\n", 1, "service_id 'svc-x' is not known"),
        ("slas", "sla_id,service_id,business_unit_id\na,svc-chat,sales\n", 1, "business_unit_id 'sales'"),
        ("slas", "sla_id,service_id\na,svc-chat\na,svc-chat\n", 2, "sla_id 'a' stands twice"),
        ("sla_results", "sla_id,period,value\na,2026-01,99\n", 1, "sla_id 'a' is not known"),
    ],
)
def test_names_must_point_somewhere_and_keys_stand_once(
    write_workspace: Write, table: str, text: str, row: int, message: str
) -> None:
    tables = {table: text} if table != "business_units" else {table: text, "services": SERVICES}
    with pytest.raises(InputError) as refused:
        open_workspace(write_workspace(**tables))
    assert refused.value.where == f"reference/{table}.csv, row {row}"
    assert message in refused.value.message
    assert refused.value.remedy


def test_everybody_and_nobody_are_known_units(write_workspace: Write) -> None:
    root = write_workspace(
        slas="sla_id,service_id,business_unit_id\na,svc-chat,*\nb,svc-chat,claims\n",
        initiatives="initiative_id,name,business_unit_id\ni,All,*\nj,None,\n",
        people="person_id,business_unit_id\nE1,\n",
    )
    reference = open_workspace(root).reference
    assert [sla.business_unit_id for sla in reference.slas] == ["*", "claims"]
    assert reference.people[0].business_unit_id == ""


def test_local_rules_lie_over_the_packaged_ones(write_workspace: Write) -> None:
    root = write_workspace()
    assert open_workspace(root).rules.hash == packaged_rules().hash
    (root / "rules" / "vendors").mkdir(parents=True)
    (root / "rules" / "vendors" / "ours.yml").write_text("title: Ours\n")
    assert open_workspace(root).rules.hash != packaged_rules().hash


def test_what_stays_inside_and_what_is_shown_lie_apart(write_workspace: Write) -> None:
    workspace = open_workspace(write_workspace())
    assert workspace.private == workspace.root / "private"
    assert workspace.published == workspace.root / "published"


def test_exports_are_listed_by_path_from_every_folder(write_workspace: Write) -> None:
    root = write_workspace()
    exports = root / "exports"
    for name in ("b.csv", "a/2.csv", "a/1.csv", "c d/e/ü.xlsx", "B.csv"):
        (exports / name).parent.mkdir(parents=True, exist_ok=True)
        (exports / name).write_text("x")
    found = [path.relative_to(exports).as_posix() for path in open_workspace(root).export_files()]
    assert found == ["B.csv", "a/1.csv", "a/2.csv", "b.csv", "c d/e/ü.xlsx"]


def test_links_that_lead_out_of_the_workspace_are_left_out(write_workspace: Write, tmp_path: Path) -> None:
    root = write_workspace()
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "salaries.csv").write_text("x")
    exports = root / "exports"
    (exports / "own.csv").write_text("x")
    (exports / "file.csv").symlink_to(outside / "salaries.csv")
    (exports / "folder").symlink_to(outside)
    (exports / "up.csv").symlink_to("../../secret/salaries.csv")
    (exports / "broken.csv").symlink_to(tmp_path / "nowhere")
    (exports / "again.csv").symlink_to("own.csv")
    found = {path.name for path in open_workspace(root).export_files()}
    assert found == {"own.csv", "again.csv"}


def test_a_workspace_without_exports_has_none(write_workspace: Write) -> None:
    root = write_workspace()
    (root / "exports").rmdir()
    assert open_workspace(root).export_files() == []


UNITS = (
    BusinessUnit("ops", "Operations"),
    BusinessUnit("claims", "Claims", "ops"),
    BusinessUnit("motor", "M", "claims"),
)


def test_a_unit_comes_with_its_parents() -> None:
    assert unit_and_parents(UNITS, "motor") == ["motor", "claims", "ops"]
    assert unit_and_parents(UNITS, "ops") == ["ops"]
    assert unit_and_parents(UNITS, "elsewhere") == ["elsewhere"]
    assert unit_and_parents(UNITS, "") == []


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef")), st.sampled_from("abcdef"))
def test_parents_end_even_in_a_circle(parents: dict[str, str], start: str) -> None:
    chain = unit_and_parents(tuple(BusinessUnit(unit, unit, parent) for unit, parent in parents.items()), start)
    assert chain[0] == start
    assert len(chain) == len(set(chain))
    assert all(parents[child] == parent for child, parent in pairwise(chain))

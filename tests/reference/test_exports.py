"""Files as service-management systems export them become services, offers, links, products and attainment."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.errors import InputError, RuleError
from shadowscan.reference import check_exports, read_reference
from shadowscan.reference.attainment import Tallied, attainment
from shadowscan.reference.values import as_day, as_number, slug
from shadowscan.rules import packaged_rules
from shadowscan.workspace import Reference, Service, ServiceLink, ServiceProduct, open_workspace

Write = Callable[..., Path]
RULES = packaged_rules()
SERVICES = (
    "number,name,sys_class_name,busines_criticality,operational_status,owned_by,support_group\n"
    "BSN0001,Claims processing,cmdb_ci_service_business,1 - most critical,Operational,Head of Claims,Claims desk\n"
    "SNSVC01,Sign-on,cmdb_ci_service_technical,2 - somewhat critical,Operational,Security,SG Security\n"
)


def drop(root: Path, name: str, content: str | bytes) -> Path:
    """Put a file into reference/, as a person would."""
    path = root / "reference" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def read(root: Path) -> Reference:
    return open_workspace(root).reference


def test_the_examples_of_every_format_hold() -> None:
    assert check_exports(RULES, Reference) == []


def test_a_catalogue_may_come_from_an_export_alone(write_workspace: Write) -> None:
    root = drop(write_workspace(services=None), "imports/cmdb_ci_service.csv", SERVICES)
    found = read(root).services
    assert [(s.service_id, s.type, s.status, s.criticality, s.support_group) for s in found] == [
        ("bsn0001", "business", "live", "business_critical", "Claims desk"),
        ("snsvc01", "it", "live", "important", "SG Security"),
    ]


def test_a_file_may_lie_beside_the_tables_under_any_name(write_workspace: Write) -> None:
    root = drop(write_workspace(services=None), "our cmdb export (2).csv", SERVICES)
    assert len(read(root).services) == 2


def test_labels_of_a_workbook_are_read_like_field_names(write_workspace: Write) -> None:
    root = write_workspace(services=None)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Number", "Name", "Class", "Business criticality", "Status", "Owned by", "Support group"])
    sheet.append(["SNSVC01", "Sign-on", "Technology Management Service", "1 - most critical", "Installed", "Sec", "SG"])
    (root / "reference" / "imports").mkdir()
    book.save(root / "reference" / "imports" / "Services.xlsx")
    (found,) = read(root).services
    assert (found.service_id, found.status, found.criticality) == ("snsvc01", "live", "business_critical")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_encodings_are_told_apart(write_workspace: Write, encoding: str) -> None:
    text = SERVICES.replace("Head of Claims", "Müller – Schäden")
    root = drop(write_workspace(services=None), "imports/s.csv", text.encode(encoding))
    assert read(root).services[0].owner == "Müller – Schäden"


def test_what_the_own_table_says_stands_and_exports_fill_what_is_blank(write_workspace: Write) -> None:
    own = "service_id,name,type,status,owner,offered_to\nsvc-signon,Sign-on,it,agreed,,claims\n"
    root = drop(write_workspace(services=own), "imports/cmdb_ci_service.csv", SERVICES)
    drop(root, "imports/service_offering.csv", "name,parent,business_unit\nAll,Sign-on,Retail\n")
    found = {service.name: service for service in read(root).services}
    signon = found["Sign-on"]
    assert (signon.service_id, signon.status, signon.owner) == ("svc-signon", "agreed", "Security")
    assert signon.offered_to == ("claims",)
    assert found["Claims processing"].service_id == "bsn0001"


def test_offerings_add_the_units_they_are_for(write_workspace: Write) -> None:
    root = drop(write_workspace(services=None), "imports/cmdb_ci_service.csv", SERVICES)
    drop(root, "imports/a_offerings.csv", "name,parent,business_unit\nGold,Sign-on,Claims\nBasic,Sign-on,Retail\n")
    assert {s.name: s.offered_to for s in read(root).services}["Sign-on"] == ("claims", "retail")


def test_relations_between_services_become_links_and_others_are_counted(write_workspace: Write) -> None:
    root = drop(write_workspace(services=None), "imports/cmdb_ci_service.csv", SERVICES)
    relations = "parent,type,child\nClaims processing,Depends on::Used by,Sign-on\nSign-on,Runs on::Runs,srv01\n"
    reference = read(drop(root, "imports/cmdb_rel_ci.csv", relations))
    assert reference.service_links == (ServiceLink("snsvc01", "bsn0001"),)
    assert any(
        "cmdb_rel_ci.csv" in note and "service_links 1" in note and "Left out: 1" in note for note in reference.notes
    )


def test_bought_applications_become_services_with_a_product(write_workspace: Write) -> None:
    text = (
        "Number,Name,Application type,Publisher,Business Unit,Status\n"
        "APM01,Guidewire ClaimCenter,COTS,Guidewire,Claims,In Production\n"
        "APM02,Letters,Homegrown,,Claims,In Production\n"
    )
    reference = read(drop(write_workspace(services=None), "imports/apps.csv", text))
    assert [s.offered_to for s in reference.services] == [("claims",), ("claims",)]
    assert reference.service_products == (ServiceProduct("apm01", "Guidewire", "Guidewire ClaimCenter"),)


TASKS = (
    "task,sla,stage,has_breached,start_time,end_time,business_service\n"
    "INC1,P1 resolution,Completed,false,2026-01-03 08:00:00,2026-01-03 10:00:00,Team chat\n"
    "INC2,P1 resolution,Completed,true,2026-01-04 08:00:00,2026-01-09 10:00:00,Team chat\n"
    "INC3,P1 resolution,Completed,false,2026-02-04 08:00:00,2026-02-04 10:00:00,Team chat\n"
    "INC4,P1 resolution,In progress,false,2026-02-04 08:00:00,,Team chat\n"
    "INC5,Team hand-over,Completed,true,2026-02-04 08:00:00,2026-02-05 10:00:00,Team chat\n"
)
DEFINITIONS = "name,type,target,duration\nP1 resolution,SLA,resolution,4 Hours\nTeam hand-over,OLA,response,1 Hour\n"


def test_records_become_attainment_of_the_service_level_they_name(write_workspace: Write) -> None:
    root = write_workspace(slas="sla_id,service_id,measure,target\nsla-1,svc-chat,P1 resolution,90\n")
    reference = read(drop(drop(root, "imports/task_sla.csv", TASKS), "imports/contract_sla.csv", DEFINITIONS))
    assert [(r.sla_id, r.period, r.value) for r in reference.sla_results] == [
        ("sla-1", "2026-01", Decimal("50.00")),
        ("sla-1", "2026-02", Decimal("100.00")),
    ]
    assert [sla.sla_id for sla in reference.slas] == ["sla-1"]  # the agreement inside IT is none with the business


def test_what_is_timed_but_agreed_nowhere_shows_as_such(write_workspace: Write) -> None:
    reference = read(drop(write_workspace(), "imports/task_sla.csv", TASKS))
    made = {sla.sla_id: sla for sla in reference.slas}["p1-resolution-svc-chat"]
    assert (made.service_id, made.measure, made.target, made.agreed_on) == ("svc-chat", "P1 resolution", None, None)


def test_a_month_that_the_own_table_tells_is_not_told_over(write_workspace: Write) -> None:
    root = write_workspace(
        slas="sla_id,service_id,measure\nsla-1,svc-chat,P1 resolution\n",
        sla_results="sla_id,period,value\nsla-1,2026-01,77\n",
    )
    rows = read(drop(root, "imports/task_sla.csv", TASKS)).sla_results
    found = {row.period: row.value for row in rows if row.sla_id == "sla-1"}
    assert found == {"2026-01": Decimal(77), "2026-02": Decimal("100.00")}


@pytest.mark.parametrize("name", ["imports/notes.csv", "imports/deep/er/x.csv"])
def test_a_file_in_imports_that_nobody_knows_is_refused_with_what_it_lacks(write_workspace: Write, name: str) -> None:
    root = drop(write_workspace(), name, "parent,child\na,b\n")
    with pytest.raises(InputError, match="no known export looks like this") as refused:
        open_workspace(root)
    assert refused.value.where == f"reference/{name}"
    assert (
        "ServiceNow relations of services (cmdb_rel_ci), which needs the column 'type | Type'" in refused.value.remedy
    )


def test_a_stray_file_beside_the_tables_is_noted(write_workspace: Write) -> None:
    notes = read(drop(write_workspace(), "ideas.csv", "idea,rank\nx,1\n")).notes
    assert any(note.startswith("reference/ideas.csv: left out") for note in notes)


@pytest.mark.parametrize(
    ("text", "where", "message", "remedy"),
    [
        (
            "name,org_id->name,servicefamily_id->name,status\nChat,IT,Collaboration,sleeping\n",
            ":2",
            "'sleeping' is not a known value of status",
            "Known are: production, implementation, obsolete",
        ),
        (
            "task,sla,stage,has_breached,end_time\n\nINC1,P1,Completed,false,yesterday\n",
            ":3: period",
            "'yesterday' is not a date",
            "Export dates as YYYY-MM-DD",
        ),
        (
            "SLA,Month,Achieved\nSpeed,2026-01,99\n",
            ":2",
            "sla_id 'Speed' is not known",
            "Add it to slas.csv",
        ),
        (
            "SLA,Month,Achieved\nP1,2026-01,good\n",
            ":2: value",
            "'good' is not a number",
            "Correct the cell",
        ),
        (
            'number,name,sys_class_name,support_group\nS1,"Chat,x,y\n' + "z" * 200_000,
            "",
            "the CSV cannot be read",
            "double quote",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_with_file_line_and_remedy(
    write_workspace: Write, text: str, where: str, message: str, remedy: str
) -> None:
    root = drop(write_workspace(slas="sla_id,service_id,measure\nsla-1,svc-chat,P1\n"), "imports/x.csv", text)
    with pytest.raises(InputError) as refused:
        open_workspace(root)
    assert refused.value.where.startswith(f"reference/imports/x.csv{where}")
    assert message in refused.value.message
    assert remedy in refused.value.remedy


def test_words_that_are_taken_for_others_and_unknown_columns_are_told(write_workspace: Write) -> None:
    text = SERVICES.replace("Operational,Security", "Hibernating,Security").replace(
        "support_group", "support_group,u_x"
    )
    notes = read(drop(write_workspace(services=None), "imports/s.csv", text.replace("desk\n", "desk,1\n"))).notes
    (note,) = [note for note in notes if "imports/s.csv" in note]
    assert "status 'Hibernating' as draft" in note
    assert "Columns nobody knows: u_x." in note


def test_an_export_that_was_cut_is_told(write_workspace: Write) -> None:
    row = (
        "BSN0001,Claims processing,cmdb_ci_service_business,1 - most critical,Operational,Head of Claims,Claims desk\n"
    )
    many = SERVICES.split("\n")[0] + "\n" + row * 10_000
    notes = read(drop(write_workspace(services=None), "imports/s.csv", many)).notes
    assert any("as many rows as the system exports at most" in note for note in notes)
    root = drop(
        write_workspace(services=None), "imports/s.csv", SERVICES + "Export stopped due to excessive size,,,,,,\n"
    )
    with pytest.raises(InputError, match="cut off") as refused:
        open_workspace(root)
    assert refused.value.where == "reference/imports/s.csv:4"


def test_two_services_of_one_name_are_not_guessed_between(write_workspace: Write) -> None:
    twice = "service_id,name,type,status\na,Sign-on,it,live\nb,Sign-on,it,live\nc,Claims processing,business,live\n"
    root = drop(
        write_workspace(services=twice),
        "imports/r.csv",
        "parent,type,child\nClaims processing,Depends on::Used by,Sign-on\n",
    )
    assert read(root).service_links == ()


def test_links_that_lead_out_of_the_folder_are_left_alone(write_workspace: Write, tmp_path: Path) -> None:
    root = write_workspace()
    (tmp_path / "secret.csv").write_text(SERVICES)
    (root / "reference" / "imports").mkdir()
    (root / "reference" / "imports" / "s.csv").symlink_to(tmp_path / "secret.csv")
    assert len(read(root).services) == 2


def test_an_own_format_is_one_file(write_workspace: Write) -> None:
    root = drop(
        write_workspace(services=None), "imports/x.csv", "Dienst;Verantwortlich;Zustand\nKlinik-Chat;IT;aktiv\n"
    )
    folder = root / "rules" / "catalogue-sources"
    folder.mkdir(parents=True)
    (folder / "dienste.yml").write_text(
        "title: Dienste\nwhy: Our own list.\nstatus: stable\ndetect: {headers: [Dienst, Verantwortlich]}\n"
        "gives:\n  - table: services\n    cells:\n"
        "      service_id: {headers: [Dienst], slug: true}\n      name: [Dienst]\n      type: {always: it}\n"
        "      status: {headers: [Zustand], values: {aktiv: live}}\n      owner: [Verantwortlich]\n"
        'reads:\n  - {file: "Dienst,Verantwortlich,Zustand\\nA,B,aktiv\\n", gives: {services: [{service_id: a}]}}\n'
        'refuses:\n  - {file: "Dienst\\nA\\n", why: nobody answers for it}\n'
    )
    assert read(root).services == (Service("klinik-chat", "Klinik-Chat", "it", "live", owner="IT"),)
    assert check_exports(open_workspace(root).rules, Reference) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("table: services\n", "table: servers\n", "there is no table 'servers'"),
        ("      name: [name, Name]\n", "      nom: [name, Name]\n", "has no column 'nom'"),
        ("type: {always: it}", "type: {always: it, headers: [name]}", "either headers or always"),
        ("refuses:\n", "refuses: []\nrefused:\n", "the key 'refused' is not known"),
    ],
)
def test_a_format_that_does_not_fit_is_refused_with_its_place(
    write_workspace: Write, old: str, new: str, says: str
) -> None:
    root = drop(write_workspace(), "imports/s.csv", SERVICES)
    text = RULES.text("catalogue-sources/itop-services.yml")
    assert old in text
    folder = root / "rules" / "catalogue-sources"
    folder.mkdir(parents=True)
    (folder / "itop-services.yml").write_text(text.replace(old, new))
    with pytest.raises(RuleError, match=says) as refused:
        open_workspace(root)
    assert refused.value.where.startswith("rules/catalogue-sources/itop-services.yml:")


def test_examples_that_do_not_hold_are_told(tmp_path: Path) -> None:
    text = RULES.text("catalogue-sources/itop-services.yml")
    (tmp_path / "catalogue-sources").mkdir()
    (tmp_path / "catalogue-sources" / "itop-services.yml").write_text(
        text.replace("status: live, cap", "status: draft, cap")
    )
    (problem,) = check_exports(RULES.over(tmp_path), Reference)
    assert "status is 'live', expected 'draft'" in problem


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        ("2026-03-04 10:00:00", True, "2026-03-04"),
        ("04/03/2026", True, "2026-03-04"),
        ("04/03/2026", False, "2026-04-03"),
        ("25/03/2026 09:00", False, "2026-03-25"),
        ("03.04.2026", True, "2026-04-03"),
        ("2026-03", True, "2026-03-01"),
    ],
)
def test_days_are_read_as_systems_write_them(text: str, day_first: bool, day: str) -> None:
    assert as_day(text, day_first, "x").isoformat() == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("99.7 %", "99.7"),
        ("24,000.50", "24000.50"),
        ("24.000,50 €", "24000.50"),
        ("1,5", "1.5"),
        ("12,000", "12000"),
        ("-3", "-3"),
    ],
)
def test_numbers_lose_signs_and_marks(text: str, number: str) -> None:
    assert as_number(text, "x") == number


def test_ids_are_made_of_letters_and_digits() -> None:
    assert slug("Schäden & Süd (2)") == "schaden-sud-2"


RECORDS = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["2026-01", "2026-02"]), st.booleans()), max_size=30)


@given(RECORDS, st.randoms(use_true_random=False))
def test_attainment_is_the_share_of_distinct_records_kept_in_any_order(
    rows: list[tuple[int, str, bool]], chance: random.Random
) -> None:
    distinct = {number: (period, good) for number, period, good in reversed(rows)}  # the first of each number counts
    tallied = [
        Tallied({"sla_id": "P1", "service_id": "s", "period": period}, (str(number),), good, "x:1", "x")
        for number, (period, good) in distinct.items()
    ]
    levels = [{"sla_id": "sla-1", "service_id": "s", "measure": "p1"}]
    made = attainment(tallied, levels, {})
    for row, _ in made.results:
        kept = [good for period, good in distinct.values() if period == row["period"]]
        assert Decimal(row["value"]) == (Decimal(100) * sum(kept) / len(kept)).quantize(Decimal("0.01"))
    mixed = attainment(chance.sample(tallied, len(tallied)), levels, {})
    assert mixed.results == made.results
    twice = attainment([*tallied, *tallied], levels, {})
    assert (twice.results, len(twice.left)) == (made.results, len(tallied))


def test_tables_can_be_read_without_rules(write_workspace: Write) -> None:
    root = drop(write_workspace(), "imports/s.csv", SERVICES)
    assert len(read_reference(root / "reference", Reference).services) == 2

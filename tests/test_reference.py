"""Reference tables are read into typed rows; whatever cannot be meant is refused with its place."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shadowscan import workspace as ws
from shadowscan.errors import InputError
from shadowscan.reference import read_reference
from shadowscan.workspace import Reference

Write = Callable[..., Path]

DAY = date(2026, 5, 31)
# One row of every table with every cell filled.
FULL = {
    "business_units": ws.BusinessUnit("claims", "Claims", "ops", "C. Jensen", "a@harbour.example"),
    "cost_centres": ws.CostCentre("0102", "claims", date(2025, 1, 1), date(2025, 12, 31)),
    "people": ws.Person("E1", "e@harbour.example", "E. Berg", "claims", "0102", "left", DAY),
    "services": ws.Service(
        *("svc", "Chat", "it", "live", "Chat, calls", "O. Petrov", "Workplace", "important"),
        *(("team-messaging", "video-meetings"), ("*",), ("claims", "retail"), DAY),
    ),
    "service_products": ws.ServiceProduct(
        *("svc", "Slack", "Huddles", "central contract", "CT-1", Decimal("24000.10"), "EUR", 400, DAY, 90)
    ),
    "service_links": ws.ServiceLink("svc", "svc-2"),
    "initiatives": ws.Initiative(
        *("i", "Faster", "claims", "S", "T", "1", "active", date(2026, 1, 1), DAY, ("crm",), "Two days less", "1.2 m")
    ),
    "initiative_services": ws.InitiativeService("i", "svc", "needs"),
    "slas": ws.Sla(
        *("a", "svc", "claims", "Availability", Decimal("99.5"), "%", "lower"),
        *(date(2024, 11, 1), date(2024, 12, 1), date(2025, 1, 1), date(2026, 6, 5), DAY),
    ),
    "sla_results": ws.SlaResult("a", "2026-01", Decimal("99.9")),
    "market": ws.MarketEntry(DAY, "Miro", "insurance", "Example Re", "crm", "Half the time", "Press"),
    "policy": ws.PolicyRule("Miro", "tolerated", "Talktrack", "Until the tender", DAY),
}


def _cells(row: Any) -> dict[str, Any]:
    cells = {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}
    return {name: ";".join(cell) if isinstance(cell, tuple) else cell for name, cell in cells.items()}


def _csv(cells: dict[str, Any]) -> str:
    return ",".join(cells) + "\n" + ",".join(f'"{value}"' for value in cells.values()) + "\n"


def _sheet(path: Path, cells: dict[str, Any]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(cells))
    sheet.append(list(cells.values()))
    book.save(path)


def test_every_cell_of_every_table_is_tried_here() -> None:
    assert set(FULL) == {field.name for field in dataclasses.fields(Reference)} - {"notes"}
    assert [row for row in FULL.values() if None in _cells(row).values() or "" in _cells(row).values()] == []


@pytest.mark.parametrize("name", list(FULL))
def test_a_csv_becomes_typed_rows(name: str, write_workspace: Write) -> None:
    root = write_workspace(**{name: _csv(_cells(FULL[name]))})
    assert getattr(read_reference(root / "reference", Reference), name) == (FULL[name],)


@pytest.mark.parametrize("name", list(FULL))
def test_a_workbook_becomes_the_same_rows(name: str, write_workspace: Write) -> None:
    root = write_workspace(**{name: None})
    _sheet(root / "reference" / f"{name}.xlsx", _cells(FULL[name]))
    assert getattr(read_reference(root / "reference", Reference), name) == (FULL[name],)


def test_numbers_and_days_of_a_workbook_lose_nothing(write_workspace: Write) -> None:
    root = write_workspace()
    cells = {
        "service_id": "svc-chat",
        "vendor": "Slack",
        "contract_id": 4711,
        "annual_cost": 24000.1,
        "seats": 400.0,
        "renewal_date": datetime(2027, 1, 31, 12, 30),
    }
    _sheet(root / "reference" / "service_products.xlsx", cells)
    (row,) = read_reference(root / "reference", Reference).service_products
    assert (row.contract_id, row.annual_cost, row.seats) == ("4711", Decimal("24000.1"), 400)
    assert row.renewal_date == date(2027, 1, 31)


def test_a_table_of_another_encoding_is_read(write_workspace: Write) -> None:
    text = "business_unit_id,name\nclaims,Schäden – „Süd“\n"
    for data in (text.encode("cp1252"), text.encode("utf-8-sig"), text.encode(), text.replace("\n", "\r\n").encode()):
        root = write_workspace(business_units=data)
        (unit,) = read_reference(root / "reference", Reference).business_units
        assert (unit.business_unit_id, unit.name) == ("claims", "Schäden – „Süd“")


def test_blank_lines_case_and_spaces_do_not_matter(write_workspace: Write) -> None:
    root = write_workspace(
        services=" Service_ID , NAME,Type,status\n\nsvc-chat , Team chat ,IT,Live\n,,,\n",
        service_products="service_id,vendor,seats\nsvc-chat,Slack,\n",
    )
    reference = read_reference(root / "reference", Reference)
    assert reference.services == (ws.Service("svc-chat", "Team chat", "it", "live"),)
    assert reference.service_products[0].seats is None


def test_a_cell_may_hold_several_lines(write_workspace: Write) -> None:
    text = 'service_id,name,type,status,description\nsvc,Chat,it,live,"one\ntwo, three"\nsvc-2,Mail,it,brand new,\n'
    root = write_workspace(services=text)
    with pytest.raises(InputError) as refused:
        read_reference(root / "reference", Reference)
    assert refused.value.where == "reference/services.csv:4: status"


@pytest.mark.parametrize(
    ("table", "text", "where", "message", "remedy"),
    [
        ("services", "service_id,name,type\n", "services.csv:1", "missing column: status", "Add the column"),
        ("services", "", "services.csv:1", "missing column: service_id, name, type, status", "Add the column"),
        ("services", "service_id,name,type,status,name\n", "services.csv:1", "column twice: name", "Keep one"),
        ("services", "service_id,name,type,status\ns,,it,live\n", "services.csv:2: name", "the cell is empty", "Fill"),
        ("services", "service_id,name,type,status\ns,Chat,it\n", "services.csv:2: status", "the cell is empty", "Fill"),
        (
            "services",
            "service_id,name,type,status\ns,Chat, and calls,it,live\n",
            "services.csv:2",
            "the row has 5 cells, the header 4",
            "double quotes",
        ),
        (
            "services",
            "service_id,name,type,status\n\ns,Chat,cloud,live\n",
            "services.csv:3: type",
            "'cloud' is not a known value",
            "it, business",
        ),
        (
            "people",
            "person_id,status,left_on\nE1,left,31.05.2026\n",
            "people.csv:2: left_on",
            "'31.05.2026' is not a date written YYYY-MM-DD",
            "Correct the cell",
        ),
        (
            "people",
            "person_id,status,left_on\nE1,left,2026-05-311\n",
            "people.csv:2: left_on",
            "'2026-05-311' is not a date",
            "Correct the cell",
        ),
        (
            "service_products",
            'service_id,vendor,annual_cost\ns,Slack,"24,000"\n',
            "service_products.csv:2: annual_cost",
            "'24,000' is not a number",
            "Correct the cell",
        ),
        (
            "service_products",
            "service_id,vendor,annual_cost\ns,Slack,NaN\n",
            "service_products.csv:2: annual_cost",
            "'NaN' is not a number",
            "Correct the cell",
        ),
        (
            "service_products",
            "service_id,vendor,seats\ns,Slack,about 40\n",
            "service_products.csv:2: seats",
            "'about 40' is not a number",
            "Correct the cell",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_cell(
    write_workspace: Write, table: str, text: str, where: str, message: str, remedy: str
) -> None:
    root = write_workspace(**{table: text})
    with pytest.raises(InputError) as refused:
        read_reference(root / "reference", Reference)
    assert refused.value.where == f"reference/{where}"
    assert message in refused.value.message
    assert remedy in refused.value.remedy


@pytest.mark.parametrize("table", ["business_units", "services"])
def test_a_required_table_must_be_there(write_workspace: Write, table: str) -> None:
    root = write_workspace(**{table: None})
    with pytest.raises(InputError, match=f"{table}.csv is missing") as refused:
        read_reference(root / "reference", Reference)
    assert refused.value.where.endswith(f"{table}.csv")
    assert "shadowscan init" in refused.value.remedy


def test_missing_optional_tables_are_empty_and_said_once(write_workspace: Write) -> None:
    reference = read_reference(write_workspace(policy="vendor,ruling\nMiro,approved\n") / "reference", Reference)
    assert reference.market == ()
    (note,) = reference.notes
    absent = set(FULL) - {"business_units", "services", "policy"}
    assert {name for name in FULL if re.search(rf"\b{name}\b", note)} == absent


def test_an_unknown_column_is_noted_and_left_out(write_workspace: Write) -> None:
    root = write_workspace(business_units="business_unit_id,name,colour,floor\nclaims,Claims,blue,2\n")
    reference = read_reference(root / "reference", Reference)
    assert reference.business_units == (ws.BusinessUnit("claims", "Claims"),)
    assert "reference/business_units.csv: unknown columns left out: colour, floor." in reference.notes


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 cut off"])
def test_a_broken_workbook_is_refused(write_workspace: Write, data: bytes) -> None:
    root = write_workspace(policy=None)
    (root / "reference" / "policy.xlsx").write_bytes(data)
    with pytest.raises(InputError, match="the workbook cannot be read") as refused:
        read_reference(root / "reference", Reference)
    assert refused.value.where == "reference/policy.xlsx"
    assert refused.value.remedy


def test_a_cell_that_never_ends_is_refused(write_workspace: Write) -> None:
    root = write_workspace(policy='vendor,ruling\nMiro,"approved\n' + "x" * 200_000)
    with pytest.raises(InputError, match="the CSV cannot be read") as refused:
        read_reference(root / "reference", Reference)
    assert refused.value.where.startswith("reference/policy.csv:")
    assert refused.value.remedy

"""Which rows of each table one unit's readers may see. A table without a line here is published to nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from shadowscan.publish.audiences import Audience

_OWN = "business_unit_id in (select id from own)"
_FINDING = f"finding_id in (select finding_id from p.findings where {_OWN})"
_INITIATIVES = "(business_unit_id is null or business_unit_id = '*' or business_unit_id in (select id from visible))"
_SLAS = "(business_unit_id = '*' or business_unit_id in (select id from visible))"  # a parent's hold for its units
_OF_INITIATIVE = f"initiative_id in (select initiative_id from p.initiatives where {_INITIATIVES})"
_CARRIED = f"from p.value_lines l where l.service_id = s.service_id and l.{_OF_INITIATIVE}"
_AMOUNTS = f"from p.initiative_value v where v.initiative_id in (select l.initiative_id {_CARRIED})"

UNIT_ROWS: dict[str, str] = {
    "scans": "true",
    "files": "file_id in (select file_id from own_files)",
    "descriptors": "descriptor_id in (select descriptor_id from own_descriptors)",
    "review_queue": "descriptor_id in (select descriptor_id from own_descriptors)",
    "vendors": "vendor_id in (select vendor_id from own_vendors)",
    "products": "product_id in (select product_id from own_products)",
    "transactions": _OWN,
    "access": _OWN,
    "spend_by_month": _OWN,
    "coverage_summary": _OWN,
    "findings": _OWN,
    "finding_flags": _FINDING,
    "evidence": _FINDING,
    "changes": f"({_OWN} or idea_id in (select idea_id from whole_ideas))",
    "categories": "true",
    "business_units": "business_unit_id in (select id from visible)",
    "services": "true",
    "service_products": "true",
    "service_links": "true",
    "initiatives": _INITIATIVES,
    "initiative_services": _OF_INITIATIVE,
    "slas": _SLAS,
    "sla_results": f"sla_id in (select sla_id from p.slas where {_SLAS})",
    "sla_periods": f"sla_id in (select sla_id from p.slas where {_SLAS})",
    "service_gaps": f"(sla_id is null or sla_id in (select sla_id from p.slas where {_SLAS}))",
    "value_lines": _OF_INITIATIVE,
    "service_value": "true",
    "initiative_value": _OF_INITIATIVE,
    "initiative_risks": f"{_OF_INITIATIVE} and (business_unit_id is null or {_OWN})",
    "readiness": _OWN,
    "readiness_summary": _OWN,
    "demand": _OWN,
    "dispositions": "product_id in (select product_id from own_products)",
    "business_case_lines": "idea_id in (select idea_id from whole_ideas)",
    "idea_readiness": "idea_id in (select idea_id from seen_ideas)",
    "benefits": "idea_id in (select idea_id from whole_ideas)",
    "economics": "true",
    "policy": "true",
    "market": "true",
}

UNIT_CELLS: dict[tuple[str, str], str] = {
    ("descriptors", "rows"): "(select o.rows from own_descriptors o where o.descriptor_id = s.descriptor_id)",
    ("descriptors", "amount"): "(select o.amount from own_descriptors o where o.descriptor_id = s.descriptor_id)",
    ("review_queue", "rows"): "(select o.rows from own_descriptors o where o.descriptor_id = s.descriptor_id)",
    ("review_queue", "spend"): "(select o.amount from own_descriptors o where o.descriptor_id = s.descriptor_id)",
    ("service_value", "initiatives"): f"(select json_group_array(l.initiative_id) {_CARRIED})",
    ("service_value", "initiatives_carried"): f"(select count(*) {_CARRIED})",
    ("service_value", "target_amount"): f"(select coalesce(sum(v.target_amount), 0.0) {_AMOUNTS})",
    ("service_value", "without_amount"): f"(select count(*) - count(v.target_amount) {_AMOUNTS})",
    ("idea_readiness", "cost"): "case when idea_id in (select idea_id from whole_ideas) then cost end",
    ("business_units", "parent_id"): "cut_unit(parent_id)",
    ("business_units", "head"): f"case when {_OWN} then cut_text(head) end",
}


# Cells that no reader but the analyst sees as they are, whichever file they stand in.
CELLS: dict[tuple[str, str], str] = {("demand", "users"): "cut_total(users, user_parts)"}


def prepare(connection: sqlite3.Connection, audience: Audience, digits: int, files: Iterable[str]) -> None:
    """Note in temporary tables what belongs to an audience; everything that was found is attached as p."""
    _list(connection, "own", "id", audience.holds)
    _list(connection, "visible", "id", audience.holds | audience.above)
    _list(connection, "own_files", "file_id", files)
    connection.execute(
        "create temp table own_descriptors as select descriptor_id, count(*) as rows, "
        f"round(sum(amount_reporting), {digits}) + 0.0 as amount from p.transactions where {_OWN} "
        "group by +descriptor_id"  # + keeps the planner from walking all units' rows in the order of another index
    )
    connection.execute("create unique index temp.own_descriptor on own_descriptors (descriptor_id)")
    connection.execute(
        f"""create temp table own_products as
        select product_id from p.transactions where {_OWN} union select product_id from p.access where {_OWN}
        union select product_id from p.findings where {_OWN} union
        select product_id from p.descriptors where descriptor_id in (select descriptor_id from own_descriptors)"""
    )
    connection.execute(
        f"""create temp table own_vendors as
        select vendor_id from p.transactions where {_OWN} union select vendor_id from p.findings where {_OWN}
        union select vendor_id from p.products where product_id in (select product_id from own_products) union
        select vendor_id from p.descriptors where descriptor_id in (select descriptor_id from own_descriptors)"""
    )

    _note_ideas(connection)


def _note_ideas(connection: sqlite3.Connection) -> None:
    """Note which ideas concern an audience at all, and which concern nobody else: only of those it sees the money."""
    units = "(select value from json_each(i.business_units))"
    findings = "(select value from json_each(i.findings))"
    own_findings = f"(select finding_id from p.findings where {_OWN})"
    connection.execute(
        f"""create temp table seen_ideas as select idea_id from p.ideas i where
        exists (select 1 from {units} where value = '*' or value in (select id from own))
        or exists (select 1 from {findings} where value in {own_findings})"""
    )
    connection.execute(
        f"""create temp table whole_ideas as select idea_id from p.ideas i
        where idea_id in (select idea_id from seen_ideas)
        and not exists (select 1 from {units} where value <> '*' and value not in (select id from own))
        and not exists (select 1 from {findings} where value not in {own_findings})"""
    )


def _list(connection: sqlite3.Connection, table: str, column: str, values: Iterable[str]) -> None:
    connection.execute(f"create temp table {table} ({column} text primary key)")
    connection.executemany(f"insert into {table} values (?)", [(value,) for value in sorted(values)])

"""What the organisation says about itself, as rows, with what was made of it (health, attainment)."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from shadowscan.errors import ShadowscanError
from shadowscan.publish import cells
from shadowscan.publish.tables import Table
from shadowscan.records import UNASSIGNED, ScanResult
from shadowscan.workspace import BusinessUnit, Workspace


def described(result: ScanResult, workspace: Workspace) -> list[Table]:
    """Return the reference tables as they are published."""
    reference = workspace.reference
    return [
        _categories(workspace),
        Table.of_dicts("business_units", [_plain(unit) for unit in units_seen(result, workspace)]),
        _with_id("cost_centres", "cost_centre_id", "cc", [_plain(row) for row in reference.cost_centres]),
        _services(result, workspace),
        _with_id("service_products", "service_product_id", "sp", [_plain(r) for r in reference.service_products]),
        _unique("service_links", [_plain(r) for r in reference.service_links], ("service_id", "underpins_id")),
        Table.of_dicts("initiatives", [_plain(row) for row in reference.initiatives]),
        _unique("initiative_services", [_plain(r) for r in reference.initiative_services], None),
        _slas(result, workspace),
        Table.of_dicts("sla_results", [_plain(row) for row in reference.sla_results]),
        _with_id("policy", "policy_id", "po", [_plain(row) for row in reference.policy]),
        _with_id("market", "market_id", "ma", [_plain(row) for row in reference.market]),
    ]


def units_seen(result: ScanResult, workspace: Workspace) -> list[BusinessUnit]:
    """Return the units of the reference table, and `unassigned` where something is booked to it."""
    units = list(workspace.reference.business_units)
    frames = (result.spend, result.access, result.balance)
    booked = any((frame["business_unit_id"] == UNASSIGNED).any() for frame in frames)
    booked = booked or any(f.business_unit_id == UNASSIGNED for f in result.findings)
    if booked and all(unit.business_unit_id != UNASSIGNED for unit in units):
        units.append(BusinessUnit(UNASSIGNED, UNASSIGNED.capitalize()))
    return units


def _categories(workspace: Workspace) -> Table:
    names = ("category_id", "category", "capability_domain")
    codes = ("unspsc_commodities", "apqc_pcf_level1", "tbm_4_solution_type")
    rows: list[dict[str, str | None]] = [
        {**{n: row[n] for n in names}, **{n: cells.text(row.get(n)) for n in codes}}
        for row in workspace.rules.table("taxonomy")
    ]
    return Table.of_dicts("categories", rows)


def _plain(row: Any) -> dict[str, Any]:
    return {spec.name: _cell(getattr(row, spec.name)) for spec in fields(row)}


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return cells.array(value)
    if isinstance(value, date):
        return cells.day(value)
    if isinstance(value, Decimal):
        return float(value)
    return value if value != "" else None


def _unique(name: str, rows: list[dict[str, Any]], key: tuple[str, ...] | None) -> Table:
    seen = {tuple(row[k] for k in key or row): row for row in rows}
    return Table.of_dicts(name, list(seen.values()))


def _with_id(name: str, column: str, prefix: str, rows: list[dict[str, Any]]) -> Table:
    keyed = {cells.content_id(prefix, *row.values()): row for row in rows}
    return Table.of_dicts(name, [{column: key} | row for key, row in keyed.items()])


def _services(result: ScanResult, workspace: Workspace) -> Table:
    health = {h.service_id: h for h in result.services}
    rows = []
    for service in workspace.reference.services:
        found = health.get(service.service_id)
        if found is None:
            raise ShadowscanError(f"the scan says nothing about the health of service '{service.service_id}'")
        rows.append(_plain(service) | {"health": found.health, "gaps": cells.array(found.gaps)})
    return Table.of_dicts("services", rows)


def _slas(result: ScanResult, workspace: Workspace) -> Table:
    health = {h.sla_id: h for h in result.slas}
    rows = []
    for sla in workspace.reference.slas:
        found = health.get(sla.sla_id)
        if found is None:
            raise ShadowscanError(f"the scan says nothing about the health of service level '{sla.sla_id}'")
        rows.append(
            _plain(sla)
            | {
                "attainment": cells.number(found.attainment),
                "periods_missed": found.periods_missed,
                "periods_unknown": found.periods_unknown,
                "health": found.health,
                "health_why": cells.text(found.why),
                "trend": found.trend,
                "trend_why": cells.text(found.trend_why),
                "stage": cells.text(found.stage),
                "steps_missing": cells.array(found.steps_missing),
                "next_step": cells.text(found.next_step),
            }
        )
    return Table.of_dicts("slas", rows)

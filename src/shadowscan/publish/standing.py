"""Where IT stands, as rows: service levels by month, work, lines of value, readiness, demand, dispositions."""

from __future__ import annotations

from typing import Any

from shadowscan.publish import cells
from shadowscan.publish.tables import Table
from shadowscan.records import Demand, ScanResult
from shadowscan.workspace import Workspace


def standing(result: ScanResult, workspace: Workspace, names: dict[str, str]) -> list[Table]:
    """Return the tables of where IT stands; `names` are the units' names by id."""
    currency = workspace.settings.currency
    return [
        _sla_periods(result),
        _service_gaps(result, workspace),
        _value_lines(result, workspace),
        _service_value(result, workspace, currency),
        _initiative_value(result, currency),
        _initiative_risks(result),
        _readiness(result),
        _readiness_summary(result, names),
        _demand(result, workspace, currency),
        _dispositions(result),
    ]


def _sla_periods(result: ScanResult) -> Table:
    rows = [
        {
            "sla_id": period.sla_id,
            "period": period.period,
            "value": cells.number(period.value),
            "target": cells.number(period.target),
            "met": period.met,
            "counted": int(period.counted),
        }
        for level in result.slas
        for period in level.periods
    ]
    return Table.of_dicts("sla_periods", rows)


def _service_gaps(result: ScanResult, workspace: Workspace) -> Table:
    services = {service.service_id: service for service in workspace.reference.services}
    rows = [
        {
            "gap_id": cells.content_id("ga", gap.service_id, gap.gap, gap.sla_id),
            "rank": gap.rank,
            "service_id": gap.service_id,
            "gap": gap.gap,
            "work": gap.work,
            "owner": cells.text(services[gap.service_id].owner),
            "support_group": cells.text(services[gap.service_id].support_group),
            "criticality": services[gap.service_id].criticality,
            "sla_id": cells.text(gap.sla_id),
        }
        for gap in result.standing.gaps
    ]
    return Table.of_dicts("service_gaps", rows)


def _value_lines(result: ScanResult, workspace: Workspace) -> Table:
    targets = {i.initiative_id: i.target_value for i in workspace.reference.initiatives}
    rows = [
        {
            "line_id": cells.content_id("vl", line.service_id, line.initiative_id),
            "support_group": cells.text(line.support_group),
            "service_id": line.service_id,
            "business_service_id": cells.text(line.business_service_id),
            "initiative_id": line.initiative_id,
            "role": line.role,
            "steps": len(line.path),
            "path": cells.array(line.path),
            "target_value": cells.text(targets[line.initiative_id]),
            "weakest": line.weakest,
            "weakest_id": line.weakest_id,
            "weakest_why": line.weakest_why,
        }
        for line in result.standing.lines
    ]
    return Table.of_dicts("value_lines", rows)


def _service_value(result: ScanResult, workspace: Workspace, currency: str) -> Table:
    groups = {service.service_id: service.support_group for service in workspace.reference.services}
    rows = [
        {
            "service_id": value.service_id,
            "support_group": cells.text(groups[value.service_id]),
            "initiatives": cells.array(value.initiatives),
            "initiatives_carried": len(value.initiatives),
            "target_amount": cells.money(value.target_minor, currency),
            "without_amount": value.without_amount,
            "carries": cells.array(value.carries),
            "weakest": value.weakest,
            "weakest_id": value.weakest_id,
            "weakest_why": value.weakest_why,
        }
        for value in result.standing.service_values
    ]
    return Table.of_dicts("service_value", rows)


def _initiative_value(result: ScanResult, currency: str) -> Table:
    rows = [
        {
            "initiative_id": value.initiative_id,
            "target_amount": None if value.target_minor is None else cells.money(value.target_minor, currency),
            "services": cells.array(value.services),
            "direct": cells.array(value.direct),
            "support_groups": cells.array(value.support_groups),
            "weakest": cells.text(value.weakest),
            "weakest_id": cells.text(value.weakest_id),
            "weakest_why": cells.text(value.weakest_why),
        }
        for value in result.standing.initiative_values
    ]
    return Table.of_dicts("initiative_value", rows)


def _initiative_risks(result: ScanResult) -> Table:
    rows = [
        {
            "risk_id": cells.content_id("ri", risk.initiative_id, risk.risk, risk.service_id, risk.finding_id),
            "initiative_id": risk.initiative_id,
            "severity": risk.severity,
            "risk": risk.risk,
            "title": risk.title,
            "why": risk.why,
            "business_unit_id": cells.text(risk.business_unit_id),
            "service_id": cells.text(risk.service_id),
            "sla_id": cells.text(risk.sla_id),
            "finding_id": cells.text(risk.finding_id),
        }
        for risk in result.standing.risks
    ]
    return Table.of_dicts("initiative_risks", rows)


def _readiness(result: ScanResult) -> Table:
    rows = [
        {
            "business_unit_id": unit.business_unit_id,
            "level": criterion.level,
            "criterion": criterion.criterion_id,
            "title": criterion.title,
            "met": int(criterion.met),
            "evidence": criterion.evidence,
            "next_step": cells.text(criterion.next_step),
        }
        for unit in result.standing.readiness
        for criterion in unit.criteria
    ]
    return Table.of_dicts("readiness", rows)


def _readiness_summary(result: ScanResult, names: dict[str, str]) -> Table:
    rows = [
        {
            "business_unit_id": unit.business_unit_id,
            "business_unit": names.get(unit.business_unit_id),
            "level": unit.level,
            "title": unit.title,
            "ready": int(unit.ready),
            "criteria_met": sum(criterion.met for criterion in unit.criteria),
            "criteria": len(unit.criteria),
            "next_step": unit.next_step,
            "mend_services": cells.array(unit.mend_services),
            "mend_slas": cells.array(unit.mend_slas),
        }
        for unit in result.standing.readiness
    ]
    return Table.of_dicts("readiness_summary", rows)


def _demand(result: ScanResult, workspace: Workspace, currency: str) -> Table:
    capabilities = {row["category_id"]: row["category"] for row in workspace.rules.table("taxonomy")}
    rows = [_need(need, capabilities, currency) for need in result.standing.demand]
    return Table.of_dicts("demand", rows)


def _need(need: Demand, capabilities: dict[str, str], currency: str) -> dict[str, Any]:
    return {
        "demand_id": cells.content_id("de", need.business_unit_id, need.category),
        "business_unit_id": need.business_unit_id,
        "rank": need.rank,
        "category": need.category,
        "capability": capabilities.get(need.category, need.category),
        "units": len(need.units),
        "business_units": cells.array(need.units),
        "products": cells.array(need.products),
        "spend_12m": cells.money(need.spend_12m, currency),
        "spend_recent": cells.money(need.spend_recent, currency),
        "spend_before": cells.money(need.spend_before, currency),
        "trend": need.trend,
        "users": need.users,
        "user_parts": cells.array(need.user_parts),
        "initiatives": cells.array(need.initiatives),
        "offered_by": cells.array(need.offered_by),
        "findings": cells.array(need.findings),
        "why": need.why,
    }


def _dispositions(result: ScanResult) -> Table:
    names = {f.product_id: f.product or f.vendor for f in result.findings}
    rows = [
        {
            "product_id": one.product_id,
            "product": names[one.product_id],
            "disposition": one.disposition,
            "suggested": one.suggested,
            "decided": int(one.decided),
            "functional_fit": one.functional_fit,
            "technical_fit": one.technical_fit,
            "functional_points": one.functional_points,
            "technical_points": one.technical_points,
            "reasons": cells.array(one.reasons),
        }
        for one in result.standing.dispositions
    ]
    return Table.of_dicts("dispositions", rows)

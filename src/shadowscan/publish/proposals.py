"""Ideas as rows: the ideas, their findings, the lines of their business cases, readiness, benefits, portfolio."""

from __future__ import annotations

from typing import Any

from shadowscan.money import to_minor
from shadowscan.publish import cells
from shadowscan.publish.recase import line_row
from shadowscan.publish.tables import Table
from shadowscan.records import FigureUsed, Idea, ScanResult


def proposals(result: ScanResult, currency: str) -> list[Table]:
    """Return the tables of what is proposed."""
    return [
        Table.of_dicts("ideas", [_idea(idea, currency) for idea in result.ideas]),
        _idea_findings(result),
        _lines(result, currency),
        _readiness(result, currency),
        _benefits(result, currency),
        Table("portfolio", (), []),  # added up from these, see publish/portfolio.py
        Table.of_dicts("economics", [_figure(figure) for figure in result.figures]),
    ]


def _idea(idea: Idea, currency: str) -> dict[str, Any]:
    whole, worth = cells.text, idea.worth
    return {
        "idea_id": idea.idea_id,
        "rank": idea.rank,
        "type": idea.type,
        "title": idea.title,
        "why": whole(idea.why),
        "alternatives": whole(idea.alternatives),
        "business_units": cells.array(idea.business_units),
        "findings": cells.array(idea.findings),
        "vendor": whole(idea.vendor),
        "product": whole(idea.product),
        "category": whole(idea.category),
        "service_id": whole(idea.service_id),
        "initiative_id": whole(idea.initiative_id),
        "spend_12m": cells.money(idea.spend_12m, currency),
        "spend_counted": cells.money(idea.spend_counted, currency),
        "users": idea.users,
        "stage": idea.stage,
        "stage_why": whole(idea.stage_why),
        "merged_into": whole(idea.merged_into),
        "owner": whole(idea.owner),
        "sponsor": whole(idea.sponsor),
        "it_sponsor": whole(idea.it_sponsor),
        **{name: cells.money(getattr(worth, name), currency) for name in _MONEY},
        "payback_months": worth.payback_months,
        **{name: cells.money(getattr(worth, name), currency) for name in ("npv_low", "npv", "npv_high")},
        "probability": cells.number(worth.probability),
        "expected_npv": cells.money(worth.expected_npv, currency),
        "roi": cells.number(worth.roi),
        "at_risk_3y": cells.money(worth.at_risk_3y, currency),
        "outlook": whole(worth.outlook),
        "purpose": whole(worth.purpose),
        "rests_on_readiness": cells.number(worth.rests_on_readiness),
        "service_readiness": idea.service_readiness,
        "items_answered": idea.items_answered,
        "readiness_known": cells.array(idea.readiness_known),
        "blocked_by": whole(idea.blocked_by),
        "overlaps": cells.array(idea.overlaps),
        "shadow_before": _maybe(idea.shadow_before, currency),
        "shadow_after": _maybe(idea.shadow_after, currency),
        "rule_id": whole(idea.rule_id),
    }


_MONEY = ("benefit_low", "benefit_base", "benefit_high", "one_off_cost", "annual_cost", "readiness_cost", "net_3y")


def _maybe(minor: int | None, currency: str) -> float | None:
    return None if minor is None else cells.money(minor, currency)


def _idea_findings(result: ScanResult) -> Table:
    rows = dict.fromkeys(
        (idea.idea_id, finding, int(finding in set(idea.counted))) for idea in result.ideas for finding in idea.findings
    )
    return Table("idea_findings", ("idea_id", "finding_id", "counts"), list(rows))


def _lines(result: ScanResult, currency: str) -> Table:
    rows = [
        line_row(idea.idea_id, position, line, currency)
        for idea in result.ideas
        for position, line in enumerate(idea.lines, start=1)
    ]
    return Table.of_dicts("business_case_lines", rows)


def _readiness(result: ScanResult, currency: str) -> Table:
    rows = [
        {
            "idea_id": idea.idea_id,
            "position": position,
            "item": item.item,
            "title": item.title,
            "asks": item.asks,
            "state": item.state,
            "due": cells.day(item.on),
            "cost": cells.money(item.cost, currency),
            "by": cells.text(item.by),
            "why": cells.text(item.why),
            "evidence": cells.text(item.evidence),
            "from": "a person" if item.answered else "the catalogue" if item.state == "met" else "nobody yet",
            "washes_out": cells.number(item.washes_out),
        }
        for idea in result.ideas
        for position, item in enumerate(idea.readiness, start=1)
    ]
    return Table.of_dicts("idea_readiness", rows)


def _benefits(result: ScanResult, currency: str) -> Table:
    rows = [
        {
            "idea_id": one.idea_id,
            "period": one.period,
            "planned": None if one.planned is None else cells.money(to_minor(one.planned, currency), currency),
            "actual": None if one.actual is None else cells.money(to_minor(one.actual, currency), currency),
            "owner": cells.text(one.owner),
            "measure": cells.text(one.measure),
        }
        for one in result.benefits
    ]
    return Table.of_dicts("benefits", rows)


def _figure(figure: FigureUsed) -> dict[str, Any]:
    return {
        "figure": figure.figure,
        "title": figure.title,
        "unit": figure.unit,
        **{name: cells.number(getattr(figure, name)) for name in ("low", "base", "high")},
        "assumption": "yes" if figure.assumption else "no",
        "source": cells.text(figure.source),
        "as_of": cells.day(figure.as_of),
        "reason": cells.text(figure.reason),
    }

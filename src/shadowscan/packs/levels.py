"""How far IT is with its units, whether it keeps its promises, and what units need that it does not bring."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from shadowscan.packs.content import Kind, Section
from shadowscan.packs.context import Context, listed, sum_of
from shadowscan.packs.standing import Need


def readiness(context: Context) -> Section:
    """Answer how far IT is: one row a unit, the highest step first."""
    columns: dict[str, Kind] = {
        "unit": "text", "level": "count", "title": "text", "criteria": "text", "mend": "text", "next_step": "text",
    }  # fmt: skip
    steps, words = context.found.standing.steps, context.words
    of = words.labels["of"]
    rows = [
        (
            step.unit,
            step.level,
            step.title,
            of.format(part=step.criteria_met, whole=step.criteria),
            ", ".join(step.mend) or None,
            step.next_step,
        )
        for step in steps
    ]
    ready = [step for step in steps if step.ready]
    facts = {
        "units": words.counted(len(steps), "unit"),
        "ready": f"{len(ready):,}",
        "ready_share": context.percent(Decimal(len(ready)), Decimal(len(steps))),
        "ready_units": listed(step.unit for step in ready),
    }
    mend = Counter(service for step in steps for service in step.mend)
    case = "none" if not steps else "nobody" if not ready else "all" if not mend else ""
    if mend:
        service, count = min(mend.items(), key=lambda pair: (-pair[1], pair[0]))
        facts |= {"mend": service, "mend_units": words.counted(count, "unit")}
    elif case == "nobody":
        case = "ground"
    return context.section("readiness", columns, rows, facts, case)


def slas(context: Context) -> Section:
    """Answer whether IT keeps its promises: one row a service level, those of business-critical services first."""
    columns: dict[str, Kind] = {
        "service": "text", "unit": "text", "measure": "text", "target": "text", "attainment": "percent",
        "missed": "count", "unknown": "count", "health": "text", "trend": "text", "stage": "text", "next_step": "text",
    }  # fmt: skip
    levels = context.found.standing.levels
    rows = [
        (
            one.service,
            one.unit or context.label("everybody"),
            one.measure,
            one.target or None,
            one.attainment,
            one.missed,
            one.unknown,
            context.label(one.health),
            context.label(one.trend),
            context.label(one.stage) or None,
            one.next_step,
        )
        for one in levels
    ]
    counts = Counter(one.health for one in levels)
    critical = [one for one in levels if one.critical]
    due, unknown = sum(one.due for one in levels), sum(one.unknown for one in levels)
    facts = {
        "slas": context.words.counted(len(levels), "sla"),
        **{name: f"{counts[name]:,}" for name in ("met", "missed", "unknown", "drawer", "not_agreed")},
        "critical": f"{len(critical):,}",
        "critical_missed": f"{sum(one.health == 'missed' for one in critical):,}",
        "unknown_share": context.percent(Decimal(unknown), Decimal(due)),
    }
    return context.section("slas", columns, rows, facts, "" if levels else "none")


def needs(context: Context) -> Section:
    """Answer what units need that IT does not bring them: one row a capability, the most shared first."""
    columns: dict[str, Kind] = {
        "capability": "text", "units": "count", "unit_names": "text", "spend": "money", "gap": "money",
        "elsewhere": "money", "covered": "money", "recent": "money", "before": "money", "trend": "text",
        "people": "count", "products": "text", "initiatives": "text",
    }  # fmt: skip
    found = context.found.standing.needs
    coverage = {f.finding_id: (f.coverage, f.spend) for f in context.found.findings}

    def part(need: Need, word: str) -> Decimal:
        return sum_of(
            spend for one in need.findings for name, spend in [coverage.get(one, ("", Decimal(0)))] if name == word
        )

    rows = [
        (
            need.capability,
            len(need.units),
            listed(need.units),
            need.spend,
            *(part(need, word) for word in ("gap", "elsewhere", "covered")),
            need.recent,
            need.before,
            context.label(need.trend),
            need.people,
            listed(need.products),
            ", ".join(need.initiatives) or None,
        )
        for need in found
    ]
    facts = {
        "capabilities": context.words.counted(len(found), "capability"),
        "spend": context.money(sum_of(need.spend for need in found)),
        "gap": context.money(sum_of(part(need, "gap") for need in found)),
    }
    if found:
        facts |= {
            "top": found[0].capability,
            "top_spend": context.money(found[0].spend),
            "top_units": context.words.counted(len(found[0].units), "unit"),
        }
    return context.section("needs", columns, rows, facts, "" if found else "none")

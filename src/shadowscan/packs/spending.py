"""What is spent and how much of it is managed, over all and unit by unit."""

from __future__ import annotations

from decimal import Decimal

from shadowscan.packs.content import Kind, Section
from shadowscan.packs.context import NOTHING, Context, sum_of
from shadowscan.packs.wording import share
from shadowscan.records import STATUSES, UNASSIGNED


def spend(context: Context) -> Section:
    """Answer what is spent on software and how much of it is managed: one row a status."""
    columns: dict[str, Kind] = {
        "group": "text", "status": "text", "spend": "money", "share": "percent", "run_rate": "money",
        "findings": "count", "meaning": "text",
    }  # fmt: skip
    words, rows = context.words, []
    for group, statuses in words.groups.items():
        for status in statuses:
            mine = [f for f in context.found.findings if f.status == status]
            amount = sum_of(f.spend for f in mine)
            label, meaning = words.status_labels[status]
            rate = sum_of(f.run_rate for f in mine)
            rows.append(
                (words.group_labels[group], label, amount, share(amount, context.total), rate, len(mine), meaning)
            )
    everything = context.found.findings
    whole = share(context.total, context.total)
    rates = sum_of(f.run_rate for f in everything)
    total = (context.label("total"), None, context.total, whole, rates, len(everything), None)
    return context.section("spend", columns, rows, {}, "" if context.total > 0 else "none", total)


def units(context: Context) -> Section:
    """Answer where units help themselves: one row a unit, one column a status."""
    columns: dict[str, Kind] = {
        "unit": "text", "total": "money", "outside": "money", "outside_share": "percent",
        **{status: "money" for statuses in context.words.groups.values() for status in statuses},
    }  # fmt: skip
    sums: dict[str, dict[str, Decimal]] = {}
    names = dict(context.found.units)
    for finding in context.found.findings:
        names.setdefault(finding.unit_id, finding.unit)
        by_status = sums.setdefault(finding.unit_id, dict.fromkeys(STATUSES, NOTHING))
        by_status[finding.status] += finding.spend
    groups = {unit: _grouped(context, by_status) for unit, by_status in sums.items()}
    order = sorted(sums, key=lambda unit: (-groups[unit]["outside"], names[unit].casefold(), unit))
    rows = [(names[unit], *_cells(context, groups[unit], sums[unit])) for unit in order]
    whole = {status: sum_of(by_status[status] for by_status in sums.values()) for status in STATUSES}
    total = (context.label("total"), *_cells(context, _grouped(context, whole), whole))
    led = [unit for unit in order if unit != UNASSIGNED and groups[unit]["outside"] > 0]
    facts = {
        "units": context.words.counted(len(context.found.units), "unit"),
        "units_outside": f"{len(led):,}",
        "unassigned": context.money(sum_of(sums.get(UNASSIGNED, {}).values())),
    }
    if led:
        outside, all_spend = groups[led[0]]["outside"], sum_of(sums[led[0]].values())
        facts |= {
            "top_unit": names[led[0]],
            "top_outside": context.money(outside),
            "top_share": context.percent(outside, all_spend),
        }
    return context.section("units", columns, rows, facts, "" if led else "none", total)


def _grouped(context: Context, by_status: dict[str, Decimal]) -> dict[str, Decimal]:
    return {group: sum_of(by_status[s] for s in statuses) for group, statuses in context.words.groups.items()}


def _cells(context: Context, groups: dict[str, Decimal], by_status: dict[str, Decimal]) -> tuple[Decimal | None, ...]:
    total = sum_of(by_status.values())
    statuses = [by_status[status] for statuses in context.words.groups.values() for status in statuses]
    return total, groups["outside"], share(groups["outside"], total), *statuses

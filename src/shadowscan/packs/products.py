"""Products outside the catalogue, what is new and what renews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from shadowscan.packs.content import Kind, Row, Section
from shadowscan.packs.context import Context, listed, sum_of
from shadowscan.packs.read import Finding
from shadowscan.packs.wording import day_text, share

_RISKS = ("high", "medium", "low")  # the gravest first


def products(context: Context) -> Section:
    """Answer which products matter most outside the catalogue: one row a product, largest spend first."""
    columns: dict[str, Kind] = {
        "product": "text", "vendor": "text", "capability": "text", "spend": "money", "share": "percent",
        "run_rate": "money", "units": "count", "unit_names": "text", "people": "count", "statuses": "text",
        "risk": "text", "covered_by": "text",
    }  # fmt: skip
    words = context.words
    groups = _by(context.outside(), "product_id")
    order = sorted(groups.values(), key=_weight)
    outside = sum_of(f.spend for f in context.outside())
    rows = [_product(context, mine, share(sum_of(f.spend for f in mine), outside)) for mine in order]
    leaders = order[: words.leaders]
    facts = {
        "products": words.counted(len(order), "product"),
        "leaders": words.counted(len(leaders), "product"),
        "leaders_share": context.percent(sum_of(f.spend for mine in leaders for f in mine), outside),
        "shown": words.counted(min(len(order), words.products_at_most), "product"),
        "not_shown": context.money(sum_of(f.spend for mine in order[words.products_at_most :] for f in mine)),
    }
    if order:
        facts |= {
            "top_product": order[0][0].product,
            "top_spend": context.money(sum_of(f.spend for f in order[0])),
            "top_units": words.counted(len({f.unit_id for f in order[0]}), "unit"),
        }
    return context.section("products", columns, rows[: words.products_at_most], facts, "" if order else "none")


def _product(context: Context, mine: list[Finding], part: Decimal | None) -> Row:
    first = mine[0]
    risks = {f.risk for f in mine}
    return (
        first.product,
        first.vendor or None,
        first.capability or None,
        sum_of(f.spend for f in mine),
        part,
        sum_of(f.run_rate for f in mine),
        len({f.unit_id for f in mine}),
        listed(f.unit for f in mine),
        context.people(f.users for f in mine),
        listed(context.words.status(f.status) for f in mine),
        next((context.label(risk) for risk in _RISKS if risk in risks), None),
        listed(f.covered_by for f in mine) or None,
    )


def _weight(mine: list[Finding]) -> tuple[object, ...]:
    severity = max(f.severity for f in mine)
    return (-sum_of(f.spend for f in mine), -severity, mine[0].product.casefold(), mine[0].product_id)


def _by(findings: Iterable[Finding], name: str) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[getattr(finding, name)].append(finding)
    return groups


def new(context: Context) -> Section:
    """Answer what is new and what renews soon: renewals by their day, then what came last."""
    columns: dict[str, Kind] = {
        "event": "text", "day": "date", "product": "text", "unit": "text", "status": "text", "spend": "money",
        "run_rate": "money", "remark": "text",
    }  # fmt: skip
    words, as_of = context.words, context.found.scan.as_of
    until = as_of + timedelta(days=words.renewal_days)
    findings = context.found.findings
    renewals = [f for f in findings if f.renewal is not None and as_of < f.renewal <= until]
    renewals.sort(key=lambda f: (f.renewal, -f.run_rate, f.product.casefold(), f.finding_id))
    fresh = [f for f in findings if set(f.flags) & set(words.new_flags)]
    fresh.sort(key=lambda f: (-f.first_seen.toordinal(), -f.spend, f.product.casefold(), f.finding_id))
    rows = [_event(context, context.label("renews"), f.renewal, f) for f in renewals]
    rows += [_event(context, context.label("new"), f.first_seen, f) for f in fresh]
    facts = {
        "new": words.counted(len(fresh), "new_finding"),
        "new_spend": context.money(sum_of(f.spend for f in fresh)),
        "renewals": words.counted(len(renewals), "renewal"),
        "renewal_rate": context.money(sum_of(f.run_rate for f in renewals)),
        "days": str(words.renewal_days),
        "until": day_text(until),
    }
    if renewals and renewals[0].renewal:
        first = renewals[0]
        facts |= {"next_product": first.product, "next_unit": first.unit, "next_day": day_text(renewals[0].renewal)}
    case = "" if renewals else "no_renewals" if fresh else "none"
    return context.section("new", columns, rows, facts, case)


def _event(context: Context, event: str, day: date | None, finding: Finding) -> Row:
    remarks = [why for rule, why in finding.flags.items() if rule in context.words.remark_flags and why]
    return (
        event,
        day,
        finding.product,
        finding.unit,
        context.words.status(finding.status),
        finding.spend,
        finding.run_rate,
        " ".join(remarks) or None,
    )

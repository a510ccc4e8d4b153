"""What was concluded, as rows: descriptors, vendors, products, findings, ideas, coverage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from shadowscan.publish import cells
from shadowscan.publish.proposals import proposals
from shadowscan.publish.tables import Table
from shadowscan.records import STATUSES, Finding, ScanResult, Vendor
from shadowscan.workspace import Workspace

_NAME = "name:"  # product_id of an application no vendor is known for


def judged(result: ScanResult, workspace: Workspace, names: dict[str, str]) -> list[Table]:
    """Return the tables of what was concluded; `names` are the units' names by id."""
    currency = workspace.settings.currency
    return [
        _descriptors(result.descriptors, currency),
        _review_queue(result.descriptors, currency),
        _vendors(result.vendors),
        _products(result),
        _findings(result.findings, names),
        _decision_subjects(result.moved),
        _finding_flags(result.findings),
        _evidence(result.evidence),
        *proposals(result, currency),
        _coverage(result, currency, names),
    ]


def _descriptors(frame: pd.DataFrame, currency: str) -> Table:
    names = ["descriptor_id", "descriptor", "merchant", "intermediary", "vendor_id", "product_id", "category"]
    columns: dict[str, list[Any]] = {name: cells.texts(frame[name]) for name in names}
    columns |= {name: cells.numbers(frame[name]) for name in ("saas_probability", "score")}
    columns |= {name: cells.texts(frame[name]) for name in ("verdict", "reason", "origin", "memo")}
    columns |= {name: cells.texts(frame[name]) for name in ("mcc", "category_text")}
    columns |= {"rows": cells.numbers(frame["rows"]), "amount": cells.amounts(frame["reporting_minor"], currency)}
    return Table.of_columns("descriptors", columns)


def _review_queue(frame: pd.DataFrame, currency: str) -> Table:
    queue = frame[frame["verdict"] == "review"]
    names = ["descriptor_id", "descriptor", "merchant", "guesses", "category"]
    columns: dict[str, list[Any]] = {name: cells.texts(queue[name]) for name in names}
    columns |= {"saas_probability": cells.numbers(queue["saas_probability"]), "reason": cells.texts(queue["reason"])}
    columns |= {"answer": [None] * len(queue)}  # filled from the decision log
    columns |= {"rows": cells.numbers(queue["rows"]), "spend": cells.amounts(queue["reporting_minor"], currency)}
    return Table.of_columns("review_queue", columns)


def _vendors(vendors: tuple[Vendor, ...]) -> Table:
    rows = [
        {
            "vendor_id": vendor.vendor_id,
            "name": vendor.name,
            "domain": cells.text(vendor.domain),
            "category": cells.text(vendor.category),
            "parent": cells.text(vendor.parent),
            "tier": vendor.tier,
            "source": cells.text(vendor.source),
        }
        for vendor in vendors
    ]
    return Table.of_dicts("vendors", rows)


def _products(result: ScanResult) -> Table:
    rows = [
        {
            "product_id": product.product_id,
            "vendor_id": vendor.vendor_id,
            "name": product.name,
            "domain": cells.text(product.domain),
            "category": cells.text(product.category),
            "parent": cells.text(vendor.parent),
        }
        for vendor in result.vendors
        for product in vendor.products
    ]
    known = {row["product_id"] for row in rows}
    categories = {finding.product_id: finding.category for finding in result.findings}
    seen = set(result.access["product_id"]) | set(result.spend["product_id"]) | set(categories)
    rows += [
        {
            "product_id": product_id,
            "vendor_id": None,
            "name": product_id.removeprefix(_NAME),
            "domain": None,
            "category": cells.text(categories.get(product_id)),
            "parent": None,
        }
        for product_id in sorted(seen - known)
        if product_id.startswith(_NAME)
    ]
    return Table.of_dicts("products", rows)


def _findings(findings: tuple[Finding, ...], names: dict[str, str]) -> Table:
    return Table.of_dicts("findings", [_finding(finding, names) for finding in findings])


def _finding(f: Finding, names: dict[str, str]) -> dict[str, Any]:
    whole = cells.text
    return {
        "finding_id": f.finding_id,
        "business_unit_id": f.business_unit_id,
        "business_unit": names.get(f.business_unit_id),
        "product": whole(f.product or f.vendor),
        "vendor": whole(f.vendor),
        "category": whole(f.category),
        "status": f.status,
        "status_why": whole(f.status_why),
        "coverage": whole(f.coverage),
        "covered_by": whole(f.covered_by),
        "service_id": whole(f.service_id),
        "coverage_why": whole(f.coverage_why),
        "spend_12m": cells.money(f.spend_12m, f.currency),
        "spend_total": cells.money(f.spend_total, f.currency),
        "off_channel_12m": cells.money(f.off_channel_12m, f.currency),
        "currency": f.currency,
        "annual_run_rate": cells.money(f.annual_run_rate, f.currency),
        "users": f.users,
        "seats_unused": f.seats_unused,
        "recurrence": whole(f.recurrence),
        "recurrence_why": whole(f.recurrence_why),
        "next_renewal": cells.day(f.next_renewal),
        "risk": f.risk,
        "severity": f.severity,
        "severity_why": whole(f.severity_why),
        "confidence": float(f.confidence),
        "first_seen": cells.day(f.first_seen),
        "last_seen": cells.day(f.last_seen),
        "sources": cells.array(f.sources),
        "flags": cells.array(flag.rule_id for flag in f.flags),
        "ruling": whole(f.ruling),  # as decided before the scan; what is decided later is laid over it
        "ruling_until": cells.day(f.ruling_until),
        "ruling_why": whole(f.ruling_why),
        "ruled_on": cells.day(f.ruled_on),
        "reopened": whole(f.reopened),
        "owner": whole(f.owner),
        "status_found": f.status_found or f.status,
        "status_found_why": whole(f.status_found_why or f.status_why),
        "vendor_id": whole(f.vendor_id),
        "product_id": whole(f.product_id),
    }


def _decision_subjects(moved: Mapping[str, str]) -> Table:
    return Table("decision_subjects", ("subject", "became"), sorted(moved.items()))


def _finding_flags(findings: tuple[Finding, ...]) -> Table:
    rows = {
        (f.finding_id, flag.rule_id): {"finding_id": f.finding_id, "rule_id": flag.rule_id, "why": flag.why}
        for f in findings
        for flag in f.flags
    }
    return Table.of_dicts("finding_flags", list(rows.values()))


def _evidence(evidence: pd.DataFrame) -> Table:
    names = ["finding_id", "transaction_id", "access_id", "note"]
    keys = cells.content_ids("ev", zip(*(evidence[name].fillna("").tolist() for name in names[:-1]), strict=True))
    rows = {row[0]: row for row in zip(keys, *(cells.texts(evidence[name]) for name in names), strict=True)}
    return Table("evidence", ("evidence_id", *names), list(rows.values()))


def window(as_of: date) -> tuple[date, date]:
    """Return the first and last day of the 12 months up to and including `as_of`."""
    after = as_of + timedelta(days=1)
    try:
        return after.replace(year=after.year - 1), as_of
    except ValueError:  # 29 February, which the year before lacks
        return date(after.year - 1, 3, 1), as_of


def _coverage(result: ScanResult, currency: str, names: dict[str, str]) -> Table:
    """Take totals from the spend rows and statuses from the findings: two ways that must meet (see checks)."""
    totals = spend_of_window(result)
    by_status: dict[tuple[str, str], int] = {}
    for f in result.findings:
        key = (f.business_unit_id, f.status)
        by_status[key] = by_status.get(key, 0) + f.spend_12m
    units = sorted(set(totals) | {unit for unit, _ in by_status})
    rows = [
        {
            "business_unit_id": unit,
            "business_unit": names.get(unit),
            "total": cells.money(totals.get(unit, 0), currency),
            **{status: cells.money(by_status.get((unit, status), 0), currency) for status in STATUSES},
        }
        for unit in units
    ]
    return Table.of_dicts("coverage_summary", rows)


def spend_of_window(result: ScanResult) -> dict[str, int]:
    """Return the software spend of the last 12 months by unit, in minor units, from the rows themselves."""
    first, last = (pd.Timestamp(day) for day in window(result.info.as_of))
    recent = result.spend[(result.spend["date"] >= first) & (result.spend["date"] <= last)]
    sums = recent.groupby("business_unit_id", sort=True)["reporting_minor"].sum()
    return {str(unit): int(total) for unit, total in sums.items()}

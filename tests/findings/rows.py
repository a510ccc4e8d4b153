"""Small SPEND and USE frames, a judge and settings for tests of findings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from shadowscan.catalogue import Catalogue
from shadowscan.findings import find
from shadowscan.records import SPEND, USE, Finding, Product, Ruling, Vendor
from shadowscan.rules import packaged_rules
from shadowscan.workspace import BusinessUnit, Reference, Service, Settings

AS_OF = date(2026, 10, 31)
RULES = packaged_rules()
UNITS = (
    BusinessUnit("group", "Group"),
    BusinessUnit("claims", "Claims", "group"),
    BusinessUnit("retail", "Retail", "group"),
)
VENDORS = (
    Vendor(
        "orbly",
        "Orbly",
        "orbly.example",
        "forms-feedback",
        "",
        (
            Product("orbly", "orbly", "Orbly", "orbly.example", "forms-feedback"),
            Product("orbly/boards", "orbly", "Orbly Boards", "orbly.example", "visual-collaboration"),
        ),
    ),
    Vendor(
        "quill",
        "Quill",
        "quill.example",
        "forms-feedback",
        "",
        (Product("quill", "quill", "Quill", "", "forms-feedback"),),
    ),
)


def lookup(vendor: str, product: str) -> tuple[str, str]:
    """Turn texts into ids as the vendor base would."""
    vendor_id = vendor.casefold()
    if product:
        return vendor_id, vendor_id if product.casefold() == vendor_id else f"{vendor_id}/{product.casefold()}"
    return vendor_id, ""


def catalogue(*services: Service, decisions: tuple[Ruling, ...] = (), **tables: Any) -> Catalogue:
    reference = Reference(business_units=UNITS, services=services, **tables)
    return Catalogue.build(reference, lookup, RULES.table("taxonomy"), decisions)


def spend(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return a SPEND frame; each row names what matters to the test."""
    full = []
    for number, row in enumerate(rows):
        amount = row.get("amount_minor", 1000)
        base: dict[str, Any] = dict.fromkeys(SPEND.names, "")
        base |= {"transaction_id": f"t{number:04d}", "line": number, "kind": "card_txn", "currency": "EUR"}
        base |= {"reporting_minor": amount, "rate_date": pd.NaT, "business_unit_id": "claims", "merchant": "Orbly"}
        base |= {"vendor_id": "orbly", "product_id": "orbly", "category": "forms-feedback", "verdict": "matched"}
        base |= {"score": 0.98, "saas_probability": 0.9, "source_id": "cards", "file_id": "a", "amount_minor": amount}
        full.append(base | {"date": "2026-10-05"} | row)
    return _typed(full, SPEND)


def use(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return a USE frame; each row names what matters to the test."""
    full = []
    for number, row in enumerate(rows):
        base: dict[str, Any] = dict.fromkeys(USE.names, "")
        base |= {"line": number, "kind": "sign_in", "success": True, "events": 1, "business_unit_id": "claims"}
        base |= {"merchant": "Orbly", "vendor_id": "orbly", "product_id": "orbly", "verdict": "matched"}
        base |= {"source_id": "sso", "person": f"p{number}", "category": "forms-feedback"}
        full.append(base | {"date": "2026-10-05"} | row)
    return _typed(full, USE)


def _typed(rows: list[dict[str, Any]], kind: Any) -> pd.DataFrame:
    if not rows:
        return kind.empty()
    frame = pd.DataFrame(rows)
    for name in ("date", "rate_date"):
        if name in frame:
            frame[name] = pd.to_datetime(frame[name])
    extra = [name for name in frame.columns if name not in kind.names]
    return pd.concat([kind.check(frame), frame[extra]], axis=1)


def found(
    spend_rows: pd.DataFrame | None = None,
    use_rows: pd.DataFrame | None = None,
    judge: Catalogue | None = None,
    left: dict[str, date] | None = None,
    as_of: date = AS_OF,
) -> list[Finding]:
    return everything(spend_rows, use_rows, judge, left, as_of)[0]


def everything(
    spend_rows: pd.DataFrame | None = None,
    use_rows: pd.DataFrame | None = None,
    judge: Catalogue | None = None,
    left: dict[str, date] | None = None,
    as_of: date = AS_OF,
) -> tuple[list[Finding], pd.DataFrame, dict[str, str], pd.DataFrame]:
    return find(
        spend() if spend_rows is None else spend_rows,
        use() if use_rows is None else use_rows,
        VENDORS,
        judge or catalogue(),
        left or {},
        Settings("Example", "EUR"),
        RULES,
        as_of,
    )


def flags(finding: Finding) -> set[str]:
    return {flag.rule_id for flag in finding.flags}

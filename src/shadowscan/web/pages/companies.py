"""A vendor, or one of its products, across all units the reader answers for."""

from __future__ import annotations

from typing import Any

from shadowscan.records.decisions import DISPOSITIONS
from shadowscan.web.ask import Ask, Crumb, NotHere, View
from shadowscan.web.deciding.panel import panel
from shadowscan.web.library import Row


def vendor(ask: Ask) -> View:
    """Show a vendor: who uses which of its products, how it is written, what the catalogue has of it."""
    row = ask.library.first("select * from vendors where vendor_id = :id", id=ask.key)
    if row is None:
        raise NotHere
    found = _findings(ask, "vendor_id")
    context = _shared(ask, row, found) | {
        "products": ask.library.distinct(
            "product_id", "select * from products where vendor_id = :id order by name", id=ask.key
        ),
        "texts": _texts(ask, "vendor_id"),
        "offers": ask.library.distinct(
            "service_product_id",
            """select p.*, s.name as service, s.status from service_products p join services s using (service_id)
            where lower(p.vendor) = lower(:name) order by s.name""",
            name=row["name"],
        ),
        "policy": ask.library.distinct(
            "policy_id", "select * from policy where lower(vendor) = lower(:name)", name=row["name"]
        ),
        "what": "vendor",
        "vendors": ask.library.distinct(
            "vendor_id", "select vendor_id, name from vendors where vendor_id <> :id order by name", id=ask.key
        ),
    }
    return View("company", row["name"], context, (Crumb("Findings", ask.urls.page("findings")),))


def product(ask: Ask) -> View:
    """Show a product: who uses it, and how it is written."""
    row = ask.library.first("select * from products where product_id = :id", id=ask.key)
    if row is None:
        raise NotHere
    found = _findings(ask, "product_id")
    maker = ask.library.first("select * from vendors where vendor_id = :id", id=row["vendor_id"])
    context = _shared(ask, row, found) | {
        "products": [],
        "texts": _texts(ask, "product_id"),
        "offers": [],
        "policy": [],
        "maker": maker,
        "disposition": ask.library.first("select * from dispositions where product_id = :id", id=ask.key),
        "dispositions": {name: name.capitalize() for name in DISPOSITIONS},
        "what": "product",
    }
    crumbs = [Crumb("Findings", ask.urls.page("findings"))]
    if maker:
        crumbs.append(Crumb(maker["name"], ask.urls.page("vendor", maker["vendor_id"])))
    return View("company", row["name"], context, tuple(crumbs))


def _shared(ask: Ask, row: Row, found: list[Row]) -> dict[str, Any]:
    category = ask.library.first("select category from categories where category_id = :id", id=row["category"])
    return {
        "row": row,
        "category": category["category"] if category else "",
        "findings": found,
        "spend": sum(one["spend_12m"] for one in found),
        "run_rate": sum(one["annual_run_rate"] for one in found),
        "unit_count": len({one["business_unit_id"] for one in found}),
        "decide": panel(ask, ask.library, ask.key),
        "urls_": ask.urls,
    }


def _findings(ask: Ask, column: str) -> list[Row]:
    rows = ask.library.rows(
        f"select * from findings where {column} = :id",
        id=ask.key,
    )
    return sorted(rows, key=lambda row: (-row["spend_12m"], row["business_unit"], row["product"]))


def _texts(ask: Ask, column: str) -> list[Row]:
    rows = ask.library.rows(
        f"select * from descriptors where {column} = :id order by amount desc limit 15",
        id=ask.key,
    )
    merged: dict[str, Row] = {}
    for row in rows:
        known = merged.get(row["descriptor_id"])
        merged[row["descriptor_id"]] = (
            known | {name: known[name] + row[name] for name in ("rows", "amount")} if known else row
        )
    return sorted(merged.values(), key=lambda row: -row["amount"])

"""Demand: needs that units meet for themselves, those that most units share first."""

from __future__ import annotations

import json
from typing import Any

from shadowscan.web.ask import Ask, View
from shadowscan.web.library import Row

_LISTS = ("business_units", "products", "initiatives", "offered_by", "findings")


def demand(ask: Ask) -> View:
    """Show unmet needs of the whole organisation, or unit by unit for those who answer for some."""
    unit = ask.arg("unit")
    scope = unit or ("*" if ask.whole else "")
    rows = ask.library.rows(
        "select * from demand where (:scope = '' or business_unit_id = :scope) order by rank", scope=scope
    )
    names = _names(ask, "services", "service_id"), _names(ask, "initiatives", "initiative_id")
    shown = [row | {name: json.loads(row[name] or "[]") for name in _LISTS} for row in rows]
    context: dict[str, Any] = {
        "rows": sorted(shown, key=lambda row: (row["rank"], -row["spend_12m"])),
        "services": names[0],
        "initiatives": names[1],
        "spend": sum(row["spend_12m"] for row in rows),
        "units": ask.units(),
        "unit": unit,
        "unit_name": ask.unit_name,
        "table": ask.table("demand", **({"business_unit_id": scope} if scope else {})),
        "urls_": ask.urls,
    }
    return View("demand", "Demand", context)


def _names(ask: Ask, table: str, key: str) -> dict[str, Any]:
    rows: list[Row] = ask.library.distinct(key, f"select {key}, name from {table}")
    return {row[key]: row["name"] for row in rows}

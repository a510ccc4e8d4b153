"""My units: where each of them stands, and one unit in full."""

from __future__ import annotations

import json
from typing import Any

from shadowscan.web import figures, svg
from shadowscan.web.ask import Ask, Crumb, NotHere, View
from shadowscan.web.library import Row
from shadowscan.web.pages.lists import by_worth, ideas, to_decide
from shadowscan.web.pages.renewing import renewals

_FEW = 8


def units(ask: Ask) -> View:
    """Show every unit the reader answers for: spend, readiness, what waits."""
    coverage = figures.coverage(ask)
    waiting = to_decide(ask)
    levels = readiness(ask)
    known = {row["business_unit_id"]: row for row in coverage}
    shown = [
        {
            **unit,
            "split": known[unit["business_unit_id"]]["split"] if unit["business_unit_id"] in known else None,
            "waiting": sum(row["business_unit_id"] == unit["business_unit_id"] for row in waiting),
            "readiness": levels.get(unit["business_unit_id"]),
        }
        for unit in ask.units()
    ]
    return View("units", "Units", {"units": shown, "bar": svg.bar, "urls_": ask.urls})


def readiness(ask: Ask) -> dict[str, Row]:
    """Return the readiness of each unit by its id."""
    if not ask.library.has("readiness_summary"):
        return {}
    rows = ask.library.distinct("business_unit_id", "select * from readiness_summary")
    return {row["business_unit_id"]: row for row in rows}


def unit(ask: Ask) -> View:
    """Show one unit: figures, what to decide, ideas, services, initiatives, readiness, renewals."""
    found = next((one for one in ask.units() if one["business_unit_id"] == ask.key), None)
    if found is None:
        raise NotHere
    coverage = next((row for row in figures.coverage(ask) if row["business_unit_id"] == ask.key), None)
    trend = figures.trend(ask, [ask.key])
    waiting = to_decide(ask, ask.key)
    home = coverage["db"] if coverage else found["db"]
    context: dict[str, Any] = {
        "unit": found,
        "home": home,
        "scan": ask.scan(),
        "split": coverage["split"] if coverage else None,
        "statuses": _statuses(ask, coverage),
        "trend": trend,
        "chart": svg.columns(trend.labels, trend.series, "Software spend by month", ask.site.currency),
        "waiting": waiting[:_FEW],
        "waiting_count": len(waiting),
        "readiness": readiness(ask).get(ask.key),
        "ideas": by_worth(idea for idea in ideas(ask) if ask.key in idea["business_units"])[:_FEW],
        "initiatives": ask.library.distinct(
            "initiative_id",
            """select * from initiatives where business_unit_id in ('*', :unit)
            and status in ('proposed', 'approved', 'active') order by priority, name""",
            unit=ask.key,
        ),
        "services": _services(ask),
        "renewals": renewals(ask, ask.key)[:_FEW],
        "below": [one for one in ask.units() if one["parent_id"] == ask.key],
        "bar": svg.bar,
        "urls_": ask.urls,
    }
    return View("unit", found["name"], context, (Crumb("Units", ask.urls.page("units")),))


def _statuses(ask: Ask, coverage: Row | None) -> list[Row]:
    """Return the unit's spend by status, in the order and with the words of the summary."""
    if coverage is None:
        return []
    words = ask.site.words
    return [
        {"group": group, "status": status, "words": words.status_labels[status], "amount": coverage[status]}
        for group, members in words.groups.items()
        for status in members
        if coverage[status]
    ]


def _services(ask: Ask) -> list[Row]:
    """Return the services agreed with the unit, with their worst service level for it."""
    rows = ask.library.distinct("service_id", "select * from services where status in ('live', 'agreed') order by name")
    slas = ask.library.distinct(
        "sla_id", "select sla_id, service_id, health from slas where business_unit_id in ('*', :unit)", unit=ask.key
    )
    worst = ("missed", "drawer", "not_agreed", "unknown", "met")
    shown = []
    for row in rows:
        if not {ask.key, "*"} & set(json.loads(row["agreed_with"] or "[]")):
            continue
        healths = [sla["health"] for sla in slas if sla["service_id"] == row["service_id"]]
        shown.append(row | {"sla": min(healths, key=worst.index) if healths else None})
    return sorted(shown, key=lambda row: (row["criticality"] != "business_critical", row["name"]))

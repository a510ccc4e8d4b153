"""Strategic initiatives of the business, and one of them: what it stands on and what may bring it down."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from shadowscan.web.ask import Ask, Crumb, NotHere, View
from shadowscan.web.library import Row
from shadowscan.web.pages.lists import by_worth, ideas

_WEAK = ("missed", "drawer", "not_agreed")


def initiatives(ask: Ask) -> View:
    """Show all initiatives with the services beneath them."""
    rows = ask.library.distinct("initiative_id", "select * from initiatives order by priority, name")
    beneath = _beneath(ask)
    risks = _risks(ask)
    shown = [
        row
        | {
            "services": beneath[row["initiative_id"]],
            "risks": risks[row["initiative_id"]],
            "unit": ask.unit_name(row["business_unit_id"] or "*"),
        }
        for row in rows
    ]
    return View(
        "initiatives", "Initiatives", {"initiatives": shown, "table": ask.table("initiatives"), "urls_": ask.urls}
    )


def initiative(ask: Ask) -> View:
    """Show one initiative: the line of value from support groups up to its target."""
    row = ask.library.first("select * from initiatives where initiative_id = :id", id=ask.key)
    if row is None:
        raise NotHere
    needs = json.loads(row["capabilities"] or "[]")
    context: dict[str, Any] = {
        "row": row,
        "unit": ask.unit_name(row["business_unit_id"] or "*"),
        "services": _beneath(ask)[ask.key],
        "risks": _risks(ask)[ask.key],
        "needs": _needs(ask, needs),
        "ideas": by_worth(idea for idea in ideas(ask) if idea["initiative_id"] == ask.key),
        "urls_": ask.urls,
    }
    return View("initiative", row["name"], context, (Crumb("Initiatives", ask.urls.page("initiatives")),))


def _beneath(ask: Ask) -> dict[str, list[Row]]:
    """Return the services beneath each initiative: those it names and what these stand on, with their worst level."""
    rows = ask.library.rows(
        """with recursive down(initiative_id, service_id, role, above, depth) as (
            select initiative_id, service_id, role, '', 0 from initiative_services union
            select d.initiative_id, l.service_id, d.role, s.name, d.depth + 1 from down d
            join service_links l on l.underpins_id = d.service_id join services s on s.service_id = d.service_id
            where d.depth < 6)
        select d.initiative_id, d.role, d.above, min(d.depth) as depth, s.* from down d
        join services s using (service_id) group by d.initiative_id, s.service_id order by depth, s.name"""
    )
    health = defaultdict(list)
    for sla in ask.library.distinct("sla_id", "select sla_id, service_id, health from slas"):
        health[sla["service_id"]].append(sla["health"])
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        mine = health[row["service_id"]]
        worst = next((state for state in (*_WEAK, "unknown", "met") if state in mine), None)
        found[row["initiative_id"]].setdefault(row["service_id"], row | {"sla": worst})
    return defaultdict(list, {key: list(services.values()) for key, services in found.items()})


def _risks(ask: Ask) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    if ask.library.has("initiative_risks"):
        rows = ask.library.rows("select * from initiative_risks order by severity")
        for row in {(row["initiative_id"], row["why"]): row for row in rows}.values():
            found[row["initiative_id"]].append(row)
    return found


def _needs(ask: Ask, needs: list[str]) -> list[Row]:
    """Return the capabilities an initiative needs: who offers each, and what units buy for it on their own."""
    shown = []
    for need in needs:
        category = ask.library.first("select category from categories where category_id = :id", id=need)
        offered = ask.library.distinct(
            "service_id",
            """select service_id, name, status from services where exists
            (select 1 from json_each(coalesce(capabilities, '[]')) where value = :id)
            and status in ('live', 'agreed') order by name""",
            id=need,
        )
        bought = ask.library.rows(
            """select count(*) as findings, coalesce(sum(spend_12m), 0) as spend from findings
            where category = :id and status in ('unmanaged', 'not_offered', 'off_channel')""",
            id=need,
        )
        shown.append(
            {
                "id": need,
                "name": category["category"] if category else need,
                "offered": offered,
                "findings": sum(row["findings"] for row in bought),
                "spend": sum(row["spend"] for row in bought),
            }
        )
    return shown

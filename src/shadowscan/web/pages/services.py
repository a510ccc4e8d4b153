"""The service catalogue, and one service: what it carries, what it promised, what it lacks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from shadowscan.web import svg
from shadowscan.web.ask import Ask, Crumb, NotHere, View
from shadowscan.web.filters import month as month_name
from shadowscan.web.library import Library, Row

_MONTHS = 12


def services(ask: Ask) -> View:
    """Show all services, those with most to mend first."""
    rows = ask.library.distinct("service_id", "select * from services order by name")
    slas = defaultdict(list)
    for sla in ask.library.distinct("sla_id", "select sla_id, service_id, health from slas"):
        slas[sla["service_id"]].append(sla["health"])
    carried = defaultdict(set)
    for link in ask.library.rows("select distinct service_id, initiative_id from initiative_services"):
        carried[link["service_id"]].add(link["initiative_id"])
    shown = [
        row
        | {
            "gaps": json.loads(row["gaps"] or "[]"),
            "slas": {health: slas[row["service_id"]].count(health) for health in sorted(set(slas[row["service_id"]]))},
            "carries": len(carried[row["service_id"]]),
        }
        for row in rows
    ]
    groups = {
        "it": [row for row in shown if row["type"] == "it"],
        "business": [row for row in shown if row["type"] == "business"],
    }
    return View(
        "services",
        "Services",
        {"groups": groups, "table": ask.table("services"), "urls_": ask.urls, "slas": ask.table("slas")},
    )


def service(ask: Ask) -> View:
    """Show one service in both directions: the initiatives above, the services and products below."""
    row = ask.library.first("select * from services where service_id = :id", id=ask.key)
    if row is None:
        raise NotHere
    library = ask.library.of(row["db"])
    context: dict[str, Any] = {
        "service": row | {name: json.loads(row[name] or "[]") for name in _LISTS},
        "capabilities": _capabilities(library, row),
        "initiatives": _initiatives(ask, library),
        "above": _linked(library, "l.underpins_id = s.service_id and l.service_id = :id", ask.key),
        "below": _linked(library, "l.service_id = s.service_id and l.underpins_id = :id", ask.key),
        "slas": _slas(ask),
        "products": ask.library.distinct(
            "service_product_id",
            "select * from service_products where service_id = :id order by vendor, product",
            id=ask.key,
        ),
        "work": _work(ask),
        "beside": _beside(ask),
        "unit_name": ask.unit_name,
        "urls_": ask.urls,
    }
    return View("service", row["name"], context, (Crumb("Services", ask.urls.page("services")),))


_LISTS = ("gaps", "capabilities", "offered_to", "agreed_with")


def _capabilities(library: Library, row: Row) -> list[Row]:
    names = {
        one["category_id"]: one["category"] for one in library.rows("select category_id, category from categories")
    }
    return [{"id": one, "name": names.get(one, one)} for one in json.loads(row["capabilities"] or "[]")]


def _linked(library: Library, on: str, key: str) -> list[Row]:
    return library.rows(
        f"""select distinct s.service_id, s.name, s.type, s.status, s.health, s.criticality
        from service_links l join services s on {on} order by s.name""",
        id=key,
    )


def _initiatives(ask: Ask, library: Library) -> list[Row]:
    """Return the initiatives that stand on a service, directly or through services it underpins, each with its way."""
    rows = ask.library.distinct(
        "initiative_id",
        """with recursive up(service_id, path, depth) as (
            select :id, '', 0 union
            select l.underpins_id, path || case path when '' then '' else ' → ' end || s.name, depth + 1
            from up join service_links l using (service_id) join services s on s.service_id = l.underpins_id
            where depth < 6)
        select i.*, x.role, up.path, up.depth from up join initiative_services x using (service_id)
        join initiatives i using (initiative_id) order by up.depth, i.priority, i.name""",
        id=ask.key,
    )
    return sorted(rows, key=lambda row: (row["depth"], row["name"]))


def _slas(ask: Ask) -> list[Row]:
    """Return the service's levels with their results by month, drawn."""
    slas = ask.library.distinct("sla_id", "select * from slas where service_id = :id order by measure", id=ask.key)
    shown = []
    for sla in slas:
        results = ask.library.of(sla["db"]).rows(
            "select period, value from sla_results where sla_id = :id order by period", id=sla["sla_id"]
        )[-_MONTHS:]
        shown.append(sla | {"results": results, "chart": _chart(sla, results)})
    return shown


def _chart(sla: Row, results: Sequence[Row]) -> Any:
    if sla["target"] is None or not any(row["value"] is not None for row in results):
        return ""
    labels = [month_name(row["period"]) for row in results]
    return svg.line(labels, [row["value"] for row in results], sla["target"], f"{sla['measure']} by month")


def _work(ask: Ask) -> list[Row]:
    """Return what the service's owner is asked to mend, the most urgent first."""
    if not ask.library.has("service_gaps"):
        return []
    rows = ask.library.rows("select * from service_gaps where service_id = :id order by rank", id=ask.key)
    return list({row["work"]: row for row in rows}.values())


def _beside(ask: Ask) -> list[Row]:
    """Return what units buy although, or because, this service offers the capability."""
    rows = ask.library.rows(
        """select finding_id, product, business_unit, status, spend_12m from findings
        where covered_by = :id and status not in ('managed', 'approved') order by spend_12m desc""",
        id=ask.key,
    )
    return sorted(rows, key=lambda row: -row["spend_12m"])

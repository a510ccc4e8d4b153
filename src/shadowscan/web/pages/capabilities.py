"""Capability map: what units buy for which purpose, and whether a service offers it to them; one capability in full."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from shadowscan.web.ask import Ask, Crumb, NotHere, View
from shadowscan.web.library import Row

_COVERAGE = ("gap", "elsewhere", "covered")  # the most telling first
_SHOWN = 40


@dataclass(slots=True)
class Cell:
    """Add up one unit's spend on one capability, by what the catalogue says of it."""

    amounts: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    count: int = 0
    offered: bool = False

    @property
    def state(self) -> str:
        """Return the state of the larger part: managed, covered, elsewhere, gap, offered (unused) or none."""
        used = {state: amount for state, amount in self.amounts.items() if self.count}
        if not used:
            return "offered" if self.offered else "none"
        return max(used, key=lambda state: (used[state], state))

    @property
    def total(self) -> float:
        """Return the spend of all parts."""
        return round(sum(self.amounts.values()), 2)


Cells = dict[tuple[str, str], Cell]  # by capability and unit


def capabilities(ask: Ask) -> View:
    """Show which capability each unit meets how: by a managed product, outside, or not at all."""
    units = ask.units()
    names = {row["category_id"]: row for row in ask.library.distinct("category_id", "select * from categories")}
    cells = _cells(ask, names)
    offered = _offered(ask)
    outside = {
        category: sum(amount for (c, _), cell in cells.items() if c == category for amount in _outside(cell))
        for category in {category for category, _ in cells}
    }
    order = sorted(outside, key=lambda category: (-outside[category], names[category]["category"]))
    rows = [
        {
            "category_id": category,
            "name": names[category]["category"],
            "cells": [_cell(cells, offered, category, unit["business_unit_id"]) for unit in units],
            "outside": round(outside[category], 2),
            "offered": sorted(offered.get(category, set())),
        }
        for category in order[:_SHOWN]
    ]
    context = {"units": units, "rows": rows, "more": max(len(order) - _SHOWN, 0), "ask": ask, "urls_": ask.urls}
    return View("capabilities", "Capability map", context)


def _cell(cells: Cells, offered: dict[str, set[str]], category: str, unit: str) -> Cell:
    cell = cells.get((category, unit)) or Cell()
    cell.offered = bool({unit, "*"} & offered.get(category, set()))
    return cell


def _cells(ask: Ask, names: dict[str, Row]) -> Cells:
    cells: Cells = defaultdict(Cell)
    words = ask.site.words
    for row in ask.library.rows("select category, business_unit_id, status, coverage, spend_12m from findings"):
        if row["category"] not in names:
            continue
        cell = cells[row["category"], row["business_unit_id"]]
        managed = words.group(row["status"]) == "managed"
        cell.amounts["managed" if managed else row["coverage"] or "gap"] += row["spend_12m"]
        cell.count += 1
    return cells


def _outside(cell: Cell) -> list[float]:
    return [amount for state, amount in cell.amounts.items() if state in _COVERAGE]


def _offered(ask: Ask) -> dict[str, set[str]]:
    """Return the units each capability is offered to by a live or agreed service."""
    offered: dict[str, set[str]] = defaultdict(set)
    rows = ask.library.distinct(
        "service_id", "select service_id, capabilities, offered_to from services where status in ('live', 'agreed')"
    )
    for row in rows:
        for capability in json.loads(row["capabilities"] or "[]"):
            offered[capability].update(json.loads(row["offered_to"] or "[]"))
    return offered


def capability(ask: Ask) -> View:
    """Show one capability: who buys what for it, which services offer it, which initiatives need it, what peers do."""
    row = ask.library.first("select * from categories where category_id = :id", id=ask.key)
    if row is None:
        raise NotHere
    rows = ask.library.rows("select * from findings where category = :id", id=ask.key)
    found = sorted(rows, key=lambda one: -one["spend_12m"])
    words = ask.site.words
    outside = [one for one in found if words.group(one["status"]) != "managed"]
    context: dict[str, Any] = {
        "row": row,
        "findings": found,
        "outside": sum(one["spend_12m"] for one in outside),
        "total": sum(one["spend_12m"] for one in found),
        "units": len({one["business_unit_id"] for one in outside}),
        "services": _naming(ask, "services", "service_id"),
        "initiatives": _naming(ask, "initiatives", "initiative_id"),
        "market": ask.library.distinct(
            "market_id", "select * from market where capability = :id order by seen_on desc", id=ask.key
        ),
        "table": ask.table("findings", category=ask.key),
        "urls_": ask.urls,
    }
    return View("capability", row["category"], context, (Crumb("Capability map", ask.urls.page("capabilities")),))


def _naming(ask: Ask, table: str, key: str) -> list[Row]:
    """Return services or initiatives that name the capability."""
    return ask.library.distinct(
        key,
        f"""select * from {table} where exists
        (select 1 from json_each(coalesce(capabilities, '[]')) where value = :id) order by name""",
        id=ask.key,
    )

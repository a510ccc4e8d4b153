"""Readiness: how far IT has come with each unit, step by step, and the next thing to do."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from shadowscan.web.ask import Ask, View
from shadowscan.web.library import Row
from shadowscan.web.pages.units import readiness

_STEPS = range(1, 6)


def ladder(ask: Ask) -> View:
    """Show the ladder of every unit, each criterion with its evidence."""
    levels = readiness(ask)
    criteria: dict[str, list[Row]] = defaultdict(list)
    if levels:
        for row in ask.library.rows("select * from readiness order by level, criterion"):
            criteria[row["business_unit_id"]].append(row)
    shown = [_unit(unit, levels[unit["business_unit_id"]], criteria) for unit in _known(ask, levels)]
    return View("readiness", "Readiness", {"units": shown, "urls_": ask.urls, "table": ask.table("readiness")})


def _known(ask: Ask, levels: dict[str, Row]) -> list[Row]:
    units = [unit for unit in ask.units() if unit["business_unit_id"] in levels]
    return sorted(units, key=lambda unit: (levels[unit["business_unit_id"]]["level"], unit["name"]))


def _unit(unit: Row, summary: Row, criteria: dict[str, list[Row]]) -> dict[str, Any]:
    mine = criteria[unit["business_unit_id"]]
    steps = [
        {
            "level": level,
            "state": "met" if level <= summary["level"] else "next" if level == summary["level"] + 1 else "later",
            "criteria": [row for row in mine if row["level"] == level],
        }
        for level in _STEPS
    ]
    return {"unit": unit, "summary": summary, "steps": steps}

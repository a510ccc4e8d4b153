"""Ideas: the board by stage, and one idea with its case, its readiness gate and what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from shadowscan.decisions import fold, read_decisions
from shadowscan.decisions.lifecycle import Lifecycle
from shadowscan.records import AT_REST
from shadowscan.web.ask import Ask, Crumb, NotHere, View
from shadowscan.web.deciding.allowed import may_move
from shadowscan.web.deciding.panel import panel
from shadowscan.web.library import Row
from shadowscan.web.pages.cases import YEARS, benefits, case
from shadowscan.web.pages.lists import by_worth, ideas

_SHAPES = {
    "title": "Title",
    "owner": "Owner",
    "sponsor": "Sponsor in the business",
    "it_sponsor": "Sponsor in IT",
    "initiative_id": "Initiative it serves (id)",
    "service_id": "Service that takes part (id)",
    "probability": "Probability, 0 to 1",
}
_SHOWN = 12


def board(ask: Ask) -> View:
    """Show ideas by stage, best first; what rests stands apart."""
    unit, kind = ask.arg("unit"), ask.arg("type")
    everything = by_worth(ideas(ask))
    found = [
        one for one in everything if (not unit or unit in one["business_units"]) and (not kind or one["type"] == kind)
    ]
    life = Lifecycle(ask.site.rules)
    columns = [
        {"stage": stage, "ideas": mine[:_SHOWN], "count": len(mine), "spend": sum(i["spend_12m"] for i in mine)}
        for stage in life.rules.stages
        for mine in [[one for one in found if one["stage"] == stage.stage]]
    ]
    context: dict[str, Any] = {
        "columns": [column for column in columns if column["stage"].stage not in AT_REST],
        "resting": [column for column in columns if column["stage"].stage in AT_REST and column["count"]],
        "count": len(found),
        "items": len(life.gate.items),
        "units": ask.units(),
        "unit": unit,
        "kind": kind,
        "kinds": sorted({one["type"] for one in everything}),
        "table": ask.table,
        "urls_": ask.urls,
    }
    return View("ideas", "Ideas", context)


def idea(ask: Ask) -> View:
    """Show one idea whole."""
    everything = ideas(ask)
    found = next((one for one in everything if one["idea_id"] == ask.key), None)
    if found is None:
        raise NotHere
    life = Lifecycle(ask.site.rules)
    names = {one["idea_id"]: one["title"] for one in everything}
    gate = _gate(ask, life)
    context: dict[str, Any] = {
        "idea": found,
        "scan": ask.scan(),
        "whole": found["probability"] is not None or not found["rule_id"],
        "stages": [stage for stage in life.rules.stages if stage.stage not in AT_REST],
        "case": case(ask, found),
        "years": YEARS,
        "benefits": benefits(ask, ask.key),
        "gate_rows": gate,
        "answered": sum(row["state"] != "open" for row in gate),
        "findings": _findings(ask, found["findings"]),
        "service": ask.library.first("select * from services where service_id = :id", id=found["service_id"]),
        "initiative": ask.library.first(
            "select * from initiatives where initiative_id = :id", id=found["initiative_id"]
        ),
        "waits_for": {"idea_id": found["blocked_by"], "title": names.get(found["blocked_by"], "another idea")},
        "overlaps": [
            {"idea_id": key, "title": names[key]} for key in json.loads(found["overlaps"] or "[]") if key in names
        ],
        "units": [ask.unit_name(unit) for unit in found["business_units"]],
        "lines": ask.table("business_case_lines", idea_id=ask.key),
        "decide": panel(ask, ask.library, ask.key),
        "gate": life.gate.items,
        "open_items": [row["item"] for row in gate if row["state"] == "open"],
        "moves": _moves(ask, life, found),
        "shapes": _SHAPES,
        "others": [one for one in by_worth(everything) if one["idea_id"] != ask.key],
        "currency": ask.site.currency,
        "urls_": ask.urls,
    }
    return View("idea", found["title"], context, (Crumb("Ideas", ask.urls.page("ideas")),))


def _gate(ask: Ask, life: Lifecycle) -> list[Row]:
    """Return the items of service readiness as they stand, open ones too."""
    rows = ask.library.distinct(
        "item", "select * from idea_readiness where idea_id = :id order by position", id=ask.key
    )
    if rows:
        return rows
    return [{"item": one.item, "title": one.title, "asks": one.asks, "state": "open"} for one in life.gate.items]


def _moves(ask: Ask, life: Lifecycle, found: Row) -> list[dict[str, Any]]:
    """Return where the idea may go from its stage, with what each step still lacks."""
    decided = fold(read_decisions(ask.site.workspace / "private"))
    return [
        {
            "stage": stage,
            "missing": life.missing(found, decided, stage.stage, why="-", into="-"),
            "denied": not may_move(ask.access.role, stage.stage),
        }
        for stage in life.moves(found["stage"])
    ]


def _findings(ask: Ask, keys: Sequence[str]) -> list[Row]:
    rows = ask.library.rows(
        "select * from findings where finding_id in (select value from json_each(:keys)) order by spend_12m desc",
        keys=json.dumps(list(keys)),
    )
    return sorted(rows, key=lambda row: -row["spend_12m"])

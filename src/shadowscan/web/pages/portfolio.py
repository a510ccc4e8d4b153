"""Portfolio: what all ideas promise and what came of it; every finding's money counts once."""

from __future__ import annotations

from typing import Any

from shadowscan.decisions.lifecycle import Lifecycle
from shadowscan.records import AT_REST
from shadowscan.web import svg
from shadowscan.web.ask import Ask, View
from shadowscan.web.filters import month
from shadowscan.web.library import Row
from shadowscan.web.pages.lists import ideas

_SUMMED = ("spend_counted", "benefit_base", "one_off_cost", "annual_cost", "readiness_cost", "net_3y", "expected_npv")


def portfolio(ask: Ask) -> View:
    """Show promised against realised, by stage."""
    found = ideas(ask)
    stages = Lifecycle(ask.site.rules).rules.stages
    rows = [_stage(stage.stage, stage.title, [one for one in found if one["stage"] == stage.stage]) for stage in stages]
    alive = [one for one in found if one["stage"] not in AT_REST]
    register = ask.library.rows("select * from benefits order by period")
    months = sorted({row["period"] for row in register})
    context: dict[str, Any] = {
        "rows": [row for row in rows if row["ideas"]],
        "total": _stage("all", "All that live", alive),
        "unseen": sum(one["probability"] is None for one in alive),
        "planned": sum(row["planned"] or 0 for row in register),
        "actual": sum(row["actual"] or 0 for row in register),
        "months": [_month(name, register) for name in months],
        "shadow": _shadow(found),
        "chart": svg.bar,
        "table": ask.table,
        "urls_": ask.urls,
    }
    return View("portfolio", "Portfolio", context)


def _stage(stage: str, title: str, mine: list[Row]) -> dict[str, Any]:
    sums = {name: round(sum(one[name] or 0 for one in mine), 2) for name in _SUMMED}
    return {"stage": stage, "title": title, "ideas": len(mine), **sums}


def _month(name: str, register: list[Row]) -> dict[str, Any]:
    mine = [row for row in register if row["period"] == name]
    return {
        "period": name,
        "name": month(name),
        "planned": sum(row["planned"] or 0 for row in mine),
        "actual": sum(row["actual"] or 0 for row in mine),
    }


def _shadow(found: list[Row]) -> dict[str, float] | None:
    """Return the spend outside the catalogue before and after, of ideas that were approved."""
    known = [one for one in found if one["shadow_before"] is not None]
    if not known:
        return None
    return {name: sum(one[f"shadow_{name}"] or 0 for one in known) for name in ("before", "after")}

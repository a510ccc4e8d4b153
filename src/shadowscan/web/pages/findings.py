"""Findings of all the reader's units in one list: what to decide, what was ruled, what is outside."""

from __future__ import annotations

from typing import Any

from shadowscan.web.ask import Ask, View
from shadowscan.web.figures import in_group
from shadowscan.web.library import Row
from shadowscan.web.pages.lists import to_decide

_SHOWN = 60
TABS = {"decide": "To decide", "ruled": "Ruled", "outside": "Outside or unresolved", "managed": "Managed", "all": "All"}


def findings(ask: Ask) -> View:
    """Show findings by what the reader wants of them; all filters and columns are one link away."""
    show = ask.arg("show", tuple(TABS)) or "decide"
    unit = ask.arg("unit")
    rows = to_decide(ask, unit) if show == "decide" else _rows(ask, show, unit)
    context: dict[str, Any] = {
        "tabs": TABS,
        "show": show,
        "unit": unit,
        "units": ask.units(),
        "rows": rows[:_SHOWN],
        "count": len(rows),
        "spend": sum(row["spend_12m"] for row in rows),
        "table": ask.table("findings", **({"business_unit_id": unit} if unit else {})),
        "urls_": ask.urls,
    }
    return View("findings", "Findings", context)


def _rows(ask: Ask, show: str, unit: str) -> list[Row]:
    where = {
        "ruled": "ruling is not null",
        "outside": f"status in {in_group(ask, 'outside', 'unresolved')}",
        "managed": f"status in {in_group(ask, 'managed')}",
        "all": "true",
    }[show]
    rows = ask.library.rows(
        f"""select finding_id, product, vendor, business_unit, status, status_why, spend_12m, users, risk, severity,
        ruling, owner, (select why from finding_flags w where w.finding_id = f.finding_id order by rule_id limit 1)
        as flag_why from findings f where {where} and (:unit = '' or business_unit_id = :unit)""",
        unit=unit,
    )
    return sorted(rows, key=lambda row: (-row["severity"], -row["spend_12m"], row["product"]))

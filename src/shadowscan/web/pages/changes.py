"""What changed since the scan before: new, grown, gone, decided."""

from __future__ import annotations

from typing import Any

from shadowscan.publish import change_words
from shadowscan.web.ask import Ask, View
from shadowscan.web.library import Row

_SHOWN = 25


def changed(ask: Ask, unit: str = "") -> list[Row]:
    """Return the changes in the reader's units, the most telling first."""
    rows = ask.library.distinct(
        "change_id",
        "select * from changes where :unit = '' or business_unit_id = :unit order by position",
        unit=unit,
    )
    order = list(change_words(ask.site.rules))
    return sorted(rows, key=lambda row: (order.index(row["kind"]), -abs(row["amount"] or 0), row["what"]))


def changes(ask: Ask) -> View:
    """Show what is new, by kind."""
    unit = ask.arg("unit")
    rows = changed(ask, unit)
    groups = [
        {"kind": kind, "title": title, "rows": mine[:_SHOWN], "count": len(mine)}
        for kind, title in change_words(ask.site.rules).items()
        for mine in [[row for row in rows if row["kind"] == kind]]
        if mine
    ]
    known = {row["finding_id"] for row in ask.library.rows("select finding_id from findings")}
    context: dict[str, Any] = {
        "scan": ask.scan(),
        "since": rows[0]["since"] if rows else None,
        "groups": groups,
        "known": known,
        "unit": unit,
        "units": ask.units(),
        "unit_name": ask.unit_name,
        "table": ask.table,
        "urls_": ask.urls,
    }
    return View("changes", "What changed", context)

"""Scan health: what was read, what was refused, whether the sums agree, how much is unresolved."""

from __future__ import annotations

from typing import Any

from shadowscan.web import figures
from shadowscan.web.ask import Ask, View
from shadowscan.web.library import Row

_COUNTS = ("rows_read", "rows_accepted", "rows_rejected", "rows_duplicate", "rows_out_of_scope")
_TOLERANCE = 0.005  # half of the last place: sums of decimals that SQLite holds as binary numbers


def health(ask: Ask) -> View:
    """Show how far the figures can be trusted."""
    files = ask.library.distinct("file_id", "select * from files order by status, source_id, file_id")
    coverage = figures.coverage(ask)
    split = figures.split(ask, coverage)
    review = ask.library.rows("select count(*) as waiting, coalesce(sum(spend), 0) as spend from review_queue")
    context: dict[str, Any] = {
        "scan": ask.scan(),
        "files": files,
        "by_status": ", ".join(f"{count} {status}" for status, count in _by(files, "status").items()),
        "whole": ask.whole,
        "counts": {name: sum(row[name] or 0 for row in files) for name in _COUNTS} if _counted(files) else None,
        "split": split,
        "checks": _checks(ask, coverage),
        "review": {"waiting": sum(row["waiting"] for row in review), "spend": sum(row["spend"] for row in review)},
        "files_table": ask.table("files"),
        "months_table": ask.table("spend_by_month"),
        "urls_": ask.urls,
    }
    return View("health", "Scan health", context)


def _counted(files: list[Row]) -> bool:
    return bool(files) and all(name in files[0] for name in _COUNTS)


def _by(rows: list[Row], column: str) -> dict[str, int]:
    values = sorted({row[column] for row in rows})
    return {value: sum(row[column] == value for row in rows) for value in values}


def _checks(ask: Ask, coverage: list[Row]) -> list[dict[str, Any]]:
    """Add up the tables that must agree, from the rows the reader can open."""
    rows = ask.library.rows(
        """select (select coalesce(sum(amount), 0) from spend_by_month where status <> 'not_software') as months,
        (select coalesce(sum(spend_total), 0) from findings) as findings,
        (select coalesce(sum(amount_reporting), 0) from transactions) as transactions,
        (select coalesce(sum(spend_12m), 0) from findings) as recent,
        (select coalesce(sum(total), 0) from coverage_summary) as coverage"""
    )
    sums = {name: round(sum(row[name] for row in rows), 2) for name in rows[0] if name != "db"} if rows else {}
    statuses = round(sum(row["split"].managed + row["split"].outside + row["split"].unresolved for row in coverage), 2)
    total = round(sum(row["split"].total for row in coverage), 2)
    pairs = [
        ("Software by month and status", "months", "Spend rows", "transactions"),
        ("Software by month and status", "months", "Findings, all that was read", "findings"),
        ("Findings, last 12 months", "recent", "Coverage by unit", "coverage"),
    ]
    found = [_check(left, sums.get(a, 0), right, sums.get(b, 0)) for left, a, right, b in pairs]
    return [*found, _check("The statuses of all units", statuses, "Their totals", total)]


def _check(left: str, one: float, right: str, other: float) -> dict[str, Any]:
    return {"left": left, "one": one, "right": right, "other": other, "agree": abs(one - other) < _TOLERANCE}

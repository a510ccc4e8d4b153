"""Overview: how much, how much of it is managed, what is new, what to decide first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from shadowscan.web import figures, svg
from shadowscan.web.ask import Ask, View
from shadowscan.web.library import Row
from shadowscan.web.pages.changes import changed
from shadowscan.web.pages.lists import by_worth, ideas, to_decide

_SHOWN = 8
_FEW = 5


def home(ask: Ask) -> View:
    """Show the reader's whole view in one page, what their role asks first on top."""
    if not ask.library.names:
        return View("empty", ask.site.title)
    scan, coverage = ask.scan(), figures.coverage(ask)
    trend = figures.trend(ask, [] if ask.whole else [row["business_unit_id"] for row in coverage])
    waiting = to_decide(ask)
    context: dict[str, Any] = {
        "scan": scan,
        "whole": ask.whole,
        "names": [ask.site.grants().files[name].title for name in ask.library.names],
        "split": figures.split(ask, coverage),
        "coverage": coverage,
        "trend": trend,
        "chart": svg.columns(trend.labels, trend.series, "Software spend by month", ask.site.currency),
        "waiting": waiting[:_SHOWN],
        "waiting_count": len(waiting),
        "renewals": _renewals(ask, scan),
        "ideas": by_worth(ideas(ask))[:_FEW],
        "ideas_count": len(ideas(ask)),
        "review": _review(ask),
        "changes": changed(ask),
        "links": {group: ask.table("findings", status__in=figures.statuses(ask, group)) for group in figures.GROUPS}
        | {"all": ask.table("coverage_summary"), "months": ask.table("spend_by_month")},
        "bar": svg.bar,
        "role": ask.access.role,
        "urls_": ask.urls,
    }
    return View("home", "Overview", context)


def _renewals(ask: Ask, scan: Row) -> list[Row]:
    until = date.fromisoformat(scan["as_of"]) + timedelta(days=ask.site.words.renewal_days)
    rows = ask.library.rows(
        """select finding_id, product, business_unit, next_renewal, annual_run_rate, status from findings
        where next_renewal > :day and next_renewal <= :until and annual_run_rate > 0 order by next_renewal, product""",
        day=scan["as_of"],
        until=until.isoformat(),
    )
    return sorted(rows, key=lambda row: (row["next_renewal"], -row["annual_run_rate"]))


def _review(ask: Ask) -> Row:
    rows = ask.library.rows("select count(*) as waiting, coalesce(sum(spend), 0) as spend from review_queue")
    return {"waiting": sum(row["waiting"] for row in rows), "spend": sum(row["spend"] for row in rows)}

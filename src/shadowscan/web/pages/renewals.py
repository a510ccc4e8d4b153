"""Renewals calendar: what renews when, until when notice can be given; also as a calendar file."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from datasette.utils.asgi import Response

from shadowscan.web import ical
from shadowscan.web.ask import Ask, View
from shadowscan.web.filters import day, money, month
from shadowscan.web.library import Row
from shadowscan.web.pages.renewing import renewals


def calendar(ask: Ask) -> View:
    """Show renewals month by month."""
    unit = ask.arg("unit")
    rows = renewals(ask, unit)
    scan = ask.scan()
    months = [
        {"name": month(key), "rows": mine, "rate": sum(row["annual_run_rate"] for row in mine)}
        for key, mine in ((key, list(part)) for key, part in groupby(rows, lambda row: row["next_renewal"][:7]))
    ]
    late = [row for row in rows if row["notice_by"] and row["notice_by"] < scan["as_of"]]
    context: dict[str, Any] = {
        "scan": scan,
        "months": months,
        "count": len(rows),
        "rate": sum(row["annual_run_rate"] for row in rows),
        "late": len(late),
        "unit": unit,
        "units": ask.units(),
        "file": ask.urls.page("renewals.ics", **({"unit": unit} if unit else {})),
        "urls_": ask.urls,
    }
    return View("renewals", "Renewals", context)


def calendar_file(ask: Ask) -> Response:
    """Return the renewals as an iCalendar file."""
    scan = ask.scan()
    events = [event for row in renewals(ask, ask.arg("unit")) for event in _events(ask, row)]
    body = ical.calendar(f"Renewals, {ask.site.title}", scan["started_at"], events)
    headers = {"content-disposition": 'attachment; filename="renewals.ics"', "cache-control": "private, no-store"}
    return Response(body, headers=headers, content_type="text/calendar; charset=utf-8")


def _events(ask: Ask, row: Row) -> list[ical.Event]:
    what = f"{row['product']} ({row['business_unit']})"
    told = f"{money(row['annual_run_rate'], ask.site.currency)} a year, status {row['status'].replace('_', ' ')}."
    if row["contract_id"]:
        told += f" Contract {row['contract_id']}."
    events = [ical.Event(f"{row['finding_id']}-renewal", row["next_renewal"], f"Renewal: {what}", told)]
    if row["notice_by"]:
        told = f"Last day to give notice before the renewal on {day(row['next_renewal'])}. {told}"
        events.append(ical.Event(f"{row['finding_id']}-notice", row["notice_by"], f"Notice due: {what}", told))
    return events

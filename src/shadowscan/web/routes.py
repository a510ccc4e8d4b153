"""Every address of ours and the page behind it."""

from __future__ import annotations

from typing import Any

from shadowscan.web.deciding.look import look
from shadowscan.web.deciding.write import post
from shadowscan.web.page import native, page
from shadowscan.web.pages import (
    capabilities,
    changes,
    companies,
    demand,
    finding,
    findings,
    health,
    home,
    ideas,
    initiatives,
    ladder,
    method,
    portfolio,
    renewals,
    review,
    services,
    tables,
    units,
)

_KEY = r"(?P<key>[^/.]+)$"

# page -> what builds it; those about one thing take its key
_PLAIN = {
    "units": units.units,
    "findings": findings.findings,
    "changes": changes.changes,
    "review": review.review,
    "renewals": renewals.calendar,
    "ideas": ideas.board,
    "portfolio": portfolio.portfolio,
    "demand": demand.demand,
    "services": services.services,
    "initiatives": initiatives.initiatives,
    "capabilities": capabilities.capabilities,
    "readiness": ladder.ladder,
    "health": health.health,
    "method": method.method,
    "tables": tables.tables,
}
_ABOUT = {
    "unit": units.unit,
    "finding": finding.finding,
    "vendor": companies.vendor,
    "product": companies.product,
    "idea": ideas.idea,
    "service": services.service,
    "initiative": initiatives.initiative,
    "capability": capabilities.capability,
    "rows": tables.rows,
}
_NATIVE = {  # table -> our page in the place of Datasette's page of one row
    "business_units": units.unit,
    "findings": finding.finding,
    "vendors": companies.vendor,
    "products": companies.product,
    "ideas": ideas.idea,
    "services": services.service,
    "initiatives": initiatives.initiative,
    "categories": capabilities.capability,
}

ROUTES: list[tuple[str, Any]] = [
    (r"^/$", page(home.home)),
    *((rf"^/-/{name}$", page(build)) for name, build in _PLAIN.items()),
    *((rf"^/-/{name}/{_KEY}", page(build)) for name, build in _ABOUT.items()),
    (r"^/-/renewals\.ics$", page(renewals.calendar_file)),
    (r"^/-/decide$", post),
    (r"^/-/look$", look),
    *((rf"^/(?P<database>[^/.]+)/{table}/{_KEY}", native(page(build))) for table, build in _NATIVE.items()),
]

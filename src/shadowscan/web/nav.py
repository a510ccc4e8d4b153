"""The way through the pages: what stands in the navigation for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shadowscan.web.site import Site
from shadowscan.web.urls import Urls

_ALL = ("brm", "steering", "analyst", "admin", "investigator")
_WATCH = ("analyst", "admin")


@dataclass(frozen=True, slots=True)
class Entry:
    """Name one page of the navigation; `roles` are those who need it."""

    label: str
    page: str
    roles: tuple[str, ...] = _ALL
    also: tuple[str, ...] = ()  # pages that belong to it


GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Understand",
        (
            Entry("Overview", ""),
            Entry("Units", "units", also=("unit",)),
            Entry("Findings", "findings", also=("finding", "vendor", "product")),
            Entry("What changed", "changes"),
        ),
    ),
    (
        "Decide",
        (
            Entry("Review queue", "review"),
            Entry("Renewals", "renewals"),
            Entry("Ideas", "ideas", also=("idea",)),
            Entry("Portfolio", "portfolio"),
        ),
    ),
    (
        "Service catalogue",
        (
            Entry("Services", "services", also=("service",)),
            Entry("Initiatives", "initiatives", also=("initiative",)),
            Entry("Capability map", "capabilities", also=("capability",)),
            Entry("Demand", "demand"),
            Entry("Readiness", "readiness"),
        ),
    ),
    (
        "Trust",
        (Entry("Scan health", "health"), Entry("Method", "method"), Entry("All tables", "tables", also=("rows",))),
    ),
)


def navigation(site: Site, datasette: Any, request: Any) -> dict[str, Any]:
    """Return the navigation for a template: groups of links with the current one marked, and who reads."""
    access = site.grants().access(request.actor if request else None)
    urls = Urls(datasette.setting("base_url"))
    if access is None:
        return {"ss_nav": [], "ss_role": "", "ss_urls": urls}
    path = request.path.removeprefix(urls.base)
    shown = [
        (group, [_link(urls, entry, path) for entry in entries if access.role in entry.roles])
        for group, entries in GROUPS
    ]
    return {"ss_nav": shown, "ss_role": access.role, "ss_urls": urls}


def _link(urls: Urls, entry: Entry, path: str) -> Mapping[str, Any]:
    name = path.removeprefix("-/").partition("/")[0] if path.startswith("-/") else ("" if not path else "?")
    if name == "?" and entry.page:  # a native page: /database/table/key
        parts = path.split("/")
        name = parts[1] if len(parts) > 1 else "tables"
    current = name == entry.page or name in entry.also
    return {"label": entry.label, "href": urls.page(entry.page), "current": current}

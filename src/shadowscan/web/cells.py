"""Cells of tables made readable: money, shares, pills, lists. Every value is escaped."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from shadowscan.web.site import PageColumn, Site

_EVERYBODY = "*"


def render(site: Site, url: Callable[[str, str], str], table: str, column: str, value: Any) -> Markup | None:
    """Return a cell's HTML, None to leave it to Datasette; `url(table, key)` is the address of a row."""
    told = site.column(table, column)
    if told is None or value is None or isinstance(value, dict):
        return None
    if told.kind in ("money", "amount", "number"):
        return _number(f"{value:,.2f}" if told.kind != "number" else f"{value:,.6g}", value)
    if told.kind == "share":
        return _number(f"{value:.0%}".replace("%", "\u202f%"), value)
    if told.kind in ("count", "people", "events"):
        return _number(f"{value:,}" if isinstance(value, int) else str(value), value)
    if told.kind == "pill":
        return Markup('<span class="ss-pill ss-pill-{}">{}</span>').format(value, str(value).replace("_", " "))
    if told.kind == "unit":
        return _unit(site, str(value))
    if told.kind == "code":
        return escape(str(value).replace("_", " "))
    if told.kind in ("list", "units"):
        return _list(site, url, told, str(value))
    return None


def _number(shown: str, value: Any) -> Markup:
    counted = isinstance(value, (int, float))
    mark = " ss-negative" if counted and value < 0 else " ss-zero" if counted and value == 0 else ""
    return Markup('<span class="ss-number{}">{}</span>').format(mark, shown.replace("-", "\u2212"))


def _list(site: Site, url: Callable[[str, str], str], told: PageColumn, text: str) -> Markup | None:
    try:
        items = json.loads(text)
    except ValueError:
        return None
    if isinstance(items, dict):  # what a decision says, name by name
        items = [f"{name}: {value}" for name, value in items.items()]
    if not isinstance(items, list):
        return None
    if not items:
        return Markup('<span class="ss-none" title="nothing">–</span>')
    shown = [_item(site, url, told, item) for item in items]
    return Markup('<ul class="ss-list">{}</ul>').format(Markup("").join(Markup("<li>{}</li>").format(i) for i in shown))


def _item(site: Site, url: Callable[[str, str], str], told: PageColumn, item: Any) -> Markup:
    if isinstance(item, list):  # a guess with its score
        return Markup("{}").format(", ".join(f"{part:.0%}" if isinstance(part, float) else str(part) for part in item))
    if told.kind == "units":
        return _unit(site, str(item))
    if told.links:
        return Markup('<a href="{}">{}</a>').format(url(told.links, str(item)), item)
    return escape(str(item).replace("_", " "))


def _unit(site: Site, unit: str) -> Markup:
    return escape("everybody" if unit == _EVERYBODY else site.unit_names.get(unit, unit))

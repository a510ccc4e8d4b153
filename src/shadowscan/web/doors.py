"""Our own pages: home, the closed doors of the core, and the answers to those who may not."""

from __future__ import annotations

from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response

from shadowscan.web.access import decide, is_admin
from shadowscan.web.site import Site, site_of

# What the core tells everybody who may see anything: paths, other files' names, who asked for what.
CLOSED = (
    r"/-/(?P<name>databases|metadata|plugins|settings|threads|config|versions|actor|allow-debug|patterns|messages"
    r"|permissions|auth-token|rules|allowed|check|queries|schema|jump|internal|tables|api|create-token|debug)"
    r"(?P<rest>[./].*)?$"
)
_KEY_FIGURES = """
select (select as_of from scans) as as_of, (select sum(total) from coverage_summary) as spend,
(select sum(unmanaged + unresolved + off_channel + not_offered + retired + prohibited)
 from coverage_summary) as outside,
(select count(*) from findings) as findings, (select count(*) from findings where risk = 'high') as high,
(select count(*) from ideas) as ideas
"""
_NOT_FOUND = "There is no such page, or it is not yours to see."
_SIGN_IN = (
    "Nobody is signed in. Come here by your organisation's sign-on; if you did, ask whoever runs shadowscan to add "
    "your address to the access list."
)


async def home(datasette: Any, request: Any) -> Any:
    """Show the databases the reader may see, each with its key figures."""
    site = site_of(datasette)
    if site is None or not decide(site.grants(), request.actor, "view-instance", None):
        return await denied(datasette, request)
    cards = [await _card(datasette, site, name) for name in readable(datasette, site, request.actor)]
    page = await datasette.render_template("ss_home.html", {"cards": cards, "title": site.title}, request=request)
    return Response.html(page)


def readable(datasette: Any, site: Site, actor: Any) -> list[str]:
    """List the databases an actor may see, the whole organisation first, then by title."""
    grants = site.grants()
    names = [name for name in datasette.databases if decide(grants, actor, "view-database", name)]
    return sorted(names, key=lambda name: (grants.files[name].level != "group", grants.files[name].title.casefold()))


async def _card(datasette: Any, site: Site, name: str) -> dict[str, Any]:
    file = site.grants().files[name]
    try:
        figures = dict((await datasette.get_database(name).execute(_KEY_FIGURES)).first())
    except QueryInterrupted:
        figures = {}
    whole = "The whole organisation" if file.level == "group" else "" if file.unit else "Several units together"
    return {"name": name, "title": file.title, "note": whole, "currency": site.currency, **figures}


async def closed(datasette: Any, request: Any) -> Any:
    """Answer for the core's own pages: an admin sees the few that are harmless, others nothing."""
    site = site_of(datasette)
    if site is not None and is_admin(site.grants(), request.actor):
        told = {
            "versions": datasette._versions,
            "settings": datasette.settings_dict,
            "actor": lambda: {"actor": request.actor},
        }.get(request.url_vars["name"])
        if told:
            return Response.json(told())
    return await denied(datasette, request)


async def denied(datasette: Any, request: Any) -> Any:
    """Say the same about what does not exist and what is not the reader's; tell strangers how to sign in."""
    stranger = request.actor is None
    status, title = (403, "Please sign in") if stranger else (404, "Not found")
    return await problem(datasette, request, status, title, _SIGN_IN if stranger else _NOT_FOUND)


async def problem(datasette: Any, request: Any, status: int, title: str, message: str) -> Any:
    """Return an error as a page, or as JSON where JSON was asked for."""
    if request.path.split("?")[0].endswith(".json"):
        return Response.json({"ok": False, "error": message, "status": status, "title": title}, status=status)
    page = await datasette.render_template("error.html", {"title": title, "error": message}, request=request)
    return Response.html(page, status=status)

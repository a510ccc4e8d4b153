"""Doors: the core's own pages that stay closed, and the answers to those who may not or whose request fails."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from shadowscan.web.access import decide, is_admin
from shadowscan.web.site import Site, site_of

# What the core tells everybody who may see anything: paths, other files' names, who asked for what.
CLOSED = (
    r"/-/(?P<name>databases|metadata|plugins|settings|threads|config|versions|actor|allow-debug|patterns|messages"
    r"|permissions|auth-token|rules|allowed|check|queries|schema|jump|internal|tables|api|create-token|debug)"
    r"(?P<rest>[./].*)?$"
)
_NOT_FOUND = "There is no such page, or it is not yours to see."
_SIGN_IN = (
    "Nobody is signed in. Come here by your organisation's sign-on; if you did, ask whoever runs shadowscan to add "
    "your address to the access list."
)


def readable(datasette: Any, site: Site, actor: Any) -> list[str]:
    """List the databases an actor may see, the whole organisation first, then by title."""
    grants = site.grants()
    names = [name for name in datasette.databases if decide(grants, actor, "view-database", name)]
    return sorted(names, key=lambda name: (grants.files[name].level != "group", grants.files[name].title.casefold()))


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
    page = await datasette.render_template("ss_error.html", {"title": title, "error": message}, request=request)
    return Response.html(page, status=status)

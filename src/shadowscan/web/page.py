"""From a question to a page: who may, which files, one read of them, one template."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.utils import tilde_decode
from datasette.utils.asgi import Response

from shadowscan.web import doors
from shadowscan.web.access import decide
from shadowscan.web.ask import Ask, NotHere, Unreadable, View
from shadowscan.web.deciding.seal import form_key
from shadowscan.web.library import Library
from shadowscan.web.site import Site, site_of
from shadowscan.web.urls import Urls

Build = Callable[[Ask], View | Response]
Handler = Callable[[Any, Any], Awaitable[Any]]


def page(build: Build) -> Handler:
    """Make a page of a function that reads the files and says what to show."""

    async def handler(datasette: Any, request: Any) -> Any:
        site = site_of(datasette)
        if site is None or not decide(site.grants(), request.actor, "view-instance", None):
            return await doors.denied(datasette, request)
        try:
            told = await asyncio.to_thread(_read, build, site, datasette, request)
        except NotHere:
            return await doors.denied(datasette, request)
        except Unreadable as error:
            return await doors.problem(datasette, request, 400, "This address does not work", str(error))
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            return await doors.problem(datasette, request, 503, "This took too long", "Please try again.")
        return told if isinstance(told, Response) else await shown(datasette, request, told)

    return handler


def native(handler: Handler) -> Handler:
    """Serve a page at the address of a row, to those who may read the row's file."""

    async def checked(datasette: Any, request: Any) -> Any:
        site = site_of(datasette)
        database = tilde_decode(request.url_vars["database"])
        if site is None or not decide(site.grants(), request.actor, "view-table", database):
            return await doors.denied(datasette, request)
        return await handler(datasette, request)

    return checked


async def shown(datasette: Any, request: Any, view: View, status: int = 200) -> Any:
    """Render a view."""
    context = {"title": view.title, "crumbs": view.crumbs, **view.context}
    page = await datasette.render_template(f"views/{view.template}.html", context, request=request)
    return Response.html(page, status=status)


def _read(build: Build, site: Site, datasette: Any, request: Any) -> View | Response:
    with open_library(site, datasette, request.actor) as library:
        return build(question(site, datasette, request, library))


def open_library(site: Site, datasette: Any, actor: Any) -> Library:
    """Return the files of all units a reader answers for; of files that overlap, the widest."""
    grants = site.grants()
    access = grants.access(actor)
    names = grants.cover(access) if access else []
    served = [name for name in names if name in datasette.databases]
    return Library({name: site.workspace / "published" / f"{name}.db" for name in served})


def question(site: Site, datasette: Any, request: Any, library: Library) -> Ask:
    """Return what a request asks, with its reader."""
    access = site.grants().access(request.actor)
    if access is None:
        raise NotHere
    args = {name: request.args.get(name) for name in request.args}
    key = tilde_decode(request.url_vars.get("key") or "")
    urls = Urls(datasette.setting("base_url"))
    return Ask(site, request.actor["id"], access, library, urls, args, key, form_key(datasette))

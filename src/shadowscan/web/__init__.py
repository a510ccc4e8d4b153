"""The Datasette plugin. It does nothing until `plugins: shadowscan: workspace:` stands in Datasette's metadata."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from typing import Any

from datasette.utils import tilde_encode
from datasette.utils.asgi import Forbidden, NotFound
from datasette.views.base import DatasetteError

from shadowscan.web import cells, compat, doors, guard, signin
from shadowscan.web.access import decide
from shadowscan.web.filters import filters
from shadowscan.web.headers import App, with_headers
from shadowscan.web.hook import hook
from shadowscan.web.labels import labels
from shadowscan.web.nav import navigation
from shadowscan.web.routes import ROUTES
from shadowscan.web.site import Site, site_of

_STATIC = "/-/static-plugins/shadowscan"
_FORMS = ("/-/decide", "/-/look")
_STYLES = ("frame", "tables", "parts", "print")


@hook(wraps=True)
def permission_allowed(datasette: Any, actor: Any, action: str, resource: Any) -> Generator[None, Any, Any]:
    """Decide instead of all other plugins: whatever they answer, and in whatever order, ours is the only answer."""
    answers = yield
    site = site_of(datasette)
    if site is None:
        return answers
    database = resource[0] if isinstance(resource, (tuple, list)) else resource
    return [decide(site.grants(), actor, action, database)]


@hook()
def permission_resources_sql(datasette: Any, actor: Any, action: str) -> Any:
    """Answer Datasette 1.0 in its own way, which is SQL."""
    site = site_of(datasette)
    return compat.permissions(site.grants(), actor, action) if site else None


@hook(first=True)
def actor_from_request(datasette: Any, request: Any) -> dict[str, str] | None:
    """Say who asks."""
    site = site_of(datasette)
    return signin.actor_of(site, request) if site else None


@hook(first=True)
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """Put our home page and closed doors before the core's pages."""
    return [*ROUTES, (doors.CLOSED, doors.closed)] if site_of(datasette) else []


@hook()
def skip_csrf(datasette: Any, scope: Any) -> bool | None:
    """Leave our forms to our own checks: same origin, and a token that is signed for one person and one page."""
    return True if site_of(datasette) and scope["path"].endswith(_FORMS) else None


@hook()
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Add strict headers to every answer."""
    return with_headers if site_of(datasette) else lambda app: app


@hook()
def prepare_connection(conn: Any, database: str, datasette: Any) -> None:
    """Keep SQL from asking where files lie."""
    if site_of(datasette) and database != "_internal":
        guard.restrict(conn)


@hook()
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Lay our pages over the core's."""
    site = site_of(datasette)
    if site:
        env.loader = compat.loader(env.loader)
        env.filters.update(filters(lambda: site.currency))


@hook(first=True)
def forbidden(datasette: Any, request: Any, message: str) -> Any:
    """Answer what is not the reader's like what does not exist."""
    return (lambda: doors.denied(datasette, request)) if site_of(datasette) else None


@hook(first=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """Tell readers what they can change; the rest is for the log."""
    if site_of(datasette) is None:
        return None
    if isinstance(exception, (NotFound, Forbidden)) or request.actor is None:
        return lambda: doors.denied(datasette, request)
    if isinstance(exception, sqlite3.ProgrammingError):  # an address with too few keys, which the core does not expect
        return lambda: doors.denied(datasette, request)
    if isinstance(exception, (sqlite3.OperationalError, ValueError, AssertionError)):  # an argument no page offers
        return lambda: doors.problem(datasette, request, 400, "This did not work", "The database cannot answer that.")
    status = getattr(exception, "status", 500)
    told = isinstance(exception, DatasetteError) or 400 <= status < 500
    message = (
        str(getattr(exception, "message", exception)) if told else "Something went wrong; the server's log says what."
    )
    return lambda: doors.problem(datasette, request, status, "This did not work", message)


@hook(first=True)
def render_cell(value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    """Show money, shares, states and lists as people read them."""
    site = site_of(datasette)
    if site is None or table is None:
        return None
    return cells.render(site, _row_address(datasette, database), table, column, value)


def _row_address(datasette: Any, database: str) -> Callable[[str, str], str]:
    return lambda table, key: f"{datasette.urls.table(database, table)}/{tilde_encode(key)}"


@hook()
def get_metadata(datasette: Any, key: str | None, database: str | None, table: str | None) -> dict[str, Any]:
    """Describe databases, tables and columns; to a permission check (it asks for `tables` only) nothing."""
    site = site_of(datasette) if key != "plugins" else None
    if site is None or (key == "tables" and database is not None):
        return {}
    site.grants()
    return {"databases": site.databases}


@hook()
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    """Give pages the titles of databases, tables and columns."""
    site = site_of(datasette)
    return {**labels(site, datasette), **navigation(site, datasette, request)} if site else {}


@hook()
def extra_css_urls(datasette: Any) -> list[str]:
    """Add our style sheet."""
    return [f"{_STATIC}/{name}.css" for name in _STYLES] if site_of(datasette) else []


@hook()
def extra_js_urls(datasette: Any) -> list[str]:
    """Add our script."""
    return [f"{_STATIC}/shadowscan.js"] if site_of(datasette) else []


@hook()
def menu_links(datasette: Any, actor: Any) -> list[dict[str, str]]:
    """Offer the reader's databases in the menu."""
    site = site_of(datasette)
    if site is None:
        return []
    return [{"href": datasette.urls.instance(), "label": "Home"}, *_databases(datasette, site, actor)]


def _databases(datasette: Any, site: Site, actor: Any) -> list[dict[str, str]]:
    files = site.grants().files
    names = doors.readable(datasette, site, actor)
    return [{"href": datasette.urls.database(name), "label": files[name].title} for name in names]

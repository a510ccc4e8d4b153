"""Taking a decision: who may, from our own page, on what is theirs; into the log, then into the files in service."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from datasette.utils.asgi import Response

from shadowscan.decisions import Decision, DecisionLog, Draft, read_decisions
from shadowscan.errors import InputError, ShadowscanError
from shadowscan.publish import catch_up
from shadowscan.web import doors
from shadowscan.web.access import decide
from shadowscan.web.ask import Ask, NotHere
from shadowscan.web.deciding.allowed import may
from shadowscan.web.deciding.drafts import DRAFTS, Form, NotAllowed
from shadowscan.web.deciding.origin import same_origin
from shadowscan.web.deciding.seal import Sealed, form_key, unseal
from shadowscan.web.page import open_library, question
from shadowscan.web.site import Site, site_of

_LOG = logging.getLogger("shadowscan")
_LONGEST = 64 * 1024  # bytes of a form
_NO_FORM = "This form was not made for you, or the server was set up anew since. Load the page again."


async def post(datasette: Any, request: Any) -> Any:
    """Take a form: 303 to the page it came from, 400 for what cannot stand, 403, 404, 409 for a page out of date."""
    taken = await received(datasette, request)
    site = site_of(datasette)
    if not isinstance(taken, tuple) or site is None:
        return taken
    return await _taken(site, datasette, request, *taken)


async def received(datasette: Any, request: Any) -> Any:
    """Return what a form was made for and its answers, or the page that says why it is not taken."""
    site = site_of(datasette)
    if site is None or not decide(site.grants(), request.actor, "view-instance", None):
        return await doors.denied(datasette, request)
    if request.method != "POST":
        return await doors.problem(datasette, request, 405, "This address takes forms only", "Decide on a page.")
    if not same_origin(request.scope):
        return await doors.problem(datasette, request, 403, "Not from here", "This form came from another site.")
    body = await _body(request)
    if body is None:
        return await doors.problem(datasette, request, 413, "Too long", "Shorten what you wrote.")
    answers = parse_qs(body, keep_blank_values=True, errors="replace", max_num_fields=200)
    sealed = unseal(form_key(datasette), (answers.get("token") or [""])[0])
    if sealed is None or sealed.who != request.actor["id"]:
        return await doors.problem(datasette, request, 400, "Please load the page again", _NO_FORM)
    return sealed, answers


async def _taken(site: Site, datasette: Any, request: Any, sealed: Sealed, answers: dict[str, list[str]]) -> Any:
    kind = (answers.get("form") or [""])[0]
    if kind not in DRAFTS or not may(site.grants().people[request.actor["id"].casefold()].role, kind):
        return await doors.problem(datasette, request, 403, "Not for your role", "Your role may not decide this.")
    try:
        address = await asyncio.to_thread(_decide, site, datasette, request, sealed, answers)
    except NotHere:
        return await doors.denied(datasette, request)
    except NotAllowed:
        return await doors.problem(datasette, request, 403, "Not for your role", "Your role may not decide this.")
    except InputError as error:
        stale = await asyncio.to_thread(_is_stale, site, sealed)
        title = "Somebody was faster" if stale else "This could not be noted"
        return await doors.problem(datasette, request, 409 if stale else 400, title, _said(error))
    return Response.redirect(address, status=303)


def _decide(site: Site, datasette: Any, request: Any, sealed: Sealed, answers: dict[str, list[str]]) -> str:
    """Write the decision, show it in the files, and return the address to go on at."""
    kind = answers["form"][0]
    with open_library(site, datasette, request.actor) as library:
        ask = question(site, datasette, request, library)
        drafts = DRAFTS[kind](Form(ask, sealed, answers))
        made = _append(site, drafts, sealed, kind, (answers.get("descriptor_id") or [""])[0])
        address = _back(ask, sealed, made)
    try:
        catch_up(site.workspace)
    except (ShadowscanError, sqlite3.Error) as error:  # the decision stands; the next scan or decision shows it
        _LOG.error("A decision is noted, but not shown in the files yet: %s", error)
    return address


def _append(site: Site, drafts: list[Draft], sealed: Sealed, kind: str, part: str) -> list[Decision]:
    log = DecisionLog(site.workspace / "private")
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    seen = {sealed.subject: sealed.seen} if drafts[0].subject == sealed.subject else None
    return log.append(drafts, at, token=":".join((sealed.nonce, kind, part)), seen=seen)


def _back(ask: Ask, sealed: Sealed, made: list[Decision]) -> str:
    """Return where the reader goes on: never an address that the form itself names."""
    done = {"done": made[-1].decision_id}
    if made[-1].kind == "idea_open":
        return ask.urls.page("idea", made[-1].subject, **done)
    if made[-1].kind == "descriptor" and sealed.subject == "review":
        return ask.urls.page("review", **done)
    places = (("findings", "finding"), ("ideas", "idea"), ("vendors", "vendor"), ("products", "product"))
    for table, page in places:
        sql = f'select 1 from "{table}" where "{page}_id" = :id'  # noqa: S608 - names from the line above
        if ask.library.first(sql, id=sealed.subject):
            return ask.urls.page(page, sealed.subject, **done)
    return ask.urls.page()


def _is_stale(site: Site, sealed: Sealed) -> bool:
    mine = [one.decision_id for one in read_decisions(site.workspace / "private") if one.subject == sealed.subject]
    return bool(mine) and mine[-1] != sealed.seen


def _said(error: InputError) -> str:
    remedy = f" {error.remedy}" if error.remedy else ""
    return f"{error.message[:1].upper()}{error.message[1:]}.{remedy}"


async def _body(request: Any) -> str | None:
    """Return a form's body, None where it is longer than anybody writes."""
    content, more = b"", True
    while more:
        message = await request.receive()
        content += message.get("body", b"")
        more = message.get("more_body", False)
        if len(content) > _LONGEST:
            return None
    return content.decode("utf-8", "replace")

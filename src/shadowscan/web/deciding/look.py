"""An investigator's look at who paid: named people, for a reason that is noted before anything is shown."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from typing import Any

from shadowscan.decisions import DecisionLog, Draft
from shadowscan.errors import InputError
from shadowscan.pseudonyms import pseudonym, pseudonym_key
from shadowscan.web import doors
from shadowscan.web.ask import Crumb, NotHere, View
from shadowscan.web.deciding.allowed import may
from shadowscan.web.deciding.write import received
from shadowscan.web.library import Row
from shadowscan.web.page import open_library, question, shown
from shadowscan.web.site import Site, site_of
from shadowscan.workspace import Person, open_workspace

_SPENT = """
    select t.person, count(*) as rows, sum(t.amount_reporting) as amount, min(t.date) as first, max(t.date) as last
    from evidence e join transactions t using (transaction_id) where e.finding_id = ? and t.person is not null
    group by t.person order by amount desc, t.person"""


async def look(datasette: Any, request: Any) -> Any:
    """Show the people behind a finding to an investigator of its unit; each look is an entry of the log."""
    taken = await received(datasette, request)
    if not isinstance(taken, tuple):
        return taken
    sealed, answers = taken
    site = site_of(datasette)
    access = site.grants().access(request.actor) if site else None
    if site is None or access is None or not may(access.role, "look"):
        return await doors.problem(datasette, request, 403, "Not for your role", "People are named to investigators.")
    try:
        view = await asyncio.to_thread(_look, site, datasette, request, sealed.subject, answers)
    except NotHere:
        return await doors.denied(datasette, request)
    except InputError as error:
        return await doors.problem(datasette, request, 400, "A reason is needed", error.remedy or str(error))
    page = await shown(datasette, request, view)
    page.headers["cache-control"] = "private, no-store"
    return page


def _look(site: Site, datasette: Any, request: Any, subject: str, answers: Mapping[str, list[str]]) -> View:
    with open_library(site, datasette, request.actor) as library:
        ask = question(site, datasette, request, library)
        finding = library.first("select * from findings where finding_id = :id", id=subject)
        if finding is None:
            raise NotHere
        why = (answers.get("why") or [""])[0].strip()
        draft = Draft(ask.who, "look", subject, {}, why, ask.scan()["scan_id"])
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        DecisionLog(site.workspace / "private").append([draft], at)  # first noted, then shown
        people = _people(site, subject)
        crumbs = (Crumb(finding["product"], ask.urls.page("finding", subject)),)
        return View("people", "People", {"finding": finding, "people": people, "why": why, "urls_": ask.urls}, crumbs)


def _people(site: Site, subject: str) -> list[Row]:
    path = site.workspace / "private" / "findings.db"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute(_SPENT, (subject,))]
    named = _named(site)
    return [row | _told(row["person"], named.get(row["person"])) for row in rows]


def _named(site: Site) -> dict[str, Person]:
    """Return everybody of people.csv by pseudonym, and by address, name and id where no pseudonyms are used."""
    workspace = open_workspace(site.workspace)
    key = pseudonym_key(workspace.private, workspace.settings.organisation)
    found: dict[str, Person] = {}
    for person in workspace.reference.people:
        found[pseudonym(key, person.person_id)] = person
        if not workspace.settings.privacy.pseudonymise:
            found |= {name: person for name in (person.email, person.name, person.person_id) if name}
    return found


def _told(label: str, person: Person | None) -> Row:
    if person is None:
        return {"name": label, "email": "", "status": "not in people.csv"}
    return {"name": person.name or person.person_id, "email": person.email, "status": person.status}

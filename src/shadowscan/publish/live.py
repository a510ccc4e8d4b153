"""Files in service kept in step with the decision log between two scans."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from shadowscan.money import minor_digits
from shadowscan.publish.apply import lay_over
from shadowscan.publish.audiences import audiences
from shadowscan.publish.cut import Cutter, People
from shadowscan.publish.decided import Entries, read_entries
from shadowscan.publish.place import FINDINGS
from shadowscan.publish.schema import Schema, read_schema
from shadowscan.records import UNASSIGNED
from shadowscan.workspace import BusinessUnit, Workspace, open_workspace

_WAIT = 30  # seconds for another writer


def catch_up(folder: Path) -> None:
    """Lay everything that was decided over findings.db and all published files; repeating it changes nothing.

    A reader sees each file before or after, never between: one transaction of its write-ahead log.
    """
    path = folder / "private" / FINDINGS
    if not path.is_file():
        return
    workspace = open_workspace(folder)
    schema, digits = read_schema(workspace.rules), minor_digits(workspace.settings.currency)
    with closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as connection:
        entries = read_entries(workspace.private, connection)
        if not entries.decisions:
            return
        people = _people(workspace, schema, connection)
        _lay(connection, schema, "private", entries, None, digits)
    units = [*workspace.reference.business_units, BusinessUnit(UNASSIGNED, UNASSIGNED.capitalize())]
    for audience in audiences(workspace):
        live = workspace.published / audience.file
        if live.is_file():
            cutter = Cutter(
                audience, units, people, workspace.settings.privacy.small_group, schema.words, _offered(workspace)
            )
            with closing(sqlite3.connect(live, timeout=_WAIT, isolation_level=None)) as connection:
                _lay(connection, schema, audience.level, entries, cutter, digits)


def _lay(
    connection: sqlite3.Connection, schema: Schema, level: str, entries: Entries, cutter: Cutter | None, digits: int
) -> None:
    connection.execute("begin immediate")
    try:
        if connection.execute("select 1 from sqlite_master where name = 'scans'").fetchone():
            lay_over(connection, schema, level, entries, cutter, digits)
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _people(workspace: Workspace, schema: Schema, connection: sqlite3.Connection) -> People:
    rows = connection.execute("select distinct person from transactions where person is not null")
    return People(workspace.reference.people, [row[0] for row in rows], schema.words)


def _offered(workspace: Workspace) -> list[str]:
    names = [service.name for service in workspace.reference.services]
    return names + [row["category"] for row in workspace.rules.table("taxonomy")]

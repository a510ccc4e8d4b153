"""One row changed in place, with its words in the full-text index."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from shadowscan.publish.schema import Schema


def update(
    connection: sqlite3.Connection, schema: Schema, level: str, table: str, key: str, changes: Mapping[str, Any]
) -> None:
    """Set columns of the row with a key, if it is there and they differ."""
    if not changes:
        return
    rule = schema.tables[table]
    column = rule.key[0]
    names = ", ".join(f'"{name}"' for name in changes)
    row = connection.execute(f'select rowid, {names} from main."{table}" where "{column}" = ?', (key,)).fetchone()
    if row is None or row[1:] == tuple(changes.values()):
        return
    searched = [name for name in rule.search if name in schema.seen_by(level)[table]]
    indexed = bool(set(searched) & set(changes)) and _has_index(connection, table)
    if indexed:
        _index(connection, table, searched, row[0], leave=True)
    settings = ", ".join(f'"{name}" = ?' for name in changes)
    connection.execute(f'update main."{table}" set {settings} where "{column}" = ?', (*changes.values(), key))
    if indexed:
        _index(connection, table, searched, row[0], leave=False)


def _has_index(connection: sqlite3.Connection, table: str) -> bool:
    found = connection.execute("select 1 from main.sqlite_master where name = ?", (f"{table}_fts",)).fetchone()
    return found is not None


def _index(connection: sqlite3.Connection, table: str, columns: list[str], rowid: int, leave: bool) -> None:
    """Take a row's words out of the index, or put them in; see SQLite's documentation of FTS5, external content."""
    names = ", ".join(f'"{name}"' for name in columns)
    index = f'main."{table}_fts"'
    if leave:
        target, first = f'{index} ("{table}_fts", rowid, {names})', "'delete', "
    else:
        target, first = f"{index} (rowid, {names})", ""
    connection.execute(
        f'insert into {target} select {first}rowid, {names} from main."{table}" where rowid = ?', (rowid,)
    )


def insert(connection: sqlite3.Connection, schema: Schema, level: str, table: str, row: Mapping[str, Any]) -> None:
    """Add a row, if none has its key."""
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    done = connection.execute(f'insert or ignore into main."{table}" ({names}) values ({marks})', tuple(row.values()))
    searched = [name for name in schema.tables[table].search if name in schema.seen_by(level)[table]]
    if done.rowcount and done.lastrowid and searched and _has_index(connection, table):
        _index(connection, table, searched, done.lastrowid, leave=False)

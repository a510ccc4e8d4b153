"""SQLite files from the schema: strict tables, foreign keys, then rows, then indexes and full-text search."""

from __future__ import annotations

import sqlite3
from operator import itemgetter
from pathlib import Path

from sqlite_utils import Database

from shadowscan.errors import ShadowscanError
from shadowscan.publish.schema import Schema
from shadowscan.publish.tables import Table

CACHE = -128 * 1024  # KiB
_TOKENS = "unicode61 remove_diacritics 2"


def create(path: Path, schema: Schema, level: str) -> sqlite3.Connection:
    """Make a new file with the empty tables an audience of `level` may see, and return its connection."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = off")  # the file is thrown away if anything goes wrong
    connection.execute("pragma synchronous = off")
    connection.execute(f"pragma cache_size = {CACHE}")
    database = Database(connection)
    seen = schema.seen_by(level)
    for name, columns in seen.items():
        key = schema.tables[name].key
        database.create_table(
            name,
            {column: rule.sql_type(level) for column, rule in columns.items()},
            pk=key[0] if len(key) == 1 else key,
            foreign_keys=[
                (column, rule.references, schema.tables[rule.references].key[0])
                for column, rule in columns.items()
                if rule.references in seen
            ],
            strict=True,
        )
    return connection


def load(connection: sqlite3.Connection, schema: Schema, tables: list[Table]) -> None:
    """Insert all rows in one transaction, each table in the order of its key."""
    connection.execute("begin")
    for table in tables:
        if not table.rows:
            continue
        names = ", ".join(f'"{name}"' for name in table.columns)
        marks = ", ".join("?" * len(table.columns))
        places = [table.columns.index(name) for name in schema.tables[table.name].key]
        if len(places) == 1:
            rows = sorted(table.rows, key=itemgetter(places[0]))
        else:
            rows = sorted(table.rows, key=lambda row: tuple(str(row[place] or "") for place in places))
        try:
            connection.executemany(f'insert into "{table.name}" ({names}) values ({marks})', rows)
        except sqlite3.Error as error:
            raise ShadowscanError(f"the table '{table.name}' cannot be written: {error}") from error
    connection.execute("commit")


def finish(connection: sqlite3.Connection, schema: Schema, level: str) -> None:
    """Add indexes on foreign keys and facets, full-text search, and the statistics the planner needs."""
    database = Database(connection)
    with database.atomic():
        for name, columns in schema.seen_by(level).items():
            rule = schema.tables[name]
            wanted = [c for c, spec in columns.items() if spec.references] + rule.facets + [rule.sort_desc]
            for column in dict.fromkeys(wanted):
                if column in columns and column != rule.key[0]:
                    database.table(name).create_index([column])
            search = [column for column in rule.search if column in columns]
            if search:
                database.table(name).enable_fts(search, tokenize=_TOKENS)
    connection.execute("analyze")


def check(connection: sqlite3.Connection, schema: Schema, level: str, name: str) -> None:
    """Refuse a file that is broken, points nowhere, or holds a table or column its readers may not see."""
    broken = [row[0] for row in connection.execute("pragma integrity_check")]
    if broken != ["ok"]:
        raise ShadowscanError(f"{name}: {broken[0]}")
    for table, _, parent, _ in connection.execute("pragma foreign_key_check"):
        raise ShadowscanError(f"{name}: a row of '{table}' names a row of '{parent}' that is not there")
    seen = schema.seen_by(level)
    for table, kind in connection.execute("select name, type from sqlite_master where type in ('table', 'view')"):
        base = table.split("_fts")[0]
        if table in seen and kind == "table":
            columns = [row[1] for row in connection.execute(f'pragma table_info("{table}")')]
            if columns != list(seen[table]):
                raise ShadowscanError(f"{name}: the columns of '{table}' are not those its readers may see")
        elif not (table.startswith("sqlite_stat") or ("_fts" in table and base in seen)):
            raise ShadowscanError(f"{name}: the table '{table}' is on no publish list")
    if connection.execute("select count(*) from scans").fetchone()[0] != 1:
        raise ShadowscanError(f"{name}: the scan it comes from is not in it")

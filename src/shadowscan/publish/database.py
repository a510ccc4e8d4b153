"""SQLite files from the schema: strict tables, foreign keys, then rows, then indexes and full-text search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path

from sqlite_utils import Database

from shadowscan.errors import ShadowscanError
from shadowscan.publish.schema import ColumnRule, Schema
from shadowscan.publish.tables import Table

CACHE = -128 * 1024  # KiB
_TOKENS = "unicode61 remove_diacritics 2"


def create(path: Path, schema: Schema, level: str) -> sqlite3.Connection:
    """Make a new file with the empty tables an audience of `level` may see, and return its connection."""
    path.unlink(missing_ok=True)
    connection = open_new(path)
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


def open_new(path: Path) -> sqlite3.Connection:
    """Open a file that nobody reads yet, for writing without a journal: it is thrown away if anything goes wrong."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = off")
    connection.execute("pragma synchronous = off")
    connection.execute("pragma secure_delete = off")  # nothing is deleted from it but search index under way
    connection.execute("pragma temp_store = memory")
    connection.execute(f"pragma cache_size = {CACHE}")
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
    seen = schema.seen_by(level)
    _check_pages(connection, seen, name)
    _check_keys(connection, schema, seen, name)
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


def _check_pages(connection: sqlite3.Connection, tables: Iterable[str], name: str) -> None:
    """Refuse a file with a broken page or cell, or an index that does not hold each row of its table once.

    As integrity_check does, but without looking up every row in every index, which takes ten times as long.
    """
    broken = [row[0] for row in connection.execute("pragma quick_check")]
    if broken != ["ok"]:
        raise ShadowscanError(f"{name}: {broken[0]}")
    for table in tables:
        held = f'select count(*), sum(rowid) from "{table}"'
        rows = connection.execute(f"{held} not indexed").fetchone()
        for _, index, *_ in connection.execute(f'pragma index_list("{table}")').fetchall():
            if connection.execute(f'{held} indexed by "{index}"').fetchone() != rows:
                raise ShadowscanError(f"{name}: the index '{index}' does not hold the rows of '{table}'")


def _check_keys(
    connection: sqlite3.Connection, schema: Schema, seen: dict[str, dict[str, ColumnRule]], name: str
) -> None:
    """Refuse a file with a row that names a row which is not there; each distinct name is looked up once."""
    for table, columns in seen.items():
        for column, rule in columns.items():
            if rule.references not in seen:
                continue
            key = schema.tables[rule.references].key[0]
            lost = f"""select 1 from (select distinct "{column}" as named from "{table}" where "{column}" is not null)
                where not exists (select 1 from "{rule.references}" there where there."{key}" = named) limit 1"""
            if connection.execute(lost).fetchone():
                raise ShadowscanError(
                    f"{name}: a row of '{table}' names a row of '{rule.references}' that is not there"
                )

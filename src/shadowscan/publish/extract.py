"""One audience's file out of everything that was found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from shadowscan.errors import ShadowscanError
from shadowscan.publish import database, ideas, scopes
from shadowscan.publish.audiences import Audience
from shadowscan.publish.cut import Cutter
from shadowscan.publish.decided import Entries, write_decisions
from shadowscan.publish.schema import ColumnRule, Schema

_CUTS = {"text": "text", "prose": "prose", "quoting": "quoting", "list": "text", "units": "units"}


def extract(
    everything: Path,
    target: Path,
    schema: Schema,
    audience: Audience,
    cutter: Cutter,
    digits: int,
    files: Iterable[str],
    entries: Entries,
) -> dict[str, int]:
    """Build and check one audience's file; return the number of rows of each table."""
    connection = database.create(target, schema, audience.level)
    try:
        connection.execute("attach ? as p", (str(everything),))
        connection.execute(f"pragma p.cache_size = {database.CACHE}")
        for name in ("text", "unit"):  # for the cells that scopes tells itself
            connection.create_function(f"cut_{name}", 1, getattr(cutter, name), deterministic=True)
        connection.create_function(
            "cut_total", 2, lambda total, parts: cutter.total(total, json.loads(parts)), deterministic=True
        )
        connection.execute("begin")
        connection.execute("create temp table cut (how text, was text, now text, primary key (how, was)) without rowid")
        if audience.level == "unit":
            scopes.prepare(connection, audience, digits, files)
        for name, columns in schema.seen_by(audience.level).items():
            if name in ("ideas", "idea_findings", "decisions"):
                continue
            _copy(connection, schema, name, columns, audience.level, cutter)
        ideas.write(connection, schema, audience, cutter, digits)
        write_decisions(connection, entries, cutter)
        connection.execute("commit")
        connection.execute("detach p")
        database.finish(connection, schema, audience.level)
        database.check(connection, schema, audience.level, audience.file)
        _check_units(connection, schema, audience)
        return {
            name: connection.execute(f'select count(*) from "{name}"').fetchone()[0]
            for name in schema.seen_by(audience.level)
        }
    finally:
        connection.close()


def _copy(
    connection: sqlite3.Connection,
    schema: Schema,
    name: str,
    columns: dict[str, ColumnRule],
    level: str,
    cutter: Cutter,
) -> None:
    where = scopes.UNIT_ROWS.get(name) if level == "unit" else "true"
    if where is None:
        raise ShadowscanError(f"no rule says which rows of '{name}' a unit may see", "publish/scopes.py")
    cells = []
    for column, rule in columns.items():
        special = scopes.CELLS.get((name, column))
        if level == "unit":
            special = scopes.UNIT_CELLS.get((name, column), special)
        if special is None and rule.kind in _CUTS:
            special = _cut(connection, name, column, where, cutter, _CUTS[rule.kind])
        cells.append(special or _cell(column, rule, columns, cutter))
    names = ", ".join(f'"{column}"' for column in columns)
    order = ", ".join(f'"{column}"' for column in schema.tables[name].key)
    connection.execute(
        f'insert into main."{name}" ({names}) select {", ".join(cells)} from p."{name}" s '
        f"where {where} order by {order}"
    )


def _cut(connection: sqlite3.Connection, table: str, column: str, where: str, cutter: Cutter, how: str) -> str:
    """Note what becomes of those distinct texts of a column that must change; return the cell as SQL.

    Most texts stay as they are, so that most columns are copied without a call or a look-up for each row. The texts
    come as one value: a value for each would hand Python's lock to and fro between threads.
    """
    texts = connection.execute(
        f'select json_group_array(distinct "{column}") from p."{table}" s where {where} and "{column}" is not null'
    )
    cut = getattr(cutter, how)
    changed = [(how, text, now) for text in json.loads(texts.fetchone()[0]) if (now := cut(text)) != text]
    if not changed:
        return f'"{column}"'
    connection.executemany("insert or ignore into temp.cut values (?, ?, ?)", changed)
    return f"""coalesce((select now from temp.cut where how = '{how}' and was = s."{column}"), s."{column}")"""


def _cell(column: str, rule: ColumnRule, columns: dict[str, ColumnRule], cutter: Cutter) -> str:
    if rule.kind == "people":
        return f"""case when "{column}" < {cutter.small} then '<{cutter.small}' else "{column}" end"""
    if rule.kind == "events":  # told only beside people who are enough
        people = next(name for name, other in columns.items() if other.kind == "people")
        return f'case when "{people}" >= {cutter.small} then "{column}" end'
    return f'"{column}"'


def _check_units(connection: sqlite3.Connection, schema: Schema, audience: Audience) -> None:
    """Refuse a unit's file in which a column of units names another unit."""
    if audience.level != "unit":
        return
    allowed = audience.holds | audience.above | {"*"}
    for name, columns in schema.seen_by("unit").items():
        for column, rule in columns.items():
            if rule.kind not in ("unit", "units"):
                continue
            each = f'(select value from "{name}", json_each("{column}"))' if rule.kind == "units" else f'"{name}"'
            value = "value" if rule.kind == "units" else f'"{column}"'
            for (unit,) in connection.execute(f"select distinct {value} from {each} where {value} is not null"):
                if unit not in allowed:
                    raise ShadowscanError(f"{audience.file}: {name}.{column} names another unit")

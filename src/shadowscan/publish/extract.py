"""One audience's file out of everything that was found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from shadowscan.errors import ShadowscanError
from shadowscan.publish import database, ideas, scopes
from shadowscan.publish.audiences import Audience
from shadowscan.publish.cut import Cutter
from shadowscan.publish.schema import ColumnRule, Schema

_CUTS = {
    "text": "cut_text",
    "prose": "cut_prose",
    "quoting": "cut_quoting",
    "list": "cut_text",
    "units": "cut_units",
    "people": "cut_people",
}


def extract(
    everything: Path,
    target: Path,
    schema: Schema,
    audience: Audience,
    cutter: Cutter,
    digits: int,
    files: Iterable[str],
) -> dict[str, int]:
    """Build and check one audience's file; return the number of rows of each table."""
    connection = database.create(target, schema, audience.level)
    try:
        connection.execute("attach ? as p", (str(everything),))
        connection.execute(f"pragma p.cache_size = {database.CACHE}")
        _functions(connection, cutter)
        connection.execute("begin")
        if audience.level == "unit":
            scopes.prepare(connection, audience, digits, files)
        for name, columns in schema.seen_by(audience.level).items():
            if name in ("ideas", "idea_findings"):
                continue
            _copy(connection, schema, name, columns, audience.level)
        ideas.write(connection, schema, audience, cutter, digits)
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


def _functions(connection: sqlite3.Connection, cutter: Cutter) -> None:
    for name in sorted({*_CUTS.values(), "cut_unit"}):
        connection.create_function(name, 1, getattr(cutter, name.removeprefix("cut_")), deterministic=True)


def _copy(
    connection: sqlite3.Connection, schema: Schema, name: str, columns: dict[str, ColumnRule], level: str
) -> None:
    where = scopes.UNIT_ROWS.get(name) if level == "unit" else "true"
    if where is None:
        raise ShadowscanError(f"no rule says which rows of '{name}' a unit may see", "publish/scopes.py")
    cells = ", ".join(_cell(name, column, rule, columns, level) for column, rule in columns.items())
    names = ", ".join(f'"{column}"' for column in columns)
    order = ", ".join(f'"{column}"' for column in schema.tables[name].key)
    connection.execute(
        f'insert into main."{name}" ({names}) select {cells} from p."{name}" s where {where} order by {order}'
    )


def _cell(table: str, column: str, rule: ColumnRule, columns: dict[str, ColumnRule], level: str) -> str:
    special = scopes.UNIT_CELLS.get((table, column)) if level == "unit" else None
    if special:
        return special
    if rule.kind == "events":  # told only beside people who are enough
        people = next(name for name, other in columns.items() if other.kind == "people")
        return f"case when typeof(cut_people({people})) = 'integer' then \"{column}\" end"
    return f'{_CUTS[rule.kind]}("{column}")' if rule.kind in _CUTS else f'"{column}"'


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

"""A table on its way into a database: name, columns and rows, held against the schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shadowscan.errors import ShadowscanError
from shadowscan.publish.cells import Row
from shadowscan.publish.schema import Schema


@dataclass(frozen=True, slots=True)
class Table:
    """Hold the rows of one table, each as long as `columns`."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]

    @classmethod
    def of_dicts(cls, name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
        """Take rows as mappings that all have the same keys in the same order."""
        columns = tuple(rows[0]) if rows else ()
        return cls(name, columns, [tuple(row.values()) for row in rows])

    @classmethod
    def of_columns(cls, name: str, columns: Mapping[str, Sequence[Any]]) -> Table:
        """Take whole columns of equal length."""
        return cls(name, tuple(columns), list(zip(*columns.values(), strict=True)))


def check_columns(schema: Schema, tables: Sequence[Table]) -> None:
    """Refuse a table or column that no rule names: nothing is published by being added."""
    for table in tables:
        if table.name not in schema.tables:
            raise ShadowscanError(
                f"the table '{table.name}' is on no publish list", "rules/tables", f"Describe it in {table.name}.yml."
            )
        listed = set(schema.tables[table.name].columns)
        extra, missing = sorted(set(table.columns) - listed), sorted(listed - set(table.columns))
        if extra or (missing and table.rows):
            what = f"'{extra[0]}' is on no publish list" if extra else f"'{missing[0]}' is listed but not there"
            raise ShadowscanError(
                f"the column {what} of the table '{table.name}'", f"rules/tables/{table.name}.yml", "Make both agree."
            )
    absent = sorted(set(schema.tables) - {table.name for table in tables})
    if absent:
        raise ShadowscanError(f"the table '{absent[0]}' is listed but not there", f"rules/tables/{absent[0]}.yml")

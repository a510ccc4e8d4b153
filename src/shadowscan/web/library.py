"""Published files open for one page, each read in one transaction: a page never mixes two scans of a file."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

Row = dict[str, Any]
_PATIENCE = 4.0  # seconds one page may keep the database busy
_STEPS = 20_000  # virtual machine steps between two looks at the clock


class Library:
    """Ask several files the same question and get all their rows, each with the file it stands in as `db`."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._paths = dict(files)
        self._open: dict[str, sqlite3.Connection] = {}

    def __enter__(self) -> Library:
        deadline = time.monotonic() + _PATIENCE
        for name, path in self._paths.items():
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            connection.row_factory = _as_dict
            connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
            connection.execute("begin")
            if connection.execute("select 1 from sqlite_master where name = 'scans'").fetchone():
                self._open[name] = connection
            else:  # taken out of service: an empty shell
                connection.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in self._open.values():
            connection.close()

    @property
    def names(self) -> list[str]:
        """Return the files that are open, in the order they were given."""
        return list(self._open)

    def rows(self, sql: str, /, **values: Any) -> list[Row]:
        """Return the rows of every file, one file after the other."""
        return [
            row | {"db": name}
            for name, connection in self._open.items()
            for row in connection.execute(sql, values).fetchall()
        ]

    def first(self, sql: str, /, **values: Any) -> Row | None:
        """Return the first row that any file has, None where none has one."""
        for name, connection in self._open.items():
            row: Row | None = connection.execute(sql, values).fetchone()
            if row is not None:
                return row | {"db": name}
        return None

    def distinct(self, key: str, sql: str, /, **values: Any) -> list[Row]:
        """Return rows of all files without those whose key came before."""
        found: dict[Any, Row] = {}
        for row in self.rows(sql, **values):
            found.setdefault(row[key], row)
        return list(found.values())

    def has(self, table: str) -> bool:
        """Tell whether the files have a table."""
        return self.first("select 1 as there from sqlite_master where name = :table", table=table) is not None

    def of(self, name: str) -> Library:
        """Return a library of one of the open files; it shares the transaction."""
        part = Library({})
        part._open = {name: self._open[name]} if name in self._open else {}
        return part


def _as_dict(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}

"""The small organisation, published, and ways to ask its files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from made.organisation import make_workspace
from made.result import make_result
from shadowscan.publish import PublishReport, publish
from shadowscan.records import ScanResult
from shadowscan.workspace import Workspace


def quiet(what: str, done: int, total: int) -> None:
    """Show no progress."""


class Release:
    """A published workspace and ways to ask its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace: Workspace = make_workspace(folder)
        self.result: ScanResult = make_result(self.workspace)
        self.report: PublishReport = publish(self.result, self.workspace, quiet)

    def path(self, name: str) -> Path:
        return self.folder / ("private" if name == "findings" else "published") / f"{name}.db"

    def rows(self, name: str, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.path(name))
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def cells(self, name: str) -> Iterator[tuple[str, str, Any]]:
        """Yield (table, column, value) of every cell, the full-text tables' inner ones included."""
        connection = sqlite3.connect(self.path(name))
        connection.text_factory = lambda data: data.decode(errors="replace")
        for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
            cursor = connection.execute(f'select * from "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield from ((table, column, value) for column, value in zip(names, row, strict=True))
        connection.close()

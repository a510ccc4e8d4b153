"""What SQL may not ask a database: where its file lies, or anything beyond reading it."""

from __future__ import annotations

import sqlite3
from typing import Any

_HIDDEN_PRAGMAS = ("database_list", "module_list", "compile_options")
_REFUSED = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)


def restrict(connection: Any) -> None:
    """Let a connection read; questions about paths come back empty, attaching other files is refused."""

    def allow(action: int, first: str | None, second: str | None, database: str | None, trigger: str | None) -> int:
        if action in _REFUSED:
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_PRAGMA and first in _HIDDEN_PRAGMAS:
            return sqlite3.SQLITE_IGNORE
        if action == sqlite3.SQLITE_FUNCTION and second == "load_extension":
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    connection.set_authorizer(allow)

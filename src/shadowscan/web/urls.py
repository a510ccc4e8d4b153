"""Addresses of our pages and of Datasette's tables and rows."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from datasette.utils import tilde_encode


@dataclass(frozen=True, slots=True)
class Urls:
    """Make addresses below the path the server stands at."""

    base: str = "/"

    def page(self, name: str = "", key: str = "", **args: str) -> str:
        """Return the address of one of our pages; `key` names what it is about."""
        path = f"{self.base}-/{name}" if name else self.base
        return (f"{path}/{tilde_encode(key)}" if key else path) + _query(args)

    def table(self, database: str, table: str, **filters: str) -> str:
        """Return the address of a table's rows, filtered as Datasette's own pages do."""
        return f"{self.base}{tilde_encode(database)}/{tilde_encode(table)}{_query(filters)}"

    def row(self, database: str, table: str, key: str) -> str:
        """Return the address of one row."""
        return f"{self.base}{tilde_encode(database)}/{tilde_encode(table)}/{tilde_encode(key)}"


def _query(args: dict[str, str]) -> str:
    return f"?{urlencode(args)}" if args else ""

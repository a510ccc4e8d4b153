"""Titles for pages: what a reader calls a database, a table, a column."""

from __future__ import annotations

import re
from typing import Any

from datasette.utils import escape_sqlite, tilde_encode
from markupsafe import Markup

from shadowscan.web.site import Site

_LINK = re.compile(r'<a href="([^"]*)">')


def labels(site: Site, datasette: Any) -> dict[str, Any]:
    """Return the functions our templates use."""

    def database_title(name: str) -> str:
        file = site.grants().files.get(name)
        return file.title if file else name

    def table_title(name: str) -> str:
        table = site.tables.get(name)
        return table.title if table else name

    def table_about(name: str) -> str:
        table = site.tables.get(name)
        return table.description if table else ""

    def column_title(table: str, column: str) -> str:
        told = site.column(table, column)
        return told.title if told else column.replace("_", " ")

    def column_class(table: str, column: str) -> str:
        told = site.column(table, column)
        return f"kind-{told.kind}" if told else ""

    def shown(table: str, column: str, args: Any) -> bool:
        """Tell whether a column stands on the table's page unless the reader asked for others."""
        told = site.tables.get(table)
        if not told or "_all" in args or "_col" in args:
            return True
        key = told.columns.get(told.key)
        if key and column == key.names:  # it stands in the key's place
            return False
        return not told.brief or column in told.brief or column not in told.columns

    def key_cell(table: str, cell: Any, row: Any) -> Any:
        """Let the text that names a row stand for its key."""
        told = site.column(table, cell["column"])
        name = row[told.names] if told and told.names else None
        link = _LINK.match(str(cell["value"]))
        if not name or not link:
            return cell["value"]
        return Markup('<a href="{}" title="{}">{}</a>').format(Markup(link[1]), cell["raw"], name)  # noqa: S704

    def key_title(table: str, column: str) -> str:
        told = site.column(table, column)
        return column_title(table, told.names) if told and told.names else column_title(table, column)

    def row_name(table: str, row: Any) -> str:
        """Return what a row is called: the text that names it, else its key."""
        told = site.tables.get(table)
        name = row[told.label] if told and told.label else None
        return str(name or (row[told.key] if told else next(iter(row))["raw"]))

    async def named(database: str, table: str, cell: Any) -> Any:
        """Return a cell of a row's own page; a key of another table is a link that bears its name."""
        told = site.column(table, cell["column"])
        other = site.tables.get(told.references) if told and told.references else None
        if not told or not other or cell["raw"] in (None, ""):
            return cell["value"]
        name, key = escape_sqlite(other.label or other.key), escape_sqlite(other.key)
        sql = f"select {name} from {escape_sqlite(told.references)} where {key} = ?"  # noqa: S608 - names of the schema
        found = (await datasette.get_database(database).execute(sql, [cell["raw"]])).first()
        if not found:
            return cell["value"]
        address = f"{datasette.urls.table(database, told.references)}/{tilde_encode(str(cell['raw']))}"
        return Markup('<a href="{}">{}</a>').format(address, found[0])

    def value(table: str, column: str, text: Any) -> str:
        """Return a facet's value as readers say it."""
        told = site.column(table, column)
        if told and told.kind == "units":
            return site.unit_names.get(str(text), str(text))
        shown = "–" if text in (None, "") else str(text)
        return shown.replace("_", " ") if told and told.kind in ("pill", "list", "code") else shown

    def words(table: str, text: str) -> str:
        """Put column titles in place of column names in Datasette's sentence about filters and order."""
        told = site.tables.get(table)
        if not told:
            return text
        names = "|".join(re.escape(name) for name in sorted(told.columns, key=len, reverse=True))
        return re.sub(rf'(?<![\w"])({names})(?![\w"])', lambda m: told.columns[m[0]].title.lower(), text)

    def brief(table: str) -> bool:
        told = site.tables.get(table)
        return bool(told and (told.brief or told.columns[told.key].names))

    def ordered(tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
        last = 1000
        return sorted(tables, key=lambda t: site.tables[t["name"]].order if t["name"] in site.tables else last)

    return {
        "ss_database": database_title,
        "ss_table": table_title,
        "ss_about": table_about,
        "ss_column": column_title,
        "ss_class": column_class,
        "ss_shown": shown,
        "ss_key": key_cell,
        "ss_key_title": key_title,
        "ss_row_name": row_name,
        "ss_named": named,
        "ss_value": value,
        "ss_words": words,
        "ss_brief": brief,
        "ss_ordered": ordered,
        "ss_title": site.title,
    }

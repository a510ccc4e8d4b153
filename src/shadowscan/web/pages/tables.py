"""All tables the reader may open, and the files behind a number that comes from several."""

from __future__ import annotations

from typing import Any

from shadowscan.web.ask import Ask, Crumb, NotHere, View


def tables(ask: Ask) -> View:
    """Show every file of the reader with its tables, in the order a reader wants them."""
    files = [
        {
            "name": name,
            "title": ask.site.grants().files[name].title,
            "tables": [
                {
                    "title": told.title,
                    "about": told.description,
                    "href": ask.urls.table(name, table),
                    "rows": _count(ask, name, table),
                }
                for table, told in sorted(ask.site.tables.items(), key=lambda item: (item[1].order, item[0]))
                if table in _published(ask, name)
            ],
        }
        for name in ask.library.names
    ]
    return View("tables", "All tables", {"files": files, "urls_": ask.urls})


def rows(ask: Ask) -> View:
    """Lead from a number that several files make up to the rows in each of them."""
    told = ask.site.tables.get(ask.key)
    if told is None:
        raise NotHere
    filters = {name: value for name, value in ask.args.items() if name.split("__")[0] in told.columns}
    files = [
        {"title": ask.site.grants().files[name].title, "href": ask.urls.table(name, ask.key, **filters)}
        for name in ask.library.names
        if ask.key in _published(ask, name)
    ]
    context: dict[str, Any] = {"files": files, "told": told, "filters": filters, "urls_": ask.urls}
    return View("rows", f"Rows: {told.title}", context, (Crumb("All tables", ask.urls.page("tables")),))


def _published(ask: Ask, name: str) -> set[str]:
    found = ask.library.of(name).rows("select name from sqlite_master where type = 'table'")
    return {row["name"] for row in found}


def _count(ask: Ask, name: str, table: str) -> int:
    row = ask.library.of(name).first(f'select count(*) as n from "{table}"')
    return int(row["n"]) if row else 0

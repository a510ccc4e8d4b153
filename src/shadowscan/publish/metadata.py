"""Datasette's metadata from the schema, so that pages cannot drift from the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shadowscan.publish.audiences import Audience
from shadowscan.publish.schema import ColumnRule, Schema, TableRule


def metadata(
    schema: Schema, audiences: Sequence[Audience], organisation: str, currency: str, workspace: str
) -> dict[str, Any]:
    """Return what Datasette shows and what its plugin needs: one file, read with `-m`.

    `workspace` is the folder where the plugin finds the settings and this file again.
    """
    return {
        "title": organisation,
        "description": "What business units buy and use, what the service catalogue offers, and what to propose.",
        "plugins": {
            "shadowscan": {
                "workspace": workspace,
                "currency": currency,
                "audiences": {audience.name: _audience(audience) for audience in audiences},
                "tables": {name: _for_pages(rule) for name, rule in schema.tables.items()},
            }
        },
        "databases": {audience.name: _database(schema, audience, currency) for audience in audiences},
    }


def _audience(audience: Audience) -> dict[str, Any]:
    return {
        "title": audience.title,
        "level": audience.level,
        "unit": audience.unit,
        "holds": sorted(audience.holds),
    }


def _for_pages(rule: TableRule) -> dict[str, Any]:
    return {
        "title": rule.title,
        "description": rule.description,
        "order": rule.order,
        "brief": rule.brief,
        "key": rule.key[0],
        "label": rule.label,
        "columns": {
            name: {
                "title": c.title,
                "kind": c.kind,
                "unit": c.unit,
                "names": c.names,
                "links": c.links,
                "references": c.references,
            }
            for name, c in rule.columns.items()
        },
    }


def _database(schema: Schema, audience: Audience, currency: str) -> dict[str, Any]:
    seen = schema.seen_by(audience.level)
    whom = "the whole organisation" if audience.level == "group" else audience.title
    return {
        "title": audience.title,
        "description": f"What readers of {whom} may see.",
        "tables": {name: _table(schema.tables[name], columns, currency) for name, columns in seen.items()},
    }


def _table(rule: TableRule, columns: dict[str, ColumnRule], currency: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "title": rule.title,
        "description": rule.description,
        "columns": {name: _description(column, currency) for name, column in columns.items()},
        "size": rule.size,
    }
    facets: list[Any] = [name for name in rule.facets if name in columns]
    facets += [{"array": name} for name in rule.array_facets if name in columns]
    if facets:
        described["facets"] = facets
    for key, column in (("sort", rule.sort), ("sort_desc", rule.sort_desc)):
        if column in columns:
            described[key] = column
            break
    if rule.label in columns:
        described["label_column"] = rule.label
    if rule.hidden:
        described["hidden"] = True
    return described


def _description(column: ColumnRule, currency: str) -> str:
    unit = currency if column.kind == "money" else column.unit
    unit = "per cent" if column.kind == "share" else unit
    return f"{column.title}: {column.description}" + (f" ({unit})" if unit else "")

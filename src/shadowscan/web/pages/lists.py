"""Lists that several pages show: findings that wait for a decision, ideas of the reader's units as one each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from shadowscan.web.ask import Ask
from shadowscan.web.figures import in_group
from shadowscan.web.library import Row

_SUMMED = ("spend_12m",)
_JOINED = ("business_units", "findings")


def to_decide(ask: Ask, unit: str = "") -> list[Row]:
    """Return findings outside the catalogue or unresolved that nobody ruled, the gravest first, with the reason."""
    rows = ask.library.rows(
        f"""select finding_id, product, vendor, business_unit, business_unit_id, status, status_why, coverage,
        coverage_why, spend_12m, users, risk, severity,
        (select why from finding_flags w where w.finding_id = f.finding_id order by rule_id limit 1) as flag_why
        from findings f where status in {in_group(ask, "outside", "unresolved")}
        and (:unit = '' or business_unit_id = :unit) and not (status = 'tolerated') and ruling is null
        and (spend_12m > 0 or status = 'prohibited' or users is not null)
        order by severity desc, spend_12m desc""",
        unit=unit,
    )
    return sorted(rows, key=lambda row: (-row["severity"], -row["spend_12m"], row["product"]))


def ideas(ask: Ask) -> list[Row]:
    """Return the ideas of the reader's units; of one that stands in several files the shares are added."""
    merged: dict[str, Row] = {}
    for row in ask.library.rows("select * from ideas"):
        known = merged.get(row["idea_id"])
        merged[row["idea_id"]] = _together(known, row) if known else opened(row)
    return list(merged.values())


def opened(row: Row) -> Row:
    """Return an idea with its lists read."""
    return row | {name: json.loads(row[name] or "[]") for name in _JOINED}


def _together(known: Row, other: Row) -> Row:
    joined = {name: list(dict.fromkeys([*known[name], *json.loads(other[name] or "[]")])) for name in _JOINED}
    return known | joined | {name: round(known[name] + other[name], 2) for name in _SUMMED}


def by_worth(rows: Iterable[Row]) -> list[Row]:
    """Return ideas with the most worth first: by net benefit where it is known, else by the spend behind them."""
    return sorted(rows, key=lambda idea: (_number(idea.get("rank")), idea["title"]))


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else float("inf")

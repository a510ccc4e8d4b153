"""The portfolio: what all ideas promise and what came of it, added up from the rows of a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from shadowscan.records import AT_REST

ALL = "all"  # ideas that live
PAYS = "pays"  # those of them that pay, with what they wait for
_STAGES = ("spotted", "shaped", "proposed", "approved", "in_delivery", "live", "realised", *AT_REST)
_SUMS = ("benefit_base", "one_off_cost", "annual_cost", "readiness_cost", "net_3y", "expected_npv")
_Idea = Mapping[str, Any]


def write_portfolio(connection: sqlite3.Connection, digits: int) -> None:
    """Add up anew what the file's ideas promise; nothing where the file has no portfolio."""
    if not connection.execute("select 1 from main.sqlite_master where name = 'portfolio'").fetchone():
        return
    ideas = _rows(connection, "select * from main.ideas order by idea_id")
    found = {idea["idea_id"]: idea for idea in ideas}
    for idea in ideas:
        idea |= {"planned": 0.0, "actual": 0.0, "counted": 0}
    for row in _rows(connection, "select idea_id, count(*) as n from main.idea_findings where counts = 1 group by 1"):
        found[row["idea_id"]]["counted"] = row["n"]
    sql = "select idea_id, total(planned) as planned, total(actual) as actual from main.benefits group by 1"
    for row in _rows(connection, sql):
        found[row["idea_id"]] |= {"planned": row["planned"], "actual": row["actual"]}
    connection.execute("delete from main.portfolio")
    for position, (stage, group) in enumerate(_groups(ideas), start=1):
        row = {"stage": stage, "position": position, **_summed(group, digits)}
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        connection.execute(f"insert into main.portfolio ({names}) values ({marks})", tuple(row.values()))


def _rows(connection: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _groups(ideas: Sequence[_Idea]) -> list[tuple[str, list[_Idea]]]:
    alive = [idea for idea in ideas if idea["stage"] not in AT_REST]
    groups = [(stage, [idea for idea in ideas if idea["stage"] == stage]) for stage in _STAGES]
    groups += [(PAYS, _that_pay(alive)), (ALL, alive)]
    return [(stage, group) for stage, group in groups if group]


def _that_pay(alive: Sequence[_Idea]) -> list[_Idea]:
    paying = {idea["idea_id"] for idea in alive if idea["outlook"] == PAYS}
    needed = {idea["blocked_by"] for idea in alive if idea["idea_id"] in paying}
    return [idea for idea in alive if idea["idea_id"] in paying | needed]


def _summed(group: Sequence[_Idea], digits: int) -> dict[str, Any]:
    def total(name: str) -> float:
        return round(sum(idea[name] or 0.0 for idea in group), digits) + 0.0

    def known(name: str) -> float | None:
        return total(name) if any(idea[name] is not None for idea in group) else None

    return {
        "ideas": len(group),
        "findings": sum(idea["counted"] for idea in group),
        "spend_12m": total("spend_counted"),
        **{name: total(name) for name in (*_SUMS, "planned", "actual")},
        **{name: known(name) for name in ("shadow_before", "shadow_after")},
    }

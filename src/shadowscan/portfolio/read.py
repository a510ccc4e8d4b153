"""Ideas, their business cases and the portfolio, read from private/findings.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shadowscan.errors import InputError

Row = dict[str, Any]
_LISTS = ("business_units", "findings", "overlaps", "readiness_known", "inputs")
_SHORTEST = 4  # letters of an id that may stand for all of it


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold everything of one idea; rows as in findings.db, lists read."""

    currency: str
    as_of: str
    idea: Row
    names: dict[str, str]  # units, services, initiatives, capabilities and ideas by id
    initiative: Row | None
    findings: list[Row]
    lines: list[Row]
    readiness: list[Row]
    figures: list[Row]  # those that its lines and its worth rest on
    benefits: list[Row]

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        names = ("currency", "as_of", "idea", "initiative", "findings", "lines", "readiness", "figures", "benefits")
        return {name: getattr(self, name) for name in names}


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / "private" / "findings.db"
    remedy = f"shadowscan scan {folder}"
    if not path.is_file():
        raise InputError("there is no scan to read ideas from yet", str(path), remedy)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("begin")
            yield connection
    except sqlite3.Error as error:
        raise InputError(f"the ideas cannot be read ({error})", str(path), remedy) from None


def _rows(connection: sqlite3.Connection, sql: str, *values: Any) -> list[Row]:
    return [_read(dict(row)) for row in connection.execute(sql, values)]


def _read(row: Row) -> Row:
    return {key: json.loads(value) if key in _LISTS and isinstance(value, str) else value for key, value in row.items()}


def read_ideas(folder: Path) -> tuple[str, list[Row]]:
    """Return the reporting currency and all ideas in the order of their rank, with the names of their units."""
    with _opened(folder) as connection:
        currency = connection.execute("select currency from scans").fetchone()[0]
        units = _names(connection, "business_units", "business_unit_id", "name")
        ideas = _rows(connection, "select * from ideas order by rank, idea_id")
    return currency, [idea | {"unit_names": [units.get(u, u) for u in idea["business_units"]]} for idea in ideas]


def finding_ids(folder: Path) -> set[str]:
    """Return the ids of all findings of the last scan."""
    with _opened(folder) as connection:
        return {row[0] for row in connection.execute("select finding_id from findings")}


def read_portfolio(folder: Path) -> tuple[str, list[Row]]:
    """Return the reporting currency and what ideas promise and brought, by stage."""
    with _opened(folder) as connection:
        currency = connection.execute("select currency from scans").fetchone()[0]
        return currency, _rows(connection, "select * from portfolio order by position")


def read_sheet(folder: Path, text: str) -> Sheet:
    """Return all of the idea whose id is, or begins with, a text; InputError where there is none, or several."""
    with _opened(folder) as connection:
        scan = _rows(connection, "select as_of, currency from scans")[0]
        idea = _one(connection, text, folder)
        own = idea["idea_id"]
        lines = _rows(connection, "select * from business_case_lines where idea_id = ? order by position", own)
        used = {name for line in lines for name in line["inputs"]} | {"discount_rate"}
        figures = _rows(connection, "select * from economics order by title")
        initiatives = _rows(
            connection, "select * from initiatives where initiative_id = ?", idea["initiative_id"] or ""
        )
        return Sheet(
            currency=scan["currency"],
            as_of=scan["as_of"],
            idea=idea,
            names=_all_names(connection),
            initiative=initiatives[0] if initiatives else None,
            findings=_rows(
                connection,
                """select f.finding_id, f.product, f.vendor, f.business_unit, f.business_unit_id, f.status, f.spend_12m,
                f.annual_run_rate, f.users, f.next_renewal, l.counts from findings f join idea_findings l
                using (finding_id) where l.idea_id = ? order by f.spend_12m desc, f.finding_id""",
                own,
            ),
            lines=lines,
            readiness=_rows(connection, "select * from idea_readiness where idea_id = ? order by position", own),
            figures=[figure for figure in figures if figure["figure"] in used],
            benefits=_rows(connection, "select * from benefits where idea_id = ? order by period", own),
        )


def _one(connection: sqlite3.Connection, text: str, folder: Path) -> Row:
    exact = _rows(connection, "select * from ideas where idea_id = ?", text)
    if exact:
        return exact[0]
    begins = "select * from ideas where substr(idea_id, 1, ?) = ? order by idea_id"
    found = _rows(connection, begins, len(text), text) if len(text) >= _SHORTEST else []
    remedy = f"List them: shadowscan ideas list {folder}"
    if not found:
        raise InputError("there is no idea of this id", text, remedy)
    if len(found) > 1:
        several = ", ".join(idea["idea_id"] for idea in found[:3])
        raise InputError(f"{len(found)} ideas begin so: {several}", text, "Write more of the id.")
    return found[0]


def _all_names(connection: sqlite3.Connection) -> dict[str, str]:
    tables = (
        ("business_units", "business_unit_id", "name"),
        ("services", "service_id", "name"),
        ("initiatives", "initiative_id", "name"),
        ("categories", "category_id", "category"),
        ("ideas", "idea_id", "title"),
    )
    return {key: name for table in tables for key, name in _names(connection, *table).items()}


def _names(connection: sqlite3.Connection, table: str, key: str, name: str) -> dict[str, str]:
    rows = connection.execute(f'select "{key}", "{name}" from "{table}"')  # noqa: S608 - names from the lines above
    return {row[0]: row[1] or row[0] for row in rows}

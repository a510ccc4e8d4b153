"""The scan before: what a findings.db of an earlier day said, kept small, so that readers see what changed since.

Scans of the same day are one month's work: each is held against the last scan of an earlier day, however often it
is repeated. The comparison stands in published files only; findings.db tells of its own scan alone.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from shadowscan.errors import InputError
from shadowscan.publish.changes import Change, ChangeRules, change_rows, compare
from shadowscan.publish.place import FINDINGS
from shadowscan.rules import RuleBook

FILE = "before.db"
_KEPT = {
    "scans": "scan_id, as_of, currency",
    "findings": "finding_id, business_unit_id, business_unit, product, status, risk, ruling, spend_12m",
    "ideas": "idea_id, title, stage",
}


def keep_before(private: Path, as_of: str) -> None:
    """Keep what the scan in service says, if it is of an earlier day than the one to come."""
    live = private / FINDINGS
    if not live.is_file():
        return
    with closing(sqlite3.connect(f"{live.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        if not _readable(connection) or connection.execute("select as_of from scans").fetchone()[0] >= as_of:
            return
    aside = private / f"{FILE}.new"
    aside.unlink(missing_ok=True)
    with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
        connection.execute("attach ? as live", (str(live),))
        for table, columns in _KEPT.items():
            connection.execute(f"create table {table} as select {columns} from live.{table}")
    aside.replace(private / FILE)


def write_changes(private: Path, everything: Path, rules: RuleBook) -> None:
    """Write what changed since the scan before into the file that published files are cut from."""
    before = private / FILE
    if not before.is_file():
        return
    with closing(sqlite3.connect(before)) as old, closing(sqlite3.connect(everything)) as new:
        if old.execute("select as_of from scans").fetchone() >= new.execute("select as_of from scans").fetchone():
            return
        rows = change_rows(compare(old, new, rules))
        if rows:
            names, marks = ", ".join(f'"{name}"' for name in rows[0]), ", ".join("?" * len(rows[0]))
            new.executemany(f"insert into changes ({names}) values ({marks})", [tuple(row.values()) for row in rows])
            new.commit()


def _readable(connection: sqlite3.Connection) -> bool:
    """Tell whether a findings.db has what is kept; one of an older version may not."""
    try:
        for table, columns in _KEPT.items():
            connection.execute(f"select {columns} from {table} limit 0")
    except sqlite3.OperationalError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hold what changed between two findings.db, with the days up to which they count."""

    since: str
    until: str
    changes: list[Change]
    by_kind: dict[str, list[str]]  # sentences by the title of their kind


def compare_files(old: Path, new: Path, rules: RuleBook) -> Comparison:
    """Compare two findings.db; raise InputError where a file is none."""
    told = rules.one("changes", ChangeRules)
    with closing(_open(old)) as before, closing(_open(new)) as after:
        changes = compare(before, after, rules)
        days = [db.execute("select as_of from scans").fetchone()[0] for db in (before, after)]
    kinds = {kind: [c.what for c in changes if c.kind == kind] for kind in told.kinds}
    return Comparison(days[0], days[1], changes, {told.titles[kind]: texts for kind, texts in kinds.items() if texts})


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        if _readable(connection):
            return connection
    except sqlite3.DatabaseError:
        pass
    connection.close()
    raise InputError(
        "this is no findings.db of this version", str(path), "Name the private/findings.db of a workspace."
    )

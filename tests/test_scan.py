"""A scan is a function of its input: same input, same databases; every row and cent is accounted for."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

from tests.scanned import STARTED, scan_folder

VOLATILE = {("scans", "started_at"), ("files", "path")}


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every table of a file, sorted, without timestamps and names of input files."""
    with sqlite3.connect(path) as db:
        names = [row[0] for row in db.execute("select name from sqlite_master where type = 'table'")]
        tables: dict[str, list[tuple[object, ...]]] = {}
        for name in names:
            if "_fts" in name or name.startswith("sqlite_"):
                continue
            columns = [row[1] for row in db.execute(f'pragma table_info("{name}")') if (name, row[1]) not in VOLATILE]
            wanted = ", ".join(f'"{column}"' for column in columns)
            tables[name] = sorted(db.execute(f'select {wanted} from "{name}"').fetchall(), key=repr)
    return tables


def databases(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in [folder / "private" / "findings.db", *(folder / "published").glob("*.db")]}


def test_two_scans_of_the_same_input_give_the_same_databases(demo: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(demo, again)
    scan_folder(again, STARTED + timedelta(hours=3))
    for name, path in databases(demo).items():
        assert contents(path) == contents(databases(again)[name]), name


def test_the_order_of_files_does_not_matter(demo: Path, tmp_path: Path) -> None:
    """Turn the names of all exports round within their folders, so that they are read in another order."""
    turned = tmp_path / "turned"
    shutil.copytree(demo, turned, ignore=shutil.ignore_patterns("private", "published"))
    for path in sorted((turned / "exports").rglob("*")):
        if path.is_file():
            path.rename(path.with_name(f"{999 - len(path.stem):03d}{path.stem[::-1]}{path.suffix}"))
    scan_folder(turned, STARTED)
    before, after = contents(demo / "private" / "findings.db"), contents(turned / "private" / "findings.db")
    for name in ("findings", "finding_flags", "ideas", "transactions", "access", "coverage_summary", "review_queue"):
        cut = {"transactions": 2}.get(name, 0)  # a copy of a file may stand for the original: its id differs
        assert len(before[name]) == len(after[name]), name
        if not cut:
            assert before[name] == after[name], name


def test_rows_and_money_add_up(demo: Path) -> None:
    with sqlite3.connect(demo / "private" / "findings.db") as db:
        off = db.execute(
            "select path from files where rows_read != "
            "rows_accepted + rows_rejected + rows_duplicate + rows_out_of_scope"
        ).fetchall()
        assert off == []
        rejected, kept = db.execute(
            "select (select sum(rows_rejected) from files), (select count(*) from rejects)"
        ).fetchone()
        assert rejected == kept > 0
        software, found = db.execute(
            "select (select round(sum(amount_reporting), 2) from transactions), "
            "(select round(sum(spend_total), 2) from findings)"
        ).fetchone()
        assert software == found


def test_a_small_group_is_never_told_outside_the_analysts_file(demo: Path) -> None:
    for path in (demo / "published").glob("*.db"):
        with sqlite3.connect(path) as db:
            told = db.execute("select users from findings where typeof(users) = 'integer' and users < 3").fetchall()
            assert told == [], path.name
            columns = {row[0] for row in db.execute("select name from pragma_table_info('transactions')")}
            assert "person" not in columns

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from made.release import Release, quiet
from shadowscan.errors import ShadowscanError
from shadowscan.publish import database, extract, publish
from shadowscan.publish.schema import read_schema


def test_what_was_found_stays_in_no_other_file(release: Release) -> None:
    names = {path.name for path in release.folder.rglob("*.db")}

    assert names == {"findings.db", "group.db"} | {name for name in names if name.startswith("bu_")}
    assert not (release.folder / "private/build").exists()


def test_an_error_in_one_file_is_told_and_leaves_the_old_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = Release(tmp_path / "broken")
    before = release.rows("group", "select * from findings")
    monkeypatch.setitem(extract.scopes.UNIT_ROWS, "policy", "no_such_column")

    with pytest.raises(sqlite3.OperationalError, match="no_such_column"):
        publish(release.result, release.workspace, quiet)

    assert not (release.folder / "private/next").exists()
    assert release.rows("group", "select * from findings") == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("delete from transactions where transaction_id in (select transaction_id from evidence)", "names a row"),
        ("delete from scans", "scan it comes from"),
        ("create table spare (x text)", "publish list"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(release: Release, tmp_path: Path, change: str, message: str) -> None:
    schema = read_schema(release.workspace.rules)
    shutil.copy(release.path("findings"), tmp_path / "x.db")
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        database.check(connection, schema, "private", "x.db")
        connection.execute(change)

        with pytest.raises(ShadowscanError, match=message):
            database.check(connection, schema, "private", "x.db")


def test_an_index_that_lacks_a_row_is_refused(release: Release, tmp_path: Path) -> None:
    schema = read_schema(release.workspace.rules)
    shutil.copy(release.path("findings"), tmp_path / "x.db")
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        connection.execute("pragma writable_schema = on")
        hidden = "type = 'index' and name = 'idx_transactions_kind'"
        row = connection.execute(f"select rowid, type, name, tbl_name, rootpage, sql from sqlite_master where {hidden}")
        kept = row.fetchone()
        connection.execute(f"delete from sqlite_master where {hidden}")
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        connection.execute("delete from evidence")
        connection.execute("delete from transactions where rowid = 1")  # the index is not told
        connection.execute("pragma writable_schema = on")
        connection.execute(
            "insert into sqlite_master (rowid, type, name, tbl_name, rootpage, sql) values (?,?,?,?,?,?)", kept
        )
    with (
        closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection,
        pytest.raises(ShadowscanError, match="index 'idx_transactions_kind'"),
    ):
        database.check(connection, schema, "private", "x.db")

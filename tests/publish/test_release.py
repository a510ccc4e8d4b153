from __future__ import annotations

import dataclasses
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from made import make_workspace
from made.release import Release, quiet
from shadowscan.errors import InputError, ShadowscanError
from shadowscan.publish import publish, recover, rollback
from shadowscan.publish.place import one_at_a_time
from shadowscan.records import FileReport, ScanResult
from shadowscan.workspace import open_workspace


class PowerCut(BaseException):
    """What no handler catches."""


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def scan_of(path: Path) -> str | None:
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        return str(connection.execute("select scan_id from scans").fetchone()[0])
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()


def scan(result: ScanResult, name: str) -> ScanResult:
    return dataclasses.replace(result, info=dataclasses.replace(result.info, scan_id=name))


def served(folder: Path) -> dict[str, str | None]:
    return {path.stem: scan_of(path) for path in [folder / "private/findings.db", *(folder / "published").glob("*.db")]}


def test_the_same_result_gives_the_same_files(release: Release, tmp_path: Path) -> None:
    other = Release(tmp_path / "again")

    for name in ("findings", "group", "bu_claims", "bu_retail_and_wealth"):
        assert dump(release.path(name)) == dump(other.path(name)), name


def test_published_files_use_the_write_ahead_log(release: Release) -> None:
    assert release.rows("group", "pragma journal_mode") == [("wal",)]


@pytest.mark.slow
def test_a_crash_at_any_step_leaves_whole_files_and_the_next_start_finishes(tmp_path: Path) -> None:
    release = Release(tmp_path / "crash")
    names: list[str] = []
    publish(release.result, release.workspace, lambda what, done, total: names.append(what))
    building = names.index("committing the release")
    before = "scan-1"
    for cut in [0, building // 2, *range(building, len(names))]:
        after = f"scan-after-{cut}"
        reached: list[str] = []

        def progress(what: str, done: int, total: int, cut: int = cut, reached: list[str] = reached) -> None:
            reached.append(what)
            if len(reached) > cut:
                raise PowerCut

        with pytest.raises(PowerCut):
            publish(scan(release.result, after), release.workspace, progress)

        committed = (release.folder / "private/next").is_dir()
        assert committed is (cut > building)
        assert set(served(release.folder).values()) <= ({before, after} if committed else {before}), names[cut]
        assert recover(release.folder, quiet) is committed
        before = after if committed else before
        assert set(served(release.folder).values()) == {before}, names[cut]


def test_a_killed_process_leaves_the_last_good_state(tmp_path: Path) -> None:
    release = Release(tmp_path / "killed")
    script = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from pathlib import Path
from made import make_result
from shadowscan.publish import publish
from shadowscan.workspace import open_workspace
workspace = open_workspace(Path({str(release.folder)!r}))
publish(make_result(workspace), workspace, lambda what, done, total: what == "placing bu_ops.db" and os._exit(9))
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9

    assert set(served(release.folder).values()) == {"scan-1"}
    assert recover(release.folder, quiet)
    assert not recover(release.folder, quiet)


def test_an_unsound_result_leaves_the_old_files_in_service(tmp_path: Path) -> None:
    release = Release(tmp_path / "unsound")
    findings = (dataclasses.replace(release.result.findings[0], spend_12m=1), *release.result.findings[1:])

    with pytest.raises(ShadowscanError, match="do not agree"):
        publish(scan(dataclasses.replace(release.result, findings=findings), "scan-2"), release.workspace, quiet)

    assert set(served(release.folder).values()) == {"scan-1"}


@pytest.mark.parametrize("column", ["balance", "spend", "files"])
def test_a_cent_or_a_row_too_few_is_refused(release: Release, column: str) -> None:
    result = release.result
    if column == "files":
        file = FileReport("f-x", "exports/x.csv", "s", "", "read", rows_read=3, rows_accepted=2)
        changed = dataclasses.replace(result, ingested=dataclasses.replace(result.ingested, files=[file]))
    else:
        frame = getattr(result, column).copy()
        frame.loc[0, "reporting_minor"] += 1
        changed = dataclasses.replace(result, **{column: frame})

    with pytest.raises(ShadowscanError, match=r"do not agree|accounted for"):
        publish(changed, release.workspace, quiet)


def test_the_release_before_is_kept_and_can_be_put_back(tmp_path: Path) -> None:
    release = Release(tmp_path / "back")
    publish(scan(release.result, "scan-2"), release.workspace, quiet)

    assert scan_of(release.folder / "private/previous/group.db") == "scan-1"
    rollback(release.folder, quiet)
    assert set(served(release.folder).values()) == {"scan-1"}
    rollback(release.folder, quiet)
    assert set(served(release.folder).values()) == {"scan-2"}


def test_going_back_without_a_release_before_says_so(release: Release) -> None:
    with pytest.raises(ShadowscanError, match="no release before"):
        rollback(release.folder, quiet)


def test_the_file_of_a_unit_that_is_gone_is_emptied_and_granted_to_nobody(tmp_path: Path) -> None:
    release = Release(tmp_path / "gone")
    reader = sqlite3.connect(release.path("bu_retail_and_wealth"))  # a server that has it open
    assert reader.execute("select count(*) from findings").fetchone() == (4,)
    settings = release.folder / "shadowscan.yaml"
    settings.write_text(settings.read_text().split("unions:")[0])

    report = publish(release.result, open_workspace(release.folder), quiet)

    assert report.out_of_service == ["bu_retail_and_wealth.db"]
    assert reader.execute("select count(*) from sqlite_master").fetchone() == (0,)
    assert b"Salesforce" not in release.path("bu_retail_and_wealth").read_bytes()
    told = json.loads((release.folder / "private/datasette.json").read_text())
    assert "bu_retail_and_wealth" not in told["plugins"]["shadowscan"]["audiences"]
    reader.close()


def test_a_reader_in_mid_publish_sees_one_whole_release(tmp_path: Path) -> None:
    release = Release(tmp_path / "live")
    reader = sqlite3.connect(release.path("group"), isolation_level=None)
    reader.execute("begin")
    assert reader.execute("select scan_id from scans").fetchone() == ("scan-1",)

    publish(scan(release.result, "scan-2"), release.workspace, quiet)

    assert reader.execute("select scan_id from scans").fetchone() == ("scan-1",)
    reader.execute("commit")
    assert reader.execute("select scan_id from scans").fetchone() == ("scan-2",)
    reader.close()


def test_two_scans_do_not_publish_at_once(release: Release) -> None:
    with (
        one_at_a_time(release.folder / "private"),
        pytest.raises(ShadowscanError, match="another scan is publishing"),
    ):
        publish(release.result, release.workspace, quiet)


@pytest.mark.parametrize(("unions", "message"), [("{x: [nowhere]}", "not known"), ("{Claims: [retail]}", "bu_claims")])
def test_a_union_that_cannot_be_is_refused(tmp_path: Path, unions: str, message: str) -> None:
    workspace = make_workspace(tmp_path / "w")
    settings = tmp_path / "w/shadowscan.yaml"
    settings.write_text(settings.read_text().split("unions:")[0] + f"unions: {unions}\n")
    from shadowscan.publish.audiences import audiences

    with pytest.raises(InputError, match=message):
        audiences(open_workspace(workspace.root))

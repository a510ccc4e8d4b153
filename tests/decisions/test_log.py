"""The decision log: it only grows, survives what happens to it, and answers a form sent twice once."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shadowscan.decisions import DecisionLog, Draft, fold, read_decisions
from shadowscan.errors import InputError

AT = "2026-11-02T09:00:00+00:00"
LATER = "2026-11-02T10:00:00+00:00"


def ruling(subject: str = "f1", word: str = "approved", why: str = "") -> Draft:
    return Draft("brm@harbour.example", "ruling", subject, {"ruling": word}, why, "s-1")


def test_there_is_no_log_before_somebody_decides(tmp_path: Path) -> None:
    assert read_decisions(tmp_path) == ()
    assert not (tmp_path / "decisions.db").exists()


def test_what_was_decided_is_read_back(tmp_path: Path) -> None:
    made = DecisionLog(tmp_path).append([ruling(), Draft("me", "note", "f1", {}, "asked the unit")], AT)
    assert read_decisions(tmp_path) == tuple(made)
    assert [(one.kind, one.who, one.at, one.scan_id) for one in made] == [
        ("ruling", "brm@harbour.example", AT, "s-1"),
        ("note", "me", AT, ""),
    ]


def test_nothing_is_ever_changed_or_deleted(tmp_path: Path) -> None:
    DecisionLog(tmp_path).append([ruling()], AT)
    with sqlite3.connect(tmp_path / "decisions.db") as db:
        for attempt in ("delete from decisions", "update decisions set who = 'somebody else'"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                db.execute(attempt)
    assert len(read_decisions(tmp_path)) == 1


def test_only_the_owner_may_read_the_log(tmp_path: Path) -> None:
    private = tmp_path / "private"
    log = DecisionLog(private)
    log.append([ruling()], AT)
    with sqlite3.connect(log.path) as db:  # keeps the write-ahead log in being
        db.execute("select * from decisions")
        files = sorted(private.iterdir())
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}, files
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_decisions_of_one_form_are_written_all_or_none(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    with pytest.raises(InputError, match="perhaps"):
        log.append([ruling(), ruling("f2", "perhaps")], AT)
    assert log.all() == ()


def test_a_form_sent_twice_decides_once(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    first = log.append([ruling()], AT, token="form-1")
    assert log.append([ruling()], LATER, token="form-1") == first
    assert log.all() == tuple(first)
    with pytest.raises(InputError, match="sent before with other content"):
        log.append([ruling("f1", "prohibited")], LATER, token="form-1")


def test_a_stale_page_is_refused_and_says_who_decided(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    first = log.append([ruling()], AT, seen={"f1": ""})[0]
    with pytest.raises(InputError, match=r"brm@harbour\.example decided on this"):
        log.append([ruling("f1", "prohibited")], LATER, seen={"f1": ""})
    assert len(log.append([ruling("f1", "prohibited")], LATER, seen={"f1": first.decision_id})) == 1
    assert len(log.append([ruling("f2")], LATER, seen={"f2": "", "f3": ""})) == 1


def test_looking_and_withdrawing_make_no_page_stale(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    first = log.append([ruling()], AT)[0]
    log.append([Draft("me", "look", "f1", {}, "case 17"), Draft("me", "withdraw", first.decision_id)], AT)
    for shown in ("", first.decision_id):
        assert len(log.append([Draft("me", "note", "f9", {}, "x")], LATER, seen={"f1": shown})) == 1


def test_equal_decisions_are_two(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    made = [*log.append([ruling(), ruling()], AT), *log.append([ruling()], AT)]
    assert len({one.decision_id for one in made}) == 3


def test_a_clock_that_runs_behind_loses_no_answer(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    log.append([ruling()], LATER)
    log.append([ruling("f1", "prohibited")], AT)
    assert [one.ruling for one in fold(log.all()).rulings] == ["prohibited"]


def test_times_are_compared_as_instants(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    log.append([Draft("me", "note", "a", {}, "first")], "2026-11-02T09:30:00+01:00")
    log.append([Draft("me", "note", "b", {}, "second")], "2026-11-02T09:00:00+00:00")
    assert [one.why for one in log.all()] == ["first", "second"]


def test_a_broken_log_is_reported_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "decisions.db").write_bytes(b"this is no database, " * 99)
    for use in (lambda: read_decisions(tmp_path), lambda: DecisionLog(tmp_path).append([ruling()], AT)):
        with pytest.raises(InputError, match="cannot be used"):
            use()
    assert (tmp_path / "decisions.db").read_bytes().startswith(b"this is no database")


def test_a_withdrawal_needs_something_that_stands(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    first = log.append([ruling()], AT)[0]
    taken_back = log.append([Draft("me", "withdraw", first.decision_id)], AT)[0]
    for subject, why in (
        ("x-nothing", "no such decision"),
        (first.decision_id, "withdrawn before"),
        (taken_back.decision_id, "cannot be withdrawn"),
    ):
        with pytest.raises(InputError, match=why):
            log.append([Draft("me", "withdraw", subject)], AT)


def test_a_benefit_recorded_twice_is_refused(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    planned = Draft("me", "benefit", "i1", {"period": "2026-10", "planned": "100"})
    first = log.append([planned], AT)[0]
    log.append([Draft("me", "benefit", "i1", {"period": "2026-10", "actual": "80"})], AT)
    with pytest.raises(InputError, match="recorded already: 100"):
        log.append([planned], LATER)
    log.append([Draft("me", "withdraw", first.decision_id)], LATER)
    log.append([Draft("me", "benefit", "i1", {"period": "2026-10", "planned": "120"})], LATER)
    (benefit,) = fold(log.all()).benefits
    assert (str(benefit.planned), str(benefit.actual)) == ("120", "80")


def test_vendors_are_not_merged_in_a_circle(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    log.append([Draft("me", "merge", "a", {"into": "b"}), Draft("me", "merge", "b", {"into": "c"})], AT)
    with pytest.raises(InputError, match="already merged into it"):
        log.append([Draft("me", "merge", "c", {"into": "a"})], AT)


WRITER = """
import sys
from pathlib import Path
from shadowscan.decisions import DecisionLog, Draft
log = DecisionLog(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    both = [Draft(sys.argv[2], "note", f"{sys.argv[2]}-{number}", {}, part) for part in ("one", "two")]
    log.append(both, "2026-11-02T09:00:00+00:00")
    print(number, flush=True)
"""


def writer(private: Path, who: str, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(private), who, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_programs_may_write_at_once(tmp_path: Path) -> None:
    """Both begin before there is a log, so that they also meet in making it."""
    running = [writer(tmp_path, who, 25) for who in ("anna", "ben")]
    told = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    log = read_decisions(tmp_path)
    assert len(log) == 100
    assert {sum(one.who == who for one in log) for who in ("anna", "ben")} == {50}


def test_threads_of_one_server_may_write_at_once(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: log.append([ruling(f"f{number}")], AT, token=f"t{number % 20}"), range(20)))
    assert len(log.all()) == 20


def test_a_program_killed_while_it_writes_loses_nothing_it_said_was_written(tmp_path: Path) -> None:
    process = writer(tmp_path, "anna", 100_000)
    assert process.stdout is not None
    said = [int(process.stdout.readline()) for _ in range(12)]
    os.kill(process.pid, signal.SIGKILL)
    said += [int(line) for line in process.communicate()[0].split()]
    log = read_decisions(tmp_path)
    subjects = [one.subject for one in log]
    assert {f"anna-{number}" for number in said} <= set(subjects)
    assert all(subjects.count(subject) == 2 for subject in subjects), "a form was written by half"
    assert len(DecisionLog(tmp_path).append([ruling()], LATER)) == 1
    with sqlite3.connect(tmp_path / "decisions.db") as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)

"""`shadowscan decisions`: the log at the terminal and in version control."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shadowscan import cli
from shadowscan.decisions import DecisionLog, Draft, read_decisions

AT = "2026-11-02T09:00:00+00:00"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, ["decisions", *map(str, words)], prog_name="shadowscan")


def done(*words: str | Path) -> str:
    result = run(*words)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


@pytest.fixture
def root(write_workspace: Callable[..., Path]) -> Path:
    folder = write_workspace()
    DecisionLog(folder / "private").append(
        [
            Draft("anna", "ruling", "f1", {"ruling": "approved"}, "It serves \x1b[2J well."),
            Draft("ben", "note", "f2", {}, "=HYPERLINK(1)"),
        ],
        AT,
    )
    return folder


def test_the_log_is_shown_newest_first_and_cannot_steer_the_terminal(root: Path) -> None:
    text = done(root)
    assert text.index("ben") < text.index("anna")
    assert "ruling: approved" in text
    assert "\x1b" not in text
    assert "ben" not in done(root, "--subject", "f1")
    told = json.loads(done(root, "--json"))
    assert [(one["kind"], one["stands"]) for one in told] == [("note", True), ("ruling", True)]


def test_an_empty_log_says_so_and_is_not_made(write_workspace: Callable[..., Path]) -> None:
    folder = write_workspace()
    assert "Nobody has decided anything" in done(folder)
    assert not (folder / "private").exists()


def test_the_log_goes_out_and_into_another_workspace(root: Path, tmp_path: Path) -> None:
    assert "2 decisions" in done(root, "--export", tmp_path / "log.csv")
    log = read_decisions(root / "private")
    (root / "private" / "decisions.db").unlink()
    assert "2 new decisions" in done(root, "--import", tmp_path / "log.csv")
    assert "0 new decisions" in done(root, "--import", tmp_path / "log.csv")
    assert read_decisions(root / "private") == log


def test_a_decision_is_taken_back_once(root: Path) -> None:
    target = read_decisions(root / "private")[0].decision_id
    done(root, "--withdraw", target, "--why", "a slip", "--as", "anna")
    assert "approved" not in done(root, "--subject", "f1")
    again = run(root, "--withdraw", target)
    assert again.exit_code == 1
    assert "withdrawn before" in again.stderr


def test_two_ways_at_once_are_refused(root: Path, tmp_path: Path) -> None:
    assert run(root, "--export", tmp_path / "x.csv", "--withdraw", "x").exit_code == 2

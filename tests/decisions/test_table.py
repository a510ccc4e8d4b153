"""The log as CSV: nothing is lost on the way out and back, and no spreadsheet runs a cell."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.decisions import Decision, DecisionLog, Draft, read_csv, read_decisions, write_csv
from shadowscan.decisions.table import guard, unguard
from shadowscan.errors import InputError

AT = "2026-11-02T09:00:00+00:00"
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(lambda text: text.strip() != "")
RISKY = ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "\r=x", " =x", "＝x", "'quoted", "''", 'a,"b"\nc', "a\rb", "é\u2028x"]


@given(st.one_of(TEXT, st.sampled_from(RISKY)))
def test_a_guarded_text_runs_nowhere_and_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text).lstrip()[0] not in "=+-@＝＋－＠"
    assert guard(text)[0] not in "\t\r\n"


@given(st.lists(st.tuples(TEXT, st.one_of(TEXT, st.sampled_from(RISKY))), max_size=5))
def test_a_log_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.mktemp("csv") / "log.csv"
    log = [
        Decision(f"x-{n}", AT, "me", "descriptor", text, {"answer": "software", "origin": "spend"}, why.strip(), "")
        for n, (text, why) in enumerate(drawn)
    ]
    write_csv(log, path)
    assert read_csv(path) == tuple(log)


def test_a_log_moves_to_another_workspace_and_twice_changes_nothing(tmp_path: Path) -> None:
    here, there = DecisionLog(tmp_path / "here"), DecisionLog(tmp_path / "there")
    here.append([Draft("me", "note", text, {}, text) for text in RISKY if text.strip()], AT)
    first = here.append([Draft("me", "ruling", "f1", {"ruling": "approved"})], AT)[0]
    here.append([Draft("me", "withdraw", first.decision_id)], AT)
    write_csv(here.all(), tmp_path / "log.csv")
    assert len(there.add(read_csv(tmp_path / "log.csv"))) == len(here.all())
    assert there.add(read_csv(tmp_path / "log.csv")) == []
    assert there.all() == here.all()
    write_csv(there.all(), tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "log.csv").read_bytes()


def test_a_line_changed_in_a_known_decision_is_refused(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    log.append([Draft("me", "note", "f1", {}, "as it was")], AT)
    write_csv(log.all(), tmp_path / "log.csv")
    changed = (tmp_path / "log.csv").read_text(encoding="utf-8").replace("as it was", "as it never was")
    (tmp_path / "log.csv").write_text(changed, encoding="utf-8")
    with pytest.raises(InputError, match="other content under this id"):
        log.add(read_csv(tmp_path / "log.csv"))
    assert [one.why for one in read_decisions(tmp_path)] == ["as it was"]


def test_a_list_written_by_hand_needs_no_ids(tmp_path: Path) -> None:
    path = tmp_path / "by-hand.csv"
    rows = [[AT, "me", "descriptor", "CORNER CAFE", '{"origin": "spend", "answer": "not_software"}']] * 2
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows([["at", "who", "kind", "subject", "value"], *rows])
    found = read_csv(path)
    assert found == read_csv(path)
    assert len({one.decision_id for one in found}) == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"{AT},me,ruling,f1,not json", "no JSON object"),
        (f'{AT},me,ruling,f1,"{{""ruling"": 1}}"', "no JSON object"),
        (f'{AT},me,ruling,f1,"{{""ruling"": ""fine""}}"', "'fine' is no ruling"),
        ("today,me,note,f1,{}", "text is missing|no time"),
        (f"{AT},,owner,f1,{{}}", "nobody is named"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(f"at,who,kind,subject,value\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message) as told:
        read_csv(path)
    assert told.value.where.endswith("bad.csv:2")


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"\xff\xfe\x00", b'at,who,kind,subject,value\n"x'])
def test_what_is_no_log_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_csv(path)

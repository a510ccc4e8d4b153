"""Decisions that come with a workspace are taken into its log once."""

from __future__ import annotations

from pathlib import Path

import pytest

from shadowscan.decisions import fold, read_decisions, take_given
from shadowscan.errors import InputError
from shadowscan.rules import sample_workspace

HEAD = "at,who,kind,subject,value,why\n"
ROW = '2026-09-07T10:12:00+02:00,a@h.example,disposition,miro,"{""disposition"": ""invest""}",Everybody uses it.\n'


def test_each_entry_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text(HEAD + ROW)
    assert [one.subject for one in take_given(tmp_path)] == ["miro"]
    assert take_given(tmp_path) == []
    assert fold(read_decisions(tmp_path / "private")).dispositions == {"miro": "invest"}


def test_without_a_file_no_log_is_made(tmp_path: Path) -> None:
    assert take_given(tmp_path) == []
    assert not (tmp_path / "private").exists()


def test_a_line_that_cannot_stand_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text(HEAD + ROW.replace("invest", "burn"))
    with pytest.raises(InputError) as refused:
        take_given(tmp_path)
    assert refused.value.where.endswith("decisions.csv:2")


def test_the_sample_brings_an_idea_that_lies_before_the_committee(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_bytes((sample_workspace() / "decisions.csv").read_bytes())
    take_given(tmp_path)
    (idea,) = fold(read_decisions(tmp_path / "private")).ideas.values()
    assert (idea.stage, len(idea.gate)) == ("proposed", 10)

"""`shadowscan match`: any list of names, one row out for each row in."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from shadowscan.cli import main
from shadowscan.errors import InputError
from shadowscan.lists import COLUMNS, match_list, read_list, write_list
from shadowscan.matching import Matcher

LIST = 'No,Payee,Code\n1,SLACK,5734\n2,,\n3,"Figma, Inc.",\n4,SLACK,\n5,SLACK,5734\n6,CORNER CAFE\n'


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "payees.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_each_row_has_its_answer_in_order_with_duplicates_and_blanks_kept(matcher: Matcher, listed: Path) -> None:
    names = read_list(listed)
    answers = match_list(matcher, names.column("Payee", listed), names.column("Code", listed), sso=False)
    out = io.StringIO()
    write_list(names, answers, out)
    header, *rows = csv.reader(io.StringIO(out.getvalue()))
    assert header == ["No", "Payee", "Code", *COLUMNS]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    found = [(row[header.index("vendor")], row[header.index("verdict")]) for row in rows]
    assert found[0] == found[4] == ("Slack", "matched")
    assert found[1] == ("", "not_software")
    assert found[2] == ("Figma", "matched")
    assert found[3] == ("Slack", "review")
    assert found[5] == ("", "not_software")


def test_a_blank_line_of_a_list_with_one_column_is_a_row(matcher: Matcher, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name\nTRELLO\n\nASANA\n", encoding="utf-8")
    answers = match_list(matcher, read_list(path).column("name", path), None, sso=False)
    assert answers["vendor"].tolist() == ["Trello", "", "Asana"]


def test_names_of_applications_need_no_second_signal(matcher: Matcher) -> None:
    assert match_list(matcher, ["Slack", "Box"], None, sso=True)["verdict"].tolist() == ["matched", "matched"]


def test_product_is_named_only_where_the_text_tells_it(matcher: Matcher) -> None:
    answers = match_list(matcher, ["Microsoft", "Microsoft Teams"], None, sso=False)
    assert answers["vendor"].tolist() == ["Microsoft", "Microsoft"]
    assert answers["product"].tolist() == ["", "Microsoft Teams"]


def test_codes_written_as_words_count(matcher: Matcher) -> None:
    assert match_list(matcher, ["SLACK"], ["Computer Software Stores"], sso=False)["verdict"].tolist() == ["matched"]


def test_an_empty_list_gives_an_empty_answer(matcher: Matcher) -> None:
    assert match_list(matcher, [], None, sso=False).columns.tolist() == list(COLUMNS)


def test_a_column_that_is_not_there_is_refused_with_those_that_are(listed: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_list(listed).column("Vendor", listed)
    assert "'Vendor'" in refused.value.message
    assert refused.value.where == str(listed)
    assert "Payee" in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "empty"), ("name\nA,B\n", "2 cells")],
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "names.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_list(path)


@pytest.mark.parametrize("text", ["a;name\n1;TRELLO\n", "\ufeffa,name\r\n1,TRELLO\r\n", "a\tname\n1\tTRELLO\n"])
def test_other_separators_and_byte_order_marks_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(text.encode("utf-8"))
    assert read_list(path).column("name", path) == ["TRELLO"]


def test_the_command_names_the_columns_when_one_is_wrong(listed: Path) -> None:
    done = CliRunner().invoke(main, ["match", str(listed), "--column", "Vendor"])
    assert done.exit_code != 0
    assert "Payee" in done.output

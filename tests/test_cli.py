"""The commands as a user meets them: help that helps, clean errors with a remedy, answers in order."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shadowscan import __version__, cli, lists
from shadowscan.rules import sample_workspace

Write = Callable[..., Path]
COMMANDS = sorted(cli.main.commands)
SPEND = """\
Date,Merchant,Amount,Currency
2026-01-15,SLACK TECHNOLOGIES LIMITED,120.00,EUR
2026-02-15,SLACK TECHNOLOGIES LIMITED,120.00,EUR
2026-02-20,MIRO.COM,96.00,EUR
2026-02-21,CANTEEN AM HAFEN,8.40,EUR
"""


@pytest.fixture(autouse=True)
def _one_matcher(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Load the vendor base once for all tests of this file."""
    monkeypatch.setattr(cli.looking, "matcher", _matcher)
    return iter(())


_load = cli.common.matcher


@cache
def _matcher(workspace: Path | None = None) -> Any:
    return _load(workspace)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words], prog_name="shadowscan")


def done(*words: str | Path) -> str:
    """Run a command that must succeed and return what it printed."""
    result = run(*words)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def refused(*words: str | Path) -> str:
    """Run a command that must end with 1, say why and what to change, and show no traceback."""
    result = run(*words)
    assert isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.strip().startswith("Error: ")
    assert "What to change: " in result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def test_the_version_is_told() -> None:
    assert done("--version").strip() == f"shadowscan, version {__version__}"


def test_help_lists_every_command_and_says_how_to_start() -> None:
    text = done("--help")
    assert all(f"\n  {name} " in text for name in COMMANDS)
    assert "shadowscan demo" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    text = done(name, "--help")
    assert text.startswith(f"Usage: shadowscan {name}")
    assert done(name, "-h") == text
    command = cli.main.commands[name]
    assert len((command.help or "").split()) >= 5
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not (p.help or "").strip()]
    assert silent == []


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["--nonsense"],
        ["init"],
        ["scan"],
        ["scan", "here", "--as-of", "yesterday"],
        ["scan", "here", "there"],
        ["scan", "{file}"],
        ["match", "absent.csv", "--column", "name"],
        ["match", "{file}"],
        ["explain"],
        ["sources"],
        ["sources", "absent.csv"],
        ["check", "{file}"],
        ["export", "here", "--format", "doc", "--out", "pack.doc"],
        ["export", "here", "--format", "xlsx"],
        ["serve", "here", "--port", "eighty"],
    ],
)
def test_wrong_use_ends_with_2_and_shows_the_usage(words: list[str], tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name\nSLACK\n")
    result = run(*(word.format(file=file) for word in words))
    assert result.exit_code == 2
    assert "Usage: shadowscan" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", [["scan"], ["export", "--format", "md", "--out", "pack.md"], ["serve"]])
def test_a_folder_that_is_no_workspace_is_refused(command: list[str], tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        told = refused(*command, folder)
        assert str(folder) in told


def test_a_setting_that_is_not_known_is_refused_with_its_line(write_workspace: Write) -> None:
    root = write_workspace("organisation: X\ncurrency: EUR\ncurency: USD\n")
    assert "shadowscan.yaml:3: the key 'curency' is not known" in refused("scan", root)


def test_a_reference_cell_that_cannot_be_read_is_refused_with_its_place(write_workspace: Write) -> None:
    root = write_workspace(policy="vendor,ruling\nMiro,forbidden\n")
    assert "reference/policy.csv:2: ruling: 'forbidden' is not a known value" in refused("scan", root)


def test_a_local_rule_that_is_broken_is_refused_with_its_line(write_workspace: Write) -> None:
    root = write_workspace()
    (root / "exports" / "cards.csv").write_text(SPEND)
    (root / "rules").mkdir()
    (root / "rules" / "matching.yml").write_text("# ours\naccept: certainly\n")
    assert "rules/matching.yml:2: 'certainly' is not a number" in refused("scan", root)


def test_a_workspace_without_any_export_is_refused(write_workspace: Write) -> None:
    root = write_workspace()
    assert str(root / "exports") in refused("scan", root)
    (root / "exports" / "notes.txt").write_text("nothing to see here\n")
    refused("scan", root)


def test_a_small_workspace_is_scanned(write_workspace: Write) -> None:
    root = write_workspace()
    (root / "exports" / "cards.csv").write_text(SPEND)
    result = run("scan", root, "--as-of", "2026-02-28")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""  # in a pipe no progress is drawn
    assert all(part in result.stdout for part in ("Harbour Mutual", "2026-02-28", "€336.00"))
    assert "4 rows = 4 accepted + 0 rejected + 0 duplicate + 0 out of scope" in result.stdout
    assert (root / "private" / "findings.db").is_file()
    assert (root / "published" / "group.db").is_file()


def test_the_summary_comes_as_json_too(write_workspace: Write) -> None:
    root = write_workspace()
    (root / "exports" / "cards.csv").write_text(SPEND)
    told = json.loads(done("scan", root, "--json"))
    assert (told["total"], told["as_of"], told["rows_read"]) == ("336.00", "2026-02-21", 4)
    assert sum(float(share["amount"]) for share in told["shares"]) == 336.0


def test_strict_ends_with_1_when_a_row_is_rejected(write_workspace: Write) -> None:
    root = write_workspace()
    (root / "exports" / "cards.csv").write_text(SPEND + "soon,MIRO.COM,96.00,EUR\n")
    assert run("scan", root).exit_code == 0
    strict = run("scan", root, "--strict")
    assert strict.exit_code == 1
    assert "1 rejected" in strict.stdout
    assert "--strict" in strict.stderr


def test_a_new_workspace_holds_its_own_check_and_is_never_overwritten(tmp_path: Path) -> None:
    root = tmp_path / "harbour"
    told = done("init", root)
    assert "shadowscan.yaml" in told
    assert f"shadowscan scan {root}" in told
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert "there already" in refused("init", root)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    assert "no export could be read" in refused("scan", root)


def test_the_demo_does_not_touch_a_folder_that_is_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shadowscan-demo").mkdir()
    (tmp_path / "shadowscan-demo" / "mine.txt").write_text("mine")
    assert "shadowscan-demo" in refused("demo")
    assert [path.name for path in (tmp_path / "shadowscan-demo").iterdir()] == ["mine.txt"]


def test_match_answers_row_by_row_in_order(tmp_path: Path) -> None:
    names = ["MIRO.COM", "CANTEEN AM HAFEN", "", "MIRO.COM", "ATLASSIAN PTY LTD"]
    file, out = tmp_path / "list.csv", tmp_path / "out.csv"
    file.write_text("id,Payee\n" + "".join(f"{number},{name}\n" for number, name in enumerate(names)))
    done("match", file, "--column", "Payee", "--out", out)
    rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert list(rows[0]) == ["id", "Payee", *lists.COLUMNS]
    assert [row["Payee"] for row in rows] == names
    assert [row["id"] for row in rows] == ["0", "1", "2", "3", "4"]
    assert rows[0] == {**rows[3], "id": "0"}
    assert (rows[0]["vendor"], rows[0]["vendor_domain"], rows[0]["verdict"]) == ("Miro", "miro.com", "matched")
    assert (rows[1]["vendor"], rows[1]["verdict"]) == ("", "not_software")
    assert rows[4]["vendor"] == "Atlassian"
    assert all(row["reason"] for row in rows)
    assert done("match", file, "--column", "Payee") == out.read_text(encoding="utf-8")


def test_match_takes_merchant_codes_as_a_second_signal(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,code\nNOTION,5734\nNOTION,5812\n")
    first, second = csv.DictReader(io.StringIO(done("match", file, "--column", "name", "--mcc", "code")))
    assert first["verdict"] == "matched"
    assert second["verdict"] != "matched"


@pytest.mark.parametrize(
    "data",
    [
        "Nr;Händler\n1;Zürich Müll AG\n".encode("cp1252"),
        "Nr;Händler\n1;Zürich Müll AG\n".encode("utf-8-sig"),
        "Nr\tHändler\r\n1\tZürich Müll AG\r\n".encode("utf-16"),
    ],
)
def test_match_reads_lists_as_spreadsheets_write_them(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(data)
    (row,) = csv.DictReader(io.StringIO(done("match", file, "--column", "Händler")))
    assert (row["Nr"], row["Händler"]) == ("1", "Zürich Müll AG")


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=25), min_size=1, max_size=20))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_match_gives_one_row_for_each_row_whatever_it_says(tmp_path: Path, names: list[str]) -> None:
    file, out = tmp_path / "list.csv", tmp_path / "out.csv"
    with file.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([["id", "name"], *enumerate(names)])
    done("match", file, "--column", "name", "--out", out)
    with out.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [(row["id"], row["name"]) for row in rows] == [(str(n), name) for n, name in enumerate(names)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"payee\nSLACK\n", "there is no column 'name'"),
        (b"", "the file is empty"),
        (b"name,amount\nSLACK,1\nMIRO,2,3\n", "list.csv:3: the row has 3 cells, the header 2"),
        (b'name\n"' + b"x" * 200_000, "no readable CSV"),
    ],
)
def test_match_refuses_what_is_no_list(data: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(data)
    assert message in refused("match", file, "--column", "name")


def test_match_into_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("name\nSLACK\n")
    out = tmp_path / "absent" / "out.csv"
    assert str(out) in refused("match", tmp_path / "list.csv", "--column", "name", "--out", out)


def test_explain_shows_cleaning_candidates_verdict_and_what_would_change_it() -> None:
    told = done("explain", "PAYPAL *ATLASSIAN 402-935-7733")
    for part in ("What was cut, and why", "Atlassian", "atlassian.com", "rules/vendors/", "What would change it"):
        assert part in told
    assert "score" in told
    assert "matched" in told


def test_explain_as_json_says_the_same() -> None:
    told = json.loads(done("explain", "PAYPAL *ATLASSIAN 402-935-7733", "--json"))
    assert told["descriptor"] == "PAYPAL *ATLASSIAN 402-935-7733"
    assert (told["vendor"], told["answer"]["vendor_domain"]) == ("Atlassian", "atlassian.com")
    assert told["answer"]["verdict"] == "matched"
    assert told["answer"]["intermediary"]
    assert {"cleaning", "candidates", "rule", "would_change"} <= set(told)


@pytest.mark.parametrize("text", ["", "   ", "*", "ÄÖÜ", "🚀 rocket", "x" * 500])
def test_explain_answers_any_text(text: str) -> None:
    assert json.loads(done("explain", text, "--json"))["answer"]["reason"]


def test_sources_tells_the_format_and_the_columns() -> None:
    file = sample_workspace() / "exports" / "cards" / "amex_uk" / "activity_2026-01.csv"
    told = done("sources", file)
    assert file.name in told
    assert "amex-uk" in told
    (report,) = json.loads(done("sources", file, "--json"))
    assert report["source_id"] == "amex-uk"


def test_check_finds_the_packaged_rules_clean() -> None:
    told = json.loads(done("check", "--json"))
    assert told["problems"] == []
    assert "all hold" in told["headline"]


def test_check_names_what_is_wrong_in_a_workspace(write_workspace: Write) -> None:
    root = write_workspace(
        services="service_id,name,type,status,capabilities\nsvc-chat,Chat,it,live,chatting\n",
    )
    (root / "rules" / "flags").mkdir(parents=True)
    (root / "rules" / "flags" / "ours.yml").write_text("title: Ours\ncolour: red\n")
    result = run("check", root)
    assert result.exit_code == 1
    assert "capability 'chatting' is not in rules/taxonomy.csv" in result.stdout
    assert "rules/flags/ours.yml:2: the key 'colour' is not known" in result.stdout

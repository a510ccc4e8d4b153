"""`shadowscan review` as a user meets it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shadowscan import cli
from shadowscan.check import check_rules
from shadowscan.decisions import Decided, DecisionLog, Draft, read_decisions
from shadowscan.knowledge import know
from shadowscan.matching import load_vendors
from shadowscan.matching.examples import described
from shadowscan.matching.vendors import Example
from shadowscan.workspace import open_workspace
from tests.review.conftest import AT, scan_now


def run(*words: str | Path, answers: str = "") -> Result:
    return CliRunner().invoke(cli.main, ["review", *map(str, words)], input=answers, prog_name="shadowscan")


def done(*words: str | Path, answers: str = "") -> str:
    result = run(*words, answers=answers)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def fill(path: Path, **answers: dict[str, str]) -> None:
    """Write answers into an exported table; the key is the text's first word."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        row.update(answers.get(row["descriptor"].split()[0].lstrip("'="), {}))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_one_key_an_answer(harbour: Path) -> None:
    text = done(harbour, "--as", "anna", answers="1\nn\nk\nn\nq\n")
    assert "EUR 600.00 · 3 rows · 3 texts · Claims · 4 to ask" in text
    assert "it settles 3 texts" in text
    assert "Nothing is left to ask." in text
    assert "Open before: 7 texts, EUR 980.00" in text
    assert "Settled:     6 texts, EUR 900.00 (92%)" in text
    assert "answered   3 texts" in text
    assert "the same names besides: 3 texts, EUR 350.00" in text
    assert "Open now:    1 texts, EUR 80.00" in text
    log = read_decisions(harbour / "private")
    assert [(one.who, one.subject, one.value["answer"]) for one in log] == [
        ("anna", "LINEAR", "vendor"),
        ("anna", "GONG", "not_software"),
        ("anna", "Harbour Rota", "not_software"),
    ]


def test_typing_a_vendor_undo_help_and_quit(harbour: Path) -> None:
    text = done(harbour, answers="?\nm\nv\nLinearo Works\nlinearo.example\nno-such\nv\nMiro\nu\n9\nv\n\nq\n")
    assert "it is not software" in text
    assert "there is no category 'no-such'" in text
    assert "Miro (miro.com)" in text
    assert "taken back: LINEAR" in text
    assert "there is no guess 9" in text
    assert "Settled:     0 texts" in text
    assert [one.kind for one in read_decisions(harbour / "private")] == ["descriptor", "withdraw"]


def test_the_end_of_the_input_quits_and_keeps_what_was_answered(harbour: Path) -> None:
    assert "Open now:    4 texts" in done(harbour, answers="1\n")
    assert len(read_decisions(harbour / "private")) == 1


def test_the_list_and_the_report_as_json(harbour: Path) -> None:
    listed = json.loads(done(harbour, "--list", "--json"))
    assert [len(group["texts"]) for group in listed] == [3, 2, 1, 1]
    assert listed[0]["guesses"][0][0] == "Linear"
    assert "best guess" in done(harbour, "--list")
    table = harbour / "queue.csv"
    done(harbour, "--export", table)
    fill(table, LINEAR={"answer": "1"})
    found = json.loads(done(harbour, "--answers", table, "--json"))
    assert found["settled"]["texts"] + found["answered"]["texts"] == 3
    assert found["left"] == {"texts": 4, "spend": "380.0"}


def test_a_table_of_answers_is_taken_once(harbour: Path) -> None:
    table = harbour / "queue.csv"
    assert "7 texts" in done(harbour, "--export", table)
    assert ",'=SAGE," in table.read_text(encoding="utf-8-sig")
    fill(
        table,
        GONG={"answer": "n", "why": "a music shop"},
        SAGE={"vendor": "Sage", "answer": ""},
        Harbour={"answer": "Not Software"},
    )
    first = run(harbour, "--answers", table, "--as", "anna")
    assert "4 new answers" in first.stderr
    assert "Open now:    3 texts" in first.stdout
    assert "0 new answers" in run(harbour, "--answers", table).stderr
    log = read_decisions(harbour / "private")
    assert {(one.subject, one.value["answer"], one.why) for one in log} == {
        ("GONG", "not_software", "a music shop"),
        ("GONG LTD", "not_software", "a music shop"),
        ("=SAGE", "vendor", ""),
        ("Harbour Rota", "not_software", ""),
    }


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("descriptor,answer\nLINEAR,perhaps\n", "'perhaps' is no answer"),
        ("descriptor,answer,vendor\nLINEAR,v,\n", "vendor is not named"),
        ("descriptor,answer,category\nLINEAR,s,nonsense\n", "no category 'nonsense'"),
        ("descriptor,answer\nLINEAR,7\n", "no guess 7"),
        ("text,answer\nLINEAR,n\n", "missing columns: descriptor"),
    ],
)
def test_a_bad_table_changes_nothing(harbour: Path, table: str, message: str) -> None:
    path = harbour / "bad.csv"
    path.write_text(table, encoding="utf-8")
    result = run(harbour, "--answers", path)
    assert result.exit_code == 1
    assert message in result.stderr
    assert "What to change: " in result.stderr
    assert read_decisions(harbour / "private") == ()


def test_texts_of_exports_cannot_steer_the_terminal(harbour: Path) -> None:
    (harbour / "exports" / "more.csv").write_text(
        "Date,Merchant,Amount\n2026-05-09,SLACK\x1b[2J,7000.00\n", encoding="utf-8"
    )
    scan_now(harbour)
    assert "\x1b[2J" not in done(harbour, answers="q\n") + done(harbour, "--list")


def test_two_ways_at_once_are_refused(harbour: Path) -> None:
    assert run(harbour, "--list", "--export", "x.csv").exit_code == 2


def answer(text: str, said: str, origin: str = "spend", **more: str) -> Draft:
    return Draft("anna", "descriptor", text, {"origin": origin, "answer": said, **more})


def test_answers_become_rules_that_hold(harbour: Path) -> None:
    """What is written passes the check, and matches by itself what people had to answer."""
    given = [
        answer("QUILLWRIGHT GMBH BERLIN", "vendor", vendor="Quillwright", domain="quillwright.example", category="crm"),
        answer("QW* QUILLWRIGHT 4711", "vendor", vendor="Quillwright"),
        answer("Quillwright - Prod", "vendor", origin="sso", vendor="Quillwright"),
        answer("LINEAR LTD", "vendor", vendor="Linear"),
        answer("TKT DESK 12", "vendor", vendor="Atlassian", product="Jira"),
        answer("OLDMILL SUNDRIES 9", "not_software"),
        answer("MIRO.COM", "vendor", vendor="Miro"),
    ]
    DecisionLog(harbour / "private").append(given, AT)
    rules = harbour / "rules" / "vendors" / "ours.yml"
    rules.parent.mkdir(parents=True)
    text = done(harbour, "--as-rules", rules)
    assert text.startswith(f"Written: {rules}, 3 vendors from 5 answers.")
    written = rules.read_text(encoding="utf-8")
    assert "miro" not in written.casefold()
    assert [line for line in check_rules(harbour).problems if "ours.yml" in line] == []
    matcher = know(open_workspace(harbour), Decided()).matcher
    asked = [Example(one.subject, kind=one.value["origin"]) for one in given]  # type: ignore[arg-type]
    found = matcher.match(described(asked))
    assert found["product_id"].tolist()[:5] == ["quillwright"] * 3 + ["linear", "atlassian/jira"]
    assert found["verdict"].tolist()[5:] == ["not_software", "matched"]
    done(harbour, "--as-rules", rules)
    assert rules.read_text(encoding="utf-8") == written


def test_what_rules_cannot_hold_stays_in_the_log_and_is_named(harbour: Path) -> None:
    DecisionLog(harbour / "private").append(
        [
            answer("SAGE", "vendor", vendor="Sageworks Nord", category="crm"),
            answer("Harbour Rota", "not_software", origin="sso"),
            answer("SOFTCAT PLC", "vendor", vendor="Quillwright", memo="Quillwright renewal"),
            answer("KELPWARE NORTH", "software"),
        ],
        AT,
    )
    text = done(harbour, "--as-rules", harbour / "x.yml")
    assert "0 vendors from 0 answers" in text
    assert "'SAGE' stays in the log alone: the rules give its name to another vendor" in text
    assert "'Harbour Rota' stays in the log alone: an application of your own belongs under `internal:`" in text
    assert "'SOFTCAT PLC' stays in the log alone: it is about a note" in text
    assert "'KELPWARE NORTH' stays in the log alone: a vendor needs a category" in text


def test_hostile_texts_stay_texts_in_rules(harbour: Path) -> None:
    """Quotes, colons, line ends and odd letters come back from YAML as they were."""
    hostile = 'QUILLWRIGHT: "X"\n- {a: b} #\x85\u2028 0815'
    DecisionLog(harbour / "private").append([answer(hostile, "vendor", vendor='Quillwright: "W"', category="crm")], AT)
    rules = harbour / "rules" / "vendors" / "ours.yml"
    rules.parent.mkdir(parents=True)
    assert "1 vendors from 1 answers" in done(harbour, "--as-rules", rules)
    assert [line for line in check_rules(harbour).problems if "ours.yml" in line] == []
    base = load_vendors(open_workspace(harbour).rules)
    assert hostile in {example.descriptor for _, example, _ in base.examples}


def test_without_answers_there_are_no_rules_to_write(harbour: Path) -> None:
    result = run(harbour, "--as-rules", harbour / "x.yml")
    assert result.exit_code == 1
    assert "nobody has answered" in result.stderr

import shutil
from pathlib import Path

import pytest

from shadowscan.errors import RuleError
from shadowscan.ingest import check_sources
from shadowscan.ingest.source import Source
from shadowscan.rules import RuleBook, packaged_rules
from shadowscan.rules.decode import compose, decode


def test_every_source_keeps_what_its_examples_promise() -> None:
    assert check_sources(packaged_rules()) == []


MINIMAL = """
title: T
why: W
status: stable
kind: card_txn
columns: {date: [Day], descriptor: [Shop], amount: [Sum]}
reads: [{file: "Day,Shop,Sum\\n2026-01-02,Trello,1.00\\n", gives: [{amount: "1.00"}]}]
refuses: [{file: "Day,Sum\\n2026-01-02,1.00\\n", why: no shop}]
"""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("reads:", "known_false_positives: []\nx_reads:"), "not known"),
        (("kind: card_txn", "kind: cards"), "kind must be"),
        (("descriptor: [Shop]", "payee: [Shop]"), "no such field"),
        (('refuses: [{file: "Day,Sum\\n2026-01-02,1.00\\n", why: no shop}]', "refuses: []"), "one it refuses"),
    ],
)
def test_a_rule_that_says_less_or_more_than_it_must_does_not_load(change: tuple[str, str], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        decode(Source, compose(MINIMAL.replace(*change), "rules/sources/x.yml"), "rules/sources/x.yml")


def test_a_new_format_needs_a_file_and_no_code(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "till.yml").write_text(MINIMAL)
    assert check_sources(packaged_rules().over(tmp_path)) == []


def test_a_broken_promise_is_named_with_its_line(tmp_path: Path) -> None:
    root = packaged_rules().roots[0]
    for name in ("reading.yml", "settlements.yml"):
        shutil.copy(root / name, tmp_path / name)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "till.yml").write_text(MINIMAL.replace('{amount: "1.00"}', '{amount: "2.00"}'))
    (problem,) = check_sources(RuleBook((tmp_path,)))
    assert problem.startswith("rules/sources/till.yml:7")
    assert "amount is '1.00', expected '2.00'" in problem

"""Rule files are read strictly: what cannot be meant is refused with file, line and remedy."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.errors import RuleError
from shadowscan.rules.decode import compose, decode, read_text


@dataclass(frozen=True, slots=True)
class Example:
    descriptor: str
    mcc: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    title: str
    status: Literal["stable", "retired"] = "stable"
    words: list[str] = field(default_factory=list)
    share: float = 0.0
    count: int = 0
    price: Decimal | None = None
    active: bool = False
    since: date | None = None
    matches: list[str | Example] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    where: str = ""

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("a count is never below zero")


def read(text: str, kind: Any = Rule) -> Any:
    return decode(kind, compose(text, "rules/x.yml"), "rules/x.yml")


@pytest.mark.parametrize(
    ("text", "line", "message", "remedy"),
    [
        ("title: A\ncolour: red\n", 2, "the key 'colour' is not known", "title, status, words"),
        ("title: A\nwhere: here\n", 2, "the key 'where' is not known", "Known keys"),
        ("# first a word\nstatus: stable\n", 2, "missing: title", "Add the missing keys"),
        ("title: A\ncount: 1\ntitle: B\n", 3, "the key 'title' stands twice", "Keep one"),
        ("title: A\nwords: one\n", 2, "a list is expected", "- item"),
        ("title: A\nweights: [1]\n", 2, "a mapping is expected", "key: value"),
        ("title: [A]\n", 1, "a single value is expected", "one value"),
        ("title: A\nshare: much\n", 2, "'much' is not a number", "Correct"),
        ("title: A\nshare: nan\n", 2, "'nan' is not a number", "Correct"),
        ("title: A\ncount: 1.5\n", 2, "'1.5' is not a number", "Correct"),
        ("title: A\nprice: 12 EUR\n", 2, "'12 EUR' is not a number", "Correct"),
        ("title: A\nactive: perhaps\n", 2, "'perhaps' is neither true nor false", "true or false"),
        ("title: A\nsince: 31.12.2026\n", 2, "'31.12.2026' is not a date", "Correct"),
        ("title: A\nstatus: fresh\n", 2, "'fresh' is not one of the known values", "stable, retired"),
        ("title: A\nmatches:\n  - {descriptor: X, mc: 5734}\n", 3, "the key 'mc' is not known", "descriptor, mcc"),
        ("title: A\ncount: -1\n", 1, "a count is never below zero", "Correct"),
        ("title: {{name}}\n", 1, "a single value is expected", "one value"),
        ("title: A\nweights:\n  {{name}}: 1\n", 3, "a key is a list or a mapping", "quotes"),
        ("- title: A\n", 1, "a mapping is expected", "key: value"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(text: str, line: int, message: str, remedy: str) -> None:
    with pytest.raises(RuleError) as refused:
        read(text)
    assert refused.value.where == f"rules/x.yml:{line}"
    assert message in refused.value.message
    assert remedy in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: 'A\n", 2),
        ("title: A\n\tcount: 1\n", 2),
        ("title: A\nwords: [a, b\ncount: 1\n", 3),
        ("title: A\n---\ntitle: B\n", 2),
        ("title: A\nwords: [a\x07]\n", 2),
        ("title: A\nwords: *nowhere\n", 2),
    ],
)
def test_broken_yaml_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(RuleError, match="not readable YAML") as refused:
        read(text)
    assert refused.value.where == f"rules/x.yml:{line}"
    assert "indentation" in refused.value.remedy


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    with pytest.raises(RuleError, match="the file is empty") as refused:
        read(text)
    assert refused.value.where == "rules/x.yml"
    assert refused.value.remedy


def test_aliases_are_refused_before_they_can_unfold() -> None:
    levels = "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(RuleError, match="aliases are not read") as refused:
        read("a: &a [lol]\n" + levels, dict[str, list[Any]])
    assert refused.value.where.startswith("rules/x.yml:")
    assert "Write the value out" in refused.value.remedy


@pytest.mark.parametrize("depth", [60, 900, 5000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(RuleError, match="nested too deeply"):
        read("title: " + "[" * depth + "]" * depth)


def test_text_stays_as_it_is_written() -> None:
    rule = read("title: NO\nwords: [0102, 1e3, on, 2026-01-01, ~, 'null', 1_000, 12:30:00]\n")
    assert rule.title == "NO"
    assert rule.words == ["0102", "1e3", "on", "2026-01-01", "~", "null", "1_000", "12:30:00"]


def test_a_rule_knows_where_it_stands() -> None:
    rules = read("- title: A\n- title: B\n", list[Rule])
    assert [rule.where for rule in rules] == ["rules/x.yml:1", "rules/x.yml:2"]


def test_nothing_is_none_only_where_that_is_foreseen() -> None:
    assert read("title: A\nprice: ~\n").price is None
    assert read("title: A\nmatches:\n  -\n").matches == [""]


def test_an_item_may_be_a_text_or_a_mapping() -> None:
    rule = read("title: A\nmatches: [SLACK, {descriptor: NOTION, mcc: 5734}]\n")
    assert rule.matches == ["SLACK", Example("NOTION", "5734")]


def test_amounts_are_exact() -> None:
    assert read("title: A\nprice: 0.10\n").price == Decimal("0.10")


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes(b"title: A\nwords: [M\xfcller]\n")
    with pytest.raises(RuleError, match="not UTF-8") as refused:
        read_text(path, "rules/x.yml")
    assert refused.value.where == "rules/x.yml:2"
    assert "UTF-8" in refused.value.remedy


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes("title: Größe\n".encode("utf-8-sig"))
    assert read(read_text(path, "x.yml")).title == "Größe"


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)
RULES = st.builds(
    Rule,
    title=TEXT,
    status=st.sampled_from(["stable", "retired"]),
    words=st.lists(TEXT, max_size=4),
    share=st.floats(allow_nan=False, allow_infinity=False),
    count=st.integers(0, 10**12),
    price=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
    active=st.booleans(),
    since=st.none() | st.dates(),
    matches=st.lists(TEXT | st.builds(Example, TEXT, TEXT), max_size=3),
    weights=st.dictionaries(TEXT, st.integers(), max_size=3),
)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return format(value, "f") if isinstance(value, Decimal) else value


@given(RULES)
def test_what_is_written_is_what_is_read(rule: Rule) -> None:
    plain = _plain(asdict(rule))
    del plain["where"]
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    assert read(text) == Rule(**{**{f: getattr(rule, f) for f in plain}, "where": "rules/x.yml:1"})


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    refused = _refusal(text)
    assert refused is None or refused.where.startswith("rules/x.yml")
    assert refused is None or refused.remedy


def _refusal(text: str) -> RuleError | None:
    try:
        read(text)
    except RuleError as refused:
        return refused
    return None

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.publish.audiences import Audience, slug
from shadowscan.publish.cut import Cutter, People
from shadowscan.publish.schema import PublishRule
from shadowscan.rules import packaged_rules
from shadowscan.workspace import BusinessUnit, Person

WORDS = packaged_rules().one("publish", PublishRule)
UNITS = (
    BusinessUnit("retail", "Retail"),
    BusinessUnit("retail-bank", "Retail Banking"),
    BusinessUnit("it", "IT"),
    BusinessUnit("claims", "Claims Handling"),
)
PEOPLE = People(
    [Person("E77", "ann.lee@x.example", "Ann Lee"), Person("12", "o@x.example", "José Ortega Díaz")], {"p-9a8b"}, WORDS
)


def cutter(unit: str = "retail-bank", small: int = 3) -> Cutter:
    return Cutter(Audience("bu", "Bu", "unit", unit, frozenset({unit})), UNITS, PEOPLE, small, WORDS)


@pytest.mark.parametrize(
    "text",
    ["Ann Lee", "LEE, ANN", "ann.lee", "paid to ann_lee", "ann.lee@x.example", "E77", "p-9a8b", "Ortega Diaz Jose"],
)
def test_people_are_taken_out_in_every_spelling(text: str) -> None:
    cut = cutter().text(text.replace("Diaz Jose", "Díaz José")) or ""
    assert not re.search("lee|E77|9a8b|ortega", cut, re.IGNORECASE)


def test_texts_without_people_stay_as_they_are() -> None:
    assert cutter().text("ADOBE *CREATIVE CLOUD 12 LEEDS ANNEX") == "ADOBE *CREATIVE CLOUD 12 LEEDS ANNEX"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("offered to Retail and Retail Banking", "offered to another unit and Retail Banking"),
        ("nobody in claims has it", "nobody in another unit has it"),
        ("Reclaims and preclaims-like stay", "Reclaims and preclaims-like stay"),
        ("IT offers it to nobody", "IT offers it to nobody"),
        ("not for unit it, not for 'it'", "not for unit another unit, not for 'another unit'"),
        ("2 people and 14 people", "<3 people and 14 people"),
        ("two people who left", "<3 people who left"),
        ("2 of 5 people, 0.2 users, 1,002 users", "<3 of 5 people, 0.2 users, 1,002 users"),
        ("users: 1, rows: 1", "users: <3, rows: 1"),
        ("1 active former employee", "<3 active former employee"),
    ],
)
def test_sentences_lose_other_units_and_small_counts(text: str, cut: str) -> None:
    assert cutter().prose(text) == cut


def test_lists_of_units_keep_what_the_reader_may_see() -> None:
    assert cutter().units('["retail", "retail-bank", "*"]') == '["retail-bank", "*"]'
    assert cutter().unit("claims") is None


@given(st.integers(0, 10_000), st.integers(1, 20))
def test_a_shown_count_is_never_a_small_one(count: int, small: int) -> None:
    shown = cutter(small=small).people(count)
    assert shown == f"<{small}" if count < small else shown == count


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(2, 5))
def test_a_total_never_gives_a_small_part_away(parts: list[int], small: int) -> None:
    shown = cutter(small=small).total(sum(parts), parts)
    if any(0 < part < small for part in parts):
        assert isinstance(shown, str)
        told = int(shown.strip("<+"))
        assert shown.startswith("<") or told == max(small, sum(part for part in parts if part >= small))


@given(st.text(max_size=60))
def test_any_text_can_be_cut_and_no_address_survives(text: str) -> None:
    cut = cutter().prose(f"{text} ann.lee@x.example")
    assert cut is not None
    assert "ann.lee" not in cut
    assert not cut.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text(min_size=1, max_size=40))
def test_a_slug_is_a_safe_file_name(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9_]+", slug(text))

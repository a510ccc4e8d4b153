"""Tables of facts become typed rows that know where they stand, or are refused with line and remedy."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.errors import RuleError
from shadowscan.rules.rows import decode_rows

_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=20)


@dataclass(frozen=True, slots=True)
class Fruit:
    name: str
    colour: str
    where: str = ""

    def __post_init__(self) -> None:
        if self.colour == "plaid":
            raise ValueError("no fruit is plaid")


def test_each_row_knows_its_line_also_behind_a_cell_of_two_lines() -> None:
    rows = list(decode_rows(Fruit, 'name,colour\n"two\nlines",red\npear,green\n', "rules/fruit.csv"))
    assert rows == [Fruit("two\nlines", "red", "rules/fruit.csv:2"), Fruit("pear", "green", "rules/fruit.csv:4")]


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("", ":1", "header"),
        ("colour,name\n", ":1", "header"),
        ("name,colour\npear\n", ":2", "1 cells"),
        ("name,colour\npear,green\nkiwi,plaid\n", ":3", "plaid"),
        ('name,colour\n"pear"x,green\n', ":2", "CSV"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, where: str, says: str) -> None:
    with pytest.raises(RuleError) as refused:
        list(decode_rows(Fruit, text, "rules/fruit.csv"))
    assert refused.value.where == f"rules/fruit.csv{where}"
    assert says in refused.value.message
    assert refused.value.remedy


@given(st.lists(st.tuples(_CELL, _CELL), max_size=5))
def test_what_is_written_is_read_back(cells: list[tuple[str, str]]) -> None:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["name", "colour"])
    writer.writerows(cells)
    rows = decode_rows(Fruit, out.getvalue(), "rules/fruit.csv")
    assert [(row.name, row.colour) for row in rows] == cells

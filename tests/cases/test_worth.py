"""The arithmetic of a business case: sums, discounting, payback, probability, what washes out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.cases import payback_months, present_value, share_of, sum_up
from shadowscan.records import SCENARIOS, CaseLine, ReadinessItem

RATE = Decimal("0.12")


def line(kind: str, year: int, amount: int, scenario: str = "base", name: str = "") -> CaseLine:
    return CaseLine(name or kind, kind, kind, scenario, year, amount, "", (), "", False)


def item(state: str, washes_out: str) -> ReadinessItem:
    return ReadinessItem("owner", "Owner", "?", state, None, 0, "", "", "", False, Decimal(washes_out))


LINES = (
    line("baseline", 1, 999999),
    line("memo", 0, 777777),
    line("one_off", 0, -10000),
    line("readiness", 0, -2000),
    *(line("benefit", year, 9000) for year in (1, 2, 3)),
    *(line("annual", year, -1000) for year in (1, 2, 3)),
    *(line("benefit", year, 12000, "high") for year in (1, 2, 3)),
    line("one_off", 0, -30000, "low"),
)


def test_the_net_is_the_sum_of_the_lines_that_count() -> None:
    worth = sum_up(LINES, (), Decimal(1), RATE, Decimal(1), "")
    assert (worth.net_3y, worth.net_low, worth.net_high) == (12000, -30000, 36000)
    assert (worth.benefit_base, worth.benefit_high, worth.benefit_low) == (9000, 12000, 0)
    assert (worth.one_off_cost, worth.annual_cost, worth.readiness_cost) == (10000, 1000, 2000)
    assert worth.net_3y == worth.benefit_3y - worth.cost_3y
    assert worth.roi == Decimal("0.8000")


def test_net_present_value_as_a_textbook_has_it() -> None:
    # -12000 + 8000/1.12 + 8000/1.12^2 + 8000/1.12^3, each year rounded to the last place
    assert sum_up(LINES, (), Decimal(1), RATE, Decimal(1), "").npv == -12000 + 7143 + 6378 + 5694
    assert present_value({0: -100, 1: 112}, RATE) == 0


def test_the_probability_weighs_what_comes_year_by_year_and_not_what_is_spent_once() -> None:
    half = sum_up(LINES, (), Decimal("0.5"), RATE, Decimal(1), "")
    assert half.expected_npv == -12000 + round((7143 + 6378 + 5694) / 2)
    assert half.npv == sum_up(LINES, (), Decimal(1), RATE, Decimal(1), "").npv


@pytest.mark.parametrize(
    ("flows", "months"),
    [
        ({0: -100, 1: 100}, 12),
        ({0: -100, 1: 50, 2: 100, 3: 100}, 18),
        ({0: -100, 1: 0, 2: 0, 3: 100}, 36),
        ({0: -100, 1: 10, 2: 10, 3: 10}, None),
        ({1: 5}, 0),
        ({}, 0),
    ],
)
def test_payback_is_the_month_in_which_all_is_back(flows: dict[int, int], months: int | None) -> None:
    assert payback_months({0: 0} | flows) == months


def test_without_a_benefit_nothing_is_paid_back() -> None:
    assert sum_up([line("one_off", 0, -5)], (), Decimal(1), RATE, Decimal(1), "enables").payback_months is None


def test_what_washes_out_is_the_share_of_items_that_are_not_met() -> None:
    items = (item("open", "0.2"), item("planned", "0.1"), item("met", "0.4"), item("waived", "0.3"))
    assert sum_up(LINES, items, Decimal(1), RATE, Decimal(1), "").at_risk_3y == 8100  # 30 % of 27000
    assert sum_up(LINES, items, Decimal(1), RATE, Decimal("0.5"), "").at_risk_3y == 4050
    assert sum_up(LINES, (item("open", "0.9"),) * 3, Decimal(1), RATE, Decimal(1), "").at_risk_3y == 27000


def test_the_outlook_says_whether_it_pays_and_else_what_speaks_for_it() -> None:
    def outlook(lines: tuple[CaseLine, ...], purpose: str = "") -> str:
        return sum_up(lines, (), Decimal(1), RATE, Decimal(1), purpose).outlook

    costly = (line("one_off", 0, -90000), line("benefit", 1, 10))
    assert outlook(LINES) == "pays"
    assert outlook(LINES, "enables") == "pays"
    assert outlook((*costly, line("benefit", 3, 9, "high"))) == "pays_if_well"
    assert outlook(costly) == "costs"
    assert outlook(costly, "protects") == "protects"


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("0.6", "0.6"),
        ("60 %", "0.6"),
        ("60%", "0.6"),
        ("1", "1"),
        ("", None),
        ("1.2", None),
        ("often", None),
        ("nan", None),
    ],
)
def test_a_share_is_read_as_people_write_it(text: str, share: str | None) -> None:
    assert share_of(text) == (None if share is None else Decimal(share))


amounts = st.lists(
    st.builds(
        line,
        st.sampled_from(["benefit", "one_off", "annual", "readiness", "memo", "baseline"]),
        st.integers(0, 3),
        st.integers(-(10**9), 10**9),
        st.sampled_from(SCENARIOS),
    ),
    max_size=20,
)


@given(amounts, st.decimals(0, 1, places=2), st.decimals(0, 1, places=2))
def test_sums_hold_for_any_lines(lines: list[CaseLine], probability: Decimal, rate: Decimal) -> None:
    worth = sum_up(lines, (), probability, rate, Decimal(1), "")
    assert worth.net_3y == worth.benefit_3y - worth.cost_3y
    assert worth == sum_up(list(reversed(lines)), (), probability, rate, Decimal(1), "")
    undiscounted = sum_up(lines, (), Decimal(1), Decimal(0), Decimal(1), "")
    assert undiscounted.npv == undiscounted.expected_npv == worth.net_3y

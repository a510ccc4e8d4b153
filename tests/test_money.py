"""Money is exact, and foreign amounts are told in the ECB rate of their day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.errors import InputError
from shadowscan.money import (
    from_minor,
    is_currency,
    minor_digits,
    rate_on,
    rates_known_until,
    show_money,
    to_minor,
)

CURRENCIES = st.sampled_from(["EUR", "USD", "GBP", "CHF", "JPY", "KRW", "KWD", "BHD", "CLP"])


@pytest.mark.parametrize(("code", "digits"), [("EUR", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3)])
def test_each_currency_has_its_own_minor_digits(code: str, digits: int) -> None:
    assert minor_digits(code) == digits


@pytest.mark.parametrize("code", ["", "EURO", "eur", "€", "ZZZ"])
def test_what_is_no_currency_is_refused_with_its_place(code: str) -> None:
    assert not is_currency(code)
    with pytest.raises(InputError, match="no currency code") as refused:
        minor_digits(code, "shadowscan.yaml")
    assert refused.value.where == "shadowscan.yaml"
    assert "EUR" in refused.value.remedy


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.34", "EUR", 1234),
        ("-12.34", "EUR", -1234),
        ("0.125", "EUR", 12),  # half goes to the even neighbour, so that many halves do not drift
        ("0.135", "EUR", 14),
        ("-0.125", "EUR", -12),
        ("0.1251", "EUR", 13),
        ("1.005", "EUR", 100),  # a float would know 1.00499…
        ("2.675", "EUR", 268),
        ("1234.5", "JPY", 1234),
        ("1235.5", "JPY", 1236),
        ("1.2345", "KWD", 1234),
        ("1E+3", "EUR", 100000),
        ("123456789012345678.99", "EUR", 12345678901234567899),
    ],
)
def test_amounts_are_rounded_half_even(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


@given(st.integers(-(10**20), 10**20), CURRENCIES)
def test_minor_units_survive_the_way_there_and_back(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@given(st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=6), CURRENCIES)
def test_rounding_moves_an_amount_by_half_a_minor_unit_at_most(amount: Decimal, currency: str) -> None:
    moved = abs(from_minor(to_minor(amount, currency), currency) - amount)
    assert moved * 2 <= Decimal(1).scaleb(-minor_digits(currency))


@given(st.integers(-(10**12), 10**12), CURRENCIES)
def test_refund_and_charge_mirror_each_other(minor: int, currency: str) -> None:
    assert to_minor(-from_minor(minor, currency), currency) == -minor


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (123, "EUR", "€1.23"),
        (99999, "EUR", "€999.99"),
        (100000, "EUR", "€1,000"),
        (1234567, "EUR", "€12,346"),
        (-1234567, "EUR", "-€12,346"),
        (-50, "GBP", "-£0.50"),
        (0, "EUR", "€0.00"),
        (987, "JPY", "987"),
        (1234567, "JPY", "1,234,567"),
    ],
)
def test_money_is_shown_as_a_reader_expects_it(minor: int, currency: str, shown: str) -> None:
    text = show_money(minor, currency)
    assert text.endswith(shown) if currency == "JPY" else text == shown


def test_a_working_day_has_its_own_rate() -> None:
    rate, day = rate_on("USD", "EUR", date(2024, 3, 15)) or pytest.fail("no rate")
    assert day == date(2024, 3, 15)
    assert rate == 1 / Decimal("1.0892")  # ECB: 1 EUR = 1.0892 USD


@pytest.mark.parametrize("weekend", [date(2024, 3, 16), date(2024, 3, 17)])
def test_a_weekend_takes_the_last_rate_before_it(weekend: date) -> None:
    assert rate_on("USD", "EUR", weekend) == rate_on("USD", "EUR", date(2024, 3, 15))


def test_easter_takes_the_rate_of_maundy_thursday() -> None:
    found = rate_on("GBP", "EUR", date(2024, 4, 1))
    assert found is not None
    assert found[1] == date(2024, 3, 28)


def test_two_currencies_beside_the_euro_cross_through_it() -> None:
    day = date(2024, 3, 15)
    dollars, pounds, cross = rate_on("USD", "EUR", day), rate_on("GBP", "EUR", day), rate_on("USD", "GBP", day)
    assert dollars is not None
    assert pounds is not None
    assert cross is not None
    assert abs(cross[0] - dollars[0] / pounds[0]) < Decimal("1e-12")


@pytest.mark.parametrize("code", ["KWD", "XXX", "ZZZ"])
def test_a_currency_the_ecb_does_not_quote_has_no_rate(code: str) -> None:
    assert rate_on(code, "EUR", date(2024, 3, 15)) is None
    assert rate_on("EUR", code, date(2024, 3, 15)) is None


def test_before_the_euro_there_is_no_rate() -> None:
    assert rate_on("USD", "EUR", date(1998, 6, 1)) is None


def test_a_currency_no_longer_quoted_has_no_rate() -> None:
    assert rate_on("RUB", "EUR", date(2024, 3, 15)) is None


def test_after_the_newest_rate_that_one_holds() -> None:
    newest = rates_known_until()
    assert rate_on("USD", "EUR", newest + timedelta(days=400)) == rate_on("USD", "EUR", newest)
    found = rate_on("USD", "EUR", newest + timedelta(days=400))
    assert found is not None
    assert found[1] == newest


@given(st.dates(date(2005, 1, 4), date(2025, 6, 30)), st.sampled_from(["USD", "GBP", "CHF", "JPY", "SEK"]))
def test_a_rate_is_never_from_the_future(day: date, currency: str) -> None:
    found = rate_on(currency, "EUR", day)
    assert found is not None
    assert day - timedelta(days=10) < found[1] <= day
    assert found[0] > 0

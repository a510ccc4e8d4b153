"""Exact money: minor units, currencies and the ECB reference rates that come with a library."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any

from babel.numbers import get_currency_precision, get_currency_symbol, list_currencies

from shadowscan.errors import InputError

_LONGEST_GAP_DAYS = 10  # the longest pause of the reference rates (holidays) is shorter


@cache
def minor_digits(currency: str, where: str = "") -> int:
    """Return how many decimal places a currency has (CLDR); raise InputError if there is no such ISO 4217 code."""
    if currency not in _codes():
        raise InputError(
            f"'{currency}' is no currency code", where, "Use a three-letter ISO 4217 code such as EUR, GBP or USD."
        )
    return int(get_currency_precision(currency))


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


def is_currency(code: str) -> bool:
    """Tell whether a text is an ISO 4217 code."""
    return code in _codes()


def to_minor(amount: Decimal, currency: str) -> int:
    """Return an amount in minor units of its currency, half-even at the last place."""
    return int(amount.scaleb(minor_digits(currency)).to_integral_value(rounding=ROUND_HALF_EVEN))


def from_minor(minor: int, currency: str) -> Decimal:
    """Return minor units as a decimal amount."""
    return Decimal(int(minor)).scaleb(-minor_digits(currency))


def show_money(minor: int, currency: str) -> str:
    """Return an amount as a reader expects it, without decimals from a thousand on, e.g. `€12,345`."""
    amount = from_minor(minor, currency)
    places = 0 if abs(amount) >= 1000 or minor_digits(currency) == 0 else 2
    return f"{'-' if amount < 0 else ''}{_symbol(currency)}{abs(amount):,.{places}f}"


@cache
def _symbol(currency: str) -> str:
    return str(get_currency_symbol(currency, locale="en_GB"))


@cache
def _converter() -> Any:
    from currency_converter import CurrencyConverter

    return CurrencyConverter(decimal=True, fallback_on_missing_rate=False)


@cache
def rate_on(currency: str, reporting: str, day: date) -> tuple[Decimal, date] | None:
    """Return the ECB reference rate of `day`, or the last one before it, with its date; None if there is none.

    After the newest rate at hand that one holds. Source: European Central Bank euro foreign exchange reference rates,
    as shipped with the CurrencyConverter package.
    """
    from currency_converter import RateNotFoundError

    day = min(day, rates_known_until())
    for back in range(_LONGEST_GAP_DAYS):
        when = day - timedelta(days=back)
        try:
            return Decimal(str(_converter().convert(Decimal(1), currency, reporting, date=when))), when
        except RateNotFoundError:
            continue
        except ValueError:  # a currency that the ECB does not quote
            return None
    return None


def rates_known_until() -> date:
    """Return the day of the newest rate at hand."""
    newest: date = _converter().bounds["USD"].last_date
    return newest

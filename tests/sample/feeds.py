"""The feeds: who uses which, in which currency, and how ordinary spend falls on them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .data import table

CURRENCY = {
    "amex_uk": "GBP",
    "amex_us": "USD",
    "concur": "EUR",
    "expensify": "EUR",
    "ramp": "USD",
    "pcard": "EUR",
    "servicenow": "EUR",
    "coupa": "EUR",
    "ap_germany": "EUR",
}


@dataclass(frozen=True, slots=True)
class Crowd:
    """Say how many ordinary charges a month a feed has, from which units and towns."""

    feed: str
    units: tuple[str, ...]
    cities: tuple[str, ...]
    a_month: int
    merchants: int


CROWDS = (
    Crowd(
        "amex_uk",
        ("underwriting", "actuarial", "customer", "it", "distribution"),
        ("London", "London", "Edinburgh"),
        118,
        620,
    ),
    Crowd("amex_us", ("distribution",), ("Boston",), 36, 190),
    Crowd(
        "concur",
        ("claims", "underwriting", "actuarial", "finance", "people", "it", "germany", "customer"),
        ("Dublin", "Dublin", "Cork", "Hamburg", "Munich", "Zurich"),
        240,
        900,
    ),
    Crowd("expensify", ("retail",), ("Dublin", "Dublin", "Cork"), 128, 520),
    Crowd("ramp", ("distribution",), ("Boston",), 50, 260),
    Crowd("pcard", ("claims",), ("Dublin", "Cork"), 150, 560),
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Say how many ordinary invoices a month a ledger has, and how it words them."""

    feed: str
    units: tuple[str, ...]
    cities: tuple[str, ...]
    a_month: int
    merchants: int
    suffix: str
    invoice: str
    credit: str
    has_claims: bool


LEDGERS = (
    Ledger(
        feed="servicenow",
        units=("claims", "retail", "underwriting", "finance", "people", "it", "distribution"),
        cities=("Dublin", "Cork", "London"),
        a_month=40,
        merchants=210,
        suffix="Ltd",
        invoice="Invoice",
        credit="Credit note",
        has_claims=True,
    ),
    Ledger(
        feed="ap_germany",
        units=("germany",),
        cities=("Hamburg", "Munich"),
        a_month=92,
        merchants=160,
        suffix="GmbH",
        invoice="Rechnung",
        credit="Gutschrift",
        has_claims=False,
    ),
)


def rate(currency: str, month: str) -> Decimal:
    """Return the EUR for one unit of a currency that the expense tools used in a month."""
    return Decimal(next(row[currency] for row in table("rates") if row["month"] == month))

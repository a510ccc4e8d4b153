"""Ordinary merchants, made from word lists so that they look like real statement text."""

from __future__ import annotations

from dataclasses import dataclass

from .data import phrases, table, words
from .dice import Dice
from .model import Sort


def _sort(row: dict[str, str]) -> Sort:
    return Sort(*(row[name] for name in ("mcc", "mcc_text", "group", "amex", "concur", "expensify", "ramp", "gl")))


SORTS: dict[str, Sort] = {row["sort"]: _sort(row) for row in table("sorts")}
AMOUNTS = {row["sort"]: (int(row["low"]), int(row["high"])) for row in table("sorts") if row["low"]}
CITIES = {
    "Dublin": ("IRELAND", "EUR"),
    "Cork": ("IRELAND", "EUR"),
    "London": ("UNITED KINGDOM", "GBP"),
    "Edinburgh": ("UNITED KINGDOM", "GBP"),
    "Hamburg": ("GERMANY", "EUR"),
    "Munich": ("GERMANY", "EUR"),
    "Zurich": ("SWITZERLAND", "CHF"),
    "Boston": ("UNITED STATES", "USD"),
}

_OFTEN = {
    "hotel": 12,
    "rail": 11,
    "airline": 6,
    "restaurant": 16,
    "cafe": 13,
    "fuel": 6,
    "taxi": 11,
    "parking": 6,
    "stationer": 4,
    "books": 2,
    "trade": 2,
    "florist": 1,
    "garage": 1,
    "courier": 2,
    "grocer": 4,
    "training": 2,
    "hardware": 2,
    "telecom": 2,
}
_WEIGHTED = [sort for sort, times in _OFTEN.items() for _ in range(times)]


@dataclass(frozen=True, slots=True)
class Merchant:
    """Name an ordinary merchant: payee text, sort and town."""

    payee: str
    sort: str
    city: str


def merchants(stream: str, cities: tuple[str, ...], count: int) -> list[Merchant]:
    """Return `count` merchants of the towns a feed's people go to; some names come twice, as in life."""
    dice = Dice(f"merchants {stream}")
    return [_merchant(dice, dice.pick(_WEIGHTED), dice.pick(cities)) for _ in range(count)]


def supplier(dice: Dice, sort: str, city: str) -> Merchant:
    """Return one merchant of a given sort."""
    return _merchant(dice, sort, city)


def _merchant(dice: Dice, sort: str, city: str) -> Merchant:
    payee = dice.pick(phrases("forms")[sort]).format(
        front=dice.pick(words("front")),
        tail=dice.pick(words("tail")),
        owner=dice.pick(words("owner")),
        owner2=dice.pick(words("owner")),
        operator=dice.pick(words("operator")),
        city=city,
        no=dice.between(2, 98),
        code=dice.digits(4),
    )
    return Merchant(payee, sort, city)


def namesakes() -> list[tuple[str, str]]:
    """Return shops, with their sort, that are called like software; none of them sells any."""
    return [(payee, str(sort)) for payee, sort in phrases("namesakes").items()]

"""Spend rows of one unit and product into events: what was charged on a day, at which price, and what was refunded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Charge(NamedTuple):
    """Hold one spend row; `day` is the proleptic ordinal, amounts are minor units."""

    day: int
    minor: int
    currency: str
    reporting: int
    person: str = ""
    via: str = ""
    kind: str = ""
    contract_id: str = ""
    annual_hint: bool = False
    transaction_id: str = ""


class Event(NamedTuple):
    """Hold equal charges of one day, payer and route, for instance five seats; refunded ones do not count."""

    day: int
    unit: int  # price of one charge, minor units of `currency`
    currency: str
    person: str
    via: str
    live: int  # charges not refunded
    minor: int  # their sum
    reporting: int  # their sum in the reporting currency
    rows: tuple[int, ...]  # positions of the charges, refunded ones too
    annual_hint: bool


def in_order(charges: Iterable[Charge]) -> list[Charge]:
    """Sort charges by day, charges before refunds, so that the order of files and rows does not matter."""
    return sorted(charges, key=lambda c: (c.day, c.minor < 0, *c[1:]))


def match_refunds(charges: Sequence[Charge]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the positions of charges refunded in full and of the refunds that did it; `charges` are in order.

    A refund goes to the latest earlier charge of the same amount and currency.
    """
    open_charges: dict[tuple[str, int], list[int]] = defaultdict(list)
    refunded: set[int] = set()
    refunds: set[int] = set()
    for position, charge in enumerate(charges):
        if charge.minor > 0:
            open_charges[charge.currency, charge.minor].append(position)
        elif charge.minor < 0 and open_charges[charge.currency, -charge.minor]:
            refunded.add(open_charges[charge.currency, -charge.minor].pop())
            refunds.add(position)
    return frozenset(refunded), frozenset(refunds)


def to_events(charges: Sequence[Charge], refunded: frozenset[int]) -> list[Event]:
    """Return the charges (no refunds) as events, by day and price."""
    equal: dict[tuple[int, int, str, str, str], list[int]] = defaultdict(list)
    for position, charge in enumerate(charges):
        if charge.minor > 0:
            equal[charge.day, charge.minor, charge.currency, charge.person, charge.via].append(position)
    return [_event(key, rows, charges, refunded) for key, rows in sorted(equal.items())]


def _event(
    key: tuple[int, int, str, str, str], rows: list[int], charges: Sequence[Charge], refunded: frozenset[int]
) -> Event:
    if len(rows) == 1 and rows[0] not in refunded:  # most of them
        charge = charges[rows[0]]
        return Event(*key, 1, key[1], charge.reporting, (rows[0],), charge.annual_hint)
    live = [charges[row].reporting for row in rows if row not in refunded]
    hint = any(charges[row].annual_hint for row in rows)
    return Event(*key, len(live), key[1] * len(live), sum(live), tuple(rows), hint)


def day_sums(events: Iterable[Event]) -> list[Event]:
    """Return one event a day, currency and payer: the lines of a bill whose total varies."""
    days: dict[tuple[int, str, str, str], list[Event]] = defaultdict(list)
    for event in events:
        days[event.day, event.currency, event.person, event.via].append(event)
    return [_sum(parts) for _, parts in sorted(days.items())]


def _sum(parts: list[Event]) -> Event:
    first = parts[0]
    if len(parts) == 1:
        return first._replace(unit=first.minor or first.unit, live=int(first.live > 0))
    return first._replace(
        unit=sum(part.minor for part in parts) or sum(part.unit for part in parts),
        live=int(any(part.live for part in parts)),
        minor=sum(part.minor for part in parts),
        reporting=sum(part.reporting for part in parts),
        rows=tuple(row for part in parts for row in part.rows),
        annual_hint=any(part.annual_hint for part in parts),
    )

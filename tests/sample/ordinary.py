"""Ordinary spend: hotels, trains and lunches on cards, trades and lawyers in ledgers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .days import first_day, last_day, months
from .dice import Dice
from .feeds import CURRENCY, Crowd, Ledger
from .merchants import AMOUNTS, SORTS, Merchant, merchants, namesakes, supplier
from .model import Charge, Person
from .people import Staff

_INVOICED = {
    "legal": 5,
    "trade": 4,
    "training": 3,
    "courier": 1,
    "stationer": 1,
    "hardware": 1,
    "telecom": 1,
    "books": 1,
    "hotel": 1,
}


def ordinary(crowd: Crowd, staff: Staff) -> list[Charge]:
    """Return the hotels, trains and lunches of a feed."""
    dice = Dice(f"ordinary {crowd.feed}")
    places = merchants(crowd.feed, crowd.cities, crowd.merchants)
    people = [p for unit in crowd.units for p in staff.of(unit)]
    charges: list[Charge] = []
    for month in months():
        for _ in range(crowd.a_month + dice.between(-9, 9)):
            day = dice.day(first_day(month), last_day(month))
            person = _someone(dice, people, day)
            charges.append(_plain(crowd.feed, day, dice.pick(places), person, dice))
    return charges


def _plain(feed: str, day: date, place: Merchant, person: Person, dice: Dice) -> Charge:
    low, high = AMOUNTS[place.sort]
    amount, role = dice.money(low, high) + low, "spend"
    if dice.chance(0.014):
        amount, role = -amount, "refund"
    elif feed == "concur" and dice.chance(0.012):
        role = "personal"
    return Charge(
        feed,
        day,
        place.payee,
        amount,
        CURRENCY[feed],
        person.unit,
        person.cost_centre,
        person,
        place.sort,
        mcc=SORTS[place.sort].mcc,
        city=place.city,
        role=role,
        counted=role != "personal",
    )


def _someone(dice: Dice, people: list[Person], day: date) -> Person:
    while True:
        person = dice.pick(people)
        if person.left_on is None or day <= person.left_on:
            return person


def suppliers(ledger: Ledger, staff: Staff) -> list[Charge]:
    """Return the ordinary invoices of a ledger; small ones came in as claims of employees."""
    dice = Dice(f"suppliers {ledger.feed}")
    sorts = [sort for sort, times in _INVOICED.items() for _ in range(times)]
    regulars = [supplier(dice, dice.pick(sorts), dice.pick(ledger.cities)) for _ in range(ledger.merchants)]
    people = [person for unit in ledger.units for person in staff.of(unit)]
    charges: list[Charge] = []
    for month in months():
        for _ in range(ledger.a_month):
            day = dice.day(first_day(month), last_day(month))
            charges.append(_invoice(ledger, day, dice.pick(regulars), _someone(dice, people, day), dice))
    return charges


def _invoice(ledger: Ledger, day: date, place: Merchant, person: Person, dice: Dice) -> Charge:
    low, high = AMOUNTS[place.sort]
    amount = dice.money(low, high * 3) + low
    credit = dice.chance(0.02)
    claimed = ledger.has_claims and place.sort in ("books", "hotel", "stationer")
    return Charge(
        feed=ledger.feed,
        day=day,
        payee=_formal(place.payee, ledger),
        amount=-amount if credit else amount,
        currency="EUR",
        unit=person.unit,
        cost_centre=person.cost_centre,
        person=person if claimed else None,
        sort=place.sort,
        city=place.city,
        memo=f"{ledger.credit if credit else ledger.invoice} {dice.digits(6)}",
        role="refund" if credit else "spend",
    )


def _formal(payee: str, ledger: Ledger) -> str:
    """Write a shop's name as a ledger does."""
    name = (
        payee.replace("Sq *", "")
        .replace("SumUp  *", "")
        .replace("Sp * ", "")
        .replace("Eb *", "")
        .replace("Zettle *", "")
    )
    if name.split()[-1] in ("Ltd", "LLP", "Hotel"):
        return name
    return f"{name} {ledger.suffix}"


def visits_to_namesakes(staff: Staff) -> list[Charge]:
    """Return visits to shops that are called like software."""
    dice = Dice("namesakes")
    homes = {
        "amex_uk": ("underwriting", "London"),
        "concur": ("claims", "Dublin"),
        "expensify": ("retail", "Cork"),
        "pcard": ("claims", "Cork"),
        "amex_us": ("distribution", "Boston"),
    }
    charges: list[Charge] = []
    for number, (payee, sort) in enumerate(namesakes()):
        for feed in sorted(homes)[number % 3 :: 2]:
            unit, city = homes[feed]
            person = staff.one(unit, 20 + number)
            day = dice.day(date(2025, 11, 2), date(2025, 12, 30))
            charges.append(
                replace(_plain(feed, day, Merchant(payee, sort, city), person, dice), role="spend", counted=True)
            )
    return [replace(c, amount=abs(c.amount)) for c in charges]

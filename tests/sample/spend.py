"""All charges of the thirteen months: planned series, ordinary spend, and what goes wrong with both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from .data import table
from .days import AS_OF, months, on_day, stepping
from .dice import Dice
from .feeds import CROWDS, CURRENCY, LEDGERS, rate
from .model import Charge, Series
from .orders import orders
from .ordinary import ordinary, suppliers, visits_to_namesakes
from .people import Staff, unit_of
from .software import all_series

CENT = Decimal("0.01")


def all_charges(staff: Staff) -> list[Charge]:
    """Return every charge, feed by feed in the order of its days."""
    charges = [charge for series in all_series() for charge in expand(series, staff)]
    charges += orders(staff)
    for crowd in CROWDS:
        charges += ordinary(crowd, staff)
    for ledger in LEDGERS:
        charges += suppliers(ledger, staff)
    charges += visits_to_namesakes(staff) + _single(staff) + _card_payments(staff)
    charges += list(_claimed_again(charges, staff))
    return sorted(charges, key=lambda c: (c.feed, c.day, c.payee, c.amount, c.cost_centre, c.memo))


def expand(series: Series, staff: Staff) -> Iterator[Charge]:
    """Yield the charges of a series."""
    dice = Dice(f"series {series.key}")
    currency = series.currency or CURRENCY[series.feed]
    payer = staff.one(series.unit, series.seat) if series.unit and series.feed not in _LEDGERS else None
    end = series.start if series.every == 0 else series.end
    for month in stepping(series.start, end, max(series.every, 1)):
        day = on_day(month, series.day)
        if day > AS_OF:
            return
        centre = series.cost_centre or (payer.cost_centre if payer else "")
        amount, original, local = _priced(series, dice, month, currency)
        charge = Charge(
            feed=series.feed,
            day=day,
            payee=_filled(series.payee, dice),
            amount=amount,
            currency=currency,
            unit=(unit_of(centre, day) or "unassigned") if series.cost_centre else series.unit,
            cost_centre=centre,
            person=payer,
            sort=series.sort,
            vendor=series.vendor,
            product=series.product or series.vendor,
            mcc=series.mcc,
            city=series.city,
            memo=series.memo,
            contract=series.contract,
            po=series.po,
            original=original,
            local=local,
            role=series.role,
            counted=series.role == "spend",
            series=series.key,
        )
        yield from [charge] * series.seats


_LEDGERS = ("servicenow", "coupa", "ap_germany")


def _priced(
    series: Series, dice: Dice, month: str, currency: str
) -> tuple[Decimal, tuple[str, Decimal] | None, Decimal | None]:
    """Return the amount, the amount before conversion, and the ledger's own amount in EUR."""
    amount = Decimal(series.amount)
    for start, price in series.steps:
        if month >= start:
            amount = Decimal(price)
    if series.vary:
        amount = (amount * (100 + dice.between(-series.vary, series.vary)) / 100).quantize(CENT)
        amount += Decimal(dice.below(100)).scaleb(-2)
    if series.original:
        return in_eur(amount, series.original, month), (series.original, amount), None
    if series.feed == "ap_germany" and currency != "EUR":
        return amount, None, in_eur(amount, currency, month)
    return amount, None, None


def in_eur(amount: Decimal, currency: str, month: str) -> Decimal:
    """Convert as an expense tool does: at its own rate of the month."""
    return (amount * rate(currency, month)).quantize(CENT)


def _filled(payee: str, dice: Dice) -> str:
    return payee.format(
        id=dice.code(12), msft=f"E0{dice.code(8)}", digits5=f"0{dice.digits(4)}", digits8=dice.digits(8)
    )


def _single(staff: Staff) -> list[Charge]:
    """Return refunds, rows whose unit cannot be told or only from the person, and cells that look like formulas."""
    return [
        Charge(
            feed=row["feed"],
            day=date.fromisoformat(row["day"]),
            payee=row["payee"],
            amount=Decimal(row["amount"]),
            currency=row["currency"],
            unit=row["unit"],
            cost_centre=row["cost_centre"],
            person=staff.one(row["person_unit"], int(row["seat"])) if row["person_unit"] else staff.drifting[0],
            sort=row["sort"],
            vendor=row["vendor"],
            product=row["product"],
            mcc=row["mcc"],
            memo=row["memo"],
            role=row["role"],
        )
        for row in table("single_charges")
    ]


def _card_payments(staff: Staff) -> list[Charge]:
    """Return the monthly settlement of the card accounts, as the card statements show it."""
    dice = Dice("card payments")
    holders = {"amex_uk": staff.one("underwriting", 2), "amex_us": staff.one("distribution", 1)}
    return [
        Charge(
            feed,
            on_day(month, 27),
            "PAYMENT RECEIVED - THANK YOU",
            -dice.money(9000, 24000),
            CURRENCY[feed],
            person.unit,
            person.cost_centre,
            person,
            "settlement",
            role="settlement",
            counted=False,
        )
        for feed, person in sorted(holders.items())
        for month in months()
    ]


def _claimed_again(charges: list[Charge], staff: Staff) -> Iterator[Charge]:
    """Yield expense lines for charges that the purchase-card feed has already."""
    claimant = staff.one("claims", 12)
    for charge in charges:
        if charge.series in ("airtable", "tidewhistle") and "2026-03-01" <= charge.day.isoformat() <= "2026-08-31":
            yield replace(
                charge,
                feed="concur",
                day=charge.day + timedelta(days=1),
                person=claimant,
                cost_centre=claimant.cost_centre,
                counted=False,
                series=f"{charge.series}-again",
                memo="Paid with the purchase card",
            )

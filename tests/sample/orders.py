"""Purchase orders: commitments, some invoiced later, some open, some cancelled."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from .data import table
from .days import first_day, last_day, months
from .dice import Dice
from .merchants import AMOUNTS, supplier
from .model import Charge
from .people import Staff

PO_OF = {"celonis": "4500026031", "teamviewer": "4500026071"}


def orders(staff: Staff) -> list[Charge]:
    """Return the lines of all purchase orders; an invoiced order is money that another row counts."""
    charges = [
        Charge(
            feed="coupa",
            day=date.fromisoformat(row["day"]),
            payee=row["supplier"],
            amount=Decimal(row["total"]),
            currency=row["currency"],
            unit=row["unit"],
            cost_centre=row["cost_centre"],
            person=staff.one(row["unit"], 0),
            vendor=row["vendor"],
            product=row["product"],
            memo=row["item"],
            po=_number(row["vendor"], at),
            role="cancelled" if row["role"] == "cancelled" else "spend",
            counted=row["role"] == "open",
            series=f"po-{at}",
        )
        for at, row in enumerate(table("purchase_orders"))
    ]
    return charges + _ordinary(staff)


def _number(vendor: str, at: int) -> str:
    return PO_OF.get(vendor.lower(), f"45000270{at:02d}")


def _ordinary(staff: Staff) -> list[Charge]:
    dice = Dice("orders")
    items = {
        "legal": "Advice, {n} hours",
        "trade": "Repairs, floor {n}",
        "training": "Course for {n} people",
        "stationer": "Paper and toner, {n} boxes",
        "hardware": "Monitors, {n} pieces",
        "courier": "Parcels, {n} months",
    }
    regulars = [supplier(dice, dice.pick(sorted(items)), dice.pick(("Dublin", "Cork", "London"))) for _ in range(90)]
    charges: list[Charge] = []
    for month in months():
        for _ in range(19):
            place = dice.pick(regulars)
            day = dice.day(first_day(month), last_day(month) - timedelta(days=1))
            buyer = staff.one(
                dice.pick(("claims", "retail", "finance", "people", "it", "underwriting")), dice.below(60)
            )
            number = f"45{dice.digits(8)}"
            for _ in range(dice.between(1, 3)):
                low, high = AMOUNTS[place.sort]
                cancelled = dice.chance(0.04)
                charges.append(
                    Charge(
                        "coupa",
                        day,
                        place.payee,
                        dice.money(low, high * 2) + low,
                        "EUR",
                        buyer.unit,
                        buyer.cost_centre,
                        buyer,
                        place.sort,
                        memo=items[place.sort].format(n=dice.between(2, 30)),
                        po=number,
                        role="cancelled" if cancelled else "spend",
                        counted=not cancelled,
                    )
                )
    return charges

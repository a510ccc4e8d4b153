"""Expense reports as their systems write them: SAP Concur through Cognos, Expensify classic."""

from __future__ import annotations

from .data import export_header
from .days import month_of, months
from .dice import Dice
from .merchants import SORTS
from .model import Charge
from .tables import csv_bytes

Files = dict[str, bytes]

CONCUR_HEADER = export_header("concur")
EXPENSIFY_HEADER = export_header("expensify")


def concur(charges: list[Charge]) -> Files:
    """Return monthly Cognos reports: UTF-16 with byte order mark, tabs, a total at the end."""
    dice = Dice("concur reports")
    files: Files = {}
    for month in months():
        inside = [c for c in charges if month_of(c.day) == month]
        rows = [_concur_row(c, dice) for c in inside]
        total = [""] * len(CONCUR_HEADER)
        total[0], total[6] = "Total", f"{sum(c.amount for c in inside):,}"
        files[f"exports/expenses/concur/Expense Entries {month}.csv"] = csv_bytes(
            CONCUR_HEADER, [*rows, total], delimiter="\t", encoding="utf-16-le", end="\r\n", bom=b"\xff\xfe"
        )
    return files


def _concur_row(charge: Charge, dice: Dice) -> list[str]:
    sort = SORTS[charge.sort]
    person = charge.person
    expense_type = "Personal/Non Reimbursable" if charge.role == "personal" else sort.concur
    if charge.sort == "software" and dice.chance(0.4):
        expense_type = "Professional Subscriptions/Dues"
    picked = dice.chance(0.2) and charge.sort in ("rail", "airline", "hotel")
    return [
        person.first if person else "",
        "",
        person.last if person else "",
        "",
        f"{charge.day:%d/%m/%Y}",
        charge.memo,
        f"{charge.amount:,}",
        _payment_type(charge),
        expense_type,
        "" if picked else charge.payee,
        charge.payee if picked or dice.chance(0.3) else "",
        "",
        _centre(charge),
        f"Expenses {charge.day:%B %Y}",
        person.person_id if person else "",
        "Y" if charge.role == "personal" else "N",
    ]


def _centre(charge: Charge) -> str:
    """Return the cost centre, with its prefix since the reports were rebuilt in July 2026."""
    return (
        f"CC{charge.cost_centre}" if charge.cost_centre and charge.day.isoformat() >= "2026-07" else charge.cost_centre
    )


def _payment_type(charge: Charge) -> str:
    return "Company Purchase Card" if charge.series.endswith("-again") else "Cash/Out of Pocket"


def expensify(charges: list[Charge]) -> Files:
    """Return monthly classic exports of the retail unit, and one quarter exported again as a whole."""
    dice = Dice("expensify receipts")
    rows = [(month_of(c.day), _expensify_row(c, dice)) for c in charges]
    files = {
        f"exports/expenses/expensify/retail_{month}.csv": csv_bytes(
            EXPENSIFY_HEADER, [row for inside, row in rows if inside == month]
        )
        for month in months()
    }
    first_quarter = [row for inside, row in rows if "2026-01" <= inside <= "2026-03"]
    files["exports/expenses/expensify/retail_2026Q1.csv"] = csv_bytes(EXPENSIFY_HEADER, first_quarter)
    return files


def _expensify_row(charge: Charge, dice: Dice) -> list[str]:
    currency, amount = charge.original or (charge.currency, charge.amount)
    category = SORTS[charge.sort].expensify
    if charge.sort == "software" and dice.chance(0.35):
        category = "Office"
    own = charge.sort in ("taxi", "cafe", "parking")
    receipt = f"https://www.expensify.example/receipts/w_{dice.hexes(12)}.jpg" if charge.series != "loom" else ""
    return [
        f"{charge.day} 00:00:00",
        charge.payee,
        f"{charge.amount:.2f}",
        "0" if own else charge.mcc or "0",
        category,
        _tag(charge),
        charge.memo,
        "yes" if own else "no",
        currency,
        f"{amount:.2f}",
        receipt,
        "",
    ]


def _tag(charge: Charge) -> str:
    return f"{charge.cost_centre}:Harbour Online" if charge.cost_centre == "2130" else charge.cost_centre

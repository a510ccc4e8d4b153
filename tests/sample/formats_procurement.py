"""Procurement and ledgers as their systems write them: ServiceNow spend workbook, Coupa orders, a German ledger."""

from __future__ import annotations

from decimal import Decimal

from .data import export_header
from .days import month_of, months, quarters
from .dice import Dice
from .merchants import SORTS
from .model import Charge
from .orders import PO_OF
from .tables import Cell, csv_bytes, workbook_bytes

Files = dict[str, bytes]

SERVICENOW_HEADER = export_header("servicenow")
PO_HEADER = export_header("coupa_header")
PO_LINE = export_header("coupa_line")
AP_HEADER = export_header("ap_germany")

_NOTES = (
    ("Software spend for the catalogue",),
    ("Fill in one line per transaction. Vendor name or description is needed.",),
)


def servicenow(charges: list[Charge]) -> Files:
    """Return quarterly workbooks in the software-spend template, with a page of notes in front."""
    dice = Dice("servicenow ids")
    files: Files = {}
    for name, inside in quarters():
        rows: list[tuple[Cell, ...]] = [tuple(SERVICENOW_HEADER)]
        rows += [_servicenow_row(c, dice) for c in charges if month_of(c.day) in inside]
        files[f"exports/procurement/servicenow/software-spend-{name}.xlsx"] = workbook_bytes(
            [("Notes", _NOTES), ("Spend transactions", rows)]
        )
    return files


def _servicenow_row(charge: Charge, dice: Dice) -> tuple[Cell, ...]:
    sort = SORTS[charge.sort]
    person = charge.person
    row = dict.fromkeys(SERVICENOW_HEADER, "") | {
        "Vendor name": charge.payee,
        "Description": charge.memo,
        "GL account": SORTS["misfiled"].gl if charge.sort == "software" and dice.chance(0.45) else sort.gl,
        "Type": "Expense" if person else "Accounts Payable",
        "Cost center": charge.cost_centre,
        "Source": "SAP",
        "Type detail": "Credit memo" if charge.amount < 0 else "Invoice",
        "External ID": f"51{charge.day:%y%m}{dice.digits(6)}",
    }
    if person:
        row |= {"Employee ID": person.person_id, "Employee name": person.name, "Employee email": person.email}
        row |= {"Source": "Expenses", "Type detail": "Out of pocket"}
    cells: dict[str, Cell] = {**row, "Transaction date": charge.day, "Amount": float(charge.amount)}
    if charge.cost_centre.isdigit():
        cells["Cost center"] = int(charge.cost_centre)
    return tuple(cells[name] for name in SERVICENOW_HEADER)


def coupa(charges: list[Charge]) -> Files:
    """Return quarterly order files: rows of two types, each with its own header row."""
    dice = Dice("coupa ids")
    files: Files = {}
    for name, inside in quarters():
        rows: list[list[str]] = [PO_HEADER, PO_LINE]
        numbers: dict[str, list[Charge]] = {}
        for charge in charges:
            if month_of(charge.day) in inside:
                numbers.setdefault(charge.po, []).append(charge)
        for number, lines in numbers.items():
            rows += _order(number, lines, dice)
        files[f"exports/procurement/coupa/PurchaseOrders_{name}.csv"] = csv_bytes([], rows, quote_all=True)
    return files


def _order(number: str, lines: list[Charge], dice: Dice) -> list[list[str]]:
    first = lines[0]
    total = sum((c.amount for c in lines), Decimal(0))
    made = f"{first.day}T{dice.between(8, 17):02d}:{dice.between(0, 59):02d}:00+00:00"
    status = "cancelled" if all(c.role == "cancelled" for c in lines) else "issued"
    buyer = first.person
    head = dict.fromkeys(PO_HEADER, "")
    head |= {
        "type": "Header",
        "created-at": made,
        "updated-at": made,
        "id": number,
        "status": status,
        "transmission-status": "sent_via_email",
        "version": "1",
        "internal-revision": "0",
        "exported": "true",
        "accounting-total": _spaced(total),
        "accounting-total-currency": first.currency,
        "created-by-email": buyer.email if buyer else "",
        "created-by-employee-number": buyer.person_id if buyer else "",
        "supplier-name": first.payee,
        "supplier-number": f"7{sum(first.payee.encode()) % 90000 + 10000}",
    }
    rows = [[head[name] for name in PO_HEADER]]
    for position, charge in enumerate(lines, start=1):
        rows.append(_line(number, position, charge, made, dice))
    return rows


def _line(number: str, position: int, charge: Charge, made: str, dice: Dice) -> list[str]:
    line = dict.fromkeys(PO_LINE, "")
    line |= {
        "type": "Line",
        "accounting-total": _spaced(charge.amount),
        "accounting-total-currency": charge.currency,
        "created-at": made,
        "description": charge.memo + ("\nas agreed by telephone" if dice.chance(0.1) else ""),
        "id": dice.digits(7),
        "invoiced": "0.0",
        "line-number": str(position),
        "order-header-id": number,
        "price": _spaced(charge.amount),
        "quantity": "1.0",
        "received": "0.0",
        "status": "cancelled" if charge.role == "cancelled" else "created",
        "total": _spaced(charge.amount),
        "currency": charge.currency,
        "line-type": "OrderAmountLine",
        "updated-at": made,
        "version": "1",
        "account-code": f"{charge.cost_centre}-{SORTS[charge.sort].gl.split(' ')[0]}",
        "segment-1": charge.cost_centre,
        "segment-2": SORTS[charge.sort].gl.split(" ")[0],
    }
    return [line[name] for name in PO_LINE]


def _spaced(amount: Decimal) -> str:
    """Write thousands as this exporter does, with the entity of a space."""
    return f"{amount:,}".replace(",", "&nbsp")


def ap_germany(charges: list[Charge]) -> Files:
    """Return monthly ledgers of the German subsidiary: semicolons, decimal commas, Windows-1252."""
    dice = Dice("german ledger")
    files: Files = {}
    for month in months():
        rows = [_ap_row(c, dice) for c in charges if month_of(c.day) == month]
        files[f"exports/procurement/ap_germany/Kreditoren_{month}.csv"] = csv_bytes(
            AP_HEADER, rows, delimiter=";", encoding="cp1252", end="\r\n"
        )
    return files


def _ap_row(charge: Charge, dice: Dice) -> list[str]:
    local = charge.local if charge.local is not None else charge.amount
    order = PO_OF.get(charge.series, "")
    return [
        f"19{charge.day:%y%m}{dice.digits(5)}",
        f"{charge.day:%d.%m.%Y}",
        f"7{dice.digits(5)}",
        charge.payee,
        charge.memo,
        _comma(charge.amount),
        charge.currency,
        _comma(local),
        charge.cost_centre,
        order,
        charge.contract,
    ]


def _comma(amount: Decimal) -> str:
    """Write a German amount, a credit with the minus behind it."""
    text = f"{abs(amount):,}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{text}-" if amount < 0 else text

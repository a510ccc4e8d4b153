"""Card feeds as their systems write them: American Express on line, Ramp, and purchase cards of a public-body style."""

from __future__ import annotations

from decimal import Decimal

from .data import export_header
from .days import month_of, months, quarters
from .dice import Dice
from .feeds import rate
from .merchants import CITIES, SORTS
from .model import Charge
from .tables import csv_bytes

Files = dict[str, bytes]

AMEX_UK_HEADER = export_header("amex_uk")
AMEX_US_HEADER = export_header("amex_us")
RAMP_HEADER = export_header("ramp")
PCARD_HEADER = export_header("purchase_cards")

_STATES = {
    "SAN FRANCISCO": "CA",
    "BOSTON": "MA",
    "NEW YORK": "NY",
    "CUPERTINO": "CA",
    "MOUNTAIN VIEW": "CA",
    "MENLO PARK": "CA",
    "ATLANTA": "GA",
    "MINNETONKA": "MN",
    "SANTA BARBARA": "CA",
    "PALO ALTO": "CA",
    "SAN JOSE": "CA",
    "AUSTIN": "TX",
}


def amex_uk(charges: list[Charge]) -> Files:
    """Return monthly activity files of the British cards."""
    dice = Dice("amex uk references")
    files: Files = {}
    for month in months():
        rows = [_amex_uk_row(c, dice) for c in reversed(charges) if month_of(c.day) == month]
        files[f"exports/cards/amex_uk/activity_{month}.csv"] = csv_bytes(AMEX_UK_HEADER, rows, end="\r\n")
    return files


def _amex_uk_row(charge: Charge, dice: Dice) -> list[str]:
    city = charge.city.upper() or "LONDON"
    country = CITIES[charge.city][0] if charge.city in CITIES else ("" if charge.role == "settlement" else "IRELAND")
    text = f"{charge.payee.upper()[:20]:<20}{city[:18]}" if charge.role != "settlement" else charge.payee
    details = "" if charge.role == "settlement" else _details(charge, dice, "Foreign Spend Amount")
    return [
        f"{charge.day:%d/%m/%Y}",
        text,
        _member(charge),
        "-81004" if charge.unit != "it" else "-82011",
        str(charge.amount),
        details,
        _statement(charge, city),
        f"{dice.between(1, 240)} HIGH STREET" if charge.mcc != "5734" else "",
        city,
        f"EC{dice.between(1, 4)}A {dice.between(1, 9)}XX",
        country,
        f"'AT{charge.day:%y%j}00{dice.digits(12)}'",
        SORTS[charge.sort].amex,
    ]


def amex_us(charges: list[Charge]) -> Files:
    """Return quarterly activity files of the American cards."""
    dice = Dice("amex us references")
    files: Files = {}
    for name, inside in quarters():
        rows = [_amex_us_row(c, dice) for c in reversed(charges) if month_of(c.day) in inside]
        files[f"exports/cards/amex_us/activity_{name}.csv"] = csv_bytes(AMEX_US_HEADER, rows)
    return files


def _amex_us_row(charge: Charge, dice: Dice) -> list[str]:
    city = charge.city.upper() or "BOSTON"
    state = _STATES.get(city, "MA")
    text = f"{charge.payee.upper()[:20]:<20}{city[:18]:<20}{state}" if charge.role != "settlement" else charge.payee
    if charge.sort in ("taxi", "cafe") and dice.chance(0.3):
        text = f"AplPay {text}"
    return [
        f"{charge.day:%m/%d/%Y}",
        "",
        text,
        _member(charge),
        "-13009",
        str(charge.amount),
        _details(charge, dice, "Description"),
        _statement(charge, city),
        "",
        f"{city}\n{state}",
        dice.digits(5),
        "UNITED STATES",
        f"'32{charge.day:%y%j}0{dice.digits(11)}'",
        SORTS[charge.sort].amex,
    ]


def _statement(charge: Charge, city: str) -> str:
    return charge.payee if charge.role == "settlement" else f"{charge.payee.upper()}  {city}"


def _member(charge: Charge) -> str:
    return charge.person.name.upper() if charge.person else ""


def _details(charge: Charge, dice: Dice, label: str) -> str:
    """Return the multi-line cell; software from abroad shows the foreign amount."""
    lines = [f"{dice.digits(8)} {charge.payee.upper()}", f"{SORTS[charge.sort].mcc_text}"]
    if charge.sort == "software" and label.startswith("Foreign"):
        dollars = rate("GBP", "2026-04") / rate("USD", "2026-04")
        lines[1] = (
            f"{label}: {(charge.amount * dollars).quantize(Decimal('0.01'))} United States Dollars Commission Amount: "
            f"{(abs(charge.amount) * 3 / 100).quantize(Decimal('0.01'))} Currency Exchange Rate: "
            f"{dollars.quantize(Decimal('0.0001'))}"
        )
    return "\n".join(lines)


def ramp(charges: list[Charge]) -> Files:
    """Return quarterly transaction files of the American office."""
    dice = Dice("ramp ids")
    files: Files = {}
    for name, inside in quarters():
        rows = [_ramp_row(c, dice) for c in reversed(charges) if month_of(c.day) in inside]
        files[f"exports/cards/ramp/transactions_{name}.csv"] = csv_bytes(RAMP_HEADER, [*rows, [""] * len(RAMP_HEADER)])
    return files


def _ramp_row(charge: Charge, dice: Dice) -> list[str]:
    sort = SORTS[charge.sort]
    pending = charge.day.isoformat() >= "2026-10-29"
    uuid = dice.uuid()
    time = f"{dice.between(8, 22):02d}:{dice.between(0, 59):02d}:{dice.between(0, 59):02d}"
    clean = charge.payee.split("*")[-1].title().removesuffix(" Inc").removesuffix(", S.L.")
    row = dict.fromkeys(RAMP_HEADER, "")
    row |= {
        "Transaction Date": f"{charge.day:%m/%d/%y}",
        "Transaction Time": f"{charge.day} {time}",
        "Clearing Date": "" if pending else f"{charge.day:%m/%d/%y}",
        "Clearing Time": "" if pending else f"{charge.day} 23:10:00",
        "Amount": str(charge.amount),
        "User": charge.person.name if charge.person else "",
        "Merchant Description": charge.payee.upper(),
        "Merchant Name": clean,
        "Ramp Category": sort.ramp,
        "Ramp Department": "Broker Distribution",
        "Ramp Location": "Boston",
        "Card Last 4": str(dice.between(17, 9999)),
        "Card Present": "false" if charge.sort == "software" else "true",
        "Card Display Name": clean if charge.sort == "software" else "Physical Card",
        "Memo": charge.memo,
        "Accounting Category": sort.gl,
        "Merchant City": charge.city or "Boston",
        "Merchant State": _STATES.get((charge.city or "Boston").upper(), ""),
        "Transaction Link": f"https://app.ramp.example/tx/{uuid[:8]}",
        "Has Receipt": "true" if dice.chance(0.7) else "false",
        "External ID": f"RAMP.{uuid}",
    }
    return [row[name] for name in RAMP_HEADER]


def pcard(charges: list[Charge]) -> Files:
    """Return quarterly purchase-card files; supplier names end at one of two walls, 22 or 25 characters."""
    dice = Dice("purchase cards")
    files: Files = {}
    for name, inside in quarters():
        rows = [_pcard_row(c, dice) for c in charges if month_of(c.day) in inside]
        files[f"exports/cards/purchase_cards/p-card-spend-{name}.csv"] = csv_bytes(PCARD_HEADER, rows, end="\r\n")
    return files


def _pcard_row(charge: Charge, dice: Dice) -> list[str]:
    sort = SORTS[charge.sort]
    area = ("Motor Claims", "Home Claims", "Recoveries", "Claims Support")[dice.below(4)]
    return [
        "HMI",
        "Harbour Mutual Claims",
        f"{charge.day:%d/%m/%Y}",
        f"{charge.day:%y%m}{dice.digits(7)}",
        _walled(charge.payee, new_feed=charge.day.isoformat() >= "2026-04-01"),
        f"{charge.amount:,}",
        _mcc_text(charge)[:31],
        sort.group,
        area,
        sort.gl.split(" ", 1)[1] if sort.gl else "",
        sort.gl.split(" ")[0],
    ]


_MCC_TEXTS = {
    "4816": "Electronic Commerce/Info. Services",
    "7372": "Computer Program/Sys Design",
    "4814": "Phone Serv/Equip Utility",
    "5734": "Computer Software Stores",
}


def _mcc_text(charge: Charge) -> str:
    return _MCC_TEXTS.get(charge.mcc, SORTS[charge.sort].mcc_text)


def _walled(payee: str, *, new_feed: bool) -> str:
    """Cut as the bank does: 22 capitals once, 25 in title case since the feed changed."""
    if not new_feed:
        return payee.upper()[:22].rstrip()
    return " ".join(word[:1].upper() + word[1:].lower() for word in payee.split(" "))[:25].rstrip()

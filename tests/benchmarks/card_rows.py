"""A seeded generator of card exports of any size, as issuers write them."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from shadowscan.matching import load_vendors
from shadowscan.rules import packaged_rules

_FIRST = [
    "ALDER",
    "BIRCH",
    "CEDAR",
    "DALE",
    "ELM",
    "FERN",
    "GROVE",
    "HAZEL",
    "IVY",
    "JUNIPER",
    "KNOLL",
    "LARCH",
    "MAPLE",
    "NORTH",
    "OAK",
    "PINE",
    "QUAY",
    "ROWAN",
]
_SECOND = [
    "BRIDGE",
    "CROFT",
    "FIELD",
    "GATE",
    "HILL",
    "MILL",
    "MOOR",
    "PARK",
    "RIDGE",
    "SHORE",
    "STONE",
    "VALE",
    "WATER",
    "WOOD",
    "YARD",
    "COURT",
    "LANE",
    "END",
]
_TRADE = [
    "CAFE",
    "HOTEL",
    "GARAGE",
    "STORES",
    "TAXIS",
    "PLUMBING",
    "BAKERY",
    "PHARMACY",
    "FLORIST",
    "BOOKS",
    "NURSERY",
    "SCHOOL",
    "PRINTERS",
    "DELI",
]
_CITIES = [
    "LONDON",
    "LEEDS",
    "BERLIN",
    "PARIS",
    "DUBLIN",
    "MADRID",
    "OSLO",
    "BOSTON",
    "AUSTIN",
    "DENVER",
    "SEATTLE",
    "TORONTO",
    "SYDNEY",
]
_PREFIXES = ["PAYPAL *", "SQ *", "SumUp  *", "IZ *"]
_SELLERS = ["PAYPAL *", "PADDLE.NET* ", "FS *"]  # how software is paid
_SOFTWARE_CODES = ["5734", "7372", "5968", "4816", "5817", "", "", ""]
_OTHER_CODES = ["5812", "7011", "5411", "4121", "5942", "5541", "8299", "7399", "", ""]
VENDOR_SHARE = 0.05  # of public bodies' purchase-card lines about two in a hundred buy software
HEADER = ["Transaction Date", "Supplier Name", "Amount", "Currency", "MCC", "Cost Centre", "Employee ID", "Reference"]


def write_rows(path: Path, rows: int, seed: int = 7) -> None:
    """Write `rows` card lines; most carry ids, cities or phones, some are cut at 22 or 25 characters."""
    rng = random.Random(seed)
    vendors = [vendor.name.upper() for vendor in load_vendors(packaged_rules()).vendors]
    rng.shuffle(vendors)
    merchants = [f"{rng.choice(_FIRST)}{rng.choice(_SECOND)} {rng.choice(_TRADE)} {number}" for number in range(40_000)]
    start = date(2025, 10, 1)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(HEADER)
        for number in range(rows):
            vendor = rng.random() < VENDOR_SHARE
            names = vendors if vendor else merchants
            name = names[min(int(rng.paretovariate(0.4)) - 1, len(names) - 1)]
            writer.writerow(
                [
                    (start + timedelta(days=rng.randrange(396))).isoformat(),
                    _descriptor(rng, name, vendor),
                    f"{rng.randrange(100, 90_000) / 100:.2f}",
                    "EUR",
                    rng.choice(_SOFTWARE_CODES if vendor else _OTHER_CODES),
                    f"CC{rng.randrange(100, 140)}",
                    f"E{rng.randrange(1000, 6000)}",
                    f"R{number:09d}",
                ]
            )


def _descriptor(rng: random.Random, name: str, vendor: bool) -> str:
    text = rng.choice(_SELLERS if vendor else _PREFIXES) + name if rng.random() < 0.2 else name
    chance = rng.random()
    if vendor and chance < 0.2:
        text += rng.choice([".COM", " INC", " LTD", " GMBH"])
    if rng.random() < 0.45:
        text += rng.choice(
            [f" {rng.randrange(10**6):06d}", f"*{rng.randrange(16**8):08X}", f" #{rng.randrange(10**5)}"]
        )
    if rng.random() < 0.6:
        text = text[: rng.choice([22, 25])]
    if rng.random() < 0.65:
        text += rng.choice([f" {rng.choice(_CITIES)}", f" {rng.randrange(200, 999)}-555-{rng.randrange(10**4):04d}"])
    return text

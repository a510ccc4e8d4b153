"""The types of the generator: people, charges and series of charges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Person:
    """Name one employee of the fictional organisation."""

    person_id: str
    first: str
    last: str
    unit: str
    cost_centre: str
    site: str
    left_on: date | None = None

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        return f"{self.first}.{self.last}@harbour.example".lower().replace(" ", "").replace("'", "")


@dataclass(frozen=True, slots=True)
class Charge:
    """Describe one movement of money as the generator knows it, before a system writes it down."""

    feed: str
    day: date
    payee: str
    amount: Decimal
    currency: str
    unit: str
    cost_centre: str
    person: Person | None
    sort: str = "software"  # a key of merchants.SORTS
    vendor: str = ""  # the truth, for the planted cases
    product: str = ""
    mcc: str = ""
    city: str = ""
    memo: str = ""
    contract: str = ""
    po: str = ""
    original: tuple[str, Decimal] | None = None  # currency and amount before conversion
    local: Decimal | None = None  # the amount in EUR that the ledger itself printed
    role: str = "spend"  # spend, refund, settlement, personal, cancelled
    counted: bool = True  # false where the same money stands in another row, or the row is out of scope
    series: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Plan charges that come back, or that come on given days."""

    key: str
    feed: str
    unit: str
    vendor: str
    payee: str  # {id} is a new order number each time
    amount: str
    every: int = 1  # months between two charges; 0 is once
    start: str = "2025-10"
    end: str = "2026-10"
    day: int = 12
    product: str = ""
    currency: str = ""
    mcc: str = "5734"
    city: str = ""
    memo: str = ""
    contract: str = ""
    po: str = ""
    cost_centre: str = ""
    seat: int = 0  # which person of the unit pays
    seats: int = 1  # equal charges on the same day
    steps: tuple[tuple[str, str], ...] = ()  # (from month, new amount)
    vary: int = 0  # usage: per cent up or down
    original: str = ""  # currency the vendor charged before conversion
    sort: str = "software"
    role: str = "spend"


@dataclass(frozen=True, slots=True)
class Sort:
    """Say how each system labels one sort of merchant."""

    mcc: str
    mcc_text: str
    group: str
    amex: str
    concur: str
    expensify: str
    ramp: str
    gl: str

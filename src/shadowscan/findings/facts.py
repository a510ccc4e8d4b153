"""The named facts of a finding that flag rules ask for and that their texts show."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from shadowscan.findings.texts import people
from shadowscan.money import show_money, to_minor

_MONEY = frozenset({"spend_12m", "spend_total", "spend_3m", "spend_3m_before", "off_channel_12m", "annual_run_rate"})
_PEOPLE = frozenset({"users", "assigned", "seats_unused", "grants", "leavers"})


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold what rules may ask about a finding; money in units of the reporting currency, people counted once."""

    vendor: str = "Vendor"
    product: str = "Product"
    category: str = ""
    category_name: str = ""
    service: str = ""
    currency: str = "EUR"
    status: str = "unmanaged"
    coverage: str = ""
    vendor_known: bool = True
    unit_known: bool = True
    active: bool = True  # spend, sign-ins or grants in the last 12 months
    spend_12m: Decimal = Decimal(0)
    spend_total: Decimal = Decimal(0)
    spend_3m: Decimal = Decimal(0)
    spend_3m_before: Decimal = Decimal(0)  # the three months before those
    growth_percent: int | None = None  # of the last three months over the three before
    off_channel_12m: Decimal = Decimal(0)
    annual_run_rate: Decimal = Decimal(0)
    recurrence: str = ""
    price_percent: int = 0  # the last change of price inside a running series
    price_age_days: int | None = None
    price_why: str = ""
    users: int = 0  # with a sign-in in the last 12 months
    assigned: int = 0
    seats_unused: int = 0
    unused_percent: int = 0
    grants: int = 0
    unit_in_sso: bool = False  # sign-on data of the last 12 months name this unit
    product_in_sso: bool = False  # sign-on data name the product in some unit
    leavers: int = 0  # people with a sign-in or charge after they left
    leaver_last: date | None = None
    age_days: int = 0  # since first seen
    history_days: int = 0  # how far back the exports reach
    same_capability: int = 0  # other products in use for the same capability in this unit
    same_capability_names: str = ""
    units: int = 1  # units in which the product has the status unmanaged
    intermediaries: tuple[str, ...] = ()
    tolerance_ended: date | None = None
    tolerance_expired: bool = False
    next_renewal: date | None = None
    notice_by: date | None = None
    notice_why: str = ""
    days_to_renewal: int | None = None
    days_to_notice: int | None = None


FACT_NAMES = frozenset(f.name for f in fields(Facts))


class Shown(dict[str, str]):
    """Give facts to a text template as a reader expects them, each made when it is asked for."""

    def __init__(self, facts: Facts, small_group: int) -> None:
        super().__init__()
        self._facts = facts
        self._small_group = small_group

    def __missing__(self, name: str) -> str:
        value: Any = getattr(self._facts, name)
        if name in _MONEY:
            return show_money(to_minor(value, self._facts.currency), self._facts.currency)
        if name in _PEOPLE:
            return people(value, self._small_group)
        if isinstance(value, tuple):
            return ", ".join(value)
        return value.isoformat() if isinstance(value, date) else str(value)

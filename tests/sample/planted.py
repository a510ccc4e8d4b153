"""The planted cases, with the money they must come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import yaml

from .data import other_cases, table
from .days import AS_OF, WINDOW_FROM
from .model import Charge, Series
from .software import all_series

Row = dict[str, str]


@dataclass(slots=True)
class _Sum:
    window: dict[str, Decimal] = field(default_factory=dict)
    total: dict[str, Decimal] = field(default_factory=dict)
    series: dict[str, Charge] = field(default_factory=dict)  # the latest charge of each

    def add(self, charge: Charge) -> None:
        amount, currency = charge.amount, charge.currency
        if charge.local is not None:
            amount, currency = charge.local, "EUR"
        self.total[currency] = self.total.get(currency, Decimal(0)) + amount
        if WINDOW_FROM <= charge.day <= AS_OF:
            self.window[currency] = self.window.get(currency, Decimal(0)) + amount
        if charge.series:
            self.series[charge.series] = charge


def planted_text(charges: list[Charge]) -> str:
    """Return PLANTED.yml."""
    sums = _sums(charges)
    cases = [_case(row, sums.get((row["unit"], row["product"]), _Sum())) for row in table("cases")]
    head = (
        "# The cases planted in sample_data, for machines to check. Written by the generator; as of 2026-10-31.\n"
        "# spend_12m, spend_total and run_rate are exact decimals in EUR. Where charges are in another currency, the\n"
        "# *_original keys give the exact sums by currency (EUR beside them, where there is some), and no sum in EUR\n"
        "# is claimed. Where the status is unresolved, `product` is the merchant, or the reseller that hides it.\n"
    )
    return head + yaml.safe_dump(cases + other_cases(), sort_keys=False, allow_unicode=True, width=118)


def _sums(charges: list[Charge]) -> dict[tuple[str, str], _Sum]:
    sums: dict[tuple[str, str], _Sum] = {}
    for charge in charges:
        if charge.product and charge.counted:
            sums.setdefault((charge.unit, charge.product), _Sum()).add(charge)
    return sums


def _case(row: Row, money: _Sum) -> dict[str, object]:
    told = ("status", "coverage", "covered_by", "recurrence")
    expect: dict[str, object] = {name: row[name] for name in told if row[name]}
    if row["run_rate"] != "no" and set(money.total) <= {"EUR"}:
        expect["run_rate"] = f"{_run_rate(money):.2f}"
    for name, amounts in (("spend_12m", money.window), ("spend_total", money.total)):
        if set(amounts) - {"EUR"}:
            expect[f"{name}_original"] = {code: f"{amount:.2f}" for code, amount in sorted(amounts.items())}
        else:
            expect[name] = f"{amounts.get('EUR', Decimal(0)):.2f}"
    if row["flags"]:
        expect["flags"] = row["flags"].split(";")
    return {"id": row["id"], "what": row["what"], "unit": row["unit"], "product": row["product"], "expect": expect}


def _run_rate(money: _Sum) -> Decimal:
    """Return the yearly cost of the series that still run: a gap of one and a half periods ends one."""
    plans = {series.key: series for series in all_series()}
    rate = Decimal(0)
    for key, charge in money.series.items():
        series = plans.get(key)
        if series is None or series.every == 0 or _ended(series, charge):
            continue
        rate += charge.amount * series.seats * (12 // series.every)
    return rate


def _ended(series: Series, charge: Charge) -> bool:
    return (AS_OF - charge.day).days > series.every * 365.25 / 12 * 1.5

"""The planned series: central contracts, invoices of single units, and cards and expense claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from functools import cache
from typing import Any

from .data import pairs, table
from .model import Series

_CENT = Decimal("0.01")


@cache
def all_series() -> tuple[Series, ...]:
    """Return every planned series, central contracts first."""
    central = [series for row in table("software_central") for series in _shared(row)]
    single = [_series(row) for name in ("software_invoiced", "software_cards") for row in table(name)]
    return tuple(central + single)


def _series(row: dict[str, str]) -> Series:
    """Return a series; an empty cell leaves the default."""
    known: dict[str, Any] = {}
    for spec in fields(Series):
        text = row.get(spec.name, "")
        if text:
            known[spec.name] = int(text) if spec.type == "int" else text
    known["steps"] = tuple(pairs(row["steps"]))
    return Series(**{"unit": "", "vendor": "", **known})


def _shared(row: dict[str, str]) -> Iterator[Series]:
    """Split one invoice over units by shares in hundredths; the last takes the rounding."""
    total = left = Decimal(row["total"])
    shares = pairs(row["shares"])
    for number, (place, share) in enumerate(shares, start=1):
        unit, _, centre = place.partition(":")
        part = left if number == len(shares) else (total * int(share) / 100).quantize(_CENT)
        left -= part
        yield Series(
            key=f"{row['key']}-{unit}",
            feed="servicenow",
            unit=unit,
            vendor=row["vendor"],
            product=row["product"],
            payee=row["payee"],
            amount=str(part),
            every=int(row["every"]),
            start=row["start"],
            day=int(row["day"]),
            vary=int(row["vary"] or 0),
            memo=row["memo"],
            contract=row["contract"],
            cost_centre=centre,
        )

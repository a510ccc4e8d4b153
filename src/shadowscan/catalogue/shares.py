"""The unmanaged share of each unit's software spend: the last 12 months against those before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from shadowscan.catalogue.months import last_months
from shadowscan.catalogue.readiness_rule import Falling
from shadowscan.records import STATUSES

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Shares:
    """Hold shares in percent of a unit's software spend; None where there is no spend to take a share of."""

    now: Decimal | None = None
    before: Decimal | None = None
    unresolved: Decimal | None = None
    months_before: int = 0  # months of data before the last 12


def unmanaged_shares(balance: pd.DataFrame, as_of: date, rule: Falling) -> dict[str, Shares]:
    """Return the shares of each unit; `balance` is a BALANCE frame, whose status is that of today."""
    recent = set(last_months(as_of, _YEAR))
    earlier = set(last_months(as_of, 2 * _YEAR)) - recent
    software = balance[balance["status"].isin(STATUSES)]
    months_before = len(earlier & set(software["month"]))
    sums: dict[str, dict[tuple[bool, str], int]] = {}
    rows = zip(
        software["business_unit_id"], software["month"], software["status"], software["reporting_minor"], strict=True
    )
    for unit, month, status, minor in rows:
        if month in recent or month in earlier:
            of_unit = sums.setdefault(unit, {})
            of_unit[month in recent, status] = of_unit.get((month in recent, status), 0) + int(minor)
    return {
        unit: Shares(
            now=_percent(of_unit, True, rule.statuses),
            before=_percent(of_unit, False, rule.statuses),
            unresolved=_percent(of_unit, True, ["unresolved"]),
            months_before=months_before,
        )
        for unit, of_unit in sorted(sums.items())
    }


def _percent(sums: Mapping[tuple[bool, str], int], recent: bool, statuses: list[str]) -> Decimal | None:
    total = sum(minor for (when, _), minor in sums.items() if when == recent)
    if total <= 0:
        return None
    part = sum(minor for (when, status), minor in sums.items() if when == recent and status in statuses)
    return Decimal(part) * 100 / Decimal(total)


def is_falling(shares: Shares, rule: Falling) -> bool:
    """Tell whether a share falls, or is so small that it need not."""
    if shares.now is None or shares.before is None or shares.months_before < rule.months_before_at_least:
        return False
    return shares.now <= rule.small_percent or shares.before - shares.now >= rule.points_at_least


def percent_text(share: Decimal | None) -> str:
    """Return a share as a sentence says it."""
    return "no spend" if share is None else f"{share:.1f} %"

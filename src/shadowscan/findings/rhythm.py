"""The rules of rhythm (rules/recurrence.yml): which gaps and amounts make a series."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class Cadence:
    """Say what makes a series of one period."""

    name: Literal["monthly", "quarterly", "annual"]
    months: int
    gap: list[int]  # days between two charges of a steady price, from and to
    tight_gap: list[int]  # the same where amounts vary, or where two charges are all there is
    fewest: int  # charges of one price
    fewest_with_change: int  # charges with a price change among them
    fewest_varying: int  # charges of varying amounts
    may_miss: bool = False  # a period without a charge is bridged
    where: str = ""

    def __post_init__(self) -> None:
        if not all(len(gap) == 2 and 0 < gap[0] <= gap[1] for gap in (self.gap, self.tight_gap)):
            raise ValueError("a gap is two numbers of days, the shorter first")

    @property
    def days(self) -> float:
        return self.months * DAYS_A_MONTH

    @property
    def double_gap(self) -> list[int]:
        """Return the gap where one charge between is missing."""
        return [round(2 * self.days) - (round(self.days) - self.gap[0]), round(2 * self.days) + 5 * self.months]

    def crowded_gap(self, days: int) -> list[int]:
        """Return the gap where the same payer pays the same price in between: the period, give or take some days."""
        return [round(self.days) - days, round(self.days) + days]


@dataclass(frozen=True, slots=True)
class Weekly:
    """Say which equal charges follow each other by weeks; they count as irregular."""

    gaps: list[int]
    fewest: int
    share: float


@dataclass(frozen=True, slots=True)
class RhythmExample:
    """Give charges (`2026-01-31 49.00 USD`, the currency may be left out) and what becomes of them."""

    title: str
    as_of: date
    charges: list[str]
    recurrence: str
    annual_run_rate: Decimal
    where: str = ""


@dataclass(frozen=True, slots=True)
class RhythmRules:
    """Hold rules/recurrence.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    known_false_positives: list[str]
    ends_after_periods: float
    same_amount_within: float
    price_change_within: float
    price_change_from: float
    changes_at_most: float
    missed_at_most: float
    explained_at_least: float
    crowded_days: int
    crowd_from: int
    weekly: Weekly
    says_annual: list[str]
    cadences: list[Cadence]
    becomes: list[RhythmExample] = field(default_factory=list)

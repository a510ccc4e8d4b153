"""The figures business cases rest on (rules/economics.yml), in the reporting currency and one scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shadowscan.errors import InputError
from shadowscan.money import rate_on
from shadowscan.records import SCENARIOS, FigureUsed
from shadowscan.rules import RuleBook

_RULE = "rules/economics.yml"


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one figure with its source; `better` says whether more of it is good for an idea."""

    title: str
    unit: str
    better: Literal["higher", "lower"]
    low: Decimal
    base: Decimal
    high: Decimal
    source: str
    as_of: date
    assumption: bool = False
    reason: str = ""  # why it is as it is, where no public source says so
    where: str = ""

    def __post_init__(self) -> None:
        rising = self.low <= self.base <= self.high
        falling = self.low >= self.base >= self.high
        if not (rising if self.better == "higher" else falling):
            raise ValueError("low is the cautious case and high the hopeful one: the three are not in that order")
        if self.assumption and not self.reason:
            raise ValueError("an assumption needs its reason")
        if min(self.low, self.base, self.high) < 0:
            raise ValueError("a figure is never below nothing")

    def of(self, scenario: str) -> Decimal:
        """Return the value in a scenario."""
        value: Decimal = getattr(self, scenario)
        return value


@dataclass(frozen=True, slots=True)
class Size:
    """Name a size by its limits; money in the currency of the rule file."""

    size: Literal["small", "medium", "large"]
    spend_below: Decimal | None = None
    people_below: int | None = None


@dataclass(frozen=True, slots=True)
class Economics:
    """Hold rules/economics.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    currency: str
    sizes: list[Size]
    by_use: list[str]
    notice_flags: list[str]
    figures: dict[str, Figure]

    def __post_init__(self) -> None:
        lacking = [f"effort_{one.size}" for one in self.sizes if f"effort_{one.size}" not in self.figures]
        if lacking or not self.sizes or self.sizes[-1].spend_below is not None:
            raise ValueError(f"the last size has no limit, and each has its effort: {', '.join(lacking)}")


@dataclass(frozen=True, slots=True)
class Money:
    """Turn amounts of another currency into the reporting one, by the ECB reference rate of a day."""

    currency: str
    day: date

    def of(self, amount: Decimal, currency: str, where: str) -> Decimal:
        """Return an amount in the reporting currency; InputError where the ECB gives no rate."""
        if not currency or currency == self.currency:
            return amount
        rate = rate_on(currency, self.currency, self.day)
        if rate is None:
            what = f"there is no ECB reference rate from {currency} to {self.currency}"
            raise InputError(what, where, f"Give the amounts in {self.currency}.")
        return amount * rate[0]


@dataclass(frozen=True)
class Figures:
    """Hold the figures of a workspace, amounts in its reporting currency."""

    rules: Economics
    figures: Mapping[str, Figure]
    money: Money

    @classmethod
    def read(cls, rules: RuleBook, money: Money) -> Figures:
        """Read rules/economics.yml and convert the figures whose unit is an amount."""
        book = rules.one("economics", Economics)
        return cls(book, {name: _converted(figure, book, money) for name, figure in book.figures.items()}, money)

    def size(self, spend: Decimal, people: int) -> str:
        """Return the size of an idea by its spend a year and its people."""
        for one in self.rules.sizes:
            limit = one.spend_below
            fits = limit is None or spend < self.money.of(limit, self.rules.currency, _RULE)
            if fits and (one.people_below is None or people < one.people_below):
                return one.size
        return self.rules.sizes[-1].size

    def all(self) -> tuple[FigureUsed, ...]:
        """Return every figure, by name."""
        return tuple(
            FigureUsed(name, f.title, _unit(f, self), f.low, f.base, f.high, f.source, f.as_of, f.assumption, f.reason)
            for name, f in sorted(self.figures.items())
        )


def _converted(figure: Figure, book: Economics, money: Money) -> Figure:
    if not figure.unit.startswith(f"{book.currency} "):
        return figure
    low, base, high = (money.of(figure.of(scenario), book.currency, _RULE) for scenario in SCENARIOS)
    cent = Decimal("0.01")
    values = {"low": low.quantize(cent), "base": base.quantize(cent), "high": high.quantize(cent)}
    same = money.currency == book.currency
    source = figure.source if same else f"{figure.source}; at the ECB reference rate of {money.day.isoformat()}"
    return Figure(
        figure.title, figure.unit, figure.better, **values, source=source, as_of=figure.as_of,
        assumption=figure.assumption, reason=figure.reason, where=figure.where,
    )  # fmt: skip


def _unit(figure: Figure, figures: Figures) -> str:
    own, ours = figures.rules.currency, figures.money.currency
    return figure.unit.replace(own, ours, 1) if figure.unit.startswith(f"{own} ") else figure.unit

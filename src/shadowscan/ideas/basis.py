"""What the formulas of a business case reckon with: the findings whose money counts, and the service beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

Get = Callable[[str], Decimal]  # the value of a figure in the scenario under way
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one finding as formulas see it; money a year in units of the reporting currency."""

    finding_id: str = "finding"
    run_rate: Decimal = Decimal(0)
    free_from: int = 0  # months until the next renewal, when it can end or change
    people: int = 0  # who signed in during the last 12 months
    headcount: int | None = None  # people of the unit, None where people.csv does not tell
    by_use: bool = False  # priced by use and not by seat
    unused: int = 0  # seats without a sign-in
    seat_price: Decimal = Decimal(0)  # of this product
    leads: bool = True  # of the product that stays where one answer replaces several

    def crowd(self, get: Get) -> int:
        """Return how many people work with it: those seen, else an estimate by spend."""
        if self.people or not self.run_rate:
            return self.people
        guess = get("team_seats") if self.by_use else self.run_rate / max(get("seat_price"), Decimal(1))
        seats = int(min(guess, get("people_at_most")).to_integral_value(rounding=ROUND_CEILING))
        return seats if self.headcount is None else min(seats, max(self.headcount, 1))

    @property
    def guessed(self) -> bool:
        """Tell whether `crowd` is an estimate."""
        return not self.people and bool(self.run_rate)


@dataclass(frozen=True, slots=True)
class Basis:
    """Hold what one business case is reckoned from."""

    parts: tuple[Part, ...] = ()
    ending: tuple[str, ...] = ()  # the size of each product that ends or moves
    seat_price: Decimal | None = None  # of the service that takes the work over, a year
    spare_seats: int = 0  # seats of its contract without a sign-in
    service_id: str = ""
    currency: str = "EUR"

    @property
    def run_rate(self) -> Decimal:
        """Return what the findings cost a year."""
        return sum((part.run_rate for part in self.parts), Decimal(0))

    def effort(self, get: Get) -> Decimal:
        """Return the effort of all products that end or move, each by its own size."""
        return sum((get(f"effort_{size}") for size in self.ending), Decimal(0))

    @property
    def others(self) -> tuple[Part, ...]:
        """Return the findings on other products than the leading one."""
        return tuple(part for part in self.parts if not part.leads)

    def seen(self) -> int:
        """Return the people who were seen signing in."""
        return sum(part.people for part in self.parts)

    def seen_rate(self) -> Decimal:
        """Return what the findings cost a year whose people were seen."""
        return sum((part.run_rate for part in self.parts if not part.guessed), Decimal(0))

    def crowd(self, get: Get) -> int:
        """Return how many people work with the products of the findings."""
        return sum(part.crowd(get) for part in self.parts)


def share_of_year(year: int, from_month: int) -> Decimal:
    """Return which share of a year lies after a month counted from the start."""
    return min(max(Decimal(year * _YEAR - from_month) / _YEAR, Decimal(0)), Decimal(1))


def whole_months(months: Decimal) -> int:
    """Return months rounded up, as a change takes effect with the next whole month."""
    return int(months.to_integral_value(rounding=ROUND_CEILING))

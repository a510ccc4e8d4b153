"""Business units, cost centres and the people in them."""

from __future__ import annotations

from datetime import date

from .data import table, words
from .dice import Dice
from .model import Person

HEADCOUNT = {
    "customer": 7,
    "retail": 62,
    "distribution": 45,
    "claims": 74,
    "underwriting": 48,
    "actuarial": 24,
    "finance": 26,
    "people": 14,
    "it": 32,
    "germany": 18,
}

SITES = {
    "customer": ("Dublin",),
    "retail": ("Dublin", "Dublin", "London"),
    "distribution": ("London", "Boston"),
    "claims": ("Dublin", "Cork"),
    "underwriting": ("London", "Dublin"),
    "actuarial": ("London", "Zurich"),
    "finance": ("Dublin",),
    "people": ("Dublin",),
    "it": ("Dublin", "London"),
    "germany": ("Hamburg", "Munich"),
}

LEFT_ON = {
    ("distribution", 9): date(2026, 2, 28),  # still pays
    ("retail", 17): date(2026, 3, 31),  # still signs in
    ("claims", 30): date(2026, 1, 16),
    ("claims", 51): date(2026, 5, 29),
    ("underwriting", 22): date(2026, 4, 30),
    ("retail", 40): date(2026, 7, 31),
    ("retail", 55): date(2025, 12, 31),
    ("finance", 14): date(2026, 6, 30),
    ("it", 20): date(2026, 2, 13),
    ("actuarial", 12): date(2026, 8, 31),
    ("germany", 11): date(2026, 3, 31),
    ("people", 9): date(2026, 9, 30),
}


def unit_of(cost_centre: str, day: date) -> str:
    """Return the unit a cost centre belonged to on a day, or nothing."""
    for row in table("cost_centres"):
        if row["cost_centre"] == cost_centre and row["valid_from"] <= day.isoformat() <= (row["valid_to"] or "9999"):
            return row["business_unit_id"]
    return ""


def _settled_centres(unit: str) -> list[str]:
    """Return the cost centres that always belonged to a unit."""
    rows = table("cost_centres")
    numbers = [row["cost_centre"] for row in rows]
    return [r["cost_centre"] for r in rows if r["business_unit_id"] == unit and numbers.count(r["cost_centre"]) == 1]


class Staff:
    """Hold everyone of the organisation, by unit."""

    def __init__(self) -> None:
        dice = Dice("people")
        names = _names(dice)
        self.everyone: list[Person] = []
        self._units: dict[str, list[Person]] = {}
        for unit, count in HEADCOUNT.items():
            centres = _settled_centres(unit)
            group = [
                Person(
                    person_id=f"E{10001 + len(self.everyone) + i}",
                    first=names[len(self.everyone) + i][0],
                    last=names[len(self.everyone) + i][1],
                    unit=unit,
                    cost_centre=centres[i % len(centres)],
                    site=SITES[unit][i % len(SITES[unit])],
                    left_on=LEFT_ON.get((unit, i)),
                )
                for i in range(count)
            ]
            self._units[unit] = group
            self.everyone += group
        self.drifting = [  # contractors the directory knows, but nobody's unit claims them
            Person(f"X{90001 + i}", *names[len(self.everyone) + i], unit="", cost_centre="", site="Dublin")
            for i in range(5)
        ]

    def of(self, unit: str) -> list[Person]:
        """Return the people of a unit, in a fixed order."""
        return self._units[unit]

    def one(self, unit: str, seat: int) -> Person:
        """Return the n-th person of a unit."""
        group = self._units[unit]
        return group[seat % len(group)]


def _names(dice: Dice) -> list[tuple[str, str]]:
    """Return more distinct names than anyone needs."""
    first, last = words("first_names"), words("last_names")
    seen: set[tuple[str, str]] = set()
    names: list[tuple[str, str]] = []
    while len(names) < 380:
        name = (dice.pick(first), dice.pick(last))
        if name not in seen:
            seen.add(name)
            names.append(name)
    return names

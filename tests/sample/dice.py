"""Seeded chance that gives the same answers in every Python version."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


class Dice:
    """Draw from one named stream; only `random()` is used, the one method whose sequence is promised to stay."""

    def __init__(self, name: str) -> None:
        self._random = random.Random(zlib.crc32(f"harbour mutual: {name}".encode()))

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to limit - 1."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]

    def chance(self, share: float) -> bool:
        """Return true for about `share` of the calls."""
        return self._random.random() < share

    def money(self, low: int, high: int) -> Decimal:
        """Return an amount with cents between two whole amounts, the small ones more often than the large."""
        spread = self._random.random() * self._random.random()
        return Decimal(low * 100 + int((high - low) * 100 * spread)).scaleb(-2)

    def day(self, first: date, last: date) -> date:
        """Return a day from first to last, both included."""
        return first + timedelta(days=self.below((last - first).days + 1))

    def code(self, length: int) -> str:
        """Return capital letters and digits, as order numbers are made of, with at least one of each."""
        text = "".join(self.pick(_LETTERS) for _ in range(length - 2))
        return f"{text[:1]}{self.between(2, 9)}{text[1:]}{self.pick(_LETTERS[:24])}"

    def digits(self, length: int) -> str:
        """Return digits, the first not a zero."""
        return str(self.between(1, 9)) + "".join(str(self.below(10)) for _ in range(length - 1))

    def hexes(self, length: int) -> str:
        """Return lower-case hexadecimal digits."""
        return "".join("0123456789abcdef"[self.below(16)] for _ in range(length))

    def uuid(self) -> str:
        """Return a text in the form of a UUID."""
        return "-".join(self.hexes(n) for n in (8, 4, 4, 4, 12))

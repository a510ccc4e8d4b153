"""Seeded chance that gives the same answers in every Python version."""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Dice:
    """Draw from one named stream; only `random()` is used, the one method whose sequence is promised to stay."""

    def __init__(self, name: str) -> None:
        self._random = random.Random(zlib.crc32(f"merchants: {name}".encode()))

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to limit - 1."""
        return int(self._random.random() * limit)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]

    def weighted(self, weights: Mapping[str, float]) -> str:
        """Return one of the keys, in proportion to its weight; an empty text for what is left below a sum of 1."""
        left = self._random.random() * max(1.0, sum(weights.values()))
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return ""

    def chance(self, share: float) -> bool:
        """Return true for about `share` of the calls."""
        return self._random.random() < share

    def digits(self, length: int) -> str:
        """Return digits, the first not a zero."""
        return str(1 + self.below(9)) + "".join(str(self.below(10)) for _ in range(length - 1))

    def capital(self) -> str:
        """Return a capital letter that initials begin with."""
        return self.pick(_SIGNS[:24])

    def code(self) -> str:
        """Return an order id: capital letters and digits mixed, with at least one of each."""
        middle = "".join(self.pick(_SIGNS) for _ in range(4 + self.below(6)))
        return f"{self.capital()}{self.below(10)}{middle}"

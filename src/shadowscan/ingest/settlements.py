"""Payments to the issuers of the company's cards: they settle charges that are counted elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from shadowscan.ingest.source import Drop
from shadowscan.ingest.texts import fold
from shadowscan.records import KINDS
from shadowscan.rules import RuleBook


@dataclass(frozen=True)
class Settlements:
    """Hold `rules/settlements.yml`: payees (patterns) that are settlement in rows of these kinds."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    kinds: tuple[str, ...]
    payees: tuple[str, ...]
    settles: tuple[str, ...]
    keeps: tuple[str, ...]
    known_false_positives: tuple[str, ...] = ()
    where: str = ""

    def __post_init__(self) -> None:
        if not self.settles or not self.keeps:
            raise ValueError("settlements need examples they settle and examples they keep")
        if any(kind not in KINDS for kind in self.kinds):
            raise ValueError(f"kinds must be among {', '.join(KINDS)}")
        for pattern in self.payees:
            re.compile(pattern)

    @cached_property
    def drop(self) -> Drop:
        """Return the rule that rows are dropped by."""
        return Drop("card-issuer", "settlement", self.why, "descriptor", starts=("",))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.payees))

    def is_issuer(self, payee: str) -> bool:
        """Tell whether a payee is an issuer of cards that is paid."""
        return bool(self.payees) and self._pattern.search(fold(payee)) is not None

    def problems(self) -> list[str]:
        """Return which of its own examples it does not hold."""
        missed = [
            f"{self.where}: settlements: '{text}' is not settled" for text in self.settles if not self.is_issuer(text)
        ]
        taken = [f"{self.where}: settlements: '{text}' is not kept" for text in self.keeps if self.is_issuer(text)]
        return missed + taken


def load_settlements(rules: RuleBook) -> Settlements:
    """Read who is an issuer of cards."""
    return rules.one("settlements", Settlements)

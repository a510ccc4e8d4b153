"""Severity (rules/severity.yml): points for status, spend, people and flags, with the sum in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shadowscan.findings.facts import Facts
from shadowscan.findings.texts import people
from shadowscan.money import show_money, to_minor

_MOST = 100


@dataclass(frozen=True, slots=True)
class Step:
    """Give points from a value on."""

    at_least: Decimal
    points: int


@dataclass(frozen=True, slots=True)
class SeverityRules:
    """Hold rules/severity.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    high_from: int
    medium_from: int
    status_points: dict[str, int]
    spend_12m_steps: list[Step]
    users_steps: list[Step]


@dataclass(frozen=True, slots=True)
class Severity:
    """Hold a severity of 0 to 100, the risk it means and how it adds up."""

    risk: str
    points: int
    why: str


def weigh(facts: Facts, flags: Sequence[tuple[str, int]], rules: SeverityRules, small_group: int) -> Severity:
    """Add the points of a finding; `flags` are (rule id, points)."""
    parts: list[tuple[int, str]] = []
    if facts.active:
        parts.append((rules.status_points.get(facts.status, 0), f"status {facts.status}"))
    spend = _reached(rules.spend_12m_steps, facts.spend_12m)
    if spend:
        shown = show_money(to_minor(facts.spend_12m, facts.currency), facts.currency)
        parts.append((spend, f"{shown} spent in the last 12 months"))
    parts.append((_reached(rules.users_steps, Decimal(facts.users)), f"{people(facts.users, small_group)} signed in"))
    parts += [(points, f"flag {rule_id}") for rule_id, points in flags]
    total = min(_MOST, sum(points for points, _ in parts))
    risk = "high" if total >= rules.high_from else "medium" if total >= rules.medium_from else "low"
    return Severity(risk, total, _why(total, [part for part in parts if part[0]], facts.active))


def _reached(steps: Sequence[Step], value: Decimal) -> int:
    return max((step.points for step in steps if value >= step.at_least), default=0)


def _why(total: int, parts: list[tuple[int, str]], active: bool) -> str:
    if not parts:
        return "0 of 100: nothing adds to it." if active else "0 of 100: nothing was seen in the last 12 months."
    return f"{total} of 100: " + ", ".join(f"{points} for {text}" for points, text in parts) + "."

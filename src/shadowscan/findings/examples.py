"""The examples of rules/recurrence.yml, run through the real function."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from shadowscan.findings.charges import Charge
from shadowscan.findings.recurrence import judge_recurrence
from shadowscan.findings.rhythm import RhythmExample, RhythmRules
from shadowscan.money import from_minor, to_minor
from shadowscan.rules import RuleBook

_CURRENCY = "EUR"  # of examples that name none


def check_recurrence(rules: RuleBook) -> list[str]:
    """Run the examples of the recurrence rules and return what fails, with its place."""
    rhythm = rules.one("recurrence", RhythmRules)
    return [problem for example in rhythm.becomes for problem in _problems(example, rhythm)]


def _problems(example: RhythmExample, rhythm: RhythmRules) -> list[str]:
    try:
        charges = [_charge(text) for text in example.charges]
    except (ArithmeticError, ValueError):
        return [f"{example.where}: a charge is written like '2026-01-31 49.00' or '2026-01-31 49.00 USD'."]
    got = judge_recurrence(charges, rhythm, example.as_of, _CURRENCY)
    rate = from_minor(got.run_rate, _CURRENCY)
    if (got.label, rate) == (example.recurrence, example.annual_run_rate):
        return []
    wanted = f"{example.recurrence} at {example.annual_run_rate} a year"
    return [f"{example.where}: '{example.title}' becomes {got.label} at {rate} a year instead of {wanted}."]


def _charge(text: str) -> Charge:
    day, amount, *currency = text.split()
    code = currency[0] if currency else _CURRENCY
    minor = to_minor(Decimal(amount), code)
    return Charge(date.fromisoformat(day).toordinal(), minor, code, minor)

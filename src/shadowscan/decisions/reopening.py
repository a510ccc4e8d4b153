"""When a ruling is looked at again, and why: its basis changed (rules/reopening.yml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shadowscan.money import show_money, to_minor
from shadowscan.records.decisions import FindingRuling
from shadowscan.rules import RuleBook, template_names

_EXAMPLE_CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class ReopeningTexts:
    """Give the sentences a reader sees."""

    spend: str
    risk: str
    until: str
    person: str
    person_silent: str
    dismissed: str

    def __post_init__(self) -> None:
        fields = {"spend": {"before", "now"}, "risk": {"before", "now"}, "until": {"until"}, "person": {"why"}}
        for name, known in fields.items():
            if template_names(getattr(self, name)) - known:
                raise ValueError(f"the sentence '{name}' knows only: {', '.join(sorted(known))}")


@dataclass(frozen=True, slots=True)
class ReopeningExample:
    """Describe a ruling and what the finding looks like now."""

    ruling: str
    spend_then: Decimal | None = None
    spend_now: Decimal = Decimal(0)
    risk_then: str = ""
    risk_now: str = "low"
    until: date | None = None
    as_of: date = date(2026, 6, 30)
    where: str = ""


@dataclass(frozen=True, slots=True)
class ReopeningRules:
    """Hold rules/reopening.yml; money in units of the reporting currency."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    rulings: list[str]
    spend_growth_percent: Decimal
    spend_growth_at_least: Decimal
    risks: list[str]
    texts: ReopeningTexts
    reopens: list[ReopeningExample]
    keeps: list[ReopeningExample]

    def __post_init__(self) -> None:
        if not self.reopens or not self.keeps:
            raise ValueError("reopening needs an example that it reopens and one that it keeps")


class Reopening:
    """Tell why a ruling should be looked at again."""

    def __init__(self, rules: RuleBook, currency: str) -> None:
        self.rules = rules.one("reopening", ReopeningRules)
        self._currency = currency

    def why(self, ruling: FindingRuling, spend_12m: Decimal, risk: str, as_of: date) -> str:
        """Return the reasons in sentences, empty while the ruling stands; spend in units of the reporting currency."""
        texts = self.rules.texts
        if ruling.ruling == "reopened":
            return texts.person.format(why=ruling.why) if ruling.why else texts.person_silent
        if ruling.ruling not in self.rules.rulings:
            return ""
        return " ".join(self._changes(ruling, spend_12m, risk, as_of))

    def _changes(self, ruling: FindingRuling, spend: Decimal, risk: str, as_of: date) -> Iterator[str]:
        texts, risks = self.rules.texts, self.rules.risks
        if ruling.until and ruling.until < as_of:
            yield texts.until.format(until=ruling.until.isoformat())
        if ruling.spend_12m is not None and self._grew(ruling.spend_12m, spend):
            yield texts.spend.format(before=self._money(ruling.spend_12m), now=self._money(spend))
        if ruling.risk in risks and risk in risks and risks.index(risk) > risks.index(ruling.risk):
            yield texts.risk.format(before=ruling.risk, now=risk)

    def _grew(self, before: Decimal, now: Decimal) -> bool:
        growth = now - before
        enough = growth >= self.rules.spend_growth_at_least
        return enough and growth * 100 >= max(before, Decimal(0)) * self.rules.spend_growth_percent

    def _money(self, amount: Decimal) -> str:
        return show_money(to_minor(amount, self._currency), self._currency)


def check_reopening(rules: RuleBook) -> list[str]:
    """Run the examples of rules/reopening.yml and return what fails, with its place."""
    reopening = Reopening(rules, _EXAMPLE_CURRENCY)
    own = reopening.rules
    wrong = [
        f"{one.where}: a ruling that should be reopened is kept" for one in own.reopens if not _why(reopening, one)
    ]
    return wrong + [
        f"{one.where}: a ruling that should be kept is reopened" for one in own.keeps if _why(reopening, one)
    ]


def _why(reopening: Reopening, one: ReopeningExample) -> str:
    ruling = FindingRuling("example", one.ruling, one.until, spend_12m=one.spend_then, risk=one.risk_then)
    return reopening.why(ruling, one.spend_now, one.risk_now, one.as_of)

"""The service readiness of an idea: what is asked, what the catalogue and people answered, and what it still costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from shadowscan.money import to_minor
from shadowscan.records import SCENARIOS, CaseLine, ReadinessItem
from shadowscan.records.decisions import GateAnswer
from shadowscan.rules import RuleBook, template_names

LINE = "readiness:"  # the line of an item is called so, with the item behind it
PLANNED = ":planned"  # and so behind that, where a person planned it
_KNOWN = ("owner", "support_group", "sla", "live", "annual_cost")  # what a catalogue entry can show
_LAST_YEAR = 3


@dataclass(frozen=True, slots=True)
class Days:
    """Hold days of work in the three scenarios; low is the cautious one."""

    low: Decimal
    base: Decimal
    high: Decimal
    where: str = ""

    def __post_init__(self) -> None:
        if not self.low >= self.base >= self.high >= 0:
            raise ValueError("days: low is the cautious case and so the largest, high the smallest")


@dataclass(frozen=True, slots=True)
class GateItem:
    """Ask one thing of service management."""

    item: str
    title: str
    asks: str
    days: Days = field(default_factory=lambda: Days(Decimal(0), Decimal(0), Decimal(0)))  # while nobody planned it
    washes_out: Decimal = Decimal(0)  # share of the benefits that goes without it
    known_by: Literal["", "owner", "support_group", "sla", "live", "annual_cost"] = ""
    evidence: str = ""  # how the catalogue answers it
    where: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.washes_out <= 1:
            raise ValueError("washes_out is a share between 0 and 1")
        if bool(self.known_by) != bool(self.evidence) or template_names(self.evidence) - {"service", "value"}:
            raise ValueError("evidence goes with known_by, and knows the fields {service} and {value}")


@dataclass(frozen=True, slots=True)
class GateExample:
    """Give an answer to one item, as the log would hold it."""

    item: str
    state: str
    on: str = ""
    cost: str = ""
    by: str = ""
    why: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Estimates:
    """Say where the days and shares of the items come from."""

    source: str
    as_of: date
    reason: str
    formula: str  # of an item nobody planned yet
    formula_planned: str
    assumption: bool = True

    def __post_init__(self) -> None:
        if template_names(self.formula) - {"days", "day", "effort"} or template_names(self.formula_planned) - {"by"}:
            raise ValueError("the formulas know {days}, {day}, {effort}, and {by} of what is planned")


@dataclass(frozen=True, slots=True)
class GateRules:
    """Hold rules/service-readiness.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    items: list[GateItem]
    accepts: list[GateExample]
    refuses: list[GateExample]
    estimates: Estimates

    def __post_init__(self) -> None:
        names = [item.item for item in self.items]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"items that stand twice: {', '.join(twice)}")
        if not self.accepts or not self.refuses:
            raise ValueError("the gate needs an answer it accepts and one it refuses")


def read_gate(rules: RuleBook) -> GateRules:
    """Read rules/service-readiness.yml."""
    return rules.one("service-readiness", GateRules)


def stand(
    items: Sequence[ReadinessItem], answers: Mapping[str, GateAnswer], currency: str
) -> tuple[ReadinessItem, ...]:
    """Return the items with what people answered laid over them; an answer counts before what the catalogue shows."""
    return tuple(_answered(item, answers[item.item], currency) if item.item in answers else item for item in items)


def _answered(item: ReadinessItem, answer: GateAnswer, currency: str) -> ReadinessItem:
    planned = answer.state == "planned"
    return ReadinessItem(
        item=item.item,
        title=item.title,
        asks=item.asks,
        state=answer.state,
        on=answer.on,
        cost=to_minor(answer.cost, currency) if planned and answer.cost is not None else 0,
        by=answer.by or answer.who,
        why=answer.why,
        evidence=item.evidence,
        answered=True,
        washes_out=item.washes_out,
    )


def costs_of_answers(items: Sequence[ReadinessItem], estimates: Estimates, as_of: date) -> tuple[CaseLine, ...]:
    """Return the lines of the items that people planned, the same in every scenario; what is met or waived has none."""
    return tuple(
        CaseLine(
            line=LINE + item.item + PLANNED,
            title=item.title,
            kind="readiness",
            scenario=scenario,
            year=_year(item.on, as_of),
            amount=-item.cost,
            formula=estimates.formula_planned.format(by=item.on.isoformat() if item.on else ""),
            inputs=(),
            source=f"{item.by}: {item.why}" if item.why else item.by,
            assumption=False,
        )
        for item in items
        if item.answered and item.state == "planned" and item.cost
        for scenario in SCENARIOS
    )


def kind_of_estimate(state: str) -> str:
    """Return the kind of the line that estimates an item: it counts while the item is open, later it only explains."""
    return "readiness" if state == "open" else "memo"


def washed_out(items: Iterable[ReadinessItem]) -> Decimal:
    """Return the share of the benefits that goes where the items that are not met yet stay so."""
    lost = sum((item.washes_out for item in items if item.state in ("open", "planned")), Decimal(0))
    return min(lost, Decimal(1))


def _year(on: date | None, as_of: date) -> int:
    """Return the year of the case in which a cost falls: 0 for the first twelve months."""
    if on is None or on <= as_of:
        return 0
    months = (on.year - as_of.year) * 12 + on.month - as_of.month - (on.day <= as_of.day)
    return min(months // 12, _LAST_YEAR)


def service_readiness(items: Sequence[ReadinessItem]) -> str:
    """Return `open` while an item is unanswered, `met` when nothing is left to do, else `planned`."""
    states = {item.state for item in items}
    if "open" in states:
        return "open"
    return "planned" if "planned" in states else "met"

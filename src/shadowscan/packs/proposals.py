"""What the last scan published on the worth of ideas: business cases, service readiness, the portfolio."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Rows = Callable[[str], Iterable[Any]]
Money = Callable[[float], Decimal]
_SUMMED = ("benefit", "one_off", "annual", "readiness")


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one amount of a business case; costs are negative."""

    line: str
    title: str
    kind: str
    scenario: str
    year: int
    amount: Decimal
    formula: str
    source: str
    assumption: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one item of service readiness."""

    title: str
    state: str


@dataclass(frozen=True, slots=True)
class Case:
    """Hold what one idea costs and brings; money may be unknown (None) until the next scan."""

    benefit: Decimal | None
    cost: Decimal | None  # once, with readiness
    net: Decimal | None
    npv: Decimal | None
    npv_low: Decimal | None
    npv_high: Decimal | None
    expected: Decimal | None
    at_risk: Decimal | None
    payback: int | None
    probability: Decimal | None
    outlook: str
    alternatives: str
    waits_for: str  # title of the idea that comes first
    lines: tuple[Line, ...]
    items: tuple[Item, ...]

    @property
    def counted(self) -> tuple[Line, ...]:
        """Return the lines that add up to the net."""
        return tuple(line for line in self.lines if line.kind in _SUMMED)

    @property
    def answered(self) -> int:
        """Return how many items of service readiness have an answer."""
        return sum(item.state != "open" for item in self.items)


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold what ideas of one stage promise and brought."""

    stage: str
    ideas: int
    findings: int
    spend: Decimal
    benefit: Decimal
    cost: Decimal
    net: Decimal
    expected: Decimal
    planned: Decimal
    actual: Decimal
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Worth:
    """Hold the worth of all ideas."""

    cases: dict[str, Case]  # by idea_id
    stages: tuple[Stage, ...]
    rate: Decimal | None  # the discount rate


def read_worth(rows: Rows, money: Money) -> Worth:
    """Read the worth of ideas; `rows` runs a query, `money` makes an amount exact."""

    def maybe(value: float | None) -> Decimal | None:
        return None if value is None else money(value)

    titles = {row["idea_id"]: row["title"] for row in rows("select idea_id, title from ideas")}
    lines = _by_idea(rows("select * from business_case_lines order by idea_id, position"), money)
    items: dict[str, list[Item]] = {}
    for row in rows("select * from idea_readiness order by idea_id, position"):
        items.setdefault(row["idea_id"], []).append(Item(row["title"] or row["item"], row["state"]))
    cases = {
        row["idea_id"]: Case(
            benefit=maybe(row["benefit_base"]),
            cost=None if row["one_off_cost"] is None else money(row["one_off_cost"]) + money(row["readiness_cost"]),
            net=maybe(row["net_3y"]),
            npv=maybe(row["npv"]),
            npv_low=maybe(row["npv_low"]),
            npv_high=maybe(row["npv_high"]),
            expected=maybe(row["expected_npv"]),
            at_risk=maybe(row["at_risk_3y"]),
            payback=row["payback_months"],
            probability=None if row["probability"] is None else Decimal(str(row["probability"])),
            outlook=row["outlook"] or "",
            alternatives=row["alternatives"] or "",
            waits_for=titles.get(row["blocked_by"], ""),
            lines=tuple(lines.get(row["idea_id"], ())),
            items=tuple(items.get(row["idea_id"], ())),
        )
        for row in rows("select * from ideas")
    }
    stages = tuple(_stage(row, money, maybe) for row in rows("select * from portfolio order by position"))
    rates = [Decimal(str(row[0])) for row in rows("select base from economics where figure = 'discount_rate'")]
    return Worth(cases, stages, rates[0] if rates else None)


def _by_idea(rows: Iterable[Any], money: Money) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for row in rows:
        line = Line(
            row["line"], row["title"] or "", row["kind"], row["scenario"], row["year"], money(row["amount"]),
            row["formula"] or "", row["source"] or "", row["assumption"] == "yes",
        )  # fmt: skip
        found.setdefault(row["idea_id"], []).append(line)
    return found


def _stage(row: Any, money: Money, maybe: Callable[[float | None], Decimal | None]) -> Stage:
    return Stage(
        stage=row["stage"],
        ideas=row["ideas"],
        findings=row["findings"],
        spend=money(row["spend_12m"]),
        benefit=money(row["benefit_base"]),
        cost=money(row["one_off_cost"]) + money(row["readiness_cost"]),
        net=money(row["net_3y"]),
        expected=money(row["expected_npv"]),
        planned=money(row["planned"]),
        actual=money(row["actual"]),
        before=maybe(row["shadow_before"]),
        after=maybe(row["shadow_after"]),
    )

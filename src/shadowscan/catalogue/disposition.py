"""What to do with each product: functional fit and technical fit by named criteria, unless people decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from shadowscan.catalogue.offers import CURRENT
from shadowscan.catalogue.states import EVERYBODY, States
from shadowscan.records import UNASSIGNED, Disposition, Finding
from shadowscan.rules import RuleBook, Test, compile_conditions
from shadowscan.workspace import Reference

Fit = Literal["functional", "technical"]
Word = Literal["tolerate", "invest", "migrate", "eliminate"]
_OPEN = ("proposed", "approved", "active")
_UNKNOWN = "unresolved"


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """Hold what criteria ask about one product, over all units that use it."""

    active: bool = True  # spend or sign-ins in the last 12 months
    offered: bool = False  # a live or agreed service has it
    units: int = 1
    users: int = 0
    initiatives: int = 0  # under way, needing what it does
    cover_missed: bool = False  # a service that covers the need misses a service level that holds for the unit
    signed_on: bool = False
    statuses: tuple[str, ...] = ()
    coverages: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductWhen:
    """Name the conditions of a criterion; those given must all hold."""

    active_is: bool | None = None
    offered_is: bool | None = None
    units_at_least: int | None = None
    users_at_least: int | None = None
    initiatives_at_least: int | None = None
    cover_missed_is: bool | None = None
    signed_on_is: bool | None = None
    statuses_include: list[str] | None = None
    coverages_include: list[str] | None = None
    risks_include: list[str] | None = None
    flags_include: list[str] | None = None


@dataclass(frozen=True, slots=True)
class FitRule:
    """Hold one criterion of a fit with its points and its examples on both sides."""

    fit: Fit
    points: int
    reason: str
    when: ProductWhen
    finds: list[ProductFacts]
    ignores: list[ProductFacts]
    where: str = ""

    def __post_init__(self) -> None:
        if not self.finds or not self.ignores:
            raise ValueError("a criterion needs an example it finds and one it ignores")


@dataclass(frozen=True, slots=True)
class DispositionExample:
    """Give a product and what must come of it."""

    disposition: Word
    product: ProductFacts
    where: str = ""


@dataclass(frozen=True, slots=True)
class DispositionRule:
    """Hold rules/disposition.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    known_false_positives: list[str]
    high_from: dict[str, int]
    table: dict[str, Word]
    criteria: dict[str, FitRule]
    examples: list[DispositionExample]
    where: str = field(default="")

    def __post_init__(self) -> None:
        if set(self.high_from) != {"functional", "technical"}:
            raise ValueError("high_from: functional and technical are needed")
        if set(self.table) != {"high_high", "high_low", "low_high", "low_low"}:
            raise ValueError("table: high_high, high_low, low_high and low_low are needed")
        if {example.disposition for example in self.examples} != set(self.table.values()):
            raise ValueError("examples: one for each disposition is needed")


def list_dispositions(
    findings: Sequence[Finding], reference: Reference, states: States, rules: RuleBook, decided: Mapping[str, str]
) -> tuple[Disposition, ...]:
    """Return the disposition of every known product that was found, by id; `decided` are those of people."""
    rule = rules.one("disposition", DispositionRule)
    tests = _tests(rule)
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.product_id and finding.status != _UNKNOWN:
            groups.setdefault(finding.product_id, []).append(finding)
    return tuple(
        _disposition(product, facts_of(mine, reference, states), decided.get(product, ""), tests, rule)
        for product, mine in sorted(groups.items())
    )


def _tests(rule: DispositionRule) -> list[tuple[FitRule, Test]]:
    return [(criterion, compile_conditions(criterion.when)) for criterion in rule.criteria.values()]


def _disposition(
    product_id: str, facts: ProductFacts, decided: str, tests: Sequence[tuple[FitRule, Test]], rule: DispositionRule
) -> Disposition:
    raised = [criterion for criterion, test in tests if test(facts)]
    points = {fit: sum(c.points for c in raised if c.fit == fit) for fit in rule.high_from}
    fits = {fit: "high" if points[fit] >= rule.high_from[fit] else "low" for fit in rule.high_from}
    suggested = rule.table[f"{fits['functional']}_{fits['technical']}"]
    return Disposition(
        product_id=product_id,
        disposition=decided or suggested,
        suggested=suggested,
        decided=bool(decided),
        functional_fit=fits["functional"],
        technical_fit=fits["technical"],
        functional_points=points["functional"],
        technical_points=points["technical"],
        reasons=tuple(criterion.reason for criterion in raised),
    )


def facts_of(findings: Sequence[Finding], reference: Reference, states: States) -> ProductFacts:
    """Return what criteria ask about the product these findings are of."""
    active = [f for f in findings if f.spend_12m > 0 or f.users > 0]
    served = ("managed", "off_channel", "not_offered")  # statuses that only a live or agreed service gives
    return ProductFacts(
        active=bool(active),
        offered=any(f.status in served and _current(f.service_id, states) for f in findings),
        units=len({f.business_unit_id for f in active} - {UNASSIGNED}),
        users=sum(f.users for f in findings),
        initiatives=_initiatives(findings, reference, states),
        cover_missed=any(f.covered_by and states.misses(f.covered_by, f.business_unit_id) for f in findings),
        signed_on=any(f.signed_on for f in findings),
        statuses=tuple(sorted({f.status for f in findings})),
        coverages=tuple(sorted({f.coverage for f in findings} - {""})),
        risks=tuple(sorted({f.risk for f in findings})),
        flags=tuple(sorted({flag.rule_id for f in findings for flag in f.flags})),
    )


def _current(service_id: str, states: States) -> bool:
    return service_id in states.services and states.services[service_id].status in CURRENT


def _initiatives(findings: Sequence[Finding], reference: Reference, states: States) -> int:
    units = {name for f in findings for name in states.chains.get(f.business_unit_id, ())}
    categories = {f.category for f in findings}
    return sum(
        i.status in _OPEN
        and not categories.isdisjoint(i.capabilities)
        and (i.business_unit_id in ("", EVERYBODY) or i.business_unit_id in units)
        for i in reference.initiatives
    )


def check_dispositions(rules: RuleBook) -> list[str]:
    """Run the rule's own examples; return what does not hold, with its place."""
    rule = rules.one("disposition", DispositionRule)
    tests = _tests(rule)
    problems = [
        f"{criterion.where}: {name}: example {number} of `{side}` does not hold."
        for (name, criterion), (_, test) in zip(rule.criteria.items(), tests, strict=True)
        for side, examples, wanted in (("finds", criterion.finds, True), ("ignores", criterion.ignores, False))
        for number, facts in enumerate(examples, start=1)
        if test(facts) != wanted
    ]
    for example in rule.examples:
        got = _disposition("example", example.product, "", tests, rule)
        if got.disposition != example.disposition:
            points = f"{got.functional_points} functional, {got.technical_points} technical"
            problems.append(f"{example.where}: the example is {got.disposition}, not {example.disposition} ({points})")
    return problems

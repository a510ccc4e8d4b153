"""What peers use (reference/market.csv), and what of it fits an initiative that nobody serves yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shadowscan.ideas.facts import Facts
from shadowscan.rules import RuleBook, compile_conditions, template_names
from shadowscan.workspace import MarketEntry, Reference

Seen = MarketEntry
_CURRENT = ("live", "agreed")


@dataclass(frozen=True, slots=True)
class MarketFacts:
    """Hold one entry of market.csv as the rule sees it."""

    same_industry: bool
    wanted: bool  # an initiative under way needs the capability
    offered: bool  # a live or agreed service offers it
    bought: bool  # a unit buys or uses something for it
    months_ago: int


@dataclass(frozen=True, slots=True)
class MarketWhen:
    """Name the conditions on an entry of market.csv; those given must all hold."""

    same_industry_is: bool | None = None
    wanted_is: bool | None = None
    offered_is: bool | None = None
    bought_is: bool | None = None
    months_ago_at_most: int | None = None


@dataclass(frozen=True, slots=True)
class SaidIdea:
    """Hold the words and the model of an idea that no finding leads to."""

    title: str
    why: str
    alternatives: str
    case: str

    def __post_init__(self) -> None:
        known = {"product", "capability", "service", "level", "next_step"}
        if template_names(self.title + self.why + self.alternatives) - known:
            raise ValueError(f"the texts know only the fields {', '.join(sorted(known))}")


@dataclass(frozen=True, slots=True)
class ExploreRule:
    """Hold rules/explore.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    idea: SaidIdea
    when: MarketWhen
    proposes: list[MarketFacts]
    declines: list[MarketFacts]

    def __post_init__(self) -> None:
        if not self.proposes or not self.declines:
            raise ValueError("an idea needs an example it proposes and one it declines")


def seen_at_peers(reference: Reference, industry: str, as_of: date) -> dict[str, tuple[Seen, ...]]:
    """Return what organisations of the own industry use, by capability, the newest first."""
    seen: dict[str, list[Seen]] = defaultdict(list)
    for entry in reference.market:
        if entry.capability and _same(entry.industry, industry) and entry.seen_on <= as_of:
            seen[entry.capability].append(entry)
    return {
        category: tuple(sorted(rows, key=lambda e: (-e.seen_on.toordinal(), e.organisation, e.product)))
        for category, rows in seen.items()
    }


def to_explore(
    reference: Reference,
    industry: str,
    wanted: Collection[str],
    findings: Iterable[Facts],
    rules: RuleBook,
    as_of: date,
) -> list[tuple[ExploreRule, list[Seen]]]:
    """Return the entries worth a look, those on one product and capability together, the newest first."""
    rule = rules.one("explore", ExploreRule)
    if rule.status == "retired":
        return []
    test = compile_conditions(rule.when)
    bought = {facts.category for facts in findings if facts.active}
    offered = {c for service in reference.services if service.status in _CURRENT for c in service.capabilities}
    products: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for entry in sorted(reference.market, key=lambda e: (-e.seen_on.toordinal(), e.organisation, e.product)):
        if (
            entry.capability
            and entry.seen_on <= as_of
            and test(_facts(entry, industry, wanted, offered, bought, as_of))
        ):
            products[(entry.capability, entry.product.casefold())].append(entry)
    return [(rule, entries) for _, entries in sorted(products.items())]


def _facts(
    entry: Seen,
    industry: str,
    wanted: Collection[str],
    offered: Collection[str],
    bought: Collection[str],
    as_of: date,
) -> MarketFacts:
    return MarketFacts(
        same_industry=_same(entry.industry, industry),
        wanted=entry.capability in wanted,
        offered=entry.capability in offered,
        bought=entry.capability in bought,
        months_ago=(as_of.year - entry.seen_on.year) * 12 + as_of.month - entry.seen_on.month,
    )


def _same(one: str, other: str) -> bool:
    """Tell whether two industries are one; where one is not told, it may be."""
    return not one or not other or one.casefold().strip() == other.casefold().strip()


def check_explore(rules: RuleBook) -> list[str]:
    """Run the examples of rules/explore.yml and return what fails."""
    rule = rules.one("explore", ExploreRule)
    test = compile_conditions(rule.when)
    wrong: list[str] = []
    kinds: Sequence[tuple[str, Sequence[MarketFacts], bool]] = (
        ("proposes", rule.proposes, True),
        ("declines", rule.declines, False),
    )
    for kind, examples, wanted in kinds:
        wrong += [
            f"rules/explore.yml: example {number} of `{kind}` {'is not' if wanted else 'is'} proposed."
            for number, example in enumerate(examples, start=1)
            if test(example) != wanted
        ]
    return wrong

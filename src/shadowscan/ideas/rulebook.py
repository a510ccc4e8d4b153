"""Idea rules: what findings lead to (rules/ideas/), and what all ideas have in common (rules/idea-ranking.yml)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from shadowscan.ideas.facts import Facts
from shadowscan.ideas.services import SLA_STATES
from shadowscan.rules import RuleBook, Test, compile_conditions, template_names

TEXT_NAMES = frozenset({"product", "vendor", "capability", "service", "products"})
_LEVEL_NAMES = frozenset({"measure", "target", "why"})


@dataclass(frozen=True, slots=True)
class FindingWhen:
    """Name the conditions on each finding; those given must all hold."""

    status_in: list[str] | None = None
    status_not_in: list[str] | None = None
    coverage_in: list[str] | None = None
    category_in: list[str] | None = None
    category_not_in: list[str] | None = None
    recurrence_in: list[str] | None = None
    risk_in: list[str] | None = None
    flags_include: list[str] | None = None
    flags_exclude: list[str] | None = None
    sla_in: list[str] | None = None
    active_is: bool | None = None
    alike_is: bool | None = None
    in_service_is: bool | None = None
    wanted_is: bool | None = None
    spend_12m_at_least: Decimal | None = None
    users_at_least: int | None = None
    signed_on_is: bool | None = None
    severity_at_least: int | None = None


@dataclass(frozen=True, slots=True)
class TogetherWhen:
    """Name the conditions on the findings of one idea together; those given must all hold."""

    units_at_least: int | None = None
    units_at_most: int | None = None
    products_at_least: int | None = None
    spend_12m_at_least: Decimal | None = None
    users_at_least: int | None = None
    off_channel_12m_at_least: Decimal | None = None


@dataclass(frozen=True, slots=True)
class IdeaRule:
    """Hold one idea rule; an example is the list of findings that stand behind one idea."""

    title: str  # the idea's title, without units or amounts: readers of a single unit see it
    type: Literal["adopt", "extend", "migrate", "consolidate", "improve", "secure", "retire", "fill", "explore"]
    why: str
    alternatives: str
    status: Literal["experimental", "stable", "retired"]
    known_false_positives: list[str]
    order: int  # rules with a lower number take their findings first
    per: Literal["product", "capability", "service", "service_product"]
    case: str  # the model of its business case, in rules/business-case.yml
    proposes: list[list[Facts]]
    declines: list[list[Facts]]
    when: FindingWhen = field(default_factory=FindingWhen)
    together: TogetherWhen = field(default_factory=TogetherWhen)
    shares: bool = False  # may also use findings that lead to another idea
    counts: bool = True  # money of findings that no earlier rule took counts here; later rules leave them alone
    waits: bool = False  # waits for the idea that mends its service
    where: str = ""

    def __post_init__(self) -> None:
        if not self.proposes or not self.declines:
            raise ValueError("an idea needs an example it proposes and one it declines")
        unknown = template_names(self.title + self.why + self.alternatives) - TEXT_NAMES
        if unknown:
            raise ValueError(f"the texts name unknown fields: {', '.join(sorted(unknown))}")


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hold rules/idea-ranking.yml; money in units of the reporting currency."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    value_per_user: Decimal
    value_per_severity_point: Decimal
    names_shown: int
    others: str  # the sentence on other products in use for the capability
    nothing: str  # what it costs to do nothing
    seen: str  # who uses it elsewhere
    seen_shown: int
    levels: dict[str, str]  # how the service that takes over keeps its promise, by SLA state
    priorities: list[str]  # of initiatives, highest first
    unlike: list[str]  # categories whose products do different work

    def __post_init__(self) -> None:
        if template_names(self.others) - {"others"} or template_names(self.nothing) - {"run_rate"}:
            raise ValueError("the sentences know only the fields {others} and {run_rate}")
        if set(self.levels) != {*SLA_STATES, "late"} or template_names("".join(self.levels.values())) - _LEVEL_NAMES:
            raise ValueError(f"levels: one sentence each for {', '.join(SLA_STATES)}, with {', '.join(_LEVEL_NAMES)}")
        if template_names(self.seen) - {"organisation", "product", "claim", "source", "seen_on"}:
            raise ValueError("seen: the sentence names unknown fields")


@dataclass(frozen=True, slots=True)
class CompiledIdea:
    """Pair a rule with its tests."""

    rule_id: str
    rule: IdeaRule
    test: Test
    together: Test


def read_ideas(rules: RuleBook) -> list[CompiledIdea]:
    """Read the idea rules in use, in the order in which they take findings."""
    found = [
        CompiledIdea(rule_id, rule, compile_conditions(rule.when), compile_conditions(rule.together))
        for rule_id, rule in rules.many("ideas", IdeaRule).items()
        if rule.status != "retired"
    ]
    return sorted(found, key=lambda idea: (idea.rule.order, idea.rule_id))

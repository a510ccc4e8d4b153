"""Flag rules (rules/flags/): what deserves a look, with the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shadowscan.errors import RuleError
from shadowscan.findings.facts import FACT_NAMES, Facts, Shown
from shadowscan.records import Flag
from shadowscan.rules import RuleBook, Test, compile_conditions, template_names

_SMALL_GROUP = 3  # only for the examples: a scan takes it from shadowscan.yaml


@dataclass(frozen=True, slots=True)
class FlagWhen:
    """Name the conditions of a flag; those given must all hold."""

    status_in: list[str] | None = None
    status_not_in: list[str] | None = None
    coverage_in: list[str] | None = None
    category_in: list[str] | None = None
    category_not_in: list[str] | None = None
    vendor_known_is: bool | None = None
    unit_known_is: bool | None = None
    active_is: bool | None = None
    spend_12m_at_least: Decimal | None = None
    spend_total_at_most: Decimal | None = None
    spend_3m_at_least: Decimal | None = None
    growth_percent_at_least: int | None = None
    off_channel_12m_at_least: Decimal | None = None
    annual_run_rate_at_least: Decimal | None = None
    recurrence_in: list[str] | None = None
    price_percent_at_least: int | None = None
    price_age_days_at_most: int | None = None
    users_at_least: int | None = None
    users_at_most: int | None = None
    assigned_at_least: int | None = None
    seats_unused_at_least: int | None = None
    unused_percent_at_least: int | None = None
    grants_at_least: int | None = None
    unit_in_sso_is: bool | None = None
    product_in_sso_is: bool | None = None
    leavers_at_least: int | None = None
    age_days_at_least: int | None = None
    age_days_at_most: int | None = None
    history_days_at_least: int | None = None
    same_capability_at_least: int | None = None
    units_at_least: int | None = None
    intermediaries_include: list[str] | None = None
    intermediaries_exclude: list[str] | None = None
    tolerance_expired_is: bool | None = None
    days_to_renewal_at_least: int | None = None
    days_to_renewal_at_most: int | None = None
    days_to_notice_at_least: int | None = None
    days_to_notice_at_most: int | None = None


@dataclass(frozen=True, slots=True)
class FlagRule:
    """Hold one flag rule; its examples are facts that it finds or ignores."""

    title: str
    why: str  # the text readers see, with facts in braces
    status: Literal["experimental", "stable", "retired"]
    known_false_positives: list[str]
    points: int  # of severity
    when: FlagWhen
    finds: list[Facts]
    ignores: list[Facts]
    where: str = ""

    def __post_init__(self) -> None:
        if not self.finds or not self.ignores:
            raise ValueError("a flag needs an example it finds and one it ignores")
        unknown = template_names(self.why) - FACT_NAMES
        if unknown:
            raise ValueError(f"the text names unknown facts: {', '.join(sorted(unknown))}")


@dataclass(frozen=True, slots=True)
class CompiledFlag:
    """Pair a rule with its test."""

    rule_id: str
    rule: FlagRule
    test: Test


def read_flags(rules: RuleBook) -> list[CompiledFlag]:
    """Read the flag rules in use, by id; raise RuleError where there are none."""
    flags = [
        CompiledFlag(rule_id, rule, compile_conditions(rule.when))
        for rule_id, rule in rules.many("flags", FlagRule).items()
        if rule.status != "retired"
    ]
    if not flags:
        raise RuleError("there are no flag rules", "rules/flags", "Reinstall shadowscan.")
    return flags


def raise_flags(facts: Facts, flags: list[CompiledFlag], small_group: int) -> list[tuple[CompiledFlag, Flag]]:
    """Return the flags whose conditions all hold, each with its reason."""
    return [
        (flag, Flag(flag.rule_id, _sentence(flag.rule.why.format_map(Shown(facts, small_group)))))
        for flag in flags
        if flag.test(facts)
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def check_flags(rules: RuleBook) -> list[str]:
    """Run every flag rule's own examples and return what fails, with the rule's place."""
    problems: list[str] = []
    for flag in read_flags(rules):
        for kind, examples, wanted in (("finds", flag.rule.finds, True), ("ignores", flag.rule.ignores, False)):
            for number, facts in enumerate(examples, start=1):
                if bool(raise_flags(facts, [flag], _SMALL_GROUP)) != wanted:
                    verb = "is not found" if wanted else "is found"
                    problems.append(f"{flag.rule.where}: {flag.rule_id}: example {number} of `{kind}` {verb}.")
    return problems

"""How far IT is with each business unit: criteria met or not, with evidence and the next thing to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from shadowscan.catalogue.readiness_rule import CriterionRule, ReadinessRule
from shadowscan.catalogue.shares import Shares, is_falling, unmanaged_shares
from shadowscan.catalogue.units import UnitView, unit_views
from shadowscan.records import Criterion, SlaHealth, UnitReadiness
from shadowscan.rules import RuleBook, Test, compile_conditions
from shadowscan.workspace import Reference

Stages = Mapping[str, Sequence[str]]  # stages of the ideas of each unit


def readiness(
    reference: Reference,
    slas: Sequence[SlaHealth],
    balance: pd.DataFrame,
    rules: RuleBook,
    as_of: date,
    stages: Stages | None = None,
) -> tuple[UnitReadiness, ...]:
    """Return the step every unit stands on, by unit id.

    `slas` are the healths of the service levels, `balance` a BALANCE frame, `stages` the stages of the ideas that each
    unit has; without them nobody has been brought one.
    """
    rule = rules.one("readiness", ReadinessRule)
    shares = unmanaged_shares(balance, as_of, rule.falling)
    tests = [(name, criterion, compile_conditions(criterion.when)) for name, criterion in rule.criteria.items()]
    views = unit_views(reference, slas, rule, as_of)
    return tuple(
        _unit(view, shares.get(view.unit_id, Shares()), _brought(stages or {}, view.unit_id, rule), tests, rule)
        for view in sorted(views, key=lambda view: view.unit_id)
    )


def _brought(stages: Stages, unit_id: str, rule: ReadinessRule) -> int:
    return sum(stage in rule.brought for stage in stages.get(unit_id, ()))


def _unit(
    view: UnitView, shares: Shares, brought: int, tests: Sequence[tuple[str, CriterionRule, Test]], rule: ReadinessRule
) -> UnitReadiness:
    facts = view.facts(brought, is_falling(shares, rule.falling))
    words = asdict(facts) | view.names(rule.names_shown) | view.words(shares, rule)
    criteria = tuple(_criterion(name, criterion, test(facts), words) for name, criterion, test in tests)
    missed = sorted({criterion.level for criterion in criteria if not criterion.met})
    level = missed[0] - 1 if missed else len(rule.levels) - 1
    first = next((c for c in sorted(criteria, key=lambda c: c.level) if not c.met), None)
    return UnitReadiness(
        business_unit_id=view.unit_id,
        level=level,
        title=rule.levels[str(level)],
        ready=level >= rule.ready_from,
        next_step=first.next_step if first else rule.top,
        criteria=criteria,
        mend_services=view.mend_services,
        mend_slas=view.mend_slas,
    )


def _criterion(name: str, rule: CriterionRule, met: bool, words: Mapping[str, Any]) -> Criterion:
    evidence = rule.evidence.format_map(words)
    return Criterion(name, rule.level, rule.title, met, evidence, "" if met else rule.next.format_map(words))


def check_readiness(rules: RuleBook) -> list[str]:
    """Run every criterion's own examples; return what does not hold, with its place."""
    rule = rules.one("readiness", ReadinessRule)
    problems: list[str] = []
    for name, criterion in rule.criteria.items():
        test = compile_conditions(criterion.when)
        for side, examples, wanted in (("meets", criterion.meets, True), ("misses", criterion.misses, False)):
            for number, facts in enumerate(examples, start=1):
                if test(facts) != wanted:
                    problems.append(f"{criterion.where}: {name}: example {number} of `{side}` does not hold.")
    for side, shares, wanted in (("falls", rule.falls, True), ("stays", rule.stays, False)):
        for share in shares:
            if is_falling(Shares(share.now, share.before, None, share.months_before), rule.falling) != wanted:
                problems.append(f"{share.where}: this example of `{side}` does not hold.")
    return problems

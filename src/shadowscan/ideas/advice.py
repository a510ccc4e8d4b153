"""What is said first to a unit that IT may not speak strategically to yet: mend what it already depends on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shadowscan.ideas.market import SaidIdea
from shadowscan.ideas.outline import Names, Outline, idea_id, level_told
from shadowscan.ideas.strategy import Strategy
from shadowscan.records import UnitReadiness
from shadowscan.rules import RuleBook

_ORDER = 60


@dataclass(frozen=True, slots=True)
class AdviceRule:
    """Hold rules/advice.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    mend: SaidIdea
    ground: SaidIdea


def awaited(outlines: Sequence[Outline]) -> list[Outline]:
    """Leave out ideas to mend a service that no other idea waits for."""
    asked = {outline.service_id for outline in outlines if outline.waits}
    return [one for one in outlines if one.type != "improve" or one.service_id in asked]


def advise(
    outlines: Sequence[Outline],
    readiness: Sequence[UnitReadiness],
    names: Names,
    strategy: Strategy,
    rules: RuleBook,
) -> list[Outline]:
    """Return the outlines with one to improve something for each unit that is not ready.

    A service that is vital to such a unit and does not keep its promise is mended; where there is none, the ground is
    prepared by the next step of the unit's ladder. An idea to mend a service that is there already takes the unit in.
    """
    rule = rules.one("advice", AdviceRule)
    if rule.status == "retired":
        return list(outlines)
    waiting = [one for one in readiness if not one.ready]
    units: dict[str, set[str]] = defaultdict(set)
    slas = {sla_id for one in waiting for sla_id in one.mend_slas}
    for one in waiting:
        for service_id in one.mend_services:
            units[service_id].add(one.business_unit_id)
    found = {outline.idea_id: outline for outline in outlines}
    for service_id, concerned in sorted(units.items()):
        made = _mend(service_id, sorted(concerned), slas, rule, names, strategy)
        known = found.get(made.idea_id)
        found[made.idea_id] = _with_units(known, concerned) if known else made
    helped = {unit for one in found.values() if one.type == "improve" for unit in one.units}
    for one in waiting:
        if one.business_unit_id not in helped:
            made = _ground(one, rule)
            found[made.idea_id] = made
    return list(found.values())


def _with_units(outline: Outline, units: Iterable[str]) -> Outline:
    return replace(outline, units=tuple(sorted({*outline.units, *units})))


def _mend(
    service_id: str, units: Sequence[str], slas: Collection[str], rule: AdviceRule, names: Names, strategy: Strategy
) -> Outline:
    fields = {"service": names.service(service_id)}
    service = names.services.services.get(service_id)
    why = [rule.mend.why.format_map(fields), level_told(service_id, units, names, slas)]
    return Outline(
        idea_id=idea_id("improve", "service", service_id),
        type="improve",
        title=rule.mend.title.format_map(fields),
        why=" ".join(sentence for sentence in why if sentence),
        alternatives=rule.mend.alternatives.format_map(fields),
        units=tuple(units),
        findings=(),
        case=rule.mend.case,
        service_id=service_id,
        category=service.capabilities[0] if service and service.capabilities else "",
        initiative_id=strategy.fits(units, (), service_id),
        rule_id="advice",
        order=_ORDER,
        counts=False,
    )


def _ground(one: UnitReadiness, rule: AdviceRule) -> Outline:
    fields = {"level": str(one.level), "next_step": one.next_step}
    return Outline(
        idea_id=idea_id("improve", "unit", one.business_unit_id),
        type="improve",
        title=rule.ground.title.format_map(fields),
        why=rule.ground.why.format_map(fields),
        alternatives=rule.ground.alternatives.format_map(fields),
        units=(one.business_unit_id,),
        findings=(),
        case=rule.ground.case,
        rule_id="advice",
        order=_ORDER,
        counts=False,
    )

"""Findings into the groups that stand behind ideas: the money of each finding is taken by one rule and no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shadowscan.ideas.facts import Facts, Together
from shadowscan.ideas.rulebook import CompiledIdea, IdeaRule

Subject = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Hold the findings behind one idea and the rule that speaks for it."""

    rule_id: str
    rule: IdeaRule
    subject: Subject
    findings: tuple[Facts, ...]
    taken: tuple[str, ...]  # ids of those whose money this rule took


def draft_ideas(findings: Iterable[Facts], rules: Sequence[CompiledIdea]) -> list[Group]:
    """Let the rules take findings in their order; ideas of one type on one subject become one."""
    groups: dict[tuple[str, str, Subject], Group] = {}
    everything = tuple(sorted(findings, key=lambda facts: facts.finding_id))
    free = list(everything)
    for idea in rules:
        taken: set[str] = set()
        open_ids = {facts.finding_id for facts in free}
        for subject, found in _groups(everything if idea.rule.shares else free, idea).items():
            key = (idea.rule.type, idea.rule.per, subject)
            mine = {facts.finding_id for facts in found} & open_ids if idea.rule.counts else set()
            groups[key] = _joined(groups.get(key), idea, subject, found, mine)
            taken |= mine
        free = [facts for facts in free if facts.finding_id not in taken]
    return [groups[key] for key in sorted(groups)]


def _groups(findings: Iterable[Facts], idea: CompiledIdea) -> dict[Subject, list[Facts]]:
    groups: dict[Subject, list[Facts]] = defaultdict(list)
    for facts in findings:
        if idea.test(facts):
            groups[_subject(facts, idea.rule)].append(facts)
    return {
        subject: group for subject, group in sorted(groups.items()) if all(subject) and _holds(idea, Together.of(group))
    }


def _holds(idea: CompiledIdea, together: Together) -> bool:
    """Tell whether an idea is worth it; without a unit that is known there is nobody to propose it to."""
    return together.units > 0 and idea.together(together)


def _subject(facts: Facts, rule: IdeaRule) -> Subject:
    if rule.per == "product":
        return (facts.product_id,)
    if rule.per == "capability":
        return (facts.category,)
    if rule.per == "service":
        return (facts.service_id,)
    return facts.service_id, facts.product_id


def _joined(before: Group | None, idea: CompiledIdea, subject: Subject, found: list[Facts], taken: set[str]) -> Group:
    known = {facts.finding_id: facts for facts in (*(before.findings if before else ()), *found)}
    taken = taken | set(before.taken if before else ())
    return Group(
        rule_id=before.rule_id if before else idea.rule_id,
        rule=before.rule if before else idea.rule,
        subject=subject,
        findings=tuple(known[finding_id] for finding_id in sorted(known)),
        taken=tuple(sorted(taken)),
    )

"""Findings into the groups that stand behind ideas: each finding leads to one idea, so that no spend counts twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shadowscan.ideas.facts import Facts, Together
from shadowscan.ideas.rulebook import CompiledIdea, IdeaRule

Subject = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold the findings behind one idea and the rule that speaks for it."""

    rule: IdeaRule
    subject: Subject
    findings: tuple[Facts, ...]


def draft_ideas(findings: Iterable[Facts], rules: Sequence[CompiledIdea]) -> list[Draft]:
    """Let the rules take findings in their order; ideas of one type on one subject become one."""
    drafts: dict[tuple[str, str, Subject], Draft] = {}
    free = sorted(findings, key=lambda facts: facts.finding_id)
    everything = tuple(free)
    for idea in rules:
        taken: set[str] = set()
        for subject, group in _groups(everything if idea.rule.shares else free, idea).items():
            key = (idea.rule.type, idea.rule.per, subject)
            before = drafts.get(key)
            drafts[key] = Draft(before.rule if before else idea.rule, subject, _joined(before, group))
            taken |= {facts.finding_id for facts in group}
        if not idea.rule.shares:
            free = [facts for facts in free if facts.finding_id not in taken]
    return [drafts[key] for key in sorted(drafts)]


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
    return facts.service_id, facts.product_id


def _joined(before: Draft | None, group: list[Facts]) -> tuple[Facts, ...]:
    known = {facts.finding_id: facts for facts in (*(before.findings if before else ()), *group)}
    return tuple(known[finding_id] for finding_id in sorted(known))

"""No euro is promised twice: in which idea the money of each finding counts, and which ideas overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from shadowscan.ideas.life import Living


def counted(ideas: Sequence[Living]) -> dict[str, tuple[str, ...]]:
    """Return the findings whose money counts in each idea, by idea id; each finding counts once, or not at all.

    Of the ideas that live on a finding, the one that has come furthest has its money; among equals the one whose rule
    took it first, then the rule's order, then the id. Ideas at rest promise nothing.
    """
    best: dict[str, tuple[tuple[int, int, int, str], str]] = {}
    for idea in ideas:
        if not idea.alive or not idea.outline.counts:
            continue
        for facts in idea.findings:
            key = _claim(idea, facts.finding_id)
            known = best.get(facts.finding_id)
            if known is None or key < known[0]:
                best[facts.finding_id] = (key, idea.outline.idea_id)
    sums: dict[str, list[str]] = defaultdict(list)
    for finding_id, (_, idea_id) in sorted(best.items()):
        sums[idea_id].append(finding_id)
    return {idea_id: tuple(findings) for idea_id, findings in sums.items()}


def _claim(idea: Living, finding_id: str) -> tuple[int, int, int, str]:
    outline = idea.outline
    return -idea.firmness, 0 if finding_id in outline.taken else 1, outline.order, outline.idea_id


def overlaps(ideas: Sequence[Living], blocked: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the other living ideas on the same findings, by idea id; one that waits for another is no overlap."""
    holders: dict[str, list[str]] = defaultdict(list)
    for idea in ideas:
        if idea.alive:
            for facts in idea.findings:
                holders[facts.finding_id].append(idea.outline.idea_id)
    found: dict[str, set[str]] = defaultdict(set)
    for together in holders.values():
        for one in together:
            found[one] |= {
                other for other in together if other != one and one != blocked.get(other) and other != blocked.get(one)
            }
    return {idea_id: tuple(sorted(others)) for idea_id, others in found.items()}


def blocked_by(ideas: Sequence[Living]) -> dict[str, str]:
    """Return for each idea that asks more of a service the idea that mends it first, while that is not live."""
    menders = {
        idea.outline.service_id: idea.outline.idea_id
        for idea in ideas
        if idea.outline.type == "improve"
        and idea.alive
        and idea.outline.service_id
        and idea.stage not in ("live", "realised")
    }
    return {
        idea.outline.idea_id: menders[idea.outline.service_id]
        for idea in ideas
        if idea.alive and idea.outline.waits and idea.outline.service_id in menders
    }

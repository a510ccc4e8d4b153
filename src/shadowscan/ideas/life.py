"""The life of ideas: what people opened, shaped, moved and merged, laid over what the rules bring up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shadowscan.ideas.facts import Facts
from shadowscan.ideas.models import CaseRules
from shadowscan.ideas.outline import Outline
from shadowscan.records import AT_REST, IDEA_TYPES
from shadowscan.records.decisions import Decided, IdeaDecisions

STAGES = ("spotted", "shaped", "proposed", "approved", "in_delivery", "live", "realised")  # the firmest last
_BY_HAND = 1000  # the order of ideas that people opened: after those of rules, until they are moved
_NOBODY = IdeaDecisions()


@dataclass(frozen=True, slots=True)
class Living:
    """Hold an outline with what was decided on it."""

    outline: Outline
    decided: IdeaDecisions
    owner: str
    stage: str
    findings: tuple[Facts, ...]  # with those of ideas merged into it, and those it was opened with

    @property
    def alive(self) -> bool:
        """Tell whether the idea still promises something."""
        return self.stage not in AT_REST

    @property
    def firmness(self) -> int:
        """Return how far the idea has come."""
        return STAGES.index(self.stage) if self.stage in STAGES else 0

    def field(self, name: str) -> str:
        """Return what a person said on a field, else an empty text."""
        return self.decided.fields.get(name, "").strip()


def live(
    outlines: Iterable[Outline], findings: Mapping[str, Facts], decided: Decided, cases: CaseRules
) -> tuple[list[Living], list[str]]:
    """Return every idea that lives, by id, with notes on decisions that speak of none.

    An idea that a person opened stays, whatever the rules say; a move beyond the first stage opens it, so that it keeps
    its stage when its findings are gone.
    """
    found = {outline.idea_id: outline for outline in outlines}
    notes: list[str] = []
    for idea_id, said in sorted(decided.ideas.items()):
        if idea_id in found:
            continue
        if said.opened is not None and said.opened.get("type") in IDEA_TYPES:
            found[idea_id] = _opened(idea_id, said.opened, findings, cases)
        else:
            notes.append(f"decisions speak of the idea {idea_id}, which nobody opened and no rule brings up any more.")
    ideas = {idea_id: _living(one, findings, decided) for idea_id, one in sorted(found.items())}
    joined = [_with_merged(one, ideas) for one in ideas.values()]
    by_hand = [one for one in joined if not one.outline.rule_id and one.alive]
    return [one for one in joined if not _said_by_a_person(one, by_hand)], notes


def _opened(idea_id: str, said: Mapping[str, str], findings: Mapping[str, Facts], cases: CaseRules) -> Outline:
    mine = [findings[one] for one in _ids(said) if one in findings]
    lead = max(mine, key=lambda facts: (facts.spend_minor, facts.product_id), default=None)
    service_id = said.get("service_id", "")
    return Outline(
        idea_id=idea_id,
        type=said["type"],
        title=said["title"],
        why=said.get("why", ""),
        alternatives="",
        units=tuple(sorted({facts.business_unit_id for facts in mine})),
        findings=tuple(mine),
        case=cases.default(said["type"], with_service=bool(service_id)),
        service_id=service_id,
        category=said.get("category", "") or (lead.category if lead else ""),
        vendor=lead.vendor if lead else "",
        product=lead.product if lead else "",
        initiative_id=said.get("initiative_id", ""),
        order=_BY_HAND,
        waits=bool(service_id) and said["type"] != "improve",
    )


def _ids(said: Mapping[str, str]) -> list[str]:
    listed: list[str] = json.loads(said.get("findings", "") or "[]")
    return listed


def _living(outline: Outline, findings: Mapping[str, Facts], decided: Decided) -> Living:
    said = decided.ideas.get(outline.idea_id, _NOBODY)
    kept = {facts.finding_id: facts for facts in outline.findings}
    if said.opened is not None:
        kept |= {one: findings[one] for one in _ids(said.opened) if one in findings}
    return Living(
        outline=replace(
            outline,
            title=said.fields.get("title") or outline.title,
            initiative_id=said.fields.get("initiative_id") or outline.initiative_id,
            service_id=said.fields.get("service_id") or outline.service_id,
        ),
        decided=said,
        owner=decided.owners.get(outline.idea_id, ""),
        stage=said.stage or STAGES[0],
        findings=tuple(facts for _, facts in sorted(kept.items())),
    )


def _said_by_a_person(idea: Living, by_hand: Sequence[Living]) -> bool:
    """Tell whether an idea nobody touched says what a person's own living idea of its type says already."""
    mine = {facts.finding_id for facts in idea.findings}
    if not mine or idea.decided != _NOBODY or not idea.outline.rule_id:
        return False
    same = (one for one in by_hand if one.outline.type == idea.outline.type)
    return any(mine <= {facts.finding_id for facts in one.findings} for one in same)


def _with_merged(idea: Living, ideas: Mapping[str, Living]) -> Living:
    """Add the findings of the ideas that were merged into this one, and their units."""
    joined = [one for one in ideas.values() if one is not idea and _end(one, ideas) == idea.outline.idea_id]
    if not joined or not idea.alive:
        return idea
    known = {facts.finding_id: facts for one in (*joined, idea) for facts in one.findings}
    units = {unit for one in (*joined, idea) for unit in one.outline.units}
    return replace(
        idea,
        outline=replace(idea.outline, units=tuple(sorted(units))),
        findings=tuple(facts for _, facts in sorted(known.items())),
    )


def _end(idea: Living, ideas: Mapping[str, Living]) -> str:
    """Return the idea in which a merged one lives on; a circle ends where it closes."""
    seen: set[str] = set()
    while idea.stage == "merged" and idea.decided.into in ideas and idea.outline.idea_id not in seen:
        seen.add(idea.outline.idea_id)
        idea = ideas[idea.decided.into]
    return idea.outline.idea_id if seen else ""

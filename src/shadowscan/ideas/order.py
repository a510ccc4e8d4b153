"""In which order ideas are read: by what they are expected to bring, what must come first before what waits for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from shadowscan.ideas.life import Living
from shadowscan.ideas.rulebook import Ranking
from shadowscan.money import from_minor
from shadowscan.records import AT_REST, Idea


def ranked(
    ideas: Sequence[Idea],
    living: Mapping[str, Living],
    waiting: Mapping[str, Sequence[str]],
    ranking: Ranking,
    currency: str,
) -> list[Idea]:
    """Return the ideas with their ranks.

    An idea stands by its value, at rest after all others. Before it come the idea that blocks it and, for each of its
    units in `waiting` (not ready to be spoken to strategically, with the services to mend for it, the gravest first),
    one that improves something for that unit.
    """
    values = _values(ideas, living, ranking, currency)
    order = sorted(ideas, key=lambda idea: (idea.stage in AT_REST, -values[idea.idea_id], idea.idea_id))
    first = {unit: one for unit, mend in waiting.items() if (one := _first(unit, mend, order)) is not None}
    known = {idea.idea_id: idea for idea in ideas}
    placed: dict[str, Idea] = {}
    for idea in order:
        for before in _before(idea, first, known):
            placed.setdefault(before.idea_id, before)
        placed.setdefault(idea.idea_id, idea)
    return [replace(idea, rank=rank) for rank, idea in enumerate(placed.values(), start=1)]


def _first(unit: str, mend: Sequence[str], order: Sequence[Idea]) -> Idea | None:
    """Return what is said first to a unit: what mends the gravest of its vital services, else the most valuable."""
    mine = [one for one in order if one.type == "improve" and unit in one.business_units and one.stage not in AT_REST]
    return min(mine, key=lambda one: mend.index(one.service_id) if one.service_id in mend else len(mend), default=None)


def _before(idea: Idea, first: Mapping[str, Idea], known: Mapping[str, Idea]) -> list[Idea]:
    """Return what is said before an idea."""
    if idea.type == "improve" or idea.stage in AT_REST:
        return []
    blocking = [known[idea.blocked_by]] if idea.blocked_by in known else []
    return blocking + [first[unit] for unit in idea.business_units if unit in first]


def _values(ideas: Sequence[Idea], living: Mapping[str, Living], ranking: Ranking, currency: str) -> dict[str, Decimal]:
    """Return the value of each idea: what it is expected to bring, people and the severity of the gravest finding.

    An idea that mends a service is worth what waits for it.
    """
    values = {idea.idea_id: _value(idea, living[idea.idea_id], ranking, currency) for idea in ideas}
    waits: dict[str, Decimal] = defaultdict(Decimal)
    for idea in ideas:
        if idea.blocked_by:
            waits[idea.blocked_by] += max(values[idea.idea_id], Decimal(0))
    return {idea_id: value + waits.get(idea_id, Decimal(0)) for idea_id, value in values.items()}


def _value(idea: Idea, living: Living, ranking: Ranking, currency: str) -> Decimal:
    severity = max((facts.severity for facts in living.findings), default=0)
    money = from_minor(idea.worth.expected_npv, currency)
    return money + idea.users * ranking.value_per_user + severity * ranking.value_per_severity_point

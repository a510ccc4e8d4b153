"""The log into what it adds up to: the newest answer for each subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from shadowscan.records.decisions import (
    Benefit,
    Decided,
    Decision,
    DescriptorAnswer,
    FindingRuling,
    GateAnswer,
    IdeaDecisions,
    Move,
    Note,
)


def fold(decisions: Iterable[Decision]) -> Decided:
    """Return what decisions, oldest first, add up to; the order of those on different subjects does not matter."""
    kinds: dict[str, list[Decision]] = {}
    entries = standing(list(decisions))
    for one in entries:
        kinds.setdefault(one.kind, []).append(one)
    owners = _owners(entries)
    return Decided(
        descriptors=_descriptors(kinds.get("descriptor", [])),
        rulings=tuple(_ruling(one) for _, one in sorted(_newest(kinds.get("ruling", [])).items())),
        owners=owners,
        notes=_notes(kinds.get("note", [])),
        dispositions=_texts(kinds.get("disposition", []), "disposition"),
        merges=merged(kinds.get("merge", [])),
        ideas=_ideas(kinds, owners),
        benefits=_benefits(kinds.get("benefit", [])),
    )


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions without those withdrawn and without the withdrawals."""
    return standing_of(decisions, decisions)


def standing_of(log: Iterable[Decision], some: Iterable[Decision]) -> list[Decision]:
    """Return those of some decisions that a log has not withdrawn, without withdrawals."""
    gone = {one.subject for one in log if one.kind == "withdraw"}
    return [one for one in some if one.kind != "withdraw" and one.decision_id not in gone]


def merged(decisions: Sequence[Decision]) -> dict[str, str]:
    """Return each merged vendor with the last vendor of its chain; a circle of imported logs is cut where it closes."""
    into = {one.subject: one.value["into"] for one in standing(decisions) if one.kind == "merge"}
    ends: dict[str, str] = {}
    for vendor in sorted(into):
        seen, end = {vendor}, into[vendor]
        while end in into and end not in seen:
            seen.add(end)
            end = into[end]
        circle = end in seen  # then all of it goes to its first name, so that the vendors still end in one
        ends[vendor] = min(_circle(into, end)) if circle else end
    return {vendor: end for vendor, end in ends.items() if vendor != end}


def _circle(into: Mapping[str, str], start: str) -> set[str]:
    found, vendor = {start}, into[start]
    while vendor not in found:
        found.add(vendor)
        vendor = into[vendor]
    return found


def _newest(decisions: Iterable[Decision]) -> dict[str, Decision]:
    return {one.subject: one for one in decisions}


def _texts(decisions: Iterable[Decision], key: str) -> dict[str, str]:
    """Return the newest text of each subject; one that was emptied is left out."""
    found = {subject: one.value.get(key, "") for subject, one in sorted(_newest(decisions).items())}
    return {subject: text for subject, text in found.items() if text}


def _told(one: Decision) -> dict[str, Any]:
    return {"why": one.why, "who": one.who, "at": one.at, "decision_id": one.decision_id}


def _descriptors(decisions: Iterable[Decision]) -> tuple[DescriptorAnswer, ...]:
    newest = {(one.value["origin"], one.subject, one.value.get("memo", "")): one for one in decisions}
    return tuple(
        DescriptorAnswer(descriptor=one.subject, **dict(one.value), **_told(one)) for _, one in sorted(newest.items())
    )


def _ruling(one: Decision) -> FindingRuling:
    value = dict(one.value)
    until, spend = _day(value.pop("until", "")), _amount(value.pop("spend_12m", ""))
    return FindingRuling(finding_id=one.subject, until=until, spend_12m=spend, **value, **_told(one))


def _notes(decisions: Iterable[Decision]) -> dict[str, tuple[Note, ...]]:
    notes: dict[str, tuple[Note, ...]] = {}
    for one in decisions:
        notes[one.subject] = (*notes.get(one.subject, ()), Note(one.why, one.who, one.at, one.decision_id))
    return dict(sorted(notes.items()))


def _owners(entries: Iterable[Decision]) -> dict[str, str]:
    """Return the owner of each finding and idea; shaping an idea's field `owner` names one as well."""
    found: dict[str, str] = {}
    for one in entries:
        if one.kind == "owner":
            found[one.subject] = one.value.get("owner", "")
        elif one.kind == "idea_shape" and one.value["field"] == "owner":
            found[one.subject] = one.value.get("value", "")
    return {subject: owner for subject, owner in sorted(found.items()) if owner}


def _ideas(kinds: Mapping[str, list[Decision]], owners: Mapping[str, str]) -> dict[str, IdeaDecisions]:
    about = ("idea_open", "idea_shape", "gate", "idea_move")
    parts = [_by_subject(kinds.get(kind, [])) for kind in about]
    subjects = sorted({subject for part in parts for subject in part})
    return {one: _idea(owners.get(one, ""), *(part.get(one, []) for part in parts)) for one in subjects}


def _by_subject(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for one in decisions:
        found.setdefault(one.subject, []).append(one)
    return found


def _idea(
    owner: str, opened: list[Decision], shapes: list[Decision], gate: list[Decision], moves: list[Decision]
) -> IdeaDecisions:
    fields = {one.value["field"]: one.value.get("value", "") for one in shapes} | {"owner": owner}
    items = {one.value["item"]: _gate(one) for one in gate}
    last = moves[-1] if moves else None
    first = opened[-1] if opened else None
    return IdeaDecisions(
        stage=last.value["stage"] if last else "",
        stage_why=last.why if last else "",
        into=last.value.get("into", "") if last else "",
        fields={key: text for key, text in sorted(fields.items()) if text},
        gate=dict(sorted(items.items())),
        opened={**first.value, "why": first.why, "who": first.who} if first else None,
        moves=tuple(Move(stage=m.value["stage"], into=m.value.get("into", ""), **_told(m)) for m in moves),
    )


def _gate(one: Decision) -> GateAnswer:
    value = dict(one.value)
    on, cost = _day(value.pop("on", "")), _amount(value.pop("cost", ""))
    return GateAnswer(on=on, cost=cost, **value, **_told(one))


def _benefits(decisions: Iterable[Decision]) -> tuple[Benefit, ...]:
    """Return one benefit for each idea and month: planned and actual may come in two entries."""
    both: dict[tuple[str, str], dict[str, Any]] = {}
    for one in decisions:
        both.setdefault((one.subject, one.value["period"]), {}).update({**one.value, **_told(one)})
    return tuple(
        Benefit(
            idea_id=idea_id,
            period=period,
            planned=_amount(value.get("planned", "")),
            actual=_amount(value.get("actual", "")),
            **{key: value.get(key, "") for key in ("owner", "measure", "who", "at", "decision_id")},
        )
        for (idea_id, period), value in sorted(both.items())
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None

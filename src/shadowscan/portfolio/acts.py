"""What people do with ideas: open, shape, answer, move, record; each act is checked, then written to the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from shadowscan.cases import share_of
from shadowscan.decisions import Decided, Decision, DecisionLog, Draft, fold, read_decisions
from shadowscan.decisions.lifecycle import Lifecycle
from shadowscan.decisions.opening import opening
from shadowscan.errors import InputError
from shadowscan.portfolio.read import Row, finding_ids, read_ideas, read_sheet
from shadowscan.records import AT_REST, IDEA_TYPES
from shadowscan.workspace import Workspace

FIELDS = ("title", "initiative_id", "service_id", "sponsor", "it_sponsor", "owner", "probability")


class Acts:
    """Act on the ideas of one workspace in the name of one person, at one instant (ISO 8601 with zone)."""

    def __init__(self, workspace: Workspace, who: str, at: str) -> None:
        self._workspace, self._who, self._at = workspace, who, at
        self._life = Lifecycle(workspace.rules)

    def open(
        self, idea_type: str, title: str, findings: Sequence[str], why: str, others: Mapping[str, str]
    ) -> Decision:
        """Open an idea by hand; InputError where a living one already says the same."""
        if idea_type not in IDEA_TYPES:
            raise InputError(f"'{idea_type}' is no type of idea", "the type", f"Use one of: {', '.join(IDEA_TYPES)}.")
        _, ideas = read_ideas(self._workspace.root)
        self._check_findings(findings)
        self._check_known(others)
        twin = next((idea for idea in ideas if _same(idea, idea_type, title, findings, others)), None)
        if twin is not None:
            remedy = "Shape or move that one instead."
            raise InputError(f"this idea is there already: {twin['title']}", twin["idea_id"], remedy)
        idea_id = _id(idea_type, title, findings)
        value = {"type": idea_type, "title": title, "findings": json.dumps(sorted(set(findings)))} | dict(others)
        return self._write([Draft(self._who, "idea_open", idea_id, value, why)])[-1]

    def shape(self, idea: str, field: str, value: str) -> Decision:
        """Say one thing about an idea: its title, initiative, service, sponsors, owner or probability."""
        if field not in FIELDS:
            raise InputError(f"an idea has no field '{field}'", "the field", f"Use one of: {', '.join(FIELDS)}.")
        if field == "probability" and share_of(value) is None:
            raise InputError(f"'{value}' is no probability", "the value", "Write a share such as 0.6 or 60 %.")
        if field in ("initiative_id", "service_id"):
            self._check_known({field: value})
        row = self._row(idea)
        draft = Draft(self._who, "idea_shape", row["idea_id"], {"field": field, "value": value})
        return self._write([draft])[-1]

    def answer(self, idea: str, item: str, state: str, value: Mapping[str, str], why: str) -> Decision:
        """Answer one item of an idea's service readiness: met, planned (on, cost) or waived (by, why)."""
        row = self._row(idea)
        self._life.gate.check(item, row["idea_id"])
        draft = Draft(self._who, "gate", row["idea_id"], {"item": item, "state": state} | dict(value), why)
        return self._write([draft])[-1]

    def move(self, idea: str, stage: str, why: str, into: str) -> Decision:
        """Bring an idea to another stage; InputError with what is missing where it may not go there yet."""
        row = self._row(idea)
        target = self._row(into)["idea_id"] if into else ""
        decided = self._decided()
        self._life.check_move(row, decided, stage, why, target)
        drafts = self._opened(row, decided)
        drafts.append(Draft(self._who, "idea_move", row["idea_id"], {"stage": stage, "into": target}, why))
        return self._write(drafts)[-1]

    def record(self, idea: str, value: Mapping[str, str]) -> Decision:
        """Record what an idea was to bring, or brought, in a month; twice the same is refused by the log."""
        row = self._row(idea)
        drafts = self._opened(row, self._decided())
        drafts.append(Draft(self._who, "benefit", row["idea_id"], value))
        return self._write(drafts)[-1]

    def _opened(self, row: Row, decided: Decided) -> list[Draft]:
        """Note what the idea is when it first moves: it keeps its life when the rules no longer bring it up."""
        value = opening(self._workspace.private, row["idea_id"], decided)
        return [Draft(self._who, "idea_open", row["idea_id"], value)] if value else []

    def _row(self, idea: str) -> Row:
        return read_sheet(self._workspace.root, idea).idea

    def _decided(self) -> Decided:
        return fold(read_decisions(self._workspace.private))

    def _write(self, drafts: Sequence[Draft]) -> list[Decision]:
        return DecisionLog(self._workspace.private).append(drafts, self._at)

    def _check_findings(self, findings: Sequence[str]) -> None:
        if not findings:
            raise InputError("an idea rests on findings, and none is named", "the findings", "Name at least one.")
        known = finding_ids(self._workspace.root)
        unknown = [one for one in findings if one not in known]
        if unknown:
            raise InputError("there is no finding of this id", unknown[0], "Copy it from the list of findings.")

    def _check_known(self, others: Mapping[str, str]) -> None:
        reference = self._workspace.reference
        known = {
            "service_id": {service.service_id for service in reference.services},
            "initiative_id": {initiative.initiative_id for initiative in reference.initiatives},
            "category": {row["category_id"] for row in self._workspace.rules.table("taxonomy")},
        }
        for name, value in others.items():
            if value and name in known and value not in known[name]:
                raise InputError(f"'{value}' is no {name}", name, "Use an id of the reference tables.")


def _same(idea: Row, idea_type: str, title: str, findings: Sequence[str], others: Mapping[str, str]) -> bool:
    """Tell whether a living idea of the same type already has this title, or these findings for the same service."""
    if idea["type"] != idea_type or idea["stage"] in AT_REST:
        return False
    covers = bool(findings) and set(findings) <= set(idea["findings"])
    service = others.get("service_id", "")
    return str(idea["title"]).casefold() == title.casefold() or (covers and service in ("", idea["service_id"] or ""))


def _id(idea_type: str, title: str, findings: Sequence[str]) -> str:
    text = "\x1f".join((idea_type, "hand", title.casefold(), *sorted(set(findings))))
    return "i" + hashlib.blake2b(text.encode(), digest_size=6).hexdigest()

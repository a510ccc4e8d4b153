"""The life of an idea: which moves rules/lifecycle.yml allows, and what each stage asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from shadowscan.cases import GateItem
from shadowscan.decisions.gate import Gate
from shadowscan.errors import InputError
from shadowscan.records.decisions import Decided, GateAnswer, IdeaDecisions
from shadowscan.rules import RuleBook


@dataclass(frozen=True, slots=True)
class Stage:
    """Describe one stage: where it leads, and what an idea needs to enter it."""

    stage: str
    title: str
    means: str
    next: list[str]
    fields: list[str] = field(default_factory=list)
    gate: bool = False  # every item of service readiness must be answered
    reason: bool = False
    into: bool = False  # the other idea must be named
    where: str = ""


@dataclass(frozen=True, slots=True)
class MoveExample:
    """Describe a move of an idea that has these fields and an open or answered gate."""

    origin: str
    to: str
    fields: list[str] = field(default_factory=list)
    gate: Literal["open", "answered"] = "open"
    why: str = ""
    into: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class LifecycleRules:
    """Hold rules/lifecycle.yml; the first stage is the one in which ideas begin."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    stages: list[Stage]
    fields: dict[str, str]  # each field a stage may ask for, in words
    allows: list[MoveExample]
    refuses: list[MoveExample]

    def __post_init__(self) -> None:
        names = {stage.stage for stage in self.stages}
        unknown = {name for stage in self.stages for name in stage.next} - names
        unknown |= {name for stage in self.stages for name in stage.fields} - set(self.fields)
        if unknown:
            raise ValueError(f"stages or fields that are not described: {', '.join(sorted(unknown))}")
        if len(names) < len(self.stages) or not self.stages:
            raise ValueError("each stage stands once, and there is at least one")
        if not self.allows or not self.refuses:
            raise ValueError("the life of an idea needs a move it allows and one it refuses")


class Lifecycle:
    """Tell where an idea stands and whether it may move."""

    def __init__(self, rules: RuleBook) -> None:
        self.rules = rules.one("lifecycle", LifecycleRules)
        self.gate = Gate(rules)
        self.stages: Mapping[str, Stage] = {stage.stage: stage for stage in self.rules.stages}
        self.first = self.rules.stages[0].stage

    def stage_of(self, decisions: IdeaDecisions | None) -> str:
        """Return the stage an idea is in: the first one while nobody has moved it."""
        return decisions.stage if decisions and decisions.stage else self.first

    def moves(self, stage: str) -> tuple[Stage, ...]:
        """Return the stages that may follow."""
        return tuple(self.stages[name] for name in self.stages[stage].next)

    def missing(self, idea: Mapping[str, Any], decided: Decided, to: str, why: str = "", into: str = "") -> list[str]:
        """Return in words what an idea still lacks for a stage; `idea` is its row, with `idea_id` and what it says."""
        idea_id = str(idea["idea_id"])
        own = decided.ideas.get(idea_id, IdeaDecisions())
        fields = {name: str(idea.get(name) or "") for name in self.rules.fields}
        fields |= dict(own.fields)
        fields["owner"] = decided.owners.get(idea_id) or fields.get("owner", "")
        open_items = self.gate.open_items(own.gate, _known(idea))
        return self._lacking(self.stages[to], fields, open_items, why, into)

    def check_move(self, idea: Mapping[str, Any], decided: Decided, to: str, why: str = "", into: str = "") -> None:
        """Raise InputError with what is missing where an idea may not move to a stage."""
        idea_id = str(idea["idea_id"])
        now = self.stage_of(decided.ideas.get(idea_id))
        self._check_step(idea_id, now, to)
        lacking = self.missing(idea, decided, to, why, into)
        if into and into == idea_id:
            lacking.append("another idea: one cannot be merged into itself")
        if lacking:
            title = self.stages[to].title.lower()
            raise InputError(f"to be {title} it needs {'; '.join(lacking)}", idea_id, "Fill that in first.")

    def _check_step(self, idea_id: str, now: str, to: str) -> None:
        if to not in self.stages:
            raise InputError(f"there is no stage '{to}'", idea_id, f"Use one of: {', '.join(self.stages)}.")
        allowed = self.stages[now].next if now in self.stages else [self.first]
        if to not in allowed:
            after = f"From {now} it may go to: {', '.join(allowed)}." if allowed else f"{now} is where it ends."
            raise InputError(f"it cannot go from {now} to {to}", idea_id, after)

    def _lacking(
        self, stage: Stage, fields: Mapping[str, str], open_items: Sequence[GateItem], why: str, into: str
    ) -> list[str]:
        lacking = [self.rules.fields[name] for name in stage.fields if not fields.get(name, "").strip()]
        if stage.gate:
            lacking += [f"an answer on {item.title.lower()}" for item in open_items]
        if stage.reason and not why.strip():
            lacking.append("a reason")
        if stage.into and not into.strip():
            lacking.append("the idea it is merged into")
        return lacking


def _known(idea: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the items that the catalogue answers, as the idea's row names them: a list, or its JSON."""
    told = idea.get("readiness_known") or ()
    return tuple(json.loads(told)) if isinstance(told, str) else tuple(told)


def check_lifecycle(rules: RuleBook) -> list[str]:
    """Run the examples of rules/lifecycle.yml and return what fails, with its place."""
    life = Lifecycle(rules)
    wrong = [
        f"{one.where}: a move that should be allowed is refused" for one in life.rules.allows if not _may(life, one)
    ]
    wrong += [f"{one.where}: a move that should be refused is allowed" for one in life.rules.refuses if _may(life, one)]
    return wrong


def _may(life: Lifecycle, example: MoveExample) -> bool:
    items = life.gate.items if example.gate == "answered" else ()
    own = IdeaDecisions(
        stage=example.origin,
        fields=dict.fromkeys(example.fields, "somebody"),
        gate={item.item: GateAnswer(item.item, "met") for item in items},
    )
    try:
        life.check_move({"idea_id": "example"}, Decided(ideas={"example": own}), example.to, example.why, example.into)
    except InputError:
        return False
    return True

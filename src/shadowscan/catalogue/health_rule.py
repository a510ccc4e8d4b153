"""What rules/catalogue_health.yml says: when a service level is kept, and what a service must have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shadowscan.rules import template_names

LIFE_DAYS = ("requirements_on", "negotiated_on", "agreed_on", "reported_on", "reviewed_on")
POINTS = ("owner", "support_group", "agreed_with", "agreed_on", "sla", "capabilities")
SlaWord = Literal["met", "missed", "unknown", "drawer", "not_agreed"]
_SLA_TEXTS = {"measure", "service"}
_SERVICE_TEXTS = {"service"}


@dataclass(frozen=True, slots=True)
class Step:
    """Name one step of a service level's life, the column with its day, and how it is taken."""

    day: str
    step: str
    work: str


@dataclass(frozen=True, slots=True)
class SlaExample:
    """Give a service level, its last values with the newest at the end, and the health that must come of it."""

    health: SlaWord
    as_of: date
    requirements_on: date | None = None
    negotiated_on: date | None = None
    agreed_on: date | None = None
    reported_on: date | None = None
    reviewed_on: date | None = None
    target: str = ""
    better: Literal["higher", "lower"] = "higher"
    values: list[str] = field(default_factory=list)
    where: str = ""


@dataclass(frozen=True, slots=True)
class SlaRule:
    """Say when a service level counts as kept, and when as lying in a drawer."""

    months: int
    attainment: float
    known: float
    drawer_months: int
    signs_of_life: list[str]
    trend_periods: int
    life: list[Step]
    work: dict[str, str]
    examples: list[SlaExample]

    def __post_init__(self) -> None:
        if [step.day for step in self.life] != list(LIFE_DAYS):
            raise ValueError(f"life: the days are, in this order: {', '.join(LIFE_DAYS)}")
        if not self.signs_of_life or set(self.signs_of_life) - set(LIFE_DAYS):
            raise ValueError(f"signs_of_life: name some of {', '.join(LIFE_DAYS)}")
        if set(self.work) != {"met", "missed", "unknown", "drawer"}:
            raise ValueError("work: say what to do about met, missed, unknown and drawer")
        texts = [*self.work.values(), *(step.work for step in self.life)]
        if set().union(*(template_names(text) for text in texts)) - _SLA_TEXTS:
            raise ValueError("the texts on service levels know {measure} and {service}")
        if {example.health for example in self.examples} < {"met", "missed", "unknown", "drawer", "not_agreed"}:
            raise ValueError("examples: one for each health is needed")


@dataclass(frozen=True, slots=True)
class ServiceExample:
    """Give what a service has, and the health that must come of it."""

    health: Literal["complete", "partial", "bare"]
    has: list[str] = field(default_factory=list)
    where: str = ""


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """Name what a catalogue entry must have, each with the work that mends it."""

    bare_above: float
    points: dict[str, str]
    urgency: list[str]
    examples: list[ServiceExample]

    def __post_init__(self) -> None:
        if not self.points or set(self.points) - set(POINTS):
            raise ValueError(f"points: name some of {', '.join(POINTS)}")
        if set().union(*(template_names(text) for text in self.points.values())) - _SERVICE_TEXTS:
            raise ValueError("the texts on services know {service}")
        if {example.health for example in self.examples} < {"complete", "partial", "bare"}:
            raise ValueError("examples: one for each health is needed")


@dataclass(frozen=True, slots=True)
class HealthRule:
    """Hold rules/catalogue_health.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    sla: SlaRule
    service: ServiceRule

"""What rules/readiness.yml says: the steps of the ladder, their criteria and thresholds."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Literal

from shadowscan.rules import template_names


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """Hold the numbers that criteria ask about one unit."""

    services: int = 0  # live or agreed, offered to it
    agreed: int = 0
    agreed_percent: int = 0
    vital: int = 0  # of these, business-critical
    vital_not_agreed: int = 0
    initiatives: int = 0
    unmapped: int = 0
    vital_without_sla: int = 0
    slas: int = 0  # agreed service levels of vital services that hold for it
    not_reported: int = 0
    kept: int = 0
    not_kept: int = 0
    ideas: int = 0
    falling: bool = False


@dataclass(frozen=True, slots=True)
class UnitWhen:
    """Name the conditions of a criterion; those given must all hold."""

    services_at_least: int | None = None
    agreed_at_least: int | None = None
    agreed_percent_at_least: int | None = None
    vital_at_least: int | None = None
    vital_not_agreed_at_most: int | None = None
    initiatives_at_least: int | None = None
    unmapped_at_most: int | None = None
    vital_without_sla_at_most: int | None = None
    slas_at_least: int | None = None
    not_reported_at_most: int | None = None
    kept_at_least: int | None = None
    not_kept_at_most: int | None = None
    ideas_at_least: int | None = None
    falling_is: bool | None = None


TEXT_NAMES = frozenset(f.name for f in fields(UnitFacts)) | {
    "not_agreed_names",
    "vital_not_agreed_names",
    "unmapped_names",
    "vital_without_sla_names",
    "not_reported_names",
    "not_kept_names",
    "reported_months",
    "met_at_least",
    "periods",
    "share_now",
    "share_before",
    "months_before",
    "unresolved_share",
}


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """Hold one criterion with its words and its examples on both sides."""

    level: int
    title: str
    when: UnitWhen
    evidence: str
    next: str
    meets: list[UnitFacts]
    misses: list[UnitFacts]
    where: str = ""

    def __post_init__(self) -> None:
        if not self.meets or not self.misses:
            raise ValueError("a criterion needs an example that meets it and one that misses it")
        unknown = sorted(template_names(self.evidence + self.next) - TEXT_NAMES)
        if unknown:
            raise ValueError(f"the texts name unknown facts: {', '.join(unknown)}")


@dataclass(frozen=True, slots=True)
class Kept:
    """Say in how many of the last months a service level must have been met."""

    periods: int
    met_at_least: int

    def __post_init__(self) -> None:
        if not 0 < self.met_at_least <= self.periods:
            raise ValueError("met_at_least is between 1 and periods")


@dataclass(frozen=True, slots=True)
class Falling:
    """Say when the unmanaged share counts as falling; shares in percent."""

    statuses: list[str]
    months_before_at_least: int
    points_at_least: Decimal
    small_percent: Decimal


@dataclass(frozen=True, slots=True)
class ShareExample:
    """Give a share now and before, in percent."""

    now: Decimal
    before: Decimal
    months_before: int
    where: str = ""


@dataclass(frozen=True, slots=True)
class ReadinessRule:
    """Hold rules/readiness.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    levels: dict[str, str]  # name of each step, by its number
    ready_from: int
    vital: list[str]
    initiatives: list[str]
    reported_months: int
    kept: Kept
    falling: Falling
    brought: list[str]
    names_shown: int
    top: str
    criteria: dict[str, CriterionRule]
    falls: list[ShareExample]
    stays: list[ShareExample]
    where: str = field(default="")

    def __post_init__(self) -> None:
        if list(self.levels) != [str(number) for number in range(len(self.levels))]:
            raise ValueError("levels: number the steps from 0 on")
        steps = {criterion.level for criterion in self.criteria.values()}
        if steps != set(range(1, len(self.levels))):
            raise ValueError("criteria: each step but the lowest needs one at least, and no other may have any")

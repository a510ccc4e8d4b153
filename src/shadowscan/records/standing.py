"""Where IT stands with its customers: service levels, gaps, the line of value, readiness, demand, dispositions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SlaPeriod:
    """Hold one month of one service level against its target."""

    sla_id: str
    period: str  # YYYY-MM
    value: Decimal | None
    target: Decimal | None
    met: str  # met, missed, unknown
    counted: bool  # lies in the months that attainment counts


@dataclass(frozen=True, slots=True)
class SlaHealth:
    """Say how far one service level has come and how it was kept; attainment is a share of the known periods."""

    sla_id: str
    attainment: float | None  # None where no period is known
    periods_missed: int
    periods_unknown: int
    health: str  # met, missed, unknown, drawer, not_agreed
    why: str
    stage: str = ""  # the furthest step of its life that has a day: requirements … reviewed; empty for none
    steps_missing: tuple[str, ...] = ()  # steps before that one without a day
    next_step: str = ""
    trend: str = "unknown"  # improving, worsening, steady, unknown
    trend_why: str = ""
    periods: tuple[SlaPeriod, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """Say what the catalogue entry of one service lacks."""

    service_id: str
    health: str  # complete, partial, bare, retired
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceGap:
    """Name one piece of work for the owner of a service."""

    service_id: str
    gap: str  # a point of rules/catalogue_health.yml, or sla_<health> for a service level
    sla_id: str  # the service level it concerns, else empty
    work: str
    rank: int  # 1 is the most urgent


@dataclass(frozen=True, slots=True)
class ValueLine:
    """Lead from one service to one initiative, by the shortest way the links give."""

    service_id: str
    support_group: str
    initiative_id: str
    path: tuple[str, ...]  # service ids, from this one to the one the initiative names
    business_service_id: str  # the last business service on the path, else empty
    role: str  # underpins or needs: what the initiative says of the last service
    weakest: str  # health word of the weakest service on the path
    weakest_id: str
    weakest_why: str


@dataclass(frozen=True, slots=True)
class ServiceValue:
    """Say what rests on one service; money in minor units of the reporting currency."""

    service_id: str
    initiatives: tuple[str, ...]
    carries: tuple[str, ...]  # services that rest on it, directly or not
    target_minor: int  # of the initiatives whose target names an amount in the reporting currency
    without_amount: int  # initiatives that name none
    weakest: str
    weakest_id: str
    weakest_why: str


@dataclass(frozen=True, slots=True)
class InitiativeValue:
    """Say what one initiative stands on."""

    initiative_id: str
    target_minor: int | None  # None where its target names no amount in the reporting currency
    services: tuple[str, ...]  # all beneath it
    direct: tuple[str, ...]
    support_groups: tuple[str, ...]
    weakest: str
    weakest_id: str
    weakest_why: str


@dataclass(frozen=True, slots=True)
class InitiativeRisk:
    """Say one reason why an initiative may not hold."""

    initiative_id: str
    risk: str  # id of a rule in rules/value.yml
    title: str
    why: str
    severity: int  # 1 is the gravest
    business_unit_id: str = ""  # set where the reason belongs to one unit
    service_id: str = ""
    sla_id: str = ""
    finding_id: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """Say whether a unit meets one criterion of the ladder."""

    criterion_id: str
    level: int  # the step it belongs to
    title: str
    met: bool
    evidence: str
    next_step: str  # empty where it is met


@dataclass(frozen=True, slots=True)
class UnitReadiness:
    """Say how far IT has come with one unit: the highest step with all criteria met up to it."""

    business_unit_id: str
    level: int  # 0..5
    title: str
    ready: bool  # may IT speak strategically to it yet
    next_step: str
    criteria: tuple[Criterion, ...]
    mend_services: tuple[str, ...] = ()  # vital services to mend before anything new, the most urgent first
    mend_slas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """Show one need that units meet for themselves; money in minor units, `*` is the whole organisation."""

    business_unit_id: str
    category: str
    rank: int
    units: tuple[str, ...]
    products: tuple[str, ...]  # names
    findings: tuple[str, ...]
    spend_12m: int
    spend_recent: int
    spend_before: int
    trend: str  # growing, shrinking, steady, unknown
    users: int
    user_parts: tuple[int, ...]  # people of each finding
    initiatives: tuple[str, ...]
    offered_by: tuple[str, ...]  # services that have the capability, to whomever
    why: str


@dataclass(frozen=True, slots=True)
class Disposition:
    """Say what to do with one product, and why."""

    product_id: str
    disposition: str  # tolerate, invest, migrate, eliminate
    suggested: str  # what the rules say
    decided: bool
    functional_fit: str  # high or low
    technical_fit: str
    functional_points: int
    technical_points: int
    reasons: tuple[str, ...]  # of the criteria that apply, whatever people decided


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold all of it for one scan."""

    gaps: tuple[ServiceGap, ...] = ()
    lines: tuple[ValueLine, ...] = ()
    service_values: tuple[ServiceValue, ...] = ()
    initiative_values: tuple[InitiativeValue, ...] = ()
    risks: tuple[InitiativeRisk, ...] = ()
    readiness: tuple[UnitReadiness, ...] = ()
    demand: tuple[Demand, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    notes: tuple[str, ...] = ()

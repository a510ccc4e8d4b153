"""How service levels are kept, and what the catalogue's entries lack. Thresholds live in rules/catalogue_health.yml."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shadowscan.errors import InputError
from shadowscan.records import ServiceHealth, SlaHealth
from shadowscan.rules import RuleBook
from shadowscan.workspace import Reference, Service, Sla, SlaResult


@dataclass(frozen=True, slots=True)
class SlaRule:
    """Say when a service level counts as kept, and when as lying in a drawer."""

    months: int
    attainment: float
    drawer_months: int
    drawer_needs: list[str]


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """Name what a catalogue entry must have."""

    bare_above: float
    points: list[str]


@dataclass(frozen=True, slots=True)
class HealthRule:
    """Hold rules/catalogue_health.yml."""

    title: str
    why: str
    sla: SlaRule
    service: ServiceRule


def assess(
    reference: Reference, rules: RuleBook, as_of: date
) -> tuple[tuple[SlaHealth, ...], tuple[ServiceHealth, ...]]:
    """Return the health of every service level and every service, each in the order of its reference table."""
    rule = rules.one("catalogue_health", HealthRule)
    values = _values(reference.sla_results)
    slas = tuple(sla_health(sla, values.get(sla.sla_id, {}), rule.sla, as_of) for sla in reference.slas)
    with_sla = {sla.service_id for sla in reference.slas}
    services = tuple(
        service_health(service, service.service_id in with_sla, rule.service) for service in reference.services
    )
    return slas, services


def _values(results: Sequence[SlaResult]) -> dict[str, dict[str, Decimal | None]]:
    values: dict[str, dict[str, Decimal | None]] = {}
    for number, row in enumerate(results, start=1):
        periods = values.setdefault(row.sla_id, {})
        if row.period in periods:
            place = f"reference/sla_results.csv, row {number}"
            raise InputError(f"the period {row.period} of '{row.sla_id}' stands twice", place, "Keep one of them.")
        periods[row.period] = row.value
    return values


def sla_health(sla: Sla, values: dict[str, Decimal | None], rule: SlaRule, as_of: date) -> SlaHealth:
    """Judge one service level by its months (`YYYY-MM` to value) up to `as_of`; an unfinished month may be missing."""
    months = [month for month in _window(as_of, rule.months) if _counts(month, sla, values, as_of)]
    known = {month: value for month in months if (value := values.get(month)) is not None}
    met = {month: _meets(value, sla) for month, value in known.items()} if sla.target is not None else {}
    missed = sum(not kept for kept in met.values())
    share = (len(met) - missed) / len(met) if met else None
    health, why = _judge(sla, met, share, rule, as_of)
    return SlaHealth(sla.sla_id, share, missed, len(months) - len(known), health, why)


def _judge(sla: Sla, met: dict[str, bool], share: float | None, rule: SlaRule, as_of: date) -> tuple[str, str]:
    if sla.agreed_on is None:
        return "not_agreed", "There is no day on which it was agreed."
    days = [day for name in rule.drawer_needs if (day := getattr(sla, name)) is not None and day <= as_of]
    if not days or _months_between(max(days), as_of) >= rule.drawer_months:
        last = f"last reported or reviewed on {max(days).isoformat()}" if days else "never reported or reviewed"
        return "drawer", f"Agreed on {sla.agreed_on.isoformat()}, {last}."
    if share is None:
        return "unknown", f"No period of the last {rule.months} months has a value that can be held against a target."
    latest = max(met)
    if not met[latest]:
        return "missed", f"The latest known period, {latest}, missed the target."
    kept = sum(met.values())
    if share < rule.attainment:
        return "missed", f"{kept} of {len(met)} known periods met the target; {rule.attainment:.0%} are asked for."
    return "met", f"{kept} of {len(met)} known periods met the target."


def _meets(value: Decimal, sla: Sla) -> bool:
    assert sla.target is not None  # noqa: S101 - the caller asks only where there is a target
    return value >= sla.target if sla.better == "higher" else value <= sla.target


def _window(as_of: date, months: int) -> list[str]:
    last = as_of.year * 12 + as_of.month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(last - months + 1, last + 1)]


def _counts(month: str, sla: Sla, values: dict[str, Decimal | None], as_of: date) -> bool:
    """Leave out months that cannot have a value yet: the unfinished one, and those before the agreement."""
    if values.get(month) is not None:
        return True
    if sla.agreed_on is not None and month < f"{sla.agreed_on:%Y-%m}":
        return False
    finished = as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]
    return finished or month != f"{as_of:%Y-%m}"


def _months_between(earlier: date, later: date) -> int:
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def service_health(service: Service, has_sla: bool, rule: ServiceRule) -> ServiceHealth:
    """Say what the catalogue entry of a service lacks; of a retired one nothing is asked."""
    if service.status == "retired":
        return ServiceHealth(service.service_id, "retired", ())
    gaps = tuple(p for p in rule.points if not (has_sla if p == "sla" else getattr(service, p)))
    lacking = len(gaps) / len(rule.points) if rule.points else 0.0
    health = "complete" if not gaps else "bare" if lacking > rule.bare_above else "partial"
    return ServiceHealth(service.service_id, health, gaps)

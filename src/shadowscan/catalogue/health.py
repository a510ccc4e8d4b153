"""The health of every service and service level, and what it gives their owners to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from shadowscan.catalogue.health_rule import HealthRule, ServiceRule, SlaExample
from shadowscan.catalogue.months import last_months
from shadowscan.catalogue.sla import sla_health
from shadowscan.errors import InputError
from shadowscan.records import ServiceGap, ServiceHealth, SlaHealth
from shadowscan.rules import RuleBook
from shadowscan.workspace import Reference, Service, Sla, SlaResult


def assess(
    reference: Reference, rules: RuleBook, as_of: date
) -> tuple[tuple[SlaHealth, ...], tuple[ServiceHealth, ...]]:
    """Return the health of every service level and every service, each in the order of its reference table."""
    rule = rules.one("catalogue_health", HealthRule)
    values = _values(reference.sla_results)
    names = {service.service_id: service.name for service in reference.services}
    slas = tuple(
        sla_health(sla, values.get(sla.sla_id, {}), rule.sla, as_of, names.get(sla.service_id, sla.service_id))
        for sla in reference.slas
    )
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


def service_health(service: Service, has_sla: bool, rule: ServiceRule) -> ServiceHealth:
    """Say what the catalogue entry of a service lacks; of a retired one nothing is asked."""
    if service.status == "retired":
        return ServiceHealth(service.service_id, "retired", ())
    gaps = tuple(p for p in rule.points if not (has_sla if p == "sla" else getattr(service, p)))
    lacking = len(gaps) / len(rule.points)
    health = "complete" if not gaps else "bare" if lacking > rule.bare_above else "partial"
    return ServiceHealth(service.service_id, health, gaps)


def list_work(
    reference: Reference, slas: Sequence[SlaHealth], services: Sequence[ServiceHealth], rules: RuleBook
) -> tuple[ServiceGap, ...]:
    """Return what the gaps give service owners to do, the most urgent first: by criticality, then by order of points.

    A service level that is not met, or of which nobody knows, is a piece of work as well.
    """
    rule = rules.one("catalogue_health", HealthRule).service
    by_id = {service.service_id: service for service in reference.services}
    levels = {sla.sla_id: sla for sla in reference.slas}
    found: list[tuple[tuple[int, int, str, str], ServiceGap]] = []
    for health in services:
        for place, gap in enumerate(health.gaps):
            service = by_id[health.service_id]
            work = rule.points[gap].format(service=service.name)
            found.append((_urgency(service, rule, place, ""), ServiceGap(service.service_id, gap, "", work, 0)))
    for level in slas:
        service = by_id[levels[level.sla_id].service_id]
        if level.health == "met" or service.status == "retired":
            continue
        gap_of_level = ServiceGap(service.service_id, f"sla_{level.health}", level.sla_id, level.next_step, 0)
        # A promise that is broken comes before an entry that is not filled in.
        place = -1 if level.health == "missed" else len(rule.points)
        found.append((_urgency(service, rule, place, level.sla_id), gap_of_level))
    found.sort(key=lambda pair: pair[0])
    return tuple(
        ServiceGap(gap.service_id, gap.gap, gap.sla_id, gap.work, rank) for rank, (_, gap) in enumerate(found, start=1)
    )


def _urgency(service: Service, rule: ServiceRule, place: int, sla_id: str) -> tuple[int, int, str, str]:
    order = rule.urgency
    critical = order.index(service.criticality) if service.criticality in order else len(order)
    return critical, place, service.service_id, sla_id


def check_health(rules: RuleBook) -> list[str]:
    """Run the rule's own examples and return what does not hold, with its place."""
    rule = rules.one("catalogue_health", HealthRule)
    problems = []
    for example in rule.sla.examples:
        got = sla_health(_example_sla(example), _example_values(example), rule.sla, example.as_of)
        if got.health != example.health:
            problems.append(f"{example.where}: the example is {got.health}, not {example.health}: {got.why}")
    for case in rule.service.examples:
        has = dict.fromkeys(("owner", "support_group", "agreed_with", "agreed_on", "capabilities"))
        fields = {name: "x" for name in has if name in case.has}
        told = service_health(Service("s", "S", "it", "live", **fields), "sla" in case.has, rule.service)  # type: ignore[arg-type]
        if told.health != case.health:
            problems.append(f"{case.where}: the example is {told.health}, not {case.health}")
    return problems


def _example_sla(example: SlaExample) -> Sla:
    return Sla(
        sla_id="example",
        service_id="example",
        target=Decimal(example.target) if example.target else None,
        better=example.better,
        requirements_on=example.requirements_on,
        negotiated_on=example.negotiated_on,
        agreed_on=example.agreed_on,
        reported_on=example.reported_on,
        reviewed_on=example.reviewed_on,
    )


def _example_values(example: SlaExample) -> dict[str, Decimal | None]:
    months = last_months(example.as_of, len(example.values))
    return {month: Decimal(v) if v else None for month, v in zip(months, example.values, strict=True)}

"""Where IT stands with its customers, all of it: work, lines of value, risks, readiness, demand, dispositions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

from shadowscan.catalogue.demand import list_demand
from shadowscan.catalogue.disposition import list_dispositions
from shadowscan.catalogue.health import list_work
from shadowscan.catalogue.links import Links, circles
from shadowscan.catalogue.risks import initiative_risks
from shadowscan.catalogue.states import States
from shadowscan.catalogue.value import carriers, initiative_values, service_values, target_amounts, value_lines
from shadowscan.catalogue.value_rule import ValueRule
from shadowscan.records import Finding, ServiceHealth, SlaHealth, Standing, UnitReadiness
from shadowscan.rules import RuleBook
from shadowscan.workspace import Reference


def stand(
    reference: Reference,
    slas: Sequence[SlaHealth],
    services: Sequence[ServiceHealth],
    readiness: Sequence[UnitReadiness],
    findings: Sequence[Finding],
    spend: pd.DataFrame,
    evidence: pd.DataFrame,
    dispositions: Mapping[str, str],
    taxonomy: Iterable[Mapping[str, str]],
    currency: str,
    rules: RuleBook,
    as_of: date,
) -> Standing:
    """Gather where IT stands; frames are SPEND and EVIDENCE, `dispositions` those that people decided, by product."""
    rule = rules.one("value", ValueRule)
    links, states = Links.of(reference.service_links), States.of(reference, slas, rule)
    found = carriers(reference, links, rule)
    targets = target_amounts(reference, currency, rule)
    lines = value_lines(found, states)
    names = {unit.business_unit_id: unit.name for unit in reference.business_units}
    capabilities = {row["category_id"]: row["category"] for row in taxonomy}
    return Standing(
        gaps=list_work(reference, slas, services, rules),
        lines=lines,
        service_values=service_values(reference, lines, links, states, targets),
        initiative_values=initiative_values(found, states, targets),
        risks=initiative_risks(found, states, findings, names, capabilities),
        readiness=tuple(readiness),
        demand=list_demand(findings, spend, evidence, reference, rules, as_of),
        dispositions=list_dispositions(findings, reference, states, rules, dispositions),
        notes=_circle_notes(reference, rule),
    )


def _circle_notes(reference: Reference, rule: ValueRule) -> tuple[str, ...]:
    names = {service.service_id: service.name for service in reference.services}
    groups = circles(reference.service_links)
    return tuple(rule.circle.format(services=" and ".join(names[name] for name in group)) for group in groups)

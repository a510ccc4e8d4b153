"""The line of value: from support group to service to initiative to target, in both directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shadowscan.catalogue.amounts import amount_of
from shadowscan.catalogue.links import Links, walk
from shadowscan.catalogue.states import States
from shadowscan.catalogue.value_rule import ValueRule
from shadowscan.money import to_minor
from shadowscan.records import InitiativeValue, ServiceValue, ValueLine
from shadowscan.workspace import Initiative, Reference


@dataclass(frozen=True, slots=True)
class Carriers:
    """Hold what an initiative stands on: the shortest path down to each service, and what it says of the first."""

    initiative: Initiative
    roles: Mapping[str, str]  # role of each service the initiative names
    paths: Mapping[str, tuple[str, ...]]  # by service, from the one named down to it


def carriers(reference: Reference, links: Links, rule: ValueRule) -> list[Carriers]:
    """Return what each initiative that is still to be carried stands on, by id."""
    roles: dict[str, dict[str, str]] = {}
    for row in sorted(
        reference.initiative_services, key=lambda r: (r.initiative_id, r.service_id, r.role), reverse=True
    ):
        roles.setdefault(row.initiative_id, {})[row.service_id] = row.role  # of two roles `needs` speaks
    wanted = [i for i in reference.initiatives if i.status in rule.initiatives]
    return [
        Carriers(i, named := roles.get(i.initiative_id, {}), walk(named, links.beneath))
        for i in sorted(wanted, key=lambda i: i.initiative_id)
    ]


def value_lines(found: Sequence[Carriers], states: States) -> tuple[ValueLine, ...]:
    """Return one line for each service and initiative it carries, sorted by both."""
    lines = [_line(each, path, states) for each in found for path in each.paths.values()]
    return tuple(sorted(lines, key=lambda line: (line.service_id, line.initiative_id)))


def _line(found: Carriers, path: tuple[str, ...], states: States) -> ValueLine:
    upwards = path[::-1]
    unit = found.initiative.business_unit_id
    weakest = states.weakest(states.for_unit(service, unit) for service in upwards)
    services = states.services
    business = [service for service in upwards if services[service].type == "business"]
    return ValueLine(
        service_id=upwards[0],
        support_group=services[upwards[0]].support_group,
        initiative_id=found.initiative.initiative_id,
        path=upwards,
        business_service_id=business[-1] if business else "",
        role=found.roles[upwards[-1]],
        weakest=weakest.word,
        weakest_id=weakest.service_id,
        weakest_why=weakest.why,
    )


def service_values(
    reference: Reference, lines: Sequence[ValueLine], links: Links, states: States, targets: Mapping[str, int | None]
) -> tuple[ServiceValue, ...]:
    """Return what rests on each service that is not retired; the weakest link is looked for in it and beneath it."""
    carried: dict[str, list[str]] = {}
    for line in lines:
        carried.setdefault(line.service_id, []).append(line.initiative_id)
    values = []
    for service in sorted((s for s in reference.services if s.status != "retired"), key=lambda s: s.service_id):
        initiatives = tuple(sorted(carried.get(service.service_id, ())))
        amounts = [targets[initiative] for initiative in initiatives]
        beneath = walk([service.service_id], links.beneath)
        weakest = states.weakest(states.for_all(name) for name in beneath)
        values.append(
            ServiceValue(
                service_id=service.service_id,
                initiatives=initiatives,
                carries=links.carried(service.service_id),
                target_minor=sum(amount for amount in amounts if amount is not None),
                without_amount=sum(amount is None for amount in amounts),
                weakest=weakest.word,
                weakest_id=weakest.service_id,
                weakest_why=weakest.why,
            )
        )
    return tuple(values)


def initiative_values(
    found: Sequence[Carriers], states: States, targets: Mapping[str, int | None]
) -> tuple[InitiativeValue, ...]:
    """Return what each initiative stands on, and the weakest of it."""
    values = []
    for each in found:
        unit = each.initiative.business_unit_id
        weakest = states.weakest(states.for_unit(name, unit) for name in each.paths) if each.paths else None
        groups = {states.services[name].support_group for name in each.paths} - {""}
        values.append(
            InitiativeValue(
                initiative_id=each.initiative.initiative_id,
                target_minor=targets[each.initiative.initiative_id],
                services=tuple(sorted(each.paths)),
                direct=tuple(sorted(each.roles)),
                support_groups=tuple(sorted(groups)),
                weakest=weakest.word if weakest else "",
                weakest_id=weakest.service_id if weakest else "",
                weakest_why=weakest.why if weakest else "",
            )
        )
    return tuple(values)


def target_amounts(reference: Reference, currency: str, rule: ValueRule) -> dict[str, int | None]:
    """Return the amount each initiative's target names in the reporting currency, in minor units, else None."""
    amounts = {i.initiative_id: amount_of(i.target_value, currency, rule.amounts) for i in reference.initiatives}
    return {key: None if amount is None else to_minor(amount, currency) for key, amount in amounts.items()}

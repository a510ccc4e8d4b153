"""What the last scan published on where IT stands: readiness of units, service levels, demand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Rows = Callable[[str], Iterable[Any]]
Money = Callable[[float], Decimal]
People = int | str | None


@dataclass(frozen=True, slots=True)
class Step:
    """Hold how far IT is with one unit."""

    unit: str
    level: int
    title: str
    ready: bool
    criteria_met: int
    criteria: int
    next_step: str
    mend: tuple[str, ...]  # names of vital services


@dataclass(frozen=True, slots=True)
class Level:
    """Hold one service level and how it was kept."""

    service: str
    unit: str  # name of the unit it was agreed with, else empty for everybody
    measure: str
    target: str
    attainment: Decimal | None
    missed: int
    unknown: int
    due: int  # months that should have a value
    health: str
    trend: str
    stage: str
    next_step: str
    critical: bool


@dataclass(frozen=True, slots=True)
class Need:
    """Hold one need that units meet for themselves."""

    capability: str
    units: tuple[str, ...]
    products: tuple[str, ...]
    findings: tuple[str, ...]
    spend: Decimal
    recent: Decimal
    before: Decimal
    trend: str
    people: People
    initiatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold all of it; needs are those of the whole organisation, by rank."""

    steps: tuple[Step, ...] = ()
    levels: tuple[Level, ...] = ()
    needs: tuple[Need, ...] = ()


def read_standing(rows: Rows, units: Mapping[str, str], money: Money) -> Standing:
    """Read it; `rows` asks the published file, `units` are names by id, `money` makes stored amounts exact."""
    services = {row[0]: row[1] or row[0] for row in rows("select service_id, name from services")}
    return Standing(
        tuple(_steps(rows, services)), tuple(_levels(rows, services, units)), tuple(_needs(rows, units, money))
    )


def _steps(rows: Rows, services: Mapping[str, str]) -> Iterator[Step]:
    for row in rows("select * from readiness_summary order by level desc, business_unit, business_unit_id"):
        mend = tuple(services.get(name, name) for name in json.loads(row["mend_services"]))
        yield Step(
            unit=row["business_unit"] or row["business_unit_id"],
            level=row["level"],
            title=row["title"],
            ready=bool(row["ready"]),
            criteria_met=row["criteria_met"],
            criteria=row["criteria"],
            next_step=row["next_step"],
            mend=mend,
        )


def _levels(rows: Rows, services: Mapping[str, str], units: Mapping[str, str]) -> Iterator[Level]:
    due = dict(rows("select sla_id, count(*) from sla_periods where counted = 1 group by 1"))
    query = (
        "select l.*, s.criticality from slas l left join services s using (service_id) "
        "order by s.criticality != 'business_critical', l.service_id, l.measure, l.sla_id"
    )
    for row in rows(query):
        unit = row["business_unit_id"] or "*"
        target = "" if row["target"] is None else f"{row['target']:g} {row['unit'] or ''}".strip()
        yield Level(
            service=services.get(row["service_id"], row["service_id"]),
            unit="" if unit == "*" else units.get(unit, unit),
            measure=row["measure"] or row["sla_id"],
            target=target,
            attainment=None if row["attainment"] is None else Decimal(str(round(row["attainment"], 6))),
            missed=row["periods_missed"],
            unknown=row["periods_unknown"],
            due=due.get(row["sla_id"], 0),
            health=row["health"],
            trend=row["trend"],
            stage=row["stage"] or "",
            next_step=row["next_step"] or "",
            critical=row["criticality"] == "business_critical",
        )


def _needs(rows: Rows, units: Mapping[str, str], money: Money) -> Iterator[Need]:
    initiatives = {row[0]: row[1] or row[0] for row in rows("select initiative_id, name from initiatives")}
    for row in rows("select * from demand where business_unit_id = '*' order by rank, category"):
        yield Need(
            capability=row["capability"],
            units=tuple(units.get(unit, unit) for unit in json.loads(row["business_units"])),
            products=tuple(json.loads(row["products"])),
            findings=tuple(json.loads(row["findings"])),
            spend=money(row["spend_12m"]),
            recent=money(row["spend_recent"]),
            before=money(row["spend_before"]),
            trend=row["trend"],
            people=row["users"],
            initiatives=tuple(initiatives.get(one, one) for one in json.loads(row["initiatives"])),
        )

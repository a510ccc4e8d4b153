"""Findings, services and decisions of a small organisation, as ideas see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from shadowscan.ideas import Around, Proposals, propose
from shadowscan.records import Finding, Idea, SlaHealth, UnitReadiness
from shadowscan.records.decisions import Decided, GateAnswer, IdeaDecisions, Move
from shadowscan.rules import packaged_rules
from shadowscan.workspace import BusinessUnit, Initiative, Reference, Service, ServiceProduct, Settings, Sla

RULES = packaged_rules()
AS_OF = date(2026, 10, 31)
SETTINGS = Settings("Harbour Mutual", "EUR", industry="insurance")
UNITS = tuple(
    BusinessUnit(u, u.title(), "" if u == "group" else "group")
    for u in ("group", "claims", "retail", "motor", "wealth")
)
SERVICES = (
    Service(
        "forms", "Forms service", "it", "live", owner="Web team", support_group="SG Web",
        criticality="business_critical", capabilities=("forms-feedback",),
    ),
    Service("boards", "Boards service", "it", "live", capabilities=("visual-collaboration",)),
)  # fmt: skip
GATE = (
    "owner", "support_model", "support_group", "sla", "operations", "monitoring", "knowledge", "security",
    "run_budget", "retirement",
)  # fmt: skip


def finding(finding_id: str = "f1", **more: Any) -> Finding:
    base: dict[str, Any] = {f.name: "" for f in fields(Finding)}
    base |= {"finding_id": finding_id, "business_unit_id": "claims", "vendor_id": "orbly", "vendor": "Orbly"}
    base |= {"product_id": "orbly", "product": "Orbly", "category": "forms-feedback", "status": "unmanaged"}
    base |= {"coverage": "gap", "spend_12m": 1200000, "spend_total": 1200000, "off_channel_12m": 0, "currency": "EUR"}
    base |= {"users": 0, "seats_unused": 0, "first_seen": date(2026, 1, 1), "last_seen": date(2026, 10, 1)}
    base |= {"recurrence": "monthly", "annual_run_rate": 1200000, "next_renewal": None, "risk": "medium"}
    base |= {"confidence": 1.0, "sources": (), "flags": (), "signed_on": False, "severity": 20}
    known = {f.name for f in fields(Finding)}
    return Finding(**{key: value for key, value in (base | more).items() if key in known} | _days(more))


def _days(more: Mapping[str, Any]) -> dict[str, Any]:
    """Leave days that the caller does not give empty, as their type wants it."""
    days = {f.name for f in fields(Finding) if "date | None" in str(f.type)}
    return {name: more.get(name) for name in days}


def sla(health: str, service_id: str = "forms", unit: str = "*") -> tuple[Sla, SlaHealth]:
    sla_id = f"sla-{service_id}-{unit}"
    return (
        Sla(sla_id, service_id, unit, measure="Availability"),
        SlaHealth(sla_id, None, 0, 0, health, f"It is {health}."),
    )


KEPT = (sla("met"), sla("met", "boards"))


def all_of(
    *findings: Finding,
    slas: Sequence[tuple[Sla, SlaHealth]] = KEPT,
    readiness: Sequence[UnitReadiness] = (),
    decided: Decided | None = None,
    products: Sequence[ServiceProduct] = (),
    services: Sequence[Service] = SERVICES,
    rules: Any = RULES,
    as_of: date = AS_OF,
    **tables: Any,
) -> Proposals:
    reference = Reference(
        UNITS, tuple(services), slas=tuple(one for one, _ in slas), service_products=tuple(products), **tables
    )
    around = Around(tuple(health for _, health in slas), tuple(readiness), decided or Decided())
    return propose(findings, reference, SETTINGS, rules, rules.table("taxonomy"), as_of, around)


def proposed(*findings: Finding, **more: Any) -> list[Idea]:
    return list(all_of(*findings, **more).ideas)


def of_type(ideas: Sequence[Idea], kind: str) -> list[Idea]:
    return [idea for idea in ideas if idea.type == kind]


def initiative(initiative_id: str, **more: Any) -> Initiative:
    base = {"business_unit_id": "claims", "status": "active", "capabilities": ("forms-feedback",)}
    return Initiative(initiative_id, initiative_id, **(base | more))


def moved(idea_id: str, stage: str, **more: Any) -> Decided:
    """Return decisions that brought one idea to a stage."""
    move = Move(stage, more.get("into", ""), more.get("stage_why", ""), "anna", "2026-09-01T09:00:00+02:00", "x-1")
    return Decided(ideas={idea_id: IdeaDecisions(stage=stage, moves=(move,), **more)})


def answered(items: Sequence[str] = GATE) -> dict[str, GateAnswer]:
    return {item: GateAnswer(item, "met", who="anna") for item in items}

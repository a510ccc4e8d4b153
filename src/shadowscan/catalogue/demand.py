"""Needs that units meet for themselves, ranked by how many share them: demand, not blame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import pandas as pd

from shadowscan.catalogue.months import last_months
from shadowscan.catalogue.offers import CURRENT
from shadowscan.catalogue.states import EVERYBODY
from shadowscan.records import UNASSIGNED, Demand, Finding
from shadowscan.rules import RuleBook, template_names
from shadowscan.workspace import Reference, unit_and_parents

_ORDERS = ("units", "initiatives", "spend", "users")


@dataclass(frozen=True, slots=True)
class GrowthExample:
    """Give the spend of the recent months and of those before."""

    recent: int
    before: int
    where: str = ""


@dataclass(frozen=True, slots=True)
class DemandRule:
    """Hold rules/demand.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    known_false_positives: list[str]
    statuses: list[str]
    initiatives: list[str]
    recent_months: int
    growing_percent: int
    shrinking_percent: int
    order: list[str]
    names_shown: int
    why_text: str
    offers: dict[str, str]
    needs: dict[str, str]
    grows: list[GrowthExample]
    steady: list[GrowthExample]
    where: str = field(default="")

    def __post_init__(self) -> None:
        if not self.order or set(self.order) - set(_ORDERS):
            raise ValueError(f"order: name some of {', '.join(_ORDERS)}")
        if set(self.offers) != {"gap", "elsewhere", "covered"} or set(self.needs) != {"none", "some"}:
            raise ValueError("offers needs gap, elsewhere and covered; needs needs none and some")
        texts = [self.why_text, *self.offers.values(), *self.needs.values()]
        if set().union(*map(template_names, texts)) - {"products", "offer", "need", "services", "initiatives"}:
            raise ValueError("the texts know {products}, {offer}, {need}, {services} and {initiatives}")


@dataclass(frozen=True, slots=True)
class _Names:
    chains: Mapping[str, tuple[str, ...]]  # a unit and its parents
    services: Mapping[str, str]
    initiatives: Mapping[str, str]


def list_demand(
    findings: Sequence[Finding],
    spend: pd.DataFrame,
    evidence: pd.DataFrame,
    reference: Reference,
    rules: RuleBook,
    as_of: date,
) -> tuple[Demand, ...]:
    """Return the needs of the whole organisation (`*`) and of each unit, each scope ranked by itself.

    `spend` is a SPEND frame, `evidence` an EVIDENCE frame that leads from findings to its rows. Findings without a
    known purpose stand under no need; what is assigned to no unit counts for nobody.
    """
    rule = rules.one("demand", DemandRule)
    halves = _halves(spend, evidence, as_of, rule.recent_months)
    met: dict[str, dict[str, list[Finding]]] = {}
    for finding in sorted(findings, key=lambda f: f.finding_id):
        if _is_need(finding, rule):
            for scope in (EVERYBODY, finding.business_unit_id):
                met.setdefault(scope, {}).setdefault(finding.category, []).append(finding)
    names = _Names(
        {
            u.business_unit_id: tuple(unit_and_parents(reference.business_units, u.business_unit_id))
            for u in reference.business_units
        },
        {service.service_id: service.name for service in reference.services},
        {initiative.initiative_id: initiative.name for initiative in reference.initiatives},
    )
    found: list[Demand] = []
    for scope in sorted(met):
        needs = [_need(scope, category, mine, halves, reference, rule, names) for category, mine in met[scope].items()]
        needs.sort(key=lambda need: (*_weight(need, rule.order), need.category))
        found += [replace(need, rank=rank) for rank, need in enumerate(needs, start=1)]
    return tuple(found)


def _is_need(finding: Finding, rule: DemandRule) -> bool:
    active = finding.spend_12m > 0 or finding.users > 0
    known = finding.category and finding.business_unit_id != UNASSIGNED
    return bool(active and known and finding.status in rule.statuses)


def _weight(need: Demand, order: Iterable[str]) -> tuple[int, ...]:
    weights = {
        "units": len(need.units),
        "initiatives": len(need.initiatives),
        "spend": need.spend_12m,
        "users": need.users,
    }
    return tuple(-weights[name] for name in order)


def _halves(spend: pd.DataFrame, evidence: pd.DataFrame, as_of: date, months: int) -> dict[str, tuple[int, int]]:
    """Return the spend of the recent months and of as many before them, by finding."""
    rows = evidence[evidence["transaction_id"].fillna("") != ""][["finding_id", "transaction_id"]]
    both = rows.merge(spend[["transaction_id", "date", "reporting_minor"]], on="transaction_id")
    both = both[both["date"] <= pd.Timestamp(as_of)]
    when = both["date"].dt.strftime("%Y-%m")
    every = last_months(as_of, 2 * months)
    sums: dict[str, tuple[int, int]] = {}
    for place, half in enumerate((every[months:], every[:months])):
        for finding, minor in both[when.isin(half)].groupby("finding_id")["reporting_minor"].sum().items():
            now, before = sums.get(str(finding), (0, 0))
            sums[str(finding)] = (now + int(minor), before) if place == 0 else (now, before + int(minor))
    return sums


def _need(
    scope: str,
    category: str,
    mine: Sequence[Finding],
    halves: Mapping[str, tuple[int, int]],
    reference: Reference,
    rule: DemandRule,
    names: _Names,
) -> Demand:
    recent = sum(halves.get(f.finding_id, (0, 0))[0] for f in mine)
    before = sum(halves.get(f.finding_id, (0, 0))[1] for f in mine)
    units = tuple(sorted({f.business_unit_id for f in mine}))
    offered = tuple(
        s.service_id
        for s in sorted(reference.services, key=lambda s: s.service_id)
        if s.status in CURRENT and category in s.capabilities
    )
    initiatives = _initiatives(category, units, reference, rule, names)
    products = tuple(sorted({f.product or f.vendor for f in mine}, key=lambda n: (n.casefold(), n)))
    need = Demand(
        business_unit_id=scope,
        category=category,
        rank=0,
        units=units,
        products=products,
        findings=tuple(f.finding_id for f in mine),
        spend_12m=sum(f.spend_12m for f in mine),
        spend_recent=recent,
        spend_before=before,
        trend=trend(recent, before, rule),
        users=sum(f.users for f in mine),
        user_parts=tuple(f.users for f in mine),
        initiatives=initiatives,
        offered_by=offered,
        why="",
    )
    return replace(need, why=_why(need, {f.coverage for f in mine}, rule, names))


def trend(recent: int, before: int, rule: DemandRule) -> str:
    """Return whether spend grows, shrinks or stays; `new` where there was none before."""
    if before <= 0:
        return "new" if recent > 0 else "steady"
    percent = 100 * (recent - before) / before
    return (
        "growing" if percent >= rule.growing_percent else "shrinking" if percent <= rule.shrinking_percent else "steady"
    )


def _initiatives(
    category: str, units: Sequence[str], reference: Reference, rule: DemandRule, names: _Names
) -> tuple[str, ...]:
    chains = {name for unit in units for name in names.chains.get(unit, ())}
    return tuple(
        i.initiative_id
        for i in sorted(reference.initiatives, key=lambda i: i.initiative_id)
        if i.status in rule.initiatives
        and category in i.capabilities
        and (i.business_unit_id in ("", EVERYBODY) or i.business_unit_id in chains)
    )


def _why(need: Demand, coverages: set[str], rule: DemandRule, names: _Names) -> str:
    coverage = next((word for word in ("gap", "elsewhere") if word in coverages), "covered")
    if coverage == "gap" and need.offered_by:
        coverage = "elsewhere"
    services = _listed([names.services[s] for s in need.offered_by], rule.names_shown)
    initiatives = _listed([names.initiatives[i] for i in need.initiatives], rule.names_shown)
    return rule.why_text.format(
        products=_listed(need.products, rule.names_shown),
        offer=rule.offers[coverage].format(services=services),
        need=rule.needs["some" if need.initiatives else "none"].format(initiatives=initiatives),
    )


def _listed(names: Sequence[str], shown: int) -> str:
    return ", ".join(names[:shown]) + (" and others" if len(names) > shown else "")


def check_demand(rules: RuleBook) -> list[str]:
    """Run the rule's own examples; return what does not hold, with its place."""
    rule = rules.one("demand", DemandRule)
    sides = [(e, ("growing", "new")) for e in rule.grows] + [(e, ("steady",)) for e in rule.steady]
    return [
        f"{example.where}: the example is {got}, not {wanted[0]}"
        for example, wanted in sides
        if (got := trend(example.recent, example.before, rule)) not in wanted
    ]

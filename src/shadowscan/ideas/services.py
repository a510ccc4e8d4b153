"""What ideas ask of the services: how their service levels stand for a unit, what a seat costs, what is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shadowscan.cases import GateItem
from shadowscan.ideas.economics import Money
from shadowscan.money import show_money, to_minor
from shadowscan.records import Finding, SlaHealth
from shadowscan.workspace import Reference, Service, ServiceProduct, Sla, unit_and_parents

SLA_STATES = ("missed", "drawer", "not_agreed", "none", "unknown", "met")  # the gravest first; none: there is no level
_KEPT = ("met", "missed", "unknown")  # a level that is agreed and lives
_PRODUCTS = "reference/service_products.csv"


@dataclass(frozen=True, slots=True)
class Services:
    """Hold the catalogue as ideas ask it."""

    services: Mapping[str, Service]
    levels: Mapping[str, tuple[tuple[Sla, SlaHealth], ...]]  # by service_id
    products: Mapping[str, tuple[ServiceProduct, ...]]  # by service_id
    chains: Mapping[str, frozenset[str]]
    signed_in: Mapping[str, int]  # people seen at the products of a service
    money: Money

    @classmethod
    def of(
        cls, reference: Reference, health: Sequence[SlaHealth], findings: Iterable[Finding], money: Money
    ) -> Services:
        """Index the reference tables; `health` as the catalogue stage judged the service levels."""
        judged = {one.sla_id: one for one in health}
        levels: dict[str, list[tuple[Sla, SlaHealth]]] = defaultdict(list)
        for sla in reference.slas:
            if sla.sla_id in judged:
                levels[sla.service_id].append((sla, judged[sla.sla_id]))
        products: dict[str, list[ServiceProduct]] = defaultdict(list)
        for row in reference.service_products:
            products[row.service_id].append(row)
        units = reference.business_units
        return cls(
            services={service.service_id: service for service in reference.services},
            levels={key: tuple(rows) for key, rows in levels.items()},
            products={key: tuple(rows) for key, rows in products.items()},
            chains={u.business_unit_id: frozenset(unit_and_parents(units, u.business_unit_id)) for u in units},
            signed_in=_signed_in(findings, products),
            money=money,
        )

    def sla(self, service_id: str, unit_id: str) -> str:
        """Return the gravest state of the service levels that concern a unit; without any, of those of others."""
        levels = self._levels(service_id, unit_id)
        return min((one.health for _, one in levels), key=SLA_STATES.index, default="none") if service_id else ""

    def worst(self, service_id: str, units: Iterable[str]) -> str:
        """Return the gravest state over several units."""
        states = [self.sla(service_id, unit) for unit in units] if service_id else []
        return min(states, key=SLA_STATES.index, default="none")

    def level(self, service_id: str, units: Sequence[str], slas: Collection[str] = ()) -> tuple[Sla, SlaHealth] | None:
        """Return the service level in the gravest state, one of `slas` before others; None where there is none."""
        levels = {sla.sla_id: (sla, one) for unit in units for sla, one in self._levels(service_id, unit)}
        return min(
            levels.values(),
            key=lambda pair: (pair[0].sla_id not in slas, SLA_STATES.index(pair[1].health), pair[0].sla_id),
            default=None,
        )

    def _levels(self, service_id: str, unit_id: str) -> list[tuple[Sla, SlaHealth]]:
        every = self.levels.get(service_id, ())
        chain = self.chains.get(unit_id, frozenset())
        return [pair for pair in every if pair[0].business_unit_id in ("", "*", *chain)] or list(every)

    def has_vendor(self, service_id: str, vendor: str) -> bool:
        """Tell whether a service has a product of a vendor."""
        return any(row.vendor.casefold() == vendor.casefold() for row in self.products.get(service_id, ()) if vendor)

    def seat(self, service_id: str) -> tuple[Decimal, int] | None:
        """Return the yearly price of a seat of the service's largest contract and its spare seats, None if unknown.

        Spare are the seats beyond the people seen signing in to the service's products; none where no one is seen.
        """
        rows = [row for row in self.products.get(service_id, ()) if row.annual_cost and row.seats]
        if not rows:
            return None
        row = max(rows, key=lambda row: (self._cost(row), row.vendor, row.product))
        seen = self.signed_in.get(service_id, 0)
        return self._cost(row) / (row.seats or 1), max((row.seats or 0) - seen, 0) if seen else 0

    def seat_of(self, finding: Finding) -> Decimal | None:
        """Return what a seat of a finding's own product costs by its contract, None where no contract tells."""
        names = {finding.vendor.casefold(), finding.product.casefold()} - {""}
        rows = [
            row
            for row in self.products.get(finding.service_id, ())
            if row.annual_cost and row.seats and (row.product or row.vendor).casefold() in names
        ]
        return self._cost(rows[0]) / (rows[0].seats or 1) if rows else None

    def _cost(self, row: ServiceProduct) -> Decimal:
        return self.money.of(row.annual_cost or Decimal(0), row.currency, f"{_PRODUCTS}, {row.service_id}")

    def evidence(self, item: GateItem, service_id: str, units: Sequence[str]) -> str:
        """Return how the catalogue answers an item of service readiness for an idea, an empty text if it does not."""
        service = self.services.get(service_id)
        if service is None or service.status not in ("live", "agreed"):
            return ""
        value = self._known(item.known_by, service, units)
        return item.evidence.format(service=service.name, value=value.rstrip(".")) if value else ""

    def _known(self, what: str, service: Service, units: Sequence[str]) -> str:
        if what in ("owner", "support_group"):
            text: str = getattr(service, what)
            return text
        if what == "live":
            agreed = f"agreed on {service.agreed_on.isoformat()}" if service.agreed_on else "reference/services.csv"
            return agreed if service.status == "live" else ""
        if what == "annual_cost":
            cost = sum((self._cost(r) for r in self.products.get(service.service_id, ())), Decimal(0))
            return f"{show_money(to_minor(cost, self.money.currency), self.money.currency)} a year" if cost else ""
        pair = self.level(service.service_id, units) if what == "sla" else None
        return f"{pair[0].measure}, {pair[1].health}, {pair[0].sla_id}" if pair and pair[1].health in _KEPT else ""


def _signed_in(findings: Iterable[Finding], products: Mapping[str, Sequence[ServiceProduct]]) -> dict[str, int]:
    seen: dict[str, int] = defaultdict(int)
    for finding in findings:
        names = {(row.product or row.vendor).casefold() for row in products.get(finding.service_id, ())}
        names |= {row.vendor.casefold() for row in products.get(finding.service_id, ()) if not row.product}
        if finding.status in ("managed", "off_channel") and names & {
            finding.vendor.casefold(),
            finding.product.casefold(),
        }:
            seen[finding.service_id] += finding.users
    return dict(seen)

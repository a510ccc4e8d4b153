"""What one unit may rely on: the services offered to it, its initiatives, the service levels that hold for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from shadowscan.catalogue.months import is_over, last_months, whole_months
from shadowscan.catalogue.offers import CURRENT, reaches
from shadowscan.catalogue.readiness_rule import Kept, ReadinessRule, UnitFacts
from shadowscan.catalogue.shares import Shares, percent_text
from shadowscan.records import SlaHealth
from shadowscan.workspace import BusinessUnit, Initiative, Reference, Service, Sla, unit_and_parents

_GRAVEST = ("missed", "drawer", "unknown", "met")


@dataclass(frozen=True, slots=True)
class UnitView:
    """Hold what a unit is offered and what of it does not hold yet; names in the order in which to mend them."""

    unit_id: str
    services: tuple[Service, ...]
    not_agreed: tuple[Service, ...]
    vital: tuple[Service, ...]
    initiatives: tuple[Initiative, ...]
    unmapped: tuple[Initiative, ...]
    without_sla: tuple[Service, ...]
    slas: tuple[Sla, ...]  # agreed ones of vital services
    not_reported: tuple[Sla, ...]
    not_kept: tuple[Sla, ...]
    service_names: dict[str, str]

    def facts(self, ideas: int, falling: bool) -> UnitFacts:
        """Return the numbers that criteria ask."""
        agreed = len(self.services) - len(self.not_agreed)
        return UnitFacts(
            services=len(self.services),
            agreed=agreed,
            agreed_percent=100 * agreed // len(self.services) if self.services else 0,
            vital=len(self.vital),
            vital_not_agreed=len(self._vital_not_agreed()),
            initiatives=len(self.initiatives),
            unmapped=len(self.unmapped),
            vital_without_sla=len(self.without_sla),
            slas=len(self.slas),
            not_reported=len(self.not_reported),
            kept=len(self.slas) - len(self.not_kept),
            not_kept=len(self.not_kept),
            ideas=ideas,
            falling=falling,
        )

    def names(self, shown: int) -> dict[str, str]:
        """Return the names that texts list."""
        return {
            "not_agreed_names": _listed((s.name for s in self.not_agreed), shown),
            "vital_not_agreed_names": _listed((s.name for s in self._vital_not_agreed()), shown),
            "unmapped_names": _listed((i.name for i in self.unmapped), shown),
            "vital_without_sla_names": _listed((s.name for s in self.without_sla), shown),
            "not_reported_names": _listed(self._levels(self.not_reported), shown),
            "not_kept_names": _listed(self._levels(self.not_kept), shown),
        }

    def words(self, shares: Shares, rule: ReadinessRule) -> dict[str, str]:
        """Return the other facts of texts."""
        return {
            "reported_months": str(rule.reported_months),
            "met_at_least": str(rule.kept.met_at_least),
            "periods": str(rule.kept.periods),
            "share_now": percent_text(shares.now),
            "share_before": percent_text(shares.before),
            "months_before": str(shares.months_before),
            "unresolved_share": percent_text(shares.unresolved),
        }

    @property
    def mend_slas(self) -> tuple[str, ...]:
        """Return the service levels of vital services that are not kept, the gravest first."""
        return tuple(sla.sla_id for sla in self.not_kept)

    @property
    def mend_services(self) -> tuple[str, ...]:
        """Return the vital services to mend before anything new is proposed, the gravest first."""
        broken = (sla.service_id for sla in self.not_kept)
        return tuple(dict.fromkeys([*broken, *(service.service_id for service in self.without_sla)]))

    def _vital_not_agreed(self) -> list[Service]:
        vital = {service.service_id for service in self.vital}
        return [service for service in self.not_agreed if service.service_id in vital]

    def _levels(self, slas: Iterable[Sla]) -> Iterator[str]:
        return (f"{self.service_names[sla.service_id]} ({sla.measure or sla.sla_id})" for sla in slas)


def unit_views(reference: Reference, slas: Sequence[SlaHealth], rule: ReadinessRule, as_of: date) -> list[UnitView]:
    """Return the view of every unit."""
    health = {level.sla_id: level for level in slas}
    return [_view(unit, reference, health, rule, as_of) for unit in reference.business_units]


def _view(
    unit: BusinessUnit, reference: Reference, health: dict[str, SlaHealth], rule: ReadinessRule, as_of: date
) -> UnitView:
    chain = frozenset(unit_and_parents(reference.business_units, unit.business_unit_id))
    offered = sorted(
        (s for s in reference.services if s.status in CURRENT and reaches(s.offered_to, chain)),
        key=lambda s: s.service_id,
    )
    vital = tuple(service for service in offered if service.criticality in rule.vital)
    levels = _levels_of(vital, reference, chain, as_of)
    mine = [i for i in reference.initiatives if i.business_unit_id in chain and i.status in rule.initiatives]
    initiatives = tuple(sorted(mine, key=lambda i: i.initiative_id))
    mapped = {row.initiative_id for row in reference.initiative_services}
    promised = {sla.service_id for sla in levels}
    return UnitView(
        unit_id=unit.business_unit_id,
        services=tuple(offered),
        not_agreed=tuple(service for service in offered if not _agreed(service, chain, as_of)),
        vital=vital,
        initiatives=initiatives,
        unmapped=tuple(initiative for initiative in initiatives if initiative.initiative_id not in mapped),
        without_sla=tuple(service for service in vital if service.service_id not in promised),
        slas=levels,
        not_reported=tuple(sla for sla in levels if not _reported(sla, rule.reported_months, as_of)),
        not_kept=_by_gravity((sla for sla in levels if not _kept(health[sla.sla_id], rule.kept, as_of)), health),
        service_names={service.service_id: service.name for service in offered},
    )


def _levels_of(vital: Sequence[Service], reference: Reference, chain: frozenset[str], as_of: date) -> tuple[Sla, ...]:
    """Return the agreed service levels of these services that hold for a unit: its own, a parent's, everybody's."""
    wanted = {service.service_id for service in vital}
    found = (
        sla
        for sla in reference.slas
        if sla.service_id in wanted
        and sla.business_unit_id in {"*", *chain}
        and sla.agreed_on is not None
        and sla.agreed_on <= as_of
    )
    return tuple(sorted(found, key=lambda sla: sla.sla_id))


def _agreed(service: Service, chain: frozenset[str], as_of: date) -> bool:
    return reaches(service.agreed_with, chain) and service.agreed_on is not None and service.agreed_on <= as_of


def _reported(sla: Sla, months: int, as_of: date) -> bool:
    return sla.reported_on is not None and sla.reported_on <= as_of and whole_months(sla.reported_on, as_of) < months


def _kept(level: SlaHealth, rule: Kept, as_of: date) -> bool:
    """Tell whether a level is met now and in k of the last n months that are over; an unknown month is not met."""
    over = [month for month in last_months(as_of, rule.periods + 1) if is_over(month, as_of)][-rule.periods :]
    met = sum(period.met == "met" and period.period in over for period in level.periods)
    return level.health == "met" and met >= rule.met_at_least


def _by_gravity(slas: Iterable[Sla], health: dict[str, SlaHealth]) -> tuple[Sla, ...]:
    return tuple(sorted(slas, key=lambda sla: (_GRAVEST.index(health[sla.sla_id].health), sla.sla_id)))


def _listed(names: Iterable[str], shown: int) -> str:
    every = list(dict.fromkeys(names))
    return ", ".join(every[:shown]) + (" and others" if len(every) > shown else "")

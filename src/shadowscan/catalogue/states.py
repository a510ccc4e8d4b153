"""The state of each service: may somebody rest on it, and if not, what is the gravest reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shadowscan.catalogue.value_rule import ServiceFacts, State, ValueRule
from shadowscan.records import SlaHealth
from shadowscan.rules import Test, compile_conditions
from shadowscan.workspace import Reference, Service, Sla, unit_and_parents

EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class StateOf:
    """Hold the state of one service for those who ask, with the service level that gave it."""

    service_id: str
    word: str
    rank: int  # 0 is the gravest
    why: str
    sla_id: str = ""


@dataclass(frozen=True)
class States:
    """Tell states of services; which service levels count depends on the unit that asks."""

    rule: ValueRule
    services: dict[str, Service]
    levels: dict[str, list[tuple[Sla, SlaHealth]]]  # by service
    chains: dict[str, frozenset[str]]
    tests: list[tuple[str, State, Test]]

    @classmethod
    def of(cls, reference: Reference, slas: Sequence[SlaHealth], rule: ValueRule) -> States:
        """Index the reference tables and the health of the service levels."""
        health = {level.sla_id: level for level in slas}
        levels: dict[str, list[tuple[Sla, SlaHealth]]] = {}
        for sla in sorted(reference.slas, key=lambda s: s.sla_id):
            levels.setdefault(sla.service_id, []).append((sla, health[sla.sla_id]))
        units = reference.business_units
        return cls(
            rule=rule,
            services={service.service_id: service for service in reference.services},
            levels=levels,
            chains={u.business_unit_id: frozenset(unit_and_parents(units, u.business_unit_id)) for u in units},
            tests=[(word, state, compile_conditions(state.when)) for word, state in rule.states.items()],
        )

    def for_unit(self, service_id: str, unit_id: str) -> StateOf:
        """Return the state of a service for one unit: levels agreed with it, a parent or everybody count.

        For everybody (`*` or an empty unit) only levels agreed with everybody count.
        """
        return self._state(service_id, self._levels(service_id, unit_id))

    def misses(self, service_id: str, unit_id: str) -> bool:
        """Tell whether a service misses a level that holds for a unit."""
        return any(level.health == "missed" for _, level in self._levels(service_id, unit_id))

    def _levels(self, service_id: str, unit_id: str) -> list[tuple[Sla, SlaHealth]]:
        holds_for = {EVERYBODY, *self.chains.get(unit_id, frozenset())}
        return [pair for pair in self.levels.get(service_id, []) if pair[0].business_unit_id in holds_for]

    def for_all(self, service_id: str) -> StateOf:
        """Return the state of a service with all its service levels."""
        return self._state(service_id, self.levels.get(service_id, []))

    def weakest(self, states: Iterable[StateOf]) -> StateOf:
        """Return the gravest of several states, of equals the first given."""
        return min(states, key=lambda state: state.rank)

    def _state(self, service_id: str, levels: Sequence[tuple[Sla, SlaHealth]]) -> StateOf:
        service = self.services[service_id]
        facts = ServiceFacts(service.status, bool(service.support_group), tuple(level.health for _, level in levels))
        for rank, (word, state, test) in enumerate(self.tests):
            if test(facts):
                wanted = set(state.when.slas_include or ())
                sla = next((sla for sla, level in levels if level.health in wanted), None)
                measure = (sla.measure or sla.sla_id) if sla else ""
                why = state.why.format(service=service.name, measure=measure)
                return StateOf(service_id, word, rank, why, sla.sla_id if sla else "")
        sound = self.rule.sound
        return StateOf(service_id, sound.word, len(self.tests), sound.why.format(service=service.name))

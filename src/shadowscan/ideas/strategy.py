"""Which initiative an idea fits: the same capability or a service it needs, in a unit it is meant for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shadowscan.workspace import Initiative, Reference, unit_and_parents

_STATUSES = ("active", "approved", "proposed")  # those that still want support, the surest first


@dataclass(frozen=True, slots=True)
class Strategy:
    """Hold the initiatives under way, with their services and the parents of units."""

    initiatives: tuple[Initiative, ...]
    services: dict[str, frozenset[str]]  # initiative_id -> service_ids
    chains: dict[str, frozenset[str]]
    priorities: tuple[str, ...]

    @classmethod
    def of(cls, reference: Reference, priorities: Sequence[str]) -> Strategy:
        """Index the reference tables; `priorities` are texts, the highest first."""
        services: dict[str, set[str]] = defaultdict(set)
        for row in reference.initiative_services:
            services[row.initiative_id].add(row.service_id)
        units = reference.business_units
        return cls(
            initiatives=tuple(i for i in reference.initiatives if i.status in _STATUSES),
            services={key: frozenset(value) for key, value in services.items()},
            chains={u.business_unit_id: frozenset(unit_and_parents(units, u.business_unit_id)) for u in units},
            priorities=tuple(text.casefold() for text in priorities),
        )

    def wanted(self) -> frozenset[str]:
        """Return the capabilities that initiatives under way need."""
        return frozenset(name for initiative in self.initiatives for name in initiative.capabilities)

    def fits(
        self, units: Iterable[str], capabilities: Iterable[str], service_id: str, *, everywhere: bool = False
    ) -> str:
        """Return the initiative that fits best, else an empty text: most units, then status, priority and id.

        With `everywhere` one that is meant for none of the units fits too, after all others.
        """
        wanted, concerned = set(capabilities), sorted(set(units))
        best: tuple[int, int, int, str] | None = None
        for initiative in self.initiatives:
            reached = sum(self._meant_for(initiative, unit) for unit in concerned)
            named = service_id in self.services.get(initiative.initiative_id, frozenset()) if service_id else False
            if (reached or everywhere) and (named or not wanted.isdisjoint(initiative.capabilities)):
                status, priority = _STATUSES.index(initiative.status), self._priority(initiative)
                score = (-reached, status, priority, initiative.initiative_id)
                best = min(best, score) if best else score
        return best[3] if best else ""

    def _meant_for(self, initiative: Initiative, unit: str) -> bool:
        owner = initiative.business_unit_id
        return owner in ("", "*") or owner == unit or owner in self.chains.get(unit, frozenset())

    def _priority(self, initiative: Initiative) -> int:
        text = initiative.priority.casefold()
        return self.priorities.index(text) if text in self.priorities else len(self.priorities)

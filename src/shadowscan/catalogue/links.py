"""Which service rests on which: a graph that may hold circles, walked without ever turning in one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shadowscan.workspace import ServiceLink

Neighbours = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Links:
    """Hold the links of services in both directions."""

    above: Neighbours  # services that rest on this one
    beneath: Neighbours  # services this one rests on

    @classmethod
    def of(cls, links: Iterable[ServiceLink]) -> Links:
        """Index the rows of service_links.csv; their order does not matter."""
        pairs = sorted({(link.service_id, link.underpins_id) for link in links if link.service_id != link.underpins_id})
        above: dict[str, list[str]] = {}
        beneath: dict[str, list[str]] = {}
        for service, carried in pairs:
            above.setdefault(service, []).append(carried)
            beneath.setdefault(carried, []).append(service)
        return cls({k: tuple(v) for k, v in above.items()}, {k: tuple(v) for k, v in beneath.items()})

    def carried(self, service: str) -> tuple[str, ...]:
        """Return the services that rest on this one, directly or not, without itself."""
        return tuple(sorted(set(walk([service], self.above)) - {service}))


def walk(starts: Iterable[str], neighbours: Neighbours) -> dict[str, tuple[str, ...]]:
    """Return each service that can be reached with the shortest path to it from a start, the start first.

    Of several shortest paths the first by id is taken. Breadth first; a circle ends where it would begin again.
    """
    paths: dict[str, tuple[str, ...]] = {start: (start,) for start in sorted(set(starts))}
    waiting = deque(paths)
    while waiting:
        here = waiting.popleft()
        for there in neighbours.get(here, ()):
            if there not in paths:
                paths[there] = (*paths[here], there)
                waiting.append(there)
    return paths


def circles(links: Iterable[ServiceLink]) -> list[tuple[str, ...]]:
    """Return the groups of services that carry each other in a circle, each sorted; one that carries itself too."""
    rows = list(links)
    graph = Links.of(rows)
    itself = {(link.service_id,) for link in rows if link.service_id == link.underpins_id}
    names = sorted({*graph.above, *graph.beneath})
    reach = {name: set(walk(graph.above.get(name, ()), graph.above)) for name in names}
    groups = {tuple(sorted(other for other in reach[name] if name in reach[other])) for name in names}
    return sorted(itself | {group for group in groups if len(group) > 1})

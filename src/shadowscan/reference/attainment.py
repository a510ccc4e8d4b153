"""Records of a system that times service levels, task by task, into attainment by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from shadowscan.reference.values import slug

_PERCENT = Decimal(100)
_PLACES = Decimal("0.01")
_NO_SERVICE = "no service of the catalogue is named and several or no service levels bear the name"
_NOT_OURS = "the agreement is not one with the business"
_TWICE = "the same record stands twice"


@dataclass(frozen=True, slots=True)
class Tallied:
    """Hold one record: `sla_id` as the system names it, the service where one is named, the month, kept or not."""

    values: Mapping[str, str]
    record: tuple[str, ...]
    good: bool
    place: str
    file: str


@dataclass(slots=True)
class Made:
    """Hold the rows that come of records, each with the place of the first one behind it."""

    slas: list[tuple[dict[str, str], str]] = field(default_factory=list)
    results: list[tuple[dict[str, str], str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)  # file and reason


def attainment(
    tallied: Sequence[Tallied], levels: Sequence[Mapping[str, str]], definitions: Mapping[str, Mapping[str, str]]
) -> Made:
    """Return one result for each service level and month: the share in percent of the records that were kept.

    A record belongs to the level of slas.csv whose id or measure is the name the system gives, of the service it names.
    Where there is none, a level without target and agreement is made: what is measured then shows as not agreed.
    """
    counting = _Counting(levels, definitions)
    for one in tallied:
        reason = counting.count(one)
        if reason:
            counting.made.left.append((one.file, reason))
    return counting.finish()


class _Counting:
    """Count records, each once, by service level and month."""

    def __init__(self, levels: Sequence[Mapping[str, str]], definitions: Mapping[str, Mapping[str, str]]) -> None:
        self.made = Made()
        self._levels, self._definitions = levels, definitions
        self._seen: set[tuple[str, ...]] = set()
        self._found: dict[tuple[str, str], str] = {}  # thousands of records name a few service levels
        self._months: dict[tuple[str, str], list[Tallied]] = {}
        self._new: dict[str, tuple[dict[str, str], str]] = {}

    def count(self, one: Tallied) -> str:
        """Count a record; return why it counts nowhere, else nothing."""
        if one.record in self._seen:
            return _TWICE
        self._seen.add(one.record)
        name, service = one.values.get("sla_id", ""), one.values.get("service_id", "")
        definition = self._definitions.get(name.casefold(), {})
        if definition.get("kind") == "other":
            return _NOT_OURS
        if (name, service) not in self._found:
            self._found[name, service] = level_of(name, service, self._levels)
        sla_id = self._found[name, service]
        if not sla_id and not service:
            return _NO_SERVICE
        if not sla_id:
            sla_id = f"{slug(name)}-{service}"
            measure = definition.get("measure") or name
            row = {"sla_id": sla_id, "service_id": service, "measure": measure, "unit": "%", "better": "higher"}
            self._new.setdefault(sla_id, (row, one.place))
        self._months.setdefault((sla_id, one.values.get("period", "")), []).append(one)
        return ""

    def finish(self) -> Made:
        """Return the rows that come of it, sorted."""
        self.made.slas = [self._new[sla_id] for sla_id in sorted(self._new)]
        for (sla_id, period), records in sorted(self._months.items()):
            share = (_PERCENT * sum(one.good for one in records) / len(records)).quantize(_PLACES)
            self.made.results.append(({"sla_id": sla_id, "period": period, "value": str(share)}, records[0].place))
        return self.made


def level_of(name: str, service: str, levels: Sequence[Mapping[str, str]]) -> str:
    """Return the one service level that bears a name, of the service where one is named; empty if not exactly one."""
    wanted = " ".join(name.split()).casefold()
    found = {
        level["sla_id"]
        for level in levels
        if wanted in (level.get("sla_id", "").casefold(), " ".join(level.get("measure", "").split()).casefold())
        and service in ("", level.get("service_id", ""))
    }
    return found.pop() if len(found) == 1 else ""

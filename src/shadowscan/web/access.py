"""Who may do what: one pure function, denying what nobody granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shadowscan.workspace import Access

_SEES_GROUP = ("steering", "analyst", "admin")
_RUNS_SQL = ("analyst", "admin")
_READS = ("view-database", "view-table", "view-query")


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """Describe one published file: the units whose rows it holds, or the whole organisation."""

    title: str
    level: str  # group or unit
    unit: str
    holds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grants:
    """Hold who has which role and units, by address in lower case, and what each published file holds."""

    people: Mapping[str, Access] = field(default_factory=dict)
    files: Mapping[str, PublishedFile] = field(default_factory=dict)

    def access(self, actor: Mapping[str, Any] | None) -> Access | None:
        """Return a person's access as the settings say now, whatever the actor carries along."""
        who = actor.get("id") if actor else None
        return self.people.get(who.casefold()) if isinstance(who, str) else None

    def units(self, access: Access) -> frozenset[str]:
        """Return all units a person is responsible for, with those below them."""
        own = set(access.units)
        return frozenset().union(*(file.holds for file in self.files.values() if file.unit in own and file.unit))

    def reads(self, access: Access, database: str) -> bool:
        """Tell whether a person may read a published file: all its units must be theirs."""
        file = self.files.get(database)
        if file is None:
            return False
        if file.level == "group":
            return access.role in _SEES_GROUP
        return "*" in access.units or (bool(file.holds) and file.holds <= self.units(access))

    def cover(self, access: Access) -> list[str]:
        """Return the fewest files that hold all a person may read: the whole organisation's, else the widest units'."""
        mine = [name for name in sorted(self.files) if self.reads(access, name)]
        whole = [name for name in mine if self.files[name].level == "group"]
        units = [name for name in mine if self.files[name].unit]
        held = [self.files[name].holds for name in units]
        widest = [name for name in units if not any(self.files[name].holds < other for other in held)]
        return whole or sorted(widest, key=lambda name: self.files[name].title.casefold())


def decide(grants: Grants, actor: Mapping[str, Any] | None, action: str, database: str | None) -> bool:
    """Decide every question Datasette asks; whatever is not granted here is denied."""
    access = grants.access(actor)
    if access is None:
        return False
    if action == "view-instance":
        return True
    if database is None or not grants.reads(access, database):
        return False
    if action == "execute-sql":
        return access.role in _RUNS_SQL
    return action in _READS


def is_admin(grants: Grants, actor: Mapping[str, Any] | None) -> bool:
    """Tell whether the actor is an admin now."""
    access = grants.access(actor)
    return access is not None and access.role == "admin"

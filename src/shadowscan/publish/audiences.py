"""Who reads what: one file for the whole organisation, one a unit with its sub-units, one a configured union."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass

from shadowscan.errors import InputError
from shadowscan.workspace import BusinessUnit, Workspace, unit_and_parents


@dataclass(frozen=True, slots=True)
class Audience:
    """Name one published file, the units whose rows it holds and the units above them."""

    name: str  # stem of the file
    title: str
    level: str  # group or unit
    unit: str = ""  # the unit it is for; empty for group and unions
    holds: frozenset[str] = frozenset()  # the unit and all below it; of group: none named, for it holds all
    above: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        return f"{self.name}.db"


def audiences(workspace: Workspace) -> list[Audience]:
    """List the files to publish: units and unions by name, the whole organisation last."""
    units = workspace.reference.business_units
    ids = [unit.business_unit_id for unit in units]
    slugs = _slugs(ids)
    found = [
        _of_units(f"bu_{slugs[unit.business_unit_id]}", unit.name, [unit.business_unit_id], units) for unit in units
    ]
    for name, members in sorted(workspace.settings.unions.items()):
        unknown = [member for member in members if member not in ids]
        if unknown or not members:
            what = f"the unit '{unknown[0]}' is not known" if unknown else "it names no unit"
            raise InputError(what, f"shadowscan.yaml: unions: {name}", "Name ids of business_units.csv.")
        found.append(_of_units(f"bu_{slug(name)}", name, members, units))
    twice = [name for name, count in Counter(audience.name for audience in found).items() if count > 1]
    if twice:
        raise InputError(f"two published files would be called {twice[0]}.db", "shadowscan.yaml: unions", "Rename one.")
    found.sort(key=lambda audience: audience.name)
    return [*found, Audience("group", workspace.settings.organisation, "group")]


def _of_units(name: str, title: str, members: list[str], units: tuple[BusinessUnit, ...]) -> Audience:
    holds = frozenset(
        u.business_unit_id for u in units if set(unit_and_parents(units, u.business_unit_id)) & set(members)
    )
    above = frozenset(p for member in members for p in unit_and_parents(units, member)) - holds
    unit = members[0] if len(members) == 1 else ""
    return Audience(name, title, "unit", unit, holds, above)


def slug(text: str) -> str:
    """Return a text that is safe as a file name and in an address."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or hashlib.sha256(text.encode()).hexdigest()[:8]


def _slugs(ids: list[str]) -> dict[str, str]:
    """Give every unit its own slug; those that would share one get a piece of their id's digest."""
    counts = Counter(slug(unit) for unit in ids)
    return {
        unit: slug(unit) if counts[slug(unit)] == 1 else f"{slug(unit)}_{hashlib.sha256(unit.encode()).hexdigest()[:6]}"
        for unit in ids
    }

"""One question of one reader: who asks, which files answer, and what was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shadowscan.records import UNASSIGNED
from shadowscan.web.library import Library, Row
from shadowscan.web.site import Site
from shadowscan.web.urls import Urls
from shadowscan.workspace import Access

_EVERYBODY = "*"


class NotHere(Exception):
    """Say that a page's subject does not exist, or is not the reader's to see: both look the same."""


class Unreadable(Exception):
    """Say what is wrong with an argument of an address."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """Name one step of the path to a page."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class View:
    """Hold what a page shows: its template, its title and what the template needs."""

    template: str
    title: str
    context: dict[str, Any] = field(default_factory=dict)
    crumbs: tuple[Crumb, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """Hold a reader's question; `library` holds the files of all units the reader answers for, and no other."""

    site: Site
    who: str
    access: Access
    library: Library
    urls: Urls
    args: Mapping[str, str]
    key: str = ""
    key_of_forms: bytes = b""

    @property
    def whole(self) -> bool:
        """Tell whether the reader sees the whole organisation."""
        return self.library.names == ["group"]

    def scan(self) -> Row:
        """Return the scan behind what is shown."""
        row = self.library.first("select * from scans")
        if row is None:
            raise NotHere
        return row

    def arg(self, name: str, allowed: Sequence[str] = ()) -> str:
        """Return an argument of the address; refuse a value that no link of ours has."""
        value = self.args.get(name, "")
        if value and allowed and value not in allowed:
            raise Unreadable(f"'{name}' may be {', '.join(allowed)}.")
        return value

    def unit_name(self, unit: str) -> str:
        """Return what a unit is called."""
        return "Everybody" if unit == _EVERYBODY else self.site.unit_names.get(unit, unit)

    def units(self) -> list[Row]:
        """Return the units whose rows the reader's files hold, by name."""
        found = self.library.distinct(
            "business_unit_id",
            "select business_unit_id, name, parent_id, head from business_units order by name",
        )
        grants = self.site.grants()
        held = {unit for name in self.library.names for unit in grants.files[name].holds}
        mine = [u for u in found if self.whole or u["business_unit_id"] in held]
        return sorted(mine, key=lambda u: (u["business_unit_id"] == UNASSIGNED, u["name"].casefold()))

    def table(self, table: str, **filters: str) -> str:
        """Return the address of the rows behind a number; with several files, of a page that names each."""
        names = self.library.names
        if len(names) == 1:
            return self.urls.table(names[0], table, **filters)
        return self.urls.page("rows", table, **filters)

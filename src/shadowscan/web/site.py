"""What the plugin knows about the workspace it serves, read anew whenever the files change."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from shadowscan.errors import ShadowscanError
from shadowscan.packs.wording import PackRule
from shadowscan.records import UNASSIGNED
from shadowscan.rules import RuleBook, packaged_rules
from shadowscan.web.access import Grants, PublishedFile
from shadowscan.workspace import read_settings

SETTINGS = "shadowscan.yaml"
METADATA = "datasette.json"

_LOG = logging.getLogger("shadowscan")


@dataclass(frozen=True, slots=True)
class PageColumn:
    """Say how a column is shown."""

    title: str
    kind: str
    unit: str = ""
    names: str = ""
    links: str = ""
    references: str = ""


@dataclass(frozen=True, slots=True)
class PageTable:
    """Say how a table is shown."""

    title: str
    description: str
    order: int
    brief: frozenset[str]
    key: str
    label: str
    columns: dict[str, PageColumn]


@dataclass
class Site:
    """Serve one workspace: grants and table descriptions, kept until the files behind them change."""

    workspace: Path
    as_person: str = ""
    title: str = ""
    currency: str = ""
    tables: dict[str, PageTable] = field(default_factory=dict)
    databases: dict[str, Any] = field(default_factory=dict)
    unit_names: dict[str, str] = field(default_factory=dict)
    _words: PackRule | None = None
    _grants: Grants = field(default_factory=Grants)
    _seen: tuple[Any, ...] = ()

    def grants(self) -> Grants:
        """Return who may read what, as the files say now; if they cannot be read, nobody may."""
        paths = (self.workspace / SETTINGS, self.workspace / "private" / METADATA)
        seen = tuple(_stamp(path) for path in paths)
        if seen != self._seen:
            try:
                self._read(*paths)
            except (ShadowscanError, OSError, ValueError, KeyError, TypeError) as error:
                _LOG.error("Nobody is let in until this is mended: %s", error)
                self._grants = Grants()
            self._seen = seen
        return self._grants

    def _read(self, settings_file: Path, metadata_file: Path) -> None:
        settings = read_settings(settings_file)
        told = json.loads(metadata_file.read_text(encoding="utf-8"))
        ours = told["plugins"]["shadowscan"]
        self._words = None
        self.title, self.currency, self.databases = told["title"], ours["currency"], told["databases"]
        self.tables = {name: _table(table) for name, table in ours["tables"].items()}
        files = {
            name: PublishedFile(file["title"], file["level"], file["unit"], frozenset(file["holds"]))
            for name, file in ours["audiences"].items()
        }
        self.unit_names = {UNASSIGNED: UNASSIGNED.capitalize()}
        self.unit_names |= {file.unit: file.title for file in files.values() if file.unit}
        self._grants = Grants({who.casefold(): access for who, access in settings.access.items()}, files)

    @property
    def rules(self) -> RuleBook:
        """Return the packaged rules with those of the workspace laid over them."""
        return packaged_rules().over(self.workspace / "rules")

    @property
    def words(self) -> PackRule:
        """Return how statuses are grouped and called, as packs and the summary of a scan do; read with the settings."""
        if self._words is None:
            self._words = self.rules.one("pack", PackRule)
        return self._words

    def column(self, table: str | None, column: str) -> PageColumn | None:
        """Return how a column is shown, None if nothing is known about it."""
        described = self.tables.get(table or "")
        return described.columns.get(column) if described else None


_SITES: WeakKeyDictionary[Any, Site | None] = WeakKeyDictionary()


def site_of(datasette: Any) -> Site | None:
    """Return the site a Datasette serves; None where the plugin is installed but not configured."""
    if datasette not in _SITES:
        config = datasette.plugin_config("shadowscan") or {}
        workspace = config.get("workspace")
        _SITES[datasette] = Site(Path(workspace), config.get("as", "")) if workspace else None
        if workspace:
            _lighten(datasette)
    return _SITES[datasette]


def _lighten(datasette: Any) -> None:
    """Keep of the metadata it was started with only what is not ours: Datasette copies all of it at each permission
    check, and the plugin tells the rest from the file, where it is as new as the last scan."""
    told = datasette._metadata_local
    if "plugins" not in told:  # 1.0 keeps its settings elsewhere and copies nothing
        return
    ours = told["plugins"]["shadowscan"]
    mine = ours.get("audiences", told.get("databases", {}))
    datasette._metadata_local = told | {
        "plugins": told["plugins"] | {"shadowscan": {k: ours[k] for k in ("workspace", "as") if k in ours}},
        "databases": {name: kept for name, kept in told.get("databases", {}).items() if name not in mine},
    }


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _table(told: dict[str, Any]) -> PageTable:
    columns = {name: PageColumn(**column) for name, column in told["columns"].items()}
    return PageTable(
        told["title"], told["description"], told["order"], frozenset(told["brief"]), told["key"], told["label"], columns
    )

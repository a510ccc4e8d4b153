"""A folder on disk into a Workspace: settings, reference tables and the exports to read."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from shadowscan.errors import InputError
from shadowscan.reference import read_reference
from shadowscan.rules import RuleBook, packaged_rules
from shadowscan.rules.decode import compose, decode, read_text


@dataclass(frozen=True, slots=True)
class Privacy:
    """Say how people and small groups are protected."""

    pseudonymise: bool = True
    small_group: int = 3


@dataclass(frozen=True, slots=True)
class Access:
    """Say which published files a person may read, and as what."""

    role: Literal["brm", "steering", "analyst", "admin", "investigator"]
    units: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ExportDefaults:
    """Give what the files of a folder do not say themselves."""

    business_unit: str = ""
    currency: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold `shadowscan.yaml`."""

    organisation: str
    currency: str
    industry: str = ""
    fiscal_year_start: int = 1
    day_first: bool = True
    privacy: Privacy = field(default_factory=Privacy)
    access: dict[str, Access] = field(default_factory=dict)
    exports: dict[str, ExportDefaults] = field(default_factory=dict)
    unions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BusinessUnit:
    business_unit_id: str
    name: str
    parent_id: str = ""
    head: str = ""
    brm_email: str = ""


@dataclass(frozen=True, slots=True)
class CostCentre:
    cost_centre: str
    business_unit_id: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    person_id: str
    email: str = ""
    name: str = ""
    business_unit_id: str = ""
    cost_centre: str = ""
    status: Literal["active", "left"] = "active"
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Service:
    service_id: str
    name: str
    type: Literal["it", "business"]
    status: Literal["draft", "agreed", "live", "retired"]
    description: str = ""
    owner: str = ""
    support_group: str = ""
    criticality: Literal["business_critical", "important", "normal"] = "normal"
    capabilities: tuple[str, ...] = ()
    offered_to: tuple[str, ...] = ()
    agreed_with: tuple[str, ...] = ()
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ServiceProduct:
    service_id: str
    vendor: str
    product: str = ""
    channel: str = ""
    contract_id: str = ""
    annual_cost: Decimal | None = None
    currency: str = ""
    seats: int | None = None
    renewal_date: date | None = None
    notice_days: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceLink:
    service_id: str
    underpins_id: str


@dataclass(frozen=True, slots=True)
class Initiative:
    initiative_id: str
    name: str
    business_unit_id: str = ""
    sponsor: str = ""
    it_sponsor: str = ""
    priority: str = ""
    status: Literal["proposed", "approved", "active", "done", "stopped"] = "proposed"
    start: date | None = None
    end: date | None = None
    capabilities: tuple[str, ...] = ()
    target_outcome: str = ""
    target_value: str = ""


@dataclass(frozen=True, slots=True)
class InitiativeService:
    initiative_id: str
    service_id: str
    role: Literal["underpins", "needs"]


@dataclass(frozen=True, slots=True)
class Sla:
    sla_id: str
    service_id: str
    business_unit_id: str = "*"
    measure: str = ""
    target: Decimal | None = None
    unit: str = ""
    better: Literal["higher", "lower"] = "higher"
    requirements_on: date | None = None
    negotiated_on: date | None = None
    agreed_on: date | None = None
    reported_on: date | None = None
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class SlaResult:
    sla_id: str
    period: str
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MarketEntry:
    seen_on: date
    product: str
    industry: str = ""
    organisation: str = ""
    capability: str = ""
    claim: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class PolicyRule:
    vendor: str
    ruling: Literal["approved", "tolerated", "prohibited"]
    product: str = ""
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Hold what the organisation says about itself; a missing optional table is empty and named in `notes`."""

    business_units: tuple[BusinessUnit, ...]
    services: tuple[Service, ...]
    cost_centres: tuple[CostCentre, ...] = ()
    people: tuple[Person, ...] = ()
    service_products: tuple[ServiceProduct, ...] = ()
    service_links: tuple[ServiceLink, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    initiative_services: tuple[InitiativeService, ...] = ()
    slas: tuple[Sla, ...] = ()
    sla_results: tuple[SlaResult, ...] = ()
    market: tuple[MarketEntry, ...] = ()
    policy: tuple[PolicyRule, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workspace:
    """Hold one organisation's folder, read and checked."""

    root: Path
    settings: Settings
    reference: Reference
    rules: RuleBook

    @property
    def private(self) -> Path:
        return self.root / "private"

    @property
    def published(self) -> Path:
        return self.root / "published"

    def export_files(self) -> list[Path]:
        """List the files below `exports/`, sorted by path; links that lead out of the workspace are left out."""
        folder = self.root / "exports"
        base = self.root.resolve()
        files = [p for p in folder.rglob("*") if p.is_file() and p.resolve().is_relative_to(base)]
        return sorted(files, key=lambda p: p.relative_to(folder).as_posix())


def open_workspace(root: Path) -> Workspace:
    """Read settings and reference tables of a workspace; raise InputError where one cannot be used."""
    if not root.is_dir():
        raise InputError("there is no such workspace folder", str(root), "Make one with: shadowscan init DIR")
    settings = read_settings(root / "shadowscan.yaml")
    rules = packaged_rules().over(root / "rules")
    reference = read_reference(root / "reference", Reference, rules)
    _check_references(reference)
    _check_currency(settings, reference)
    return Workspace(root, settings, reference, rules)


def read_settings(path: Path) -> Settings:
    """Read `shadowscan.yaml`; unknown keys are errors with their line."""
    if not path.is_file():
        raise InputError(
            "the workspace has no shadowscan.yaml", str(path), "Make a workspace with: shadowscan init DIR"
        )
    node = compose(read_text(path, path.name), path.name)
    settings: Settings = decode(Settings, node, path.name)
    if not 1 <= settings.fiscal_year_start <= 12:
        raise InputError("fiscal_year_start is a month from 1 to 12", path.name, "Write for example: 1")
    return settings


def _check_currency(settings: Settings, reference: Reference) -> None:
    from shadowscan.money import minor_digits

    minor_digits(settings.currency, "shadowscan.yaml")
    for pattern, defaults in settings.exports.items():
        if defaults.currency:
            minor_digits(defaults.currency, f"shadowscan.yaml: exports: {pattern}")
    for number, product in enumerate(reference.service_products, start=1):
        if product.currency:
            minor_digits(product.currency, f"reference/service_products.csv, row {number}")


def _check_references(reference: Reference) -> None:
    """Refuse keys that stand twice and names that point nowhere."""
    units = _unique(reference.business_units, "business_unit_id", "business_units.csv")
    services = _unique(reference.services, "service_id", "services.csv")
    initiatives = _unique(reference.initiatives, "initiative_id", "initiatives.csv")
    slas = _unique(reference.slas, "sla_id", "slas.csv")
    everyone = units | {"*", ""}
    _known(reference.business_units, "parent_id", units | {""}, "business_units.csv")
    _known(reference.cost_centres, "business_unit_id", units, "cost_centres.csv")
    _known(reference.people, "business_unit_id", units | {""}, "people.csv")
    _known(reference.services, "offered_to", everyone, "services.csv")
    _known(reference.service_products, "service_id", services, "service_products.csv")
    _known(reference.service_links, "service_id", services, "service_links.csv")
    _known(reference.service_links, "underpins_id", services, "service_links.csv")
    _known(reference.initiatives, "business_unit_id", everyone, "initiatives.csv")
    _known(reference.initiative_services, "initiative_id", initiatives, "initiative_services.csv")
    _known(reference.initiative_services, "service_id", services, "initiative_services.csv")
    _known(reference.slas, "service_id", services, "slas.csv")
    _known(reference.slas, "business_unit_id", everyone, "slas.csv")
    _known(reference.sla_results, "sla_id", slas, "sla_results.csv")


def _unique(rows: tuple[Any, ...], key: str, table: str) -> set[str]:
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        value = getattr(row, key)
        if value in seen:
            raise InputError(f"{key} '{value}' stands twice", f"reference/{table}, row {number}", "Keep one of them.")
        seen.add(value)
    return seen


def _known(rows: tuple[Any, ...], key: str, allowed: set[str], table: str) -> None:
    for number, row in enumerate(rows, start=1):
        value = getattr(row, key)
        for item in value if isinstance(value, tuple) else (value,):
            if item not in allowed:
                raise InputError(
                    f"{key} '{item}' is not known",
                    f"reference/{table}, row {number}",
                    "Correct it, or add it to the table it points to.",
                )


def unit_and_parents(units: tuple[BusinessUnit, ...], unit_id: str) -> list[str]:
    """Return a unit with its parents, nearest first; a circle ends where it began."""
    parents = {unit.business_unit_id: unit.parent_id for unit in units}
    chain: list[str] = []
    while unit_id and unit_id not in chain:
        chain.append(unit_id)
        unit_id = parents.get(unit_id, "")
    return chain


def table_name(kind: type) -> str:
    """Return the fields of a reference row, for templates and published tables."""
    return ",".join(f.name for f in dataclasses.fields(kind))

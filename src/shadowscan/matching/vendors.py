"""Vendor rule files into vendors, products and the ways they are written."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import platformdirs

from shadowscan import __version__
from shadowscan.errors import RuleError
from shadowscan.records import Product, Vendor
from shadowscan.rules import RuleBook

Sells = Literal["software", "advertising", "media", "hardware", "telecom", "services", "goods"]
Strength = Literal["strong", "weak", "sso"]


@dataclass(frozen=True, slots=True)
class Example:
    """Give a descriptor with what stands beside it, and the product it names, if one."""

    descriptor: str
    mcc: str = ""
    kind: Literal["spend", "sso"] = "spend"
    product: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ProductEntry:
    name: str
    domain: str = ""
    category: str = ""
    aliases: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    sso: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    sells: Sells | None = None
    ordinary: bool = False


@dataclass(frozen=True, slots=True)
class VendorEntry:
    """Hold one vendor of a rule file as written there."""

    name: str
    domain: str
    category: str
    matches: list[Example | str]
    ignores: list[Example | str]
    parent: str = ""
    legal: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    sso: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    products: list[ProductEntry] = field(default_factory=list)
    ordinary: bool = False
    sells: Sells = "software"
    source: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class VendorFile:
    title: str
    why: str
    source: str
    vendors: list[VendorEntry]
    status: str = "stable"


@dataclass(frozen=True, slots=True)
class Alias:
    """Hold one way to write a product: the text, how much it proves, and where the rule stands."""

    text: str
    product: int  # index into VendorBase.products
    strength: Strength
    where: str


@dataclass(frozen=True)
class VendorBase:
    """Hold all known vendors with their products, names and domains."""

    vendors: tuple[Vendor, ...]
    products: tuple[Product, ...]
    aliases: tuple[Alias, ...]
    domains: dict[str, int]  # domain -> index into products
    examples: tuple[tuple[int, Example, bool], ...]  # (vendor index, example, it must match)
    own: frozenset[str] = frozenset()  # vendors that the organisation's own tables name

    def vendor(self, vendor_id: str) -> Vendor | None:
        return self._by_id.get(vendor_id)

    def product(self, product_id: str) -> Product | None:
        return self._products_by_id.get(product_id)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {v.vendor_id: v for v in self.vendors})
        object.__setattr__(self, "_products_by_id", {p.product_id: p for p in self.products})

    _by_id: dict[str, Vendor] = field(init=False, repr=False, compare=False)
    _products_by_id: dict[str, Product] = field(init=False, repr=False, compare=False)


def load_vendors(rules: RuleBook) -> VendorBase:
    """Read `rules/vendors/`; raise RuleError on two vendors that claim one name or domain."""
    return build_base(_entries(rules))


def _entries(rules: RuleBook) -> list[VendorEntry]:
    """Read the entries, from a compiled cache when no vendor file has changed since."""
    cache = platformdirs.user_cache_path("shadowscan") / f"vendors-{__version__}-{rules.digest('vendors/')}.json"
    try:
        return [_from_plain(entry) for entry in json.loads(cache.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, KeyError):
        files = rules.many("vendors", VendorFile).values()
        entries = [
            dataclasses.replace(entry, source=entry.source or file.source) for file in files for entry in file.vendors
        ]
        _write_cache(cache, entries)
        return entries


def _write_cache(cache: Path, entries: list[VendorEntry]) -> None:
    """Write the cache beside and move it; where the folder cannot be written the rules are read again next time."""
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        beside = cache.with_suffix(f".{os.getpid()}.part")  # two scans may write at once
        beside.write_text(json.dumps([dataclasses.asdict(entry) for entry in entries]), encoding="utf-8")
        beside.replace(cache)
    except OSError:
        return


def _from_plain(plain: dict[str, Any]) -> VendorEntry:
    plain["products"] = [ProductEntry(**product) for product in plain["products"]]
    for side in ("matches", "ignores"):
        plain[side] = [Example(**item) if isinstance(item, dict) else item for item in plain[side]]
    return VendorEntry(**plain)


def slug(text: str) -> str:
    """Return a text as lower-case words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "x"


def build_base(entries: Iterable[VendorEntry]) -> VendorBase:
    """Put entries together and refuse what two of them claim."""
    vendors: list[Vendor] = []
    products: list[Product] = []
    aliases: list[Alias] = []
    domains: dict[str, int] = {}
    owners: dict[str, str] = {}
    examples: list[tuple[int, Example, bool]] = []
    ids: dict[str, str] = {}
    for entry in entries:
        vendor_id = slug(entry.name)
        _claim(ids, vendor_id, entry.where, "vendor name")
        first = len(products)
        own = _products(entry, vendor_id)
        products.extend(own)
        aliases.extend(_aliases(entry, first))
        for domain, product in _domains(entry, first):
            if domains.get(domain, first) < first:
                _claim(owners, domain, entry.where, "domain")
            domains[domain] = product  # a product's own claim is finer than its vendor's
            owners[domain] = entry.where
        for item, must in [*((m, True) for m in entry.matches), *((i, False) for i in entry.ignores)]:
            examples.append((len(vendors), Example(item) if isinstance(item, str) else item, must))
        vendors.append(
            Vendor(vendor_id, entry.name, entry.domain, entry.category, entry.parent, tuple(own), entry.where)
        )
    return VendorBase(tuple(vendors), tuple(products), tuple(aliases), domains, tuple(examples))


def _claim(owners: dict[str, str], key: str, where: str, what: str) -> None:
    if key in owners:
        raise RuleError(
            f"the {what} '{key}' is claimed by two vendors ({owners[key]} and {where})",
            where,
            "Keep it with the one it belongs to.",
        )
    owners[key] = where


def _products(entry: VendorEntry, vendor_id: str) -> list[Product]:
    whole = Product(vendor_id, vendor_id, entry.name, entry.domain, entry.category, entry.sells)
    parts = [
        Product(
            f"{vendor_id}/{slug(p.name)}",
            vendor_id,
            p.name,
            p.domain or entry.domain,
            p.category or entry.category,
            p.sells or entry.sells,
        )
        for p in entry.products
    ]
    return [whole, *parts]


def _aliases(entry: VendorEntry, first: int) -> list[Alias]:
    own: Strength = "weak" if entry.ordinary else "strong"
    found = [Alias(entry.name, first, own, entry.where)]
    for names in (entry.aliases, entry.legal, entry.former):
        found.extend(Alias(name, first, "strong", entry.where) for name in names)
    found.extend(Alias(name, first, "weak", entry.where) for name in entry.weak)
    found.extend(Alias(name, first, "sso", entry.where) for name in entry.sso)
    for index, product in enumerate(entry.products, start=first + 1):
        strength: Strength = "weak" if product.ordinary else "strong"
        found.append(Alias(product.name, index, strength, entry.where))
        found.extend(Alias(name, index, "strong", entry.where) for name in product.aliases)
        found.extend(Alias(name, index, "weak", entry.where) for name in product.weak)
        found.extend(Alias(name, index, "sso", entry.where) for name in product.sso)
    return found


def _domains(entry: VendorEntry, first: int) -> list[tuple[str, int]]:
    found = [(entry.domain, first)] + [(domain, first) for domain in entry.domains]
    for index, product in enumerate(entry.products, start=first + 1):
        extra = [product.domain] if product.domain and product.domain != entry.domain else []
        found.extend((domain, index) for domain in [*extra, *product.domains])
    return [(domain.casefold(), product) for domain, product in found if domain]

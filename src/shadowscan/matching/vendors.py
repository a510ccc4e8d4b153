"""Vendor rule files into vendors, products and the ways they are written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from shadowscan.errors import RuleError
from shadowscan.matching.entries import Example, NamesEntry, Strength, Tier, VendorEntry, VendorFile, WideEntry, slug
from shadowscan.matching.wide import beside_core
from shadowscan.records import Product, Vendor
from shadowscan.rules import RuleBook

__all__ = ["Alias", "Example", "VendorBase", "VendorEntry", "VendorFile", "build_base", "load_vendors", "slug"]

Told = tuple[int, Example, bool]  # (vendor index, example, it must match)


@dataclass(frozen=True, slots=True)
class Alias:
    """Hold one way to write a product: the text, how much it proves, and where the rule stands."""

    text: str
    product: int  # index into VendorBase.products
    strength: Strength
    where: str
    tier: Tier = "core"


def _no_examples() -> tuple[Told, ...]:
    return ()


@dataclass(frozen=True)
class VendorBase:
    """Hold all known vendors with their products, names and domains."""

    vendors: tuple[Vendor, ...]
    products: tuple[Product, ...]
    aliases: tuple[Alias, ...]
    domains: dict[str, int]  # domain -> index into products
    examples_of: Callable[[], tuple[Told, ...]] = field(default=_no_examples, compare=False, repr=False)
    own: frozenset[str] = frozenset()  # vendors that the organisation's own tables name

    def vendor(self, vendor_id: str) -> Vendor | None:
        return self._by_id.get(vendor_id)

    def product(self, product_id: str) -> Product | None:
        return self._products_by_id.get(product_id)

    @cached_property
    def examples(self) -> tuple[Told, ...]:
        """The rules' own examples; only checks ask for them."""
        return self.examples_of()

    @cached_property
    def _by_id(self) -> dict[str, Vendor]:
        return {v.vendor_id: v for v in self.vendors}

    @cached_property
    def _products_by_id(self) -> dict[str, Product]:
        return {p.product_id: p for p in self.products}


def load_vendors(rules: RuleBook) -> VendorBase:
    """Read `rules/vendors/`; raise RuleError on two vendors that claim one name or domain.

    The base comes from a compiled cache where no file of that folder has changed since it was written.
    """
    from shadowscan.matching import compiled

    key = compiled.key_of(rules.digest("vendors/"))
    base = compiled.load(key)
    if base is None:
        base = read_vendors(rules)
        compiled.store(key, base)
    return base


def read_vendors(rules: RuleBook) -> VendorBase:
    """Read the rule files themselves: the curated entries, then what the wide tier adds to them."""
    files = rules.many("vendors", VendorFile).values()
    core = [dataclasses.replace(entry, source=entry.source or file.source) for file in files for entry in file.vendors]
    names = [entry for file in files for entry in file.names]
    return build_base(core, beside_core(core, rules.rows("vendors/wide", WideEntry)), names)


def build_base(
    core: Iterable[VendorEntry], wide: Iterable[VendorEntry] = (), names: Iterable[NamesEntry] = ()
) -> VendorBase:
    """Put entries together, the curated first, and refuse what two of them claim."""
    made = _Building()
    for entry in core:
        made.add(entry, "core")
    for entry in wide:
        made.add(entry, "wide")
    for more in names:
        made.name(more)
    told = tuple(made.examples)
    return VendorBase(tuple(made.vendors), tuple(made.products), tuple(made.aliases), made.domains, lambda: told)


@dataclass(slots=True)
class _Building:
    """Gather a base entry by entry; who claimed a name or domain first is remembered by rule file and line."""

    vendors: list[Vendor] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    domains: dict[str, int] = field(default_factory=dict)
    examples: list[Told] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def add(self, entry: VendorEntry, tier: Tier) -> None:
        vendor_id = slug(entry.name)
        _claim(self.ids, vendor_id, entry.where, "vendor name")
        first = len(self.products)
        own = _products(entry, vendor_id)
        self.products.extend(own)
        self.aliases.extend(_aliases(entry, first, tier))
        for domain, product in _domains(entry, first):
            if self.domains.get(domain, first) < first:
                _claim(self.owners, domain, entry.where, "domain")
            self.domains[domain] = product  # a product's own claim is finer than its vendor's
            self.owners[domain] = entry.where
        for item, must in [*((m, True) for m in entry.matches), *((i, False) for i in entry.ignores)]:
            self.examples.append((len(self.vendors), Example(item) if isinstance(item, str) else item, must))
        self.vendors.append(
            Vendor(
                vendor_id,
                entry.name,
                entry.domain,
                entry.category,
                entry.parent,
                tuple(own),
                entry.where,
                tier,
                entry.source,
            )
        )

    def name(self, entry: NamesEntry) -> None:
        """Add names to a vendor or product that another entry describes."""
        place = next((n for n, v in enumerate(self.vendors) if v.vendor_id == slug(entry.vendor)), None)
        if place is None:
            remedy = "Write its name as its own entry does, or describe it under `vendors`."
            raise RuleError(f"there is no vendor '{entry.vendor}' to add names to", entry.where, remedy)
        product = self._product_of(place, entry)
        told: tuple[tuple[Strength, list[str]], ...] = (
            ("strong", entry.aliases),
            ("weak", entry.weak),
            ("sso", entry.sso),
        )
        self.aliases.extend(Alias(text, product, strength, entry.where) for strength, texts in told for text in texts)
        for domain in (name.casefold() for name in entry.domains):
            _claim(self.owners, domain, entry.where, "domain")
            self.domains[domain], self.owners[domain] = product, entry.where
        for item, must in [*((m, True) for m in entry.matches), *((i, False) for i in entry.ignores)]:
            self.examples.append((place, Example(item) if isinstance(item, str) else item, must))

    def _product_of(self, place: int, entry: NamesEntry) -> int:
        """Return the index of the product that names are added to; one that is new is added to its vendor."""
        vendor = self.vendors[place]
        product_id = f"{vendor.vendor_id}/{slug(entry.product)}" if entry.product else vendor.vendor_id
        found = next((n for n, product in enumerate(self.products) if product.product_id == product_id), None)
        if found is not None:
            return found
        if not entry.category:
            remedy = "Write it as the vendor's entry does, or give its category: then it is added."
            raise RuleError(f"{vendor.name} has no product '{entry.product}'", entry.where, remedy)
        whole = vendor.products[0]
        new = Product(product_id, vendor.vendor_id, entry.product, vendor.domain, entry.category, whole.sells)
        self.vendors[place] = dataclasses.replace(vendor, products=(*vendor.products, new))
        self.aliases.append(Alias(f"{vendor.name} {entry.product}", len(self.products), "strong", entry.where))
        self.products.append(new)
        return len(self.products) - 1


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


def _aliases(entry: VendorEntry, first: int, tier: Tier) -> list[Alias]:
    own: Strength = "weak" if entry.ordinary else "strong"
    found = [Alias(entry.name, first, own, entry.where, tier)]
    for names in (entry.aliases, entry.legal, entry.former):
        found.extend(Alias(name, first, "strong", entry.where, tier) for name in names)
    found.extend(Alias(name, first, "weak", entry.where, tier) for name in entry.weak)
    found.extend(Alias(name, first, "sso", entry.where, tier) for name in entry.sso)
    for index, product in enumerate(entry.products, start=first + 1):
        strength: Strength = "weak" if product.ordinary else "strong"
        found.append(Alias(product.name, index, strength, entry.where, tier))
        found.extend(Alias(name, index, "strong", entry.where, tier) for name in product.aliases)
        found.extend(Alias(name, index, "weak", entry.where, tier) for name in product.weak)
        found.extend(Alias(name, index, "sso", entry.where, tier) for name in product.sso)
    return found


def _domains(entry: VendorEntry, first: int) -> list[tuple[str, int]]:
    found = [(entry.domain, first)] + [(domain, first) for domain in entry.domains]
    for index, product in enumerate(entry.products, start=first + 1):
        extra = [product.domain] if product.domain and product.domain != entry.domain else []
        found.extend((domain, index) for domain in [*extra, *product.domains])
    return [(domain.casefold(), product) for domain, product in found if domain]

"""Names in the organisation's own tables: resolved against the vendor base, or added to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from shadowscan.matching.fillers import compact
from shadowscan.matching.names import NameIndex
from shadowscan.matching.normalise import Normaliser
from shadowscan.matching.vendors import Alias, VendorBase, slug
from shadowscan.records import Product, Vendor
from shadowscan.rules import RuleBook

Lookup = Callable[[str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Named:
    """Name a vendor and perhaps a product as a reference table writes them."""

    vendor: str
    product: str
    category: str
    where: str


class Resolver:
    """Find the vendor and product that a deliberate name means; here an ordinary word is proof enough."""

    def __init__(self, base: VendorBase, normaliser: Normaliser, rules: RuleBook) -> None:
        self.base = base
        self._normaliser = normaliser
        texts = sorted({alias.text for alias in base.aliases})
        self._index = NameIndex(base, normaliser.words_of(texts), rules)

    def ids(self, vendor: str, product: str) -> tuple[str, str]:
        """Return (vendor_id, product_id); the product is empty where none is named; both empty where unknown."""
        owner = self._product(vendor)
        if owner is None:
            return "", ""
        if not product:
            return owner.vendor_id, ""
        found = self._of_vendor(owner, vendor, product)
        return (found.vendor_id, found.product_id) if found else (owner.vendor_id, "")

    def _product(self, text: str) -> Product | None:
        words = self._normaliser.words(text)
        hit = self._index.find(words, text.casefold() if "." in text else "", False, True)
        return self.base.products[self._index.aliases[hit.alias].product] if hit else None

    def _of_vendor(self, owner: Product, vendor: str, product: str) -> Product | None:
        name = next(v.name for v in self.base.vendors if v.vendor_id == owner.vendor_id)
        if compact(product) == compact(name):
            return self.base.product(owner.vendor_id)
        for text in (product, f"{vendor} {product}"):
            words = self._normaliser.words(text)
            hit = self._index.find(words, "", False, True)
            if hit is None:
                continue
            number = self._index.aliases[hit.alias].product
            finer = self._index.product_in_tail(number, hit.tail)
            found = self.base.products[number if finer is None else finer]
            parent = self.base.vendors[self._index.vendor_of(number)].parent
            if found.product_id != owner.vendor_id and (
                found.vendor_id == owner.vendor_id or compact(parent) == compact(name)
            ):
                return found
        return None


def localise(
    base: VendorBase, named: Iterable[Named], normaliser: Normaliser, rules: RuleBook
) -> tuple[VendorBase, Lookup]:
    """Add what the organisation's tables name and the base does not know; return the base and a look-up of names."""
    named = list(named)
    resolver = Resolver(base, normaliser, rules)
    for name in sorted(set(named), key=lambda n: (n.vendor, n.product, n.where)):
        vendor_id, product_id = resolver.ids(name.vendor, name.product)
        if vendor_id and (product_id or not name.product):
            continue
        base = _with_product(base, vendor_id, name) if vendor_id else _with_vendor(base, name)
        resolver = Resolver(base, normaliser, rules)
    own = {resolver.ids(name.vendor, name.product)[0] for name in set(named)}
    return dataclasses.replace(base, own=frozenset(own - {""})), resolver.ids


def _with_vendor(base: VendorBase, name: Named) -> VendorBase:
    vendor_id = slug(name.vendor)
    whole = Product(vendor_id, vendor_id, name.vendor, "", name.category)
    vendor = Vendor(vendor_id, name.vendor, "", name.category, "", (whole,), name.where)
    alias = Alias(name.vendor, len(base.products), "strong", name.where)
    grown = dataclasses.replace(
        base,
        vendors=(*base.vendors, vendor),
        products=(*base.products, whole),
        aliases=(*base.aliases, alias),
    )
    return _with_product(grown, vendor_id, name) if name.product else grown


def _with_product(base: VendorBase, vendor_id: str, name: Named) -> VendorBase:
    """Add a product the base does not know to a vendor it knows; its full name is the way it is written."""
    owner = next(v for v in base.vendors if v.vendor_id == vendor_id)
    product = Product(
        f"{vendor_id}/{slug(name.product)}", vendor_id, name.product, owner.domain, name.category or owner.category
    )
    full = name.product if compact(owner.name) in compact(name.product) else f"{owner.name} {name.product}"
    number = len(base.products)
    aliases = [Alias(full, number, "strong", name.where)]
    if full != name.product:  # in sign-on data the product's own name is said on purpose
        aliases.append(Alias(name.product, number, "sso", name.where))
    grown = dataclasses.replace(owner, products=(*owner.products, product))
    return dataclasses.replace(
        base,
        vendors=tuple(grown if vendor is owner else vendor for vendor in base.vendors),
        products=(*base.products, product),
        aliases=(*base.aliases, *aliases),
    )

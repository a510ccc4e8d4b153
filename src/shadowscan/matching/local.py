"""Names in the organisation's own tables and in people's answers: resolved against the vendor base, or added to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from shadowscan.matching.fillers import compact
from shadowscan.matching.names import Hit, NameIndex
from shadowscan.matching.normalise import Normaliser
from shadowscan.matching.vendors import Alias, VendorBase, slug
from shadowscan.records import Product, Vendor
from shadowscan.rules import RuleBook

Lookup = Callable[[str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Named:
    """Name a vendor and perhaps a product as a reference table or a person writes them."""

    vendor: str
    product: str
    category: str
    where: str
    domain: str = ""
    own: bool = True  # the organisation looks after it, so that an ordinary word is proof enough in its exports


class Resolver:
    """Find the vendor and product that a deliberate name means; here an ordinary word is proof enough."""

    def __init__(self, base: VendorBase, normaliser: Normaliser, rules: RuleBook) -> None:
        self.base = base
        self._normaliser = normaliser
        texts = sorted({alias.text for alias in base.aliases})
        self._index = NameIndex(base, normaliser.words_of(texts), rules)
        # names without a Latin letter or digit, which the index of names cannot tell apart
        self._foreign = {v.name.casefold(): v.products[0] for v in base.vendors if not compact(v.name)}

    def __call__(self, vendor: str, product: str) -> tuple[str, str]:
        """Return (vendor_id, product_id); the product is empty where none is named; both empty where unknown."""
        return self._ids(self._product(vendor), vendor, product)

    def exactly(self, vendor: str, product: str) -> tuple[str, str]:
        """Return the same, but for a vendor's name with nothing of its own behind it: "Box Office Ltd" is not Box."""
        return self._ids(self._product(vendor, exactly=True), vendor, product)

    def _ids(self, owner: Product | None, vendor: str, product: str) -> tuple[str, str]:
        if owner is None:
            return "", ""
        if not product:
            return owner.vendor_id, ""
        found = self._of_vendor(owner, vendor, product)
        return (found.vendor_id, found.product_id) if found else (owner.vendor_id, "")

    def _product(self, text: str, exactly: bool = False) -> Product | None:
        words = self._normaliser.words(text)
        hit = self._index.find(words, text.casefold() if "." in text else "", False, True)
        if hit is None or (exactly and not self._says_no_more(hit)):
            return self._foreign.get(text.strip().casefold())
        return self.base.products[self._index.aliases[hit.alias].product]

    def _says_no_more(self, hit: Hit) -> bool:
        return hit.route in ("exact", "domain") or (
            hit.route != "part" and all(self._index.fillers.says_nothing(word, True) for word in hit.tail.split())
        )

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
) -> tuple[VendorBase, Resolver]:
    """Add what the names mean and the base does not know; return the base and a look-up of names."""
    asked = sorted(set(named), key=lambda n: (n.vendor, n.product, n.where, n.domain))
    resolver = Resolver(base, normaliser, rules)
    for add in (_add_vendors, _add_products):
        grown = add(base, asked, resolver, normaliser, rules)
        if grown is not base:
            base, resolver = grown, Resolver(grown, normaliser, rules)
    own = {resolver(name.vendor, name.product)[0] for name in asked if name.own}
    return dataclasses.replace(base, own=frozenset(own - {""})), resolver


def _add_vendors(
    base: VendorBase, asked: Sequence[Named], resolver: Resolver, normaliser: Normaliser, rules: RuleBook
) -> VendorBase:
    """Add each vendor nobody knows once, however it is written; a look-up of the new ones alone is quickly made."""
    new = VendorBase((), (), (), {})
    among_new = Resolver(new, normaliser, rules)
    for name in asked:
        if _ids(resolver, name)[0] or _ids(among_new, name)[0]:
            continue
        base, new = _with_vendor(base, name), _with_vendor(new, name)
        among_new = Resolver(new, normaliser, rules)
    return base


def _add_products(
    base: VendorBase, asked: Sequence[Named], resolver: Resolver, normaliser: Normaliser, rules: RuleBook
) -> VendorBase:
    for name in asked:
        vendor_id, product_id = _ids(resolver, name)
        if compact(name.product) and not product_id and not base.product(f"{vendor_id}/{slug(name.product)}"):
            base = _with_product(base, vendor_id, name)
    return base


def _ids(resolver: Resolver, name: Named) -> tuple[str, str]:
    return resolver(name.vendor, name.product) if name.own else resolver.exactly(name.vendor, name.product)


def _with_vendor(base: VendorBase, name: Named) -> VendorBase:
    """Add a vendor; its domain stays with whoever has it already."""
    foreign = not compact(name.vendor)
    vendor_id = slug(name.vendor) if not foreign else f"x-{blake2b(name.vendor.encode(), digest_size=4).hexdigest()}"
    whole = Product(vendor_id, vendor_id, name.vendor, name.domain, name.category)
    vendor = Vendor(vendor_id, name.vendor, name.domain, name.category, "", (whole,), name.where, "own", name.where)
    number = len(base.products)
    return dataclasses.replace(
        base,
        vendors=(*base.vendors, vendor),
        products=(*base.products, whole),
        aliases=base.aliases if foreign else (*base.aliases, Alias(name.vendor, number, "strong", name.where)),
        domains={name.domain: number, **base.domains} if name.domain else base.domains,
    )


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

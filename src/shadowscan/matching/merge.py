"""Vendors that people know to be one: names, domains and products of both under the name of one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from shadowscan.matching.vendors import VendorBase
from shadowscan.records import Product, Vendor


def merge_vendors(base: VendorBase, into: Mapping[str, str]) -> VendorBase:
    """Return the base with each vendor that is a key of `into` merged into another; those nobody knows are left out."""
    moves = {old: new for old, new in into.items() if base.vendor(old) and base.vendor(new)}
    if not moves:
        return base
    products = {id_: _moved(product, moves, base) for id_, product in _by_id(base).items()}
    kept: dict[str, Product] = {}
    for id_, product in products.items():  # the product of the vendor that stays goes before its namesake
        if product.product_id not in kept or id_ == product.product_id:
            kept[product.product_id] = product
    numbers = {product_id: number for number, product_id in enumerate(kept)}
    place = [numbers[products[product.product_id].product_id] for product in base.products]
    vendors = [v for v in base.vendors if v.vendor_id not in moves]
    vendor_places = {v.vendor_id: n for n, v in enumerate(vendors)}
    told = base.examples_of
    ids = [moves.get(v.vendor_id, v.vendor_id) for v in base.vendors]
    return dataclasses.replace(
        base,
        vendors=tuple(_with_products(v, kept) if v.vendor_id in moves.values() else v for v in vendors),
        products=tuple(kept.values()),
        aliases=tuple(dataclasses.replace(alias, product=place[alias.product]) for alias in base.aliases),
        domains={domain: place[product] for domain, product in base.domains.items()},
        examples_of=lambda: tuple((vendor_places[ids[n]], example, must) for n, example, must in told()),
        own=frozenset(moves.get(vendor_id, vendor_id) for vendor_id in base.own),
    )


def merged_product_id(product_id: str, into: Mapping[str, str]) -> str:
    """Return the id of a product after its vendor was merged."""
    vendor_id, slash, part = product_id.partition("/")
    return into.get(vendor_id, vendor_id) + slash + part


def _by_id(base: VendorBase) -> dict[str, Product]:
    return {product.product_id: product for product in base.products}


def _moved(product: Product, moves: Mapping[str, str], base: VendorBase) -> Product:
    """Return what a product is after the merge: the whole vendor becomes the other one, a part goes along."""
    target = moves.get(product.vendor_id)
    if target is None:
        return product
    product_id = merged_product_id(product.product_id, moves)
    known = base.product(product_id)
    return known or dataclasses.replace(product, product_id=product_id, vendor_id=target)


def _with_products(vendor: Vendor, kept: Mapping[str, Product]) -> Vendor:
    own = [product for product in kept.values() if product.vendor_id == vendor.vendor_id]
    own.sort(key=lambda product: product.product_id != vendor.vendor_id)  # the vendor's own name first
    return dataclasses.replace(vendor, products=tuple(own))

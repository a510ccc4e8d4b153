"""Descriptors into vendor, product and category, each with its reason."""

from shadowscan.matching.describe import Described, describe
from shadowscan.matching.local import Lookup, Named, Resolver, localise
from shadowscan.matching.match import Matcher
from shadowscan.matching.merge import merge_vendors, merged_product_id
from shadowscan.matching.vendors import VendorBase, load_vendors

__all__ = [
    "Described",
    "Lookup",
    "Matcher",
    "Named",
    "Resolver",
    "VendorBase",
    "describe",
    "load_vendors",
    "localise",
    "merge_vendors",
    "merged_product_id",
]

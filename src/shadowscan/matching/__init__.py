"""Descriptors into vendor, product and category, each with its reason."""

from shadowscan.matching.describe import Described, describe
from shadowscan.matching.local import Lookup, Named, localise
from shadowscan.matching.match import Matcher
from shadowscan.matching.vendors import VendorBase, load_vendors

__all__ = ["Described", "Lookup", "Matcher", "Named", "VendorBase", "describe", "load_vendors", "localise"]

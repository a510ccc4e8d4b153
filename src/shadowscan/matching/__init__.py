"""Descriptors into vendor, product and category, each with its reason."""

from shadowscan.matching.match import Matcher
from shadowscan.matching.vendors import VendorBase, load_vendors

__all__ = ["Matcher", "VendorBase", "load_vendors"]

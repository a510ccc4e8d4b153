"""Vendors as the rule files write them: curated entries in YAML, the wide tier as rows of a table."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

Sells = Literal["software", "advertising", "media", "hardware", "telecom", "services", "goods"]
Strength = Literal["strong", "weak", "sso"]
Tier = Literal["core", "wide"]

_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


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
class NamesEntry:
    """Add names to a vendor, or to a product of it, that stands in another file."""

    vendor: str  # as its own entry names it
    matches: list[Example | str]
    ignores: list[Example | str]
    product: str = ""
    category: str = ""  # makes a product of one the vendor does not have yet
    aliases: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    sso: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    where: str = ""


@dataclass(frozen=True, slots=True)
class VendorFile:
    title: str
    why: str
    source: str
    vendors: list[VendorEntry] = field(default_factory=list)
    names: list[NamesEntry] = field(default_factory=list)
    status: str = "stable"


@dataclass(frozen=True, slots=True)
class WideEntry:
    """Hold one row of the wide tier: a name and a domain that a public list gives, not yet curated."""

    name: str
    domain: str
    category: str  # empty: no list says, the classifier guesses
    ordinary: str  # "yes": the name alone is no proof
    source: str  # lists that name it, joined by "; "
    where: str = ""

    def __post_init__(self) -> None:
        if not letters(self.name):
            raise ValueError("the name has no letters a to z")
        if not _HOST.fullmatch(self.domain):
            raise ValueError(f"'{self.domain}' is no domain in lower case")
        if self.ordinary not in ("", "yes"):
            raise ValueError(f"'ordinary' is either yes or empty, not '{self.ordinary}'")
        if not self.source:
            raise ValueError("the row names no source")


def letters(text: str) -> str:
    """Return what tells names apart: letters and digits, lower case, without accents; '&' and '+' read as AND."""
    plain = re.sub(r"[&+]", "and", unicodedata.normalize("NFKD", text).lower())
    return re.sub(r"[^0-9a-z]", "", plain)


def slug(text: str) -> str:
    """Return a text as lower-case words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "x"

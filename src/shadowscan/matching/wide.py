"""The wide tier beside the curated core: what the core knows already, by any name or domain, is left to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shadowscan.matching.entries import VendorEntry, WideEntry, letters, slug
from shadowscan.rules import RuleBook

_SHORTEST_LABEL = 4  # letters of a domain's first label that make one company of two domains


@dataclass(frozen=True, slots=True)
class Package:
    """Pin one public package: what it is called, its version, the checksum of its archive, and whom to credit."""

    id: str
    package: str
    version: str
    integrity: str
    licence: str
    credit: str
    categories: dict[str, str] = field(default_factory=dict)  # the package's tag -> id of the taxonomy


@dataclass(frozen=True, slots=True)
class Sources:
    """Hold `vendors/wide/sources.yml`: the order of packages is the order of trust."""

    title: str
    why: str
    packages: list[Package]


class Core:
    """Know which names and domains the curated entries hold."""

    def __init__(self, entries: Iterable[VendorEntry]) -> None:
        self._domains: set[str] = set()
        self._names: set[str] = set()
        self._sure: set[str] = set()
        for entry in entries:
            self._add(entry)
        self._labels = {label for domain in self._domains if len(label := _label(domain)) >= _SHORTEST_LABEL}

    def _add(self, entry: VendorEntry) -> None:
        sure = [*entry.aliases, *entry.legal, *entry.former]
        unsure = [*entry.weak, *entry.sso]
        (unsure if entry.ordinary else sure).append(entry.name)
        self._domains.update(domain.casefold() for domain in (entry.domain, *entry.domains) if domain)
        for product in entry.products:
            (unsure if product.ordinary else sure).append(product.name)
            sure += product.aliases
            unsure += [*product.weak, *product.sso]
            self._domains.update(domain.casefold() for domain in (product.domain, *product.domains) if domain)
        self._sure.update(letters(name) for name in sure)
        self._names.update(letters(name) for name in (*sure, *unsure))
        self._names.add(slug(entry.name).replace("-", ""))

    def knows(self, name: str, domain: str) -> bool:
        """Tell whether a name or domain is the core's: its own, its domain written out, or one that opens with it."""
        key = letters(name)
        return (
            domain in self._domains
            or (len(_label(domain)) >= _SHORTEST_LABEL and _label(domain) in self._labels)
            or key in self._names
            or key in self._labels
            or _label(domain) in self._sure
            or any(opening in self._sure for opening in _openings(name))
        )


def _label(domain: str) -> str:
    return letters(domain.partition(".")[0])


def _openings(name: str) -> list[str]:
    words = name.split()
    return [letters(" ".join(words[:end])) for end in range(1, len(words))]


def beside_core(core: list[VendorEntry], wide: Iterable[WideEntry]) -> list[VendorEntry]:
    """Return the wide rows that the core leaves open, as entries; a conflict is the core's without a word."""
    known = Core(core)
    return [
        VendorEntry(
            row.name,
            row.domain,
            row.category,
            matches=[],
            ignores=[],
            ordinary=row.ordinary == "yes",
            source=row.source,
            where=row.where,
        )
        for row in wide
        if not known.knows(row.name, row.domain)
    ]


def check_sources(rules: RuleBook, categories: frozenset[str]) -> list[str]:
    """Return what the tables of the wide tier say that no source or taxonomy knows, with file and line."""
    packages = rules.one("vendors/wide/sources", Sources).packages
    known = {package.id for package in packages}
    problems = [
        f"rules/vendors/wide/sources.yml: {package.id}: '{tag}' leads to '{category}', which is no id of the taxonomy"
        for package in packages
        for tag, category in package.categories.items()
        if category not in categories
    ]
    for row in rules.rows("vendors/wide", WideEntry):
        if row.category and row.category not in categories:
            problems.append(f"{row.where}: {row.name}: category '{row.category}' is not in rules/taxonomy.csv")
        strange = set(row.source.split("; ")) - known
        if strange:
            problems.append(f"{row.where}: {row.name}: sources.yml names no package '{', '.join(sorted(strange))}'")
    return problems

"""Facts of many packages into one row for each service: what is taken, its name, its category."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from shadowscan.matching.context import Context
from shadowscan.matching.entries import VendorFile, WideEntry, letters, slug
from shadowscan.matching.normalise import Normaliser
from shadowscan.matching.wide import Core
from shadowscan.rules import RuleBook
from tests.registry.facts import Fact, domain_of
from tests.registry.ordinary import OrdinaryWords
from tests.registry.packages import Package

_SURE = ("saas", "priced", "application", "provider")  # kinds by which a package says that it is a service
_TAIL = re.compile(r"\s*(\([^)]*\)|\bCMP\b|\bCDN\b)\s*$")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Hold `reviewed.yml`: what a person decided."""

    title: str
    why: str
    no_product: list[str]
    hosts: list[str]
    left_out: dict[str, list[str]]
    taken: list[str]


def reviewed() -> Reviewed:
    """Read the decisions beside this module."""
    return RuleBook((Path(__file__).parent,)).one("reviewed", Reviewed)


class Chooser:
    """Choose rows by the decisions, the curated core and the matcher's own rules."""

    def __init__(self, rules: RuleBook, packages: Sequence[Package], words: OrdinaryWords, choice: Reviewed) -> None:
        self._trust = {package.id: number for number, package in enumerate(packages)}
        self._categories = {package.id: package.categories for package in packages}
        self._words = words
        self._taken = frozenset(choice.taken)
        self._no_product = frozenset(choice.no_product)
        self._out = frozenset(choice.hosts).union(*choice.left_out.values())
        self._core = Core(entry for file in rules.many("vendors", VendorFile).values() for entry in file.vendors)
        self._normaliser = Normaliser(rules)
        self._context = Context(rules)

    def rows(self, facts: Iterable[Fact]) -> list[WideEntry]:
        """Return one row for each service that the core does not know, by name."""
        by_domain: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            if letters(_TAIL.sub("", fact.name)):
                by_domain[domain_of(fact.address)].append(fact)
        found = [self._row(domain, some) for domain, some in by_domain.items() if self._is_taken(domain, some)]
        return self._once(self._open([row for row in found if not self._core.knows(row.name, row.domain)]))

    def _is_taken(self, domain: str, facts: list[Fact]) -> bool:
        if not domain or domain in self._out or self._context.is_public(domain) or not domain.isascii():
            return False
        if domain in self._taken:
            return True
        if any(fact.kind == "gone" for fact in facts) or not any(fact.kind in _SURE for fact in facts):
            return False
        tags = {tag for fact in facts if fact.source == "wappalyzer" for tag in fact.tags}
        return not tags or bool(tags - self._no_product)

    def _open(self, rows: list[WideEntry]) -> list[WideEntry]:
        """Leave out those whose name or domain an intermediary bears."""
        told = [text.upper() for row in rows for text in (row.name, row.domain)]
        via = self._normaliser.clean(pa.array(told, pa.string())).intermediary.to_pylist()
        return [row for number, row in enumerate(rows) if max(via[2 * number : 2 * number + 2]) < 0]

    def _row(self, domain: str, facts: list[Fact]) -> WideEntry:
        facts = sorted(facts, key=lambda fact: (self._trust[fact.source], fact.name))
        name = self._name(domain, facts)
        sources = "; ".join(sorted({fact.source for fact in facts}))
        ordinary = "yes" if self._words.is_ordinary(name) else ""
        return WideEntry(name, domain, self._category(facts), ordinary, sources)

    def _name(self, domain: str, facts: list[Fact]) -> str:
        """Return the name that spells the domain, else the one nearest to it, else the shortest."""
        label = letters(domain.partition(".")[0])
        names = list(dict.fromkeys(_TAIL.sub("", fact.name).strip() for fact in facts))

        def rank(name: str) -> tuple[bool, bool, bool, int, int]:
            key = letters(name)
            cased = not any(letter.isupper() for letter in name)
            return (
                key != label,
                not key or (key not in label and label not in key),
                cased,
                len(key),
                names.index(name),
            )

        return min(names, key=rank)

    def _category(self, facts: list[Fact]) -> str:
        """Return the category most tags speak for; the most trusted package decides between equals."""
        votes: Counter[str] = Counter()
        for fact in facts:
            known = self._categories[fact.source]
            votes.update({known[tag]: 1 for tag in fact.tags if tag in known})
        return votes.most_common(1)[0][0] if votes else ""  # Counter keeps the order of first votes

    def _once(self, rows: list[WideEntry]) -> list[WideEntry]:
        """Keep one row for each name: the one most packages know, then by domain."""
        found: dict[str, WideEntry] = {}
        for row in sorted(rows, key=lambda row: (-row.source.count(";"), len(row.domain), row.domain)):
            for key in (letters(row.name), slug(row.name).replace("-", "")):
                if key in found:
                    break
            else:
                found[letters(row.name)] = row
        return sorted(found.values(), key=lambda row: (letters(row.name), row.domain))

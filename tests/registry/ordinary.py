"""Which names are words that any business may bear: a domain or a second signal must speak for them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shadowscan.matching.entries import letters
from shadowscan.matching.fillers import Fillers
from shadowscan.rules import RuleBook
from tests.registry.packages import Member

_SHORT = 4  # letters; a shorter name is the initials of many
_PART = 3  # letters of the shortest word looked for inside a name that is written as one
_COMMON = 50  # SCOWL: words up to this level are known to everybody


@dataclass(frozen=True, slots=True)
class OrdinaryWords:
    """Hold words, names of people and places, and those that only software puts into its name."""

    known: frozenset[str]
    common: frozenset[str]
    technical: frozenset[str]

    def is_ordinary(self, name: str) -> bool:
        """Tell whether a name is short, made of known words only, or two common words written as one."""
        key = letters(name)
        if "." in name.strip(".") and " " not in name.strip():
            return len(key) <= _SHORT  # a name that is written as a domain
        words = _words(name)
        if len(key) <= _SHORT or all(self._is_plain(word) for word in words):
            return True
        return len(words) == 1 and self._is_pair(words[0])

    def _is_plain(self, word: str) -> bool:
        return len(word) <= 2 or word.isdigit() or word in self.known or word.rstrip("s") in self.known

    def _is_pair(self, word: str) -> bool:
        """Tell whether a word is two common ones ("homebase"), neither of which says software ("mailbase")."""
        for end in range(_PART, len(word) - _PART + 1):
            pair = {word[:end], word[end:]}
            if pair <= self.common and not pair & self.technical:
                return True
        return False


def _words(name: str) -> list[str]:
    plain = re.sub(r"[\u0300-\u036f'’]", "", unicodedata.normalize("NFKD", name).lower().replace("&", " and "))
    return re.findall(r"[a-z0-9]+", plain)


def english(members: Iterable[Member]) -> Iterator[tuple[str, int]]:
    """Yield the words of SCOWL with their level: 10 for the commonest, 70 for those of large dictionaries."""
    for path, content in members:
        found = re.fullmatch(r"(?:english|british|american)-words-(\d+)\.json", path)
        if found:
            yield from ((letters(word), int(found[1])) for word in json.loads(content()))


def names(members: Iterable[Member]) -> Iterator[str]:
    """Yield every word of Faker's data: people, towns, streets, animals, colours, in some seventy languages."""
    for path, content in members:
        if path.startswith("dist/") and path.endswith(".js"):
            yield from map(letters, set(re.findall(r"[^\W\d_]{3,}", content().decode())))


def ordinary_words(words: Iterable[Member], people: Iterable[Member], rules: RuleBook) -> OrdinaryWords:
    """Put the word lists together with what the matcher itself takes for filler, places and trades."""
    levels = list(english(words))
    fillers = Fillers(rules)
    ours = {letters(word) for word in fillers.benign | fillers.trades | fillers.lead}
    known = {word for word, _ in levels} | set(names(people)) | ours
    technical = frozenset(letters(word) for word in rules.one("vendors/wide/technical", Technical).words)
    common = frozenset(word for word, level in levels if level <= _COMMON)
    return OrdinaryWords(frozenset(known - {""}), common | ours, technical)


@dataclass(frozen=True, slots=True)
class Technical:
    """Hold words that only software puts into a name."""

    title: str
    why: str
    words: list[str]

"""Names that people gave answers on: when is another text the same name?"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz import fuzz

from shadowscan.matching.fillers import Fillers, compact

_CODE = 2  # letters of a code of a state or country


@dataclass(frozen=True, slots=True)
class AnswerTexts:
    """Give the sentences of the reasons."""

    vendor: str
    software: str
    not_software: str
    vendor_too: str
    software_too: str
    not_software_too: str


@dataclass(frozen=True, slots=True)
class FileTexts:
    """Give title, why and source of a file of rules written from answers."""

    title: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class AnswerRules:
    """Hold rules/answers.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    least_letters: int
    variant: float
    variant_letters: int
    block_letters: int
    aside: list[str]
    same: list[list[str]]
    other: list[list[str]]
    near_misses: list[str]
    as_rules: FileTexts
    texts: AnswerTexts
    where: str = ""

    def __post_init__(self) -> None:
        if not self.same or not self.other or any(len(pair) != 2 for pair in [*self.same, *self.other]):
            raise ValueError("`same` and `other` are pairs of texts, at least one each")


@dataclass(frozen=True, slots=True)
class Name:
    """Hold what of a cleaned text may be a name; keys are letters and digits only."""

    words: str  # as cleaned, without words that say nothing; an answer on this text settles them
    key: str  # of the words; empty where they say nothing of their own
    keys: tuple[str, ...]  # with towns and the like behind the words, which may belong to the name, down to `key`
    own: tuple[str, ...]  # those of them that an answer on this text settles
    whole: str  # of the whole cleaned text
    domain: str
    cut: bool  # the feed cut the text within the name: its last word may be a part of a word


class Naming:
    """Find the name in a cleaned text."""

    def __init__(self, fillers: Fillers, rules: AnswerRules) -> None:
        self._fillers, self._rules, self._aside = fillers, rules, frozenset(rules.aside)

    def name(self, clean: str, domain: str, cut: bool, sso: bool) -> Name:
        """Return the name in a cleaned text; a last word that the feed cut is left out where it may say nothing."""
        words = self._words(clean)
        if cut and len(words) > 1 and self._fillers.may_be_cut(words[-1]):
            words, cut = words[:-1], False
        end = len(words)
        while end > 1 and self._fillers.says_nothing(words[end - 1], sso):
            end -= 1
        cut = cut and end == len(words)
        key = compact("".join(words[:end]))
        says = any(not self._fillers.says_nothing(w, sso) and w not in self._fillers.trades for w in words[:end])
        if not says or len(key) < self._rules.least_letters:
            return Name(" ".join(words[:end]), "", (), (), compact(clean), domain, cut)
        last = self._end_of_name(words, end)
        keys = tuple(dict.fromkeys(compact("".join(words[:n])) for n in range(last, end - 1, -1)))
        # "QUILL HARBOUR" may be a name of two words; only where the first stands out is the second sure to be a place.
        stands_out = end > 1 or len(key) >= self._rules.variant_letters
        own = (keys[0], key) if stands_out else (keys[0],)
        return Name(" ".join(words[: end if stands_out else last]), key, keys, own, compact(clean), domain, cut)

    def _end_of_name(self, words: Sequence[str], end: int) -> int:
        """Return where the name ends if towns and words like TOOLS behind it belong to it; a legal form ends it."""
        last = end
        for place in range(end, len(words)):
            word = words[place]
            if word in self._fillers.forms:
                break
            if len(word) > _CODE and word not in self._aside and not any(letter.isdigit() for letter in word):
                last = place + 1
        return last

    def _words(self, clean: str) -> list[str]:
        words = clean.split("*")[-1].split() or clean.replace("*", " ").split()
        return words[self._fillers.first(words) :]


@dataclass(slots=True)
class KnownNames:
    """Look up which answer a name has; an answer is any value, and names with two different ones have none."""

    rules: AnswerRules
    cut_letters: int
    _keys: dict[str, Hashable] = field(default_factory=dict)
    _wholes: dict[str, Hashable] = field(default_factory=dict)
    _domains: dict[str, Hashable] = field(default_factory=dict)
    _cut: dict[str, Hashable] = field(default_factory=dict)
    _sorted: list[str] = field(default_factory=list)
    _blocks: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: AnswerRules, cut_letters: int, names: Iterable[tuple[Name, Hashable]]) -> KnownNames:
        """Index names with their answers."""
        made = cls(rules, cut_letters)
        names = list(names)
        made._keys = _agreed((key, answer) for name, answer in names for key in name.own)
        made._wholes = _agreed((name.whole, answer) for name, answer in names)
        made._domains = _agreed((name.domain, answer) for name, answer in names)
        made._cut = _agreed((name.own[-1], answer) for name, answer in names if name.cut and name.own)
        made._sorted = sorted(made._keys)
        blocks: dict[str, list[str]] = defaultdict(list)
        for key in made._sorted:
            if len(key) >= rules.variant_letters:
                blocks[key[: rules.block_letters]].append(key)
        made._blocks = dict(blocks)
        return made

    def same(self, name: Name) -> Hashable | None:
        """Return the answer on this very name: the same words, the same domain, or one cut short of the other."""
        for key in name.keys:
            if key in self._keys:
                return self._keys[key]
        for table, key in ((self._domains, name.domain), (self._wholes, name.whole)):
            if key in table:
                return table[key]
        return self._cut_short(name) if len(name.key) >= self.cut_letters else None

    def alike(self, name: Name) -> Hashable | None:
        """Return the answer on the same name in another spelling."""
        if len(name.key) < self.rules.variant_letters:
            return None
        near = self._blocks.get(name.key[: self.rules.block_letters], ())
        return _only(self._keys[key] for key in near if self._is_variant(key, name.key))

    def _is_variant(self, one: str, other: str) -> bool:
        digits = [[letter for letter in text if letter.isdigit()] for text in (one, other)]
        return digits[0] == digits[1] and fuzz.ratio(one, other) / 100 >= self.rules.variant

    def _cut_short(self, name: Name) -> Hashable | None:
        if name.cut:
            found = _only(self._keys[key] for key in self._beginning_with(name.key))
            if found is not None:
                return found
        starts = (name.key[:end] for end in range(self.cut_letters, len(name.key)))
        return _only(self._cut[start] for start in starts if start in self._cut)

    def _beginning_with(self, start: str) -> Iterator[str]:
        for place in range(bisect_left(self._sorted, start), len(self._sorted)):
            if not self._sorted[place].startswith(start):
                return
            yield self._sorted[place]


def _agreed(pairs: Iterable[tuple[str, Hashable]]) -> dict[str, Hashable]:
    """Return the one answer of each key; a key without letters, or with two answers, is left out."""
    found: dict[str, set[Hashable]] = defaultdict(set)
    for key, answer in pairs:
        if key:
            found[key].add(answer)
    return {key: next(iter(answers)) for key, answers in found.items() if len(answers) == 1}


def _only(answers: Iterable[Hashable]) -> Hashable | None:
    distinct = set(answers)
    return next(iter(distinct)) if len(distinct) == 1 else None

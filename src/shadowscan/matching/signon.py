"""Names in sign-on data: what administrators typed, with environments, teams and the platform's own words around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shadowscan.matching.names import NameIndex
from shadowscan.matching.normalise import Normaliser, text_array
from shadowscan.rules import RuleBook

# What stands behind one of these says where, for whom or in which stage: "SFDC - Prod", "Jira (EU)", "Box | Claims".
_PARTS = re.compile(r"\s+[-–—|/:]\s+|\s*[\[({|]|:\s+")


@dataclass(frozen=True, slots=True)
class PlatformExamples:
    ignores: list[str]
    keeps: list[str]
    reads: dict[str, str] = field(default_factory=dict)  # a name as typed -> the product it is


@dataclass(frozen=True, slots=True)
class PlatformRules:
    """Hold `platform.yml`: names in sign-in logs that say nothing, and the organisation's own applications."""

    title: str
    why: str
    names: list[str]
    leads: list[str]
    examples: PlatformExamples
    internal: list[str] = field(default_factory=list)


class SignOn:
    """Read the names of a sign-on platform under one set of rules."""

    def __init__(self, rules: RuleBook, normaliser: Normaliser, index: NameIndex, sure: float) -> None:
        self.rules = rules.one("platform", PlatformRules)
        self._normaliser, self._index, self._sure = normaliser, index, sure
        self.platform = frozenset(normaliser.words_of(self.rules.names).values())
        self.internal = frozenset(normaliser.words_of(self.rules.internal).values())
        leads = sorted(normaliser.words_of(self.rules.leads).values(), key=lambda words: (-len(words), words))
        self._leads = tuple(f"{words} " for words in leads)

    def read(self, texts: Sequence[str]) -> list[str]:
        """Return for each name the part of it that says which product it is; the whole where no part says more."""
        whole = self._words(texts)
        heads = [_PARTS.split(text, maxsplit=1)[0].strip() for text in texts]
        head_words = self._words(heads)
        found: list[str] = []
        for text, words, head, of_head in zip(texts, whole, heads, head_words, strict=True):
            found.append(self._reading(text, words, head, of_head))
        return found

    def _reading(self, text: str, words: str, head: str, head_words: str) -> str:
        own = self._known(words) or self._known(head_words)
        if own is not None:
            return own
        behind = self._behind_lead(words)
        if behind:
            return behind
        return head if head != text and not self._hits(words) and self._hits(head_words) else text

    def _known(self, words: str) -> str | None:
        """Return the name of the platform or of an own application that the words are, but for an environment."""
        tokens = words.split()
        for end in range(len(tokens), 0, -1):
            name = " ".join(tokens[:end])
            if name in self.internal or (name in self.platform and end == len(tokens)):
                return name
            if not self._index.fillers.says_nothing(tokens[end - 1], True):
                return None
        return None

    def _behind_lead(self, words: str) -> str:
        """Return the words behind the platform's own name where another vendor's name stands there."""
        lead = next((lead for lead in self._leads if words.startswith(lead)), "")
        rest = words.removeprefix(lead)
        if not lead or not self._hits(rest):
            return ""
        of_lead, of_rest = self._vendor(lead.strip()), self._vendor(rest)
        whole_is_other = self._vendor(words) not in (-1, of_lead)  # "Test Rail" is a name of its own
        return "" if whole_is_other or of_rest == of_lead else rest

    def _hits(self, words: str) -> bool:
        hit = self._index.find(words, "", False, True) if words else None
        return hit is not None and hit.score >= self._sure

    def _vendor(self, words: str) -> int:
        hit = self._index.find(words, "", False, True)
        return self._index.vendor_of(self._index.aliases[hit.alias].product) if hit else -1

    def _words(self, texts: Iterable[str]) -> list[str]:
        return [str(words) for words in self._normaliser.clean(text_array(list(texts))).clean.to_pylist()]

"""The software side: names of the vendor base, names known by heart, and names that could exist."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from shadowscan.matching.vendors import VendorEntry

from .dice import Dice
from .statement import Basis, Feed, Manner, Row, context, feed_of, written
from .words import HERE, Words, is_host, items, read

_PAID = {"reseller": 0.09, "paypal": 0.09, "invoice": 0.04, "shop": 0.003}
_MISLEADING_SHARE = 0.3
_OWN_CODE_SHARE = 0.15  # of the categories that have a code of their own
_NAME_SHARE, _LEGAL_SHARE, _DOMAIN_SHARE, _EXAMPLE_SHARE = 0.48, 0.18, 0.12, 0.18
_STYLES = {"cue": 0.45, "web": 0.22, "dull": 0.33}
_TRIES = 30


class Software:
    """Compose rows of sellers of software."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.setup = read(HERE / "kinds" / "software.yml")
        self.texts = items(self.setup["texts"])
        self._misleading = items(self.setup["misleading"])
        self._codes = [code for code, weight in self.setup["mcc"].items() for _ in range(weight)]
        self._own_code: dict[str, str] = self.setup["mcc_of"]
        self._host_manner = Manner(_PAID, phone_share=0.1)
        self._manner = dataclasses.replace(self._host_manner, charges=self.setup["charges"])
        lists = {"stem": "stems", "end": "ends", "tail": "tails", "suffix": "suffixes", "head": "heads"}
        self._lists = {slot: items(self.setup[key]) for slot, key in lists.items()}
        self._cues = {category: items(cues) for category, cues in self.setup["cues"].items()}

    def invented(self) -> Iterator[Row]:
        """Compose names that nobody bears, in the style of young and of dull sellers."""
        seen: set[str] = set()
        categories = sorted(self._cues)
        for number in range(self.setup["rows"] * _TRIES):
            if len(seen) == self.setup["rows"]:
                return
            dice = Dice(f"invented {number}")
            category = categories[number % len(categories)]
            pattern = dice.pick(self.setup["patterns"][dice.weighted(_STYLES)])
            cue, second = dice.pick(self._cues[category]), dice.pick(self._cues[category])
            name = self._fill(pattern, dice, cue, second)
            if name not in seen and cue.lower() * 2 not in name.lower():
                seen.add(name)
                says = "{cue}" in pattern or "{cue2}" in pattern
                yield self._row(name, dice, category if says else self._likely(name), "made")

    def _fill(self, pattern: str, dice: Dice, cue: str, second: str) -> str:
        glued = "".join(word.capitalize() if word.islower() else word for word in cue.replace("-", " ").split())
        spaced = pattern.startswith("{cue} ") or " {cue}" in pattern
        return self.words.fill(pattern, dice, {**self._lists, "cue": [cue if spaced else glued], "cue2": [second]})

    def _likely(self, name: str) -> str:
        plain = name.lower().split(".")[0]
        ends: dict[str, str] = self.setup["of_end"]
        found = [ends[end] for end in sorted(ends, key=len, reverse=True) if plain.endswith(end)]
        return found[0] if found else str(self.setup["of_rest"])

    def known(self) -> Iterator[Row]:
        """Compose rows from the small and dull names known by heart."""
        for category, names in sorted(read(HERE / "kinds" / "niche.yml")["names"].items()):
            for name in items(names):
                yield self._row(name, Dice(f"niche {name}"), category, "hand")

    def of_vendor(self, vendor: VendorEntry) -> Iterator[Row]:
        """Compose rows from the names, legal entities, domain and examples of a vendor of software."""
        dice = Dice(f"vendor {vendor.name}")
        products = [p for p in vendor.products if p.sells in (None, "software") and not p.ordinary]
        names = [(name, vendor.category) for name in (*vendor.aliases, *vendor.former)]
        names += [(product.name, product.category or vendor.category) for product in products]
        if not vendor.ordinary:  # an ordinary word alone is no proof of software
            names += [(vendor.name, vendor.category)] * (2 + len(names))
        if names and dice.chance(_NAME_SHARE):
            name, category = dice.pick(names)
            yield self._row(name, dice, category, "vendor base")
        if vendor.legal and dice.chance(_LEGAL_SHARE):
            yield self._row(dice.pick(vendor.legal), dice, vendor.category, "vendor base", "ledger")
        if dice.chance(_DOMAIN_SHARE * (2 if vendor.ordinary else 1)):
            host = dice.pick(["", "", "www.", "app.", "billing."]) + vendor.domain
            yield self._row(host, dice, vendor.category, "vendor base", "card")
        examples = [text for text in vendor.matches if isinstance(text, str)]
        if examples and dice.chance(_EXAMPLE_SHARE):
            code, text = self._context(dice, vendor.category, feed_of(dice))
            yield Row(dice.pick(examples), code, text, "software", vendor.category, "vendor base")

    def _row(self, name: str, dice: Dice, category: str, basis: Basis, feed: Feed | None = None) -> Row:
        feed = feed or feed_of(dice)
        code, text = self._context(dice, category, feed)
        manner = self._host_manner if is_host(name) else self._manner
        return Row(written(name, dice, self.words, feed, manner), code, text, "software", category, basis)

    def _context(self, dice: Dice, category: str, feed: Feed) -> tuple[str, str]:
        own = self._own_code.get(category, "")
        codes = [own] if own and dice.chance(_OWN_CODE_SHARE) else self._codes
        texts = self._misleading if dice.chance(_MISLEADING_SHARE) else self.texts
        return context(dice, feed, codes, texts)

"""Cleaned words against the names vendors are known by: whole, by domain, by their leading words, or cut short."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from shadowscan.errors import RuleError
from shadowscan.matching.fillers import Fillers, compact
from shadowscan.matching.thresholds import MatchRules
from shadowscan.matching.vendors import Alias, VendorBase
from shadowscan.rules import RuleBook

MOST_NAME_WORDS = 8  # no vendor's name has more words


@dataclass(frozen=True, slots=True)
class Hit:
    """Say which alias was found, by which route, and what stood behind it."""

    alias: int
    route: str  # a field of Scores
    score: float
    tail: str


def _without_host(tokens: list[str], domain: str) -> list[str]:
    """Leave out the words of a domain nobody knows where it stands behind a name: it is the customer's own."""
    parts = set(domain.upper().replace("-", ".").split("."))
    if not domain or "*" in tokens or not tokens or tokens[0] in parts:
        return tokens
    return [word for word in tokens if word not in parts]


class NameIndex:
    """Look names up in a vendor base."""

    def __init__(self, base: VendorBase, words_of: dict[str, str], rules: RuleBook) -> None:
        self.base = base
        self.rules = rules.one("matching", MatchRules)
        self.fillers = Fillers(rules)
        self._vendor_numbers = {vendor.vendor_id: n for n, vendor in enumerate(base.vendors)}
        self._product_numbers = {product.product_id: n for n, product in enumerate(base.products)}
        self.spend: dict[str, int] = {}
        self.sso: dict[str, int] = {}
        self.aliases: list[Alias] = list(base.aliases)
        for number, alias in enumerate(base.aliases):
            table = self.sso if alias.strength == "sso" else self.spend
            self._add(table, compact(words_of[alias.text]), number)
        for domain, product in base.domains.items():
            self._add_domain(domain, product)
        self.companies: dict[str, int] = {}
        for number, alias in enumerate(base.aliases):
            bare = self.fillers.without_form(words_of[alias.text])
            if alias.strength != "strong" or alias.tier == "wide" or bare in self.spend:
                continue
            if len(bare) >= self.rules.hint_letters:
                self.companies.setdefault(bare, number)
        self._first_alias: dict[int, int] = {}
        for number, alias in enumerate(self.aliases):
            self._first_alias.setdefault(alias.product, number)
        self._openings = frozenset(key[:3] for key in [*self.spend, *self.sso, *self.companies])
        self._sorted = sorted(key for key, number in self.spend.items() if self._is_sure(number))

    def _add(self, table: dict[str, int], key: str, number: int) -> None:
        alias = self.aliases[number]
        other = table.get(key)
        if other is None:
            table[key] = number
            return
        owner = self.aliases[other]
        if alias.tier != owner.tier:  # a curated name, or one of the organisation's own, goes before the wide tier
            table[key] = number if alias.tier == "core" else other
            return
        if self._vendor(owner) != self._vendor(alias):
            raise RuleError(
                f"the name '{alias.text}' is claimed by two vendors ({owner.where} and {alias.where})",
                alias.where,
                "Keep it with the one it belongs to, or tell the two apart.",
            )

    def _add_domain(self, domain: str, product: int) -> None:
        """A domain written with spaces for dots ("SLI DO") is as good as the domain."""
        key = compact(domain)
        if key not in self.spend and self.base.vendors[self.vendor_of(product)].tier == "core":
            self.aliases.append(Alias(domain, product, "strong", self.base.vendors[self.vendor_of(product)].where))
            self.spend[key] = len(self.aliases) - 1

    def _is_sure(self, number: int) -> bool:
        """Tell whether a name is a curated one that proves its vendor by itself."""
        return self.aliases[number].strength == "strong" and self.aliases[number].tier == "core"

    def _vendor(self, alias: Alias) -> str:
        return self.base.products[alias.product].vendor_id

    def _vendor_number(self, hit: Hit) -> int:
        return self.vendor_of(self.aliases[hit.alias].product)

    def vendor_of(self, product: int) -> int:
        """Return the index of the vendor of a product index."""
        return self._vendor_numbers[self.base.products[product].vendor_id]

    def find(self, clean: str, domain: str, cut: bool, sso: bool) -> Hit | None:
        """Return the best known name in a cleaned text, or None."""
        product = self.base.domains.get(domain) if domain else None
        tokens = clean.split() if product is not None else _without_host(clean.split(), domain)
        whole = self._at(tokens, 0, sso)
        if cut and (whole is None or whole.score < self.rules.accept):
            whole = self._cut(tokens, sso) or self._uncut(tokens, sso) or whole
        if whole is not None:
            whole = self._child(whole, sso) or whole
        if whole is not None and whole.route == "exact":
            return whole
        if product is not None and not (whole and self._is_finer(whole, product)):
            return self._by_domain(domain, product)
        if whole is not None:
            return self._backed(whole) if product is not None else whole
        for start in self._starts(tokens):
            part = self._at(tokens, start, sso)
            if part is not None:
                score = min(part.score, self.rules.scores.part)
                return Hit(part.alias, "part" if part.score >= score else part.route, score, part.tail)
        return None

    def _uncut(self, tokens: list[str], sso: bool) -> Hit | None:
        """Leave out a last word that the feed cut, where it may be the beginning of a word that says nothing."""
        short = len(tokens) > 1 and self.fillers.may_be_cut(tokens[-1])
        return self._at(tokens[:-1], 0, sso) if short else None

    def _backed(self, hit: Hit) -> Hit:
        """Return a name with the domain of its own vendor beside it: at least as sure as the domain alone."""
        if hit.score >= self.rules.scores.domain:
            return hit
        return Hit(hit.alias, "domain", self.rules.scores.domain, hit.tail)

    def _is_finer(self, hit: Hit, product: int) -> bool:
        """Tell whether a sure name says more than the domain beside it: the same vendor, or a daughter of it."""
        if self.aliases[hit.alias].strength == "weak":
            return False
        named = self.base.vendors[self._vendor_number(hit)]
        owner = self.base.vendors[self.vendor_of(product)]
        return named is owner or named.parent == owner.name

    def _child(self, hit: Hit, sso: bool) -> Hit | None:
        """Return the vendor whose name follows its parent's, or a store's and a star ("ATLASSIAN STATUSPAGE")."""
        if not hit.tail:
            return None
        below = self._at(hit.tail.strip("* ").split(), 0, sso)
        if below is None or self.aliases[below.alias].strength == "weak":
            return None
        daughter = self.base.vendors[self.vendor_of(self.aliases[below.alias].product)]
        owner = self.base.vendors[self._vendor_number(hit)]
        sold_by_it = hit.tail.startswith("*") and below.score >= self.rules.scores.prefix
        if daughter is not owner and (daughter.parent == owner.name or sold_by_it):
            return Hit(below.alias, "prefix", self.rules.scores.prefix, below.tail)
        return None

    def _by_domain(self, domain: str, product: int) -> Hit:
        return Hit(self._number_of(product), "domain", self.rules.scores.domain, domain)

    def _number_of(self, product: int) -> int:
        """Return an alias that stands for a product."""
        return self._first_alias[product]

    def _starts(self, tokens: list[str]) -> list[int]:
        starts = [n + 1 for n, token in enumerate(tokens) if token == "*"]
        lead = self.fillers.first(tokens)
        behind = [n + 1 for n, token in enumerate(tokens) if n and token in self.fillers.forms and len(token) > 2]
        return ([lead] if lead else []) + starts + behind

    def _at(self, tokens: list[str], start: int, sso: bool) -> Hit | None:
        """Return the longest name that begins at `start` and is not made another business by what follows."""
        if start >= len(tokens) or not self._may_open(tokens, start):
            return None
        keys: list[tuple[int, str]] = []
        key = ""
        for end in range(start, min(len(tokens), start + MOST_NAME_WORDS)):
            if tokens[end] != "*":
                key += tokens[end].lower()
                keys.append((end + 1, key))
        for end, key in reversed(keys):
            number = self._lookup(key, sso)
            if number is None and end == start + 1:
                number = self._unglued(tokens[start], sso)
            if number is None and end < len(tokens) and tokens[end] in self.fillers.forms:
                number = self.companies.get(key)
            if number is not None:
                hit = self._judge(number, tokens[start:end], tokens[end:], start, sso)
                if hit is not None:
                    return hit
        return None

    def _may_open(self, tokens: list[str], start: int) -> bool:
        opening = tokens[start] if len(tokens[start]) > 2 else "".join(t for t in tokens[start : start + 3] if t != "*")
        return opening[:3].lower() in self._openings or len(opening) < 3

    def _lookup(self, key: str, sso: bool) -> int | None:
        if sso and key in self.sso:
            return self.sso[key]
        return self.spend.get(key)

    def _unglued(self, token: str, sso: bool) -> int | None:
        """Find a long name with a legal form, a country or digits stuck to it."""
        bare = token.rstrip("0123456789")
        forms = [bare] + [bare[: -len(form)] for form in self.fillers.glued if bare.endswith(form)]
        for form in forms:
            if form != token and len(form) >= self.rules.cut_letters:
                number = self._lookup(form.lower(), sso)
                if number is not None and self.aliases[number].strength == "strong":
                    return number
        return None

    def _judge(self, number: int, name: list[str], tail: list[str], start: int, sso: bool) -> Hit | None:
        alias = self.aliases[number]
        scores = self.rules.scores
        text = " ".join(tail)
        rest = [word for word in tail if word != "*" and not self.fillers.says_nothing(word, sso)]
        if alias.strength == "weak":
            if alias.tier == "wide" and not self.fillers.forms.issuperset(tail):
                return None  # an ordinary word of the wide tier stands alone, but for a legal form
            return None if rest else self._ordinary(number, tail, text, sso)
        if tail and self._ends_name(number, name, tail, sso):
            return Hit(number, "prefix", scores.prefix, text)
        if not sso and any(word in self.fillers.trades for word in rest):
            return None
        if not tail and start == 0:
            return Hit(number, "exact", scores.exact, "")
        if not rest or sso or self.product_in_tail(alias.product, text) is not None:
            return Hit(number, "prefix", scores.prefix, text)
        if alias.tier == "wide":
            return None
        if len(compact(alias.text)) >= self.rules.coined_letters:
            return Hit(number, "coined", scores.coined, text)
        return Hit(number, "named", scores.named, text)

    def _ordinary(self, number: int, tail: list[str], text: str, sso: bool) -> Hit:
        """Judge an ordinary word: a second signal or a person must speak for it."""
        scores = self.rules.scores
        placed = any(self.fillers.is_place(word) for word in tail)
        route, plain = ("placed_word", scores.placed_word) if placed else ("bare_word", scores.bare_word)
        if self.aliases[number].tier == "wide":
            plain = scores.wide_word
        return Hit(number, route, scores.signalled if sso else plain, text)

    def _ends_name(self, number: int, name: list[str], tail: list[str], sso: bool) -> bool:
        """Tell whether the name is whole for sure: a star, a legal form or another name of the vendor follows."""
        forms = self.fillers.forms
        return tail[0] in forms or name[-1] in forms or tail[0] == "*" or self._own(number, tail, sso) is not None

    def _own(self, number: int, tail: list[str], sso: bool) -> int | None:
        """Return the longest other name of the same vendor that follows, if one does."""
        key, found = "", None
        for word in tail[:MOST_NAME_WORDS]:
            key += "" if word == "*" else word.lower()
            other = self._lookup(key, sso)
            if other is not None and self._vendor(self.aliases[other]) == self._vendor(self.aliases[number]):
                found = other
        return found

    def product_in_tail(self, product: int, tail: str) -> int | None:
        """Return the product of the same vendor that the words behind the vendor's name begin with."""
        found = self.base.products[product]
        if "/" in found.product_id or not tail:
            return None
        vendor = self.base.vendors[self.vendor_of(product)]
        text = compact(tail)
        named = self._own(self._number_of(product), tail.split(), False)
        if named is not None and self.aliases[named].product != product:
            return self.aliases[named].product
        best: tuple[int, int] | None = None
        for part in vendor.products[1:]:
            short = compact(part.name).removeprefix(compact(vendor.name))
            if len(short) > 2 and text.startswith(short) and (best is None or len(short) > best[0]):
                best = (len(short), self._product_numbers[part.product_id])
        return best[1] if best else None

    def _cut(self, tokens: list[str], sso: bool) -> Hit | None:
        """Find the one vendor whose name goes on where the feed cut the text."""
        key = compact("".join(tokens))
        if len(key) < self.rules.cut_letters or (sso and len(tokens) > MOST_NAME_WORDS):
            return None
        first = bisect_left(self._sorted, key)
        vendors: dict[str, int] = {}
        for longer in self._sorted[first : first + 20]:
            if not longer.startswith(key):
                break
            number = self.spend[longer]
            vendors.setdefault(self._vendor(self.aliases[number]), number)
        if len(vendors) != 1:
            return None
        return Hit(next(iter(vendors.values())), "cut", self.rules.scores.cut, "")

    def inside(self, clean: str) -> int | None:
        """Return the product whose sure, long name stands anywhere in a free text; the longest wins."""
        tokens = clean.split()
        best: tuple[int, int] | None = None
        for start in range(len(tokens)):
            hit = self._at(tokens, start, False)
            if hit is None or not self._is_sure(hit.alias):
                continue
            letters = len(compact(self.aliases[hit.alias].text))
            if letters >= self.rules.hint_letters and (best is None or letters > best[0]):
                product = self.aliases[hit.alias].product
                best = (letters, self.product_in_tail(product, hit.tail) or product)
        return best[1] if best else None

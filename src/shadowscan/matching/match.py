"""Distinct descriptors into verdicts: names first, then spelling, then the model; each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from shadowscan.matching.answered import Answered, named_apps
from shadowscan.matching.answers import Judged, Keys, answers
from shadowscan.matching.beside import Beside, Flags, look_beside
from shadowscan.matching.classify import ClassifierRules, Model, code_columns, load_model, note_columns, signs_of
from shadowscan.matching.context import Context
from shadowscan.matching.local import Lookup
from shadowscan.matching.names import Hit, NameIndex
from shadowscan.matching.normalise import Normalised, Normaliser, text_array
from shadowscan.matching.share import share_out
from shadowscan.matching.signon import SignOn
from shadowscan.matching.similar import Candidate, SimilarNames
from shadowscan.matching.thresholds import MatchRules
from shadowscan.matching.vendors import VendorBase
from shadowscan.records import MATCHES
from shadowscan.records.decisions import DescriptorAnswer
from shadowscan.rules import RuleBook

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Matcher:
    """Match descriptors against one vendor base under one set of rules."""

    def __init__(self, base: VendorBase, rules: RuleBook) -> None:
        self.base = base
        self.book = rules
        self.rules = rules.one("matching", MatchRules)
        self.classifier = rules.one("classifier", ClassifierRules)
        self.normaliser = Normaliser(rules)
        self.context = Context(rules)
        texts = sorted({alias.text for alias in base.aliases})
        words = self.normaliser.words_of(texts)
        self.index = NameIndex(base, words, rules)
        self._words = words
        self.signon = SignOn(rules, self.normaliser, self.index, self.rules.accept)
        self._answered: Answered | None = None
        self.seen_as: dict[tuple[str, str, str], str] = {}  # what the rules are sure an answered text is

    def answering(self, given: Sequence[DescriptorAnswer], lookup: Lookup) -> Matcher:
        """Return a matcher that gives people's answers first; `lookup` leads from the names in them to ids."""
        plain, other = copy(self), copy(self)
        plain._answered = None
        other._answered = Answered(plain, given, lookup) if given else None
        return other

    def check_platform(self) -> list[str]:
        """Return which examples of `platform.yml` do not hold."""
        examples = self.signon.rules.examples
        words = self.normaliser.words_of([*examples.ignores, *examples.keeps])
        wrong = [text for text in examples.ignores if words[text] not in self.signon.platform]
        wrong += [text for text in examples.keeps if words[text] in self.signon.platform]
        found = self.match(named_apps(list(examples.reads)))["product_id"]
        names = {product.product_id: product.name for product in self.base.products}
        pairs = zip(examples.reads.items(), found, strict=True)
        wrong += [text for (text, name), product_id in pairs if names.get(product_id) != name]
        return [f"rules/platform.yml: the example '{text}' does not hold" for text in wrong]

    def clean(self, texts: Sequence[str], sso: Flags) -> Normalised:
        """Return texts cleaned; of an application's name only what says which product it is."""
        column = np.array(list(texts), dtype=object)
        rows = np.flatnonzero(sso)
        if len(rows):
            column[rows] = self.signon.read(column[rows].tolist())
        return self.normaliser.clean(text_array(column))

    @cached_property
    def similar(self) -> SimilarNames:
        return SimilarNames(self.index, self._words)

    @cached_property
    def model(self) -> Model:
        return load_model(self.book, self.base, self.normaliser)

    @cached_property
    def _own(self) -> Flags:
        """Tell of each alias whether it names a vendor of the organisation's own tables; False at the end, for none."""
        return np.array([self._vendor_of(n) in self.base.own for n in range(len(self.index.aliases))] + [False])

    def match(self, described: pd.DataFrame) -> pd.DataFrame:
        """Return MATCHES for DESCRIPTORS, in order; long lists are shared out over the machine's cores."""
        if described.empty:
            return MATCHES.empty()
        return share_out(self._match, described, self._prepare)

    def _prepare(self) -> object:
        return self.similar, self.model, self.index.fillers.is_place("")

    def _match(self, described: pd.DataFrame) -> pd.DataFrame:
        cleaned = self.clean(described["descriptor"].tolist(), (described["origin"] == "sso").to_numpy())
        beside = look_beside(described, cleaned, self.context, self.normaliser.intermediaries)
        keys = Keys(cleaned, beside.sso, self.index.fillers)
        hits = [self.index.find(*key) for key in keys.distinct]
        nears = self._similar(keys, hits)
        alias, score, route = self._named(keys, hits, nears, beside)
        product = self._products(alias, hits, keys, route)
        self._hints(described, cleaned, product, score, route)
        plain = self._plain_probability(cleaned, keys, beside)
        judged = self._judged(keys, beside, product, score, route, plain)
        found = answers(self, described, cleaned, keys, beside, judged, nears)
        return self._answered.over(found, described, keys, beside) if self._answered else found

    def _similar(self, keys: Keys, hits: list[Hit | None]) -> list[list[Candidate]]:
        open_keys = [n for n, hit in enumerate(hits) if hit is None]
        found: list[list[Candidate]] = [[] for _ in hits]
        heads = [keys.heads[n] for n in open_keys]
        for n, near in zip(open_keys, self.similar.candidates(heads), strict=True):
            found[n] = near
        return found

    def _named(
        self, keys: Keys, hits: list[Hit | None], nears: list[list[Candidate]], beside: Beside
    ) -> tuple[np.ndarray[Any, Any], Floats, np.ndarray[Any, Any]]:
        """Return alias (-1: none), score and route per descriptor, after second signals and contradictions."""
        found = [self._best(hit, near) for hit, near in zip(hits, nears, strict=True)]
        alias = np.array([f[0] for f in found] or [-1], dtype=np.int64)[keys.codes]
        score = np.array([f[1] for f in found] or [0.0])[keys.codes]
        route = np.array([f[2] for f in found] or [""], dtype=object)[keys.codes]
        letters = np.array([f[3] for f in found] or [0], dtype=np.int64)[keys.codes]
        scores = self.rules.scores
        signal = beside.supports | beside.sells_software | beside.sso | self._own[alias]
        weak = np.isin(route, ["bare_word", "placed_word", "named"])
        score = np.where(weak & signal & ~beside.contradicts, np.maximum(score, scores.signalled), score)
        doubtful = np.isin(route, ["cut", "coined", "named", "similar"]) | (letters < self.rules.cut_letters)
        score = np.where(doubtful & beside.contradicts, np.minimum(score, scores.bare_word), score)
        score = np.where(beside.goods & (alias >= 0), np.minimum(score, scores.named), score)
        gone = np.isin(route, ["bare_word", "placed_word"]) & (beside.contradicts | (score < self.rules.review))
        return np.where(gone, -1, alias), np.where(gone, 0.0, score), np.where(gone, "", route)

    def _best(self, hit: Hit | None, near: list[Candidate]) -> tuple[int, float, str, int]:
        if hit is not None:
            return hit.alias, hit.score, hit.route, len(self.index.aliases[hit.alias].text)
        if not near or near[0].score < self.rules.fuzzy.review:
            return -1, 0.0, "", 0
        best = near[0]
        vendor = self._vendor_of(best.alias)
        rival = next((c.score for c in near[1:] if self._vendor_of(c.alias) != vendor), 0.0)
        score = self._fuzzy_score(best.score)
        if best.score - rival < self.rules.margin:
            score = min(score, self.rules.scores.bare_word)
        return best.alias, score, "similar", len(self.index.aliases[best.alias].text)

    def _fuzzy_score(self, raw: float) -> float:
        """Map likeness to the scale of the other routes: its accept threshold to ours, its review threshold to ours."""
        fuzzy, rules = self.rules.fuzzy, self.rules
        if raw >= fuzzy.accept:
            return rules.accept + (raw - fuzzy.accept) / (1 - fuzzy.accept) * (rules.scores.part - rules.accept)
        step = (raw - fuzzy.review) / (fuzzy.accept - fuzzy.review)
        return rules.review + step * (rules.accept - rules.review - 0.01)

    def _vendor_of(self, alias: int) -> str:
        return self.base.products[self.index.aliases[alias].product].vendor_id

    def _products(
        self, alias: np.ndarray[Any, Any], hits: list[Hit | None], keys: Keys, route: np.ndarray[Any, Any]
    ) -> np.ndarray[Any, Any]:
        owner = np.array([a.product for a in self.index.aliases] + [-1], dtype=np.int64)
        product = owner[alias]
        finer = np.array([self._finer(hit) for hit in hits] or [-1], dtype=np.int64)[keys.codes]
        return np.where((finer >= 0) & (alias >= 0), finer, product)

    def _finer(self, hit: Hit | None) -> int:
        """Return the product that the words behind a vendor's name tell, else -1."""
        if hit is None or not hit.tail:
            return -1
        found = self.index.product_in_tail(self.index.aliases[hit.alias].product, hit.tail)
        return -1 if found is None else found

    def _hints(
        self,
        described: pd.DataFrame,
        cleaned: Normalised,
        product: np.ndarray[Any, Any],
        score: Floats,
        route: np.ndarray[Any, Any],
    ) -> None:
        """Look for a product in the free text where only a reseller, store or processor is named."""
        via = np.asarray(cleaned.intermediary)
        memo = described["memo"].to_numpy(dtype=object)
        rows = np.flatnonzero((via >= 0) & (product < 0) & (memo != ""))
        if not len(rows):
            return
        texts = self.normaliser.clean(text_array(memo[rows].tolist())).clean.to_pylist()
        for row, text in zip(rows, texts, strict=True):
            found = self.index.inside(text)
            if found is not None:
                product[row], score[row], route[row] = found, self.rules.scores.hint, "hint"

    def _plain_probability(self, cleaned: Normalised, keys: Keys, beside: Beside) -> Floats:
        """Return the model's probability of software for each descriptor, whatever vendor was found."""
        words = self.model.text_score([key[0] for key in keys.distinct])[keys.codes]
        notes, texts = pd.factorize(np.array(beside.note, dtype=object))
        noted = np.asarray(note_columns([str(t) for t in texts]) @ self.model.note).ravel()[notes]
        coded = np.asarray(code_columns(beside.code) @ self.model.code).ravel()
        said = [self.context.says_software(text) for text in texts]
        signs = signs_of(
            self.normaliser,
            self.classifier.tech_suffixes,
            cleaned.domain.to_pylist(),
            cleaned.intermediary.to_pylist(),
            beside.code,
            np.array(said or [False])[notes].tolist(),
        )
        return self.model.probability(words + noted + coded + signs @ self.model.signs)

    def _judged(
        self,
        keys: Keys,
        beside: Beside,
        product: np.ndarray[Any, Any],
        score: Floats,
        route: np.ndarray[Any, Any],
        plain: Floats,
    ) -> Judged:
        """Put names and model together into verdicts."""
        rules = self.rules
        known = product >= 0
        sells = np.array([p.sells == "software" for p in self.base.products] + [False])[product]
        noise = beside.sso & np.isin(keys.clean, list(self.signon.platform | self.signon.internal))
        public = np.array([self.context.is_public(key[1]) for key in keys.distinct] or [False])[keys.codes]
        probability = np.where(known, np.where(sells, score, 0.0) + (1 - score) * plain, plain)
        probability = np.where(beside.sells_software & ~known, np.maximum(probability, rules.software), probability)
        probability = np.where(noise | (public & ~known), 0.0, probability)
        verdict = np.select(
            [
                noise,
                known & (score >= rules.accept) & sells,
                known & (score >= rules.accept),
                known & (score >= rules.review) & sells,
                ~known & (probability >= rules.software) & ~beside.sso,
                (probability >= rules.perhaps) | beside.sso,
            ],
            ["not_software", "matched", "not_software", "review", "software", "review"],
            "not_software",
        )
        return Judged(product, score, route, probability, verdict, noise)

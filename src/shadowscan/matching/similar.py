"""Names that are spelt nearly alike: blocked by shared trigrams, compared by explicit features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from shadowscan.matching.fillers import compact
from shadowscan.matching.names import NameIndex
from shadowscan.matching.ngrams import trigrams, unit


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold one comparison with its feature values."""

    alias: int
    cosine: float
    ratio: float
    winkler: float
    score: float


class SimilarNames:
    """Find the nearest sure names of a vendor base for texts that no rule matched."""

    def __init__(self, index: NameIndex, words_of: dict[str, str]) -> None:
        self.index = index
        self.rules = index.rules.fuzzy
        letters = self.rules.least_letters
        self.numbers = [
            n
            for n, alias in enumerate(index.base.aliases)
            if alias.strength == "strong" and alias.tier == "core" and len(compact(words_of[alias.text])) >= letters
        ]
        self.names = [words_of[index.base.aliases[n].text].lower() for n in self.numbers]
        counts = trigrams(self.names)
        seen = np.asarray((counts > 0).sum(axis=0)).ravel()
        self.weight = np.log((1 + len(self.names)) / (1 + seen)).astype(np.float32) + 1
        self.matrix = self._weighted(counts).T.tocsr()

    def _weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        counts.data *= self.weight[counts.indices]
        return unit(counts)

    def candidates(self, heads: list[str]) -> list[list[Candidate]]:
        """Return for each text its nearest names, best first; texts below the least length get none."""
        found: list[list[Candidate]] = [[] for _ in heads]
        if not heads or not self.names:
            return found
        near = sp_matmul_topn(
            self._weighted(trigrams(heads)),
            self.matrix,
            top_n=self.rules.candidates,
            threshold=self.rules.least_cosine,
            sort=True,
        )
        for row in np.flatnonzero(np.diff(near.indptr)):
            text = heads[row].lower()
            if len(compact(text)) < self.rules.least_letters:
                continue
            pairs = range(near.indptr[row], near.indptr[row + 1])
            scored = [self._compare(text, int(near.indices[n]), float(near.data[n])) for n in pairs]
            found[row] = sorted(scored, key=lambda c: (-c.score, c.alias))
        return found

    def _word_for_word(self, words: list[str], others: list[str]) -> bool:
        """Tell whether each word has its like on the other side; words run together or apart count as alike."""
        if fuzz.ratio("".join(words), "".join(others)) / 100 >= self.rules.run_together:
            return True
        least = self.rules.least_word
        near = [max(fuzz.ratio(word, other) for other in others) / 100 >= least for word in words]
        back = [max(fuzz.ratio(word, other) for word in words) / 100 >= least for other in others]
        return all(near) and all(back)

    def _compare(self, text: str, name: int, cosine: float) -> Candidate:
        other = self.names[name]
        ratio = fuzz.ratio(text.replace(" ", ""), other.replace(" ", "")) / 100
        winkler = JaroWinkler.normalized_similarity(text, other)
        weights = self.rules.weights
        score = weights["ratio"] * ratio + weights["winkler"] * winkler + weights["cosine"] * cosine
        if text[0] != other[0] or not self._word_for_word(text.split(), other.split()):
            score = min(score, self.rules.review - 0.01)  # another name, however many letters it shares
        return Candidate(self.numbers[name], round(cosine, 4), round(ratio, 4), round(winkler, 4), round(score, 4))

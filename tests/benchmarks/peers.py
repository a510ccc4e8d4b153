"""The usual ways to find a name in a list, each as its users would set it up: the nearest name and how near it is.

A peer takes texts and names and returns, for each text, the index of its best name and a score from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process, utils

Found = tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.float64]]]
Peer = Callable[[Sequence[str], Sequence[str]], Found]
_AT_ONCE = 128  # texts compared with all names in one matrix


class Missing(Exception):
    """Say that a peer's library is not installed."""


def dictionary(texts: Sequence[str], names: Sequence[str]) -> Found:
    """An exact dictionary of names, lower case, without punctuation."""
    known: dict[str, int] = {}
    for number, name in enumerate(names):
        known.setdefault(utils.default_process(name), number)
    found = np.array([known.get(utils.default_process(text), -1) for text in texts])
    return np.maximum(found, 0), (found >= 0).astype(float)


def wratio(texts: Sequence[str], names: Sequence[str]) -> Found:
    """RapidFuzz WRatio over all names."""
    return _nearest(texts, names, fuzz.WRatio)


def token_set_ratio(texts: Sequence[str], names: Sequence[str]) -> Found:
    """RapidFuzz token_set_ratio over all names."""
    return _nearest(texts, names, fuzz.token_set_ratio)


def _nearest(texts: Sequence[str], names: Sequence[str], scorer: Any) -> Found:
    queries = [utils.default_process(text) for text in texts]
    choices = [utils.default_process(name) for name in names]
    best, score = [], []
    for start in range(0, len(queries), _AT_ONCE):
        part = queries[start : start + _AT_ONCE]
        table = process.cdist(part, choices, scorer=scorer, dtype=np.float32, workers=-1)
        best.append(table.argmax(axis=1))
        score.append(table.max(axis=1) / 100)
    return np.concatenate(best), np.concatenate(score).astype(float)


def ngrams(texts: Sequence[str], names: Sequence[str]) -> Found:
    """TF-IDF over character trigrams with the sparse top match (sparse_dot_topn)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    weights = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), preprocessor=utils.default_process)
    right = weights.fit_transform(names)
    near = sp_matmul_topn(weights.transform(texts), right.T.tocsr(), top_n=1, sort=True)
    filled = np.diff(near.indptr) > 0
    best, score = np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts))
    best[filled] = near.indices[near.indptr[:-1][filled]]
    score[filled] = near.data[near.indptr[:-1][filled]]
    return best, score


def splink(texts: Sequence[str], names: Sequence[str]) -> Found:
    """Splink 5 on the words of the names, trained without labels as its documentation shows."""
    try:
        from tests.benchmarks.peer_splink import link
    except ImportError as missing:
        raise Missing(f"Splink is left out: {missing}. `pip install 'shadowscan[peers]'` brings it.") from None
    return link([utils.default_process(t) for t in texts], [utils.default_process(n) for n in names])


PEERS: dict[str, Peer] = {
    "exact dictionary of all names": dictionary,
    "RapidFuzz WRatio": wratio,
    "RapidFuzz token_set_ratio": token_set_ratio,
    "TF-IDF character trigrams, sparse top-n": ngrams,
    "Splink 5": splink,
}

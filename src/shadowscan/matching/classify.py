"""Is an unknown merchant software, and of which category: a small calibrated linear model, trained from the rules."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import platformdirs
from scipy import sparse

from shadowscan import __version__
from shadowscan.errors import RuleError
from shadowscan.matching.context import Context
from shadowscan.matching.ngrams import WIDTH, trigrams, unit
from shadowscan.matching.normalise import Normaliser
from shadowscan.matching.vendors import VendorBase
from shadowscan.rules import RuleBook

Floats = np.ndarray[Any, np.dtype[np.float64]]
CODES = 10_000  # merchant category codes, and below them their first two digits
_TRAINED_FROM = ("vendors/", "classifier/", "classifier.yml", "normalise.yml", "intermediaries.yml", "mcc.yml")
_SIGNS = ("no_code", "tech_domain", "any_domain", "sold_for_others", "goods", "software_text")


@dataclass(frozen=True, slots=True)
class ClassifierRules:
    """Hold `classifier.yml`: how the model is trained."""

    title: str
    why: str
    strength: float  # inverse of the regularisation
    folds: int
    software_share: float  # how much of what no vendor claims is software, to be expected
    category_margin: float  # lead over the next category, in log-likelihood for each trigram
    tech_suffixes: list[str]
    sign_weight: float


@dataclass(frozen=True, slots=True)
class Model:
    """Hold trained weights; all parts add up, so texts and contexts can be scored apart."""

    text: Floats
    code: Floats
    note: Floats
    signs: Floats
    bias: float
    slope: float
    offset: float
    category_log: Floats
    categories: tuple[str, ...]

    def text_score(self, clean: Sequence[str]) -> Floats:
        """Return the part of the score that the words give."""
        return np.asarray(unit(trigrams(clean)) @ self.text).ravel()

    def probability(self, total: Floats) -> Floats:
        """Return the calibrated probability of a total score (Platt scaling of out-of-fold scores)."""
        return 1 / (1 + np.exp(-(self.slope * (total + self.bias) + self.offset)))

    def category(self, clean: Sequence[str], margin: float) -> list[str]:
        """Return the likeliest category of each text by naive Bayes over its trigrams, or nothing where none leads.

        `margin` is the lead over the next category in log-likelihood for each trigram.
        """
        if not clean:
            return []
        pieces = trigrams(clean)
        likely = np.asarray(pieces @ self.category_log.T)
        first, second = -np.partition(-likely, 1, axis=1)[:, :2].T
        sure = (first - second) >= margin * np.maximum(1, np.asarray(pieces.sum(axis=1)).ravel())
        best = likely.argmax(axis=1)
        return [self.categories[int(n)] if known else "" for n, known in zip(best, sure, strict=True)]


@dataclass(frozen=True, slots=True)
class Labels:
    """Hold training rows."""

    clean: list[str]
    code: list[str]
    note: list[str]
    signs: Floats
    software: np.ndarray[Any, np.dtype[np.int64]]


def load_model(rules: RuleBook, base: VendorBase, normaliser: Normaliser) -> Model:
    """Return the model trained from the rules at hand, from a cache when they have not changed."""
    cache = platformdirs.user_cache_path("shadowscan") / f"model-{__version__}-{rules.digest(*_TRAINED_FROM)}.npz"
    try:
        with np.load(cache, allow_pickle=False) as stored:
            return _unpack(stored)
    except (OSError, ValueError, KeyError, BadZipFile):
        model = train(rules, base, normaliser)
        _write_cache(cache, model)
        return model


def train(rules: RuleBook, base: VendorBase, normaliser: Normaliser) -> Model:
    """Fit the model on the project's own labels and the names of the vendor base; same input, same weights."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    setup = rules.one("classifier", ClassifierRules)
    labels = _labels(rules, normaliser, setup)
    matrix = _matrix(labels, setup)
    fit = LogisticRegression(C=setup.strength, solver="liblinear", dual=True, tol=1e-2, random_state=0)
    folds = StratifiedKFold(setup.folds, shuffle=True, random_state=0)
    unseen = cross_val_predict(fit, matrix, labels.software, cv=folds, method="decision_function")
    scale = LogisticRegression(C=1e6, solver="lbfgs").fit(unseen.reshape(-1, 1), labels.software)
    fit.fit(matrix, labels.software)
    weights = fit.coef_.ravel()
    log, names = _category_model(base, normaliser)
    edges = np.cumsum([WIDTH, CODES, WIDTH, len(_SIGNS)])
    text, code, note, signs = np.split(weights, edges[:-1])
    return Model(
        text,
        code,
        note,
        signs * setup.sign_weight,
        float(fit.intercept_[0]),
        float(scale.coef_[0, 0]),
        float(scale.intercept_[0]) + _logit(setup.software_share) - _logit(float(labels.software.mean())),
        log,
        names,
    )


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _labels(rules: RuleBook, normaliser: Normaliser, setup: ClassifierRules) -> Labels:
    rows = rules.table("classifier/labels")
    if not rows:
        raise RuleError("the training labels are missing", "rules/classifier/labels.csv", "Reinstall shadowscan.")
    import pyarrow as pa

    cleaned = normaliser.clean(pa.array([row["descriptor"] for row in rows]))
    via = cleaned.intermediary.to_pylist()
    note = [row["category_text"] for row in rows]
    code = [row["mcc"].zfill(4) if row["mcc"] else "" for row in rows]
    said = Context(rules)
    texts = [said.says_software(text) for text in note]
    signs = signs_of(normaliser, setup.tech_suffixes, cleaned.domain.to_pylist(), via, code, texts)
    software = np.array([int(row["label"] == "software") for row in rows], dtype=np.int64)
    return Labels(cleaned.clean.to_pylist(), code, note, signs, software)


def signs_of(
    normaliser: Normaliser,
    tech_suffixes: Sequence[str],
    domains: Sequence[str],
    via: Sequence[int],
    codes: Sequence[str],
    software_text: Sequence[bool],
) -> Floats:
    """Return the yes/no signs of each row as columns of _SIGNS."""
    kinds = [(i.kind == "merchant_of_record", i.goods) for i in normaliser.intermediaries] + [(False, False)]
    endings = tuple(tech_suffixes)
    return np.array(
        [
            (not code, domain.endswith(endings) if domain else False, bool(domain), *kinds[number], said)
            for domain, number, code, said in zip(domains, via, codes, software_text, strict=True)
        ],
        dtype=np.float64,
    ).reshape(len(domains), len(_SIGNS))


def code_columns(codes: Sequence[str]) -> sparse.csr_matrix:
    """Return one-hot columns for each code and for its first two digits."""
    rows, columns = [], []
    for row, code in enumerate(codes):
        if code:
            rows += [row, row]
            columns += [int(code), int(code[:2])]
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(codes), CODES))


def note_columns(notes: Sequence[str]) -> sparse.csr_matrix:
    """Return trigrams of the expense type or ledger text."""
    return unit(trigrams(notes))


def _matrix(labels: Labels, setup: ClassifierRules) -> sparse.csr_matrix:
    return sparse.hstack(
        [
            unit(trigrams(labels.clean)),
            code_columns(labels.code),
            note_columns(labels.note),
            sparse.csr_matrix(labels.signs * setup.sign_weight),
        ]
    ).tocsr()


def _category_model(base: VendorBase, normaliser: Normaliser) -> tuple[Floats, tuple[str, ...]]:
    from sklearn.naive_bayes import ComplementNB

    # Names of one organisation's own tables stay out: the model is kept and shared by all scans with these rules.
    rule_names = (alias for alias in base.aliases if alias.where.startswith("rules/") and alias.tier == "core")
    pairs = sorted({(alias.text, base.products[alias.product].category) for alias in rule_names})
    words = normaliser.words_of([text for text, _ in pairs])
    names = [words[text] for text, _ in pairs]
    model = ComplementNB(alpha=0.3).fit(trigrams(names), [category for _, category in pairs])
    return model.feature_log_prob_.astype(np.float64), tuple(str(name) for name in model.classes_)


_PARTS = ("text", "code", "note", "signs", "category_log")


def _write_cache(cache: Path, model: Model) -> None:
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        beside = cache.with_suffix(f".{os.getpid()}.npz")  # two scans may write at once
        scalars = np.array([model.bias, model.slope, model.offset])
        arrays = {part: getattr(model, part) for part in _PARTS}
        np.savez_compressed(beside, scalars=scalars, categories=np.array(model.categories), **arrays)
        beside.replace(cache)
    except OSError:
        return


def _unpack(stored: Any) -> Model:
    bias, slope, offset = (float(value) for value in stored["scalars"])
    names = tuple(str(name) for name in stored["categories"])
    text, code, note, signs, log = (stored[part] for part in _PARTS)
    return Model(text, code, note, signs, bias, slope, offset, log, names)

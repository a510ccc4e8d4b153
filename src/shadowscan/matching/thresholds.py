"""The thresholds and weights of `matching.yml`."""

from __future__ import annotations

from dataclasses import dataclass


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
    wide_word: float
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

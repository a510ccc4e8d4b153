"""Verdicts into MATCHES: merchant, vendor, product, category, reason and best guesses."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from shadowscan.matching import reasons
from shadowscan.matching.beside import Beside, Flags
from shadowscan.matching.fillers import Fillers
from shadowscan.matching.normalise import Normalised
from shadowscan.matching.similar import Candidate
from shadowscan.records import MATCHES

if TYPE_CHECKING:
    from shadowscan.matching.match import Matcher

Column = np.ndarray[Any, Any]
Nears = list[list[Candidate]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold the verdict of each descriptor and what led to it; product is an index, -1 for none."""

    product: Column
    score: Column
    route: Column
    probability: Column
    verdict: Column
    noise: Flags  # a name of the sign-on platform, or an application of the organisation's own


class Keys:
    """Number the distinct (clean text, domain, cut, sso) of a column of cleaned texts."""

    def __init__(self, cleaned: Normalised, sso: Flags, fillers: Fillers) -> None:
        self.clean = np.array(cleaned.clean.to_pylist(), dtype=object)
        domain = np.array(cleaned.domain.to_pylist(), dtype=object)
        flags = np.asarray(cleaned.cut).astype(int) * 2 + sso.astype(int)
        joined = self.clean + "\x1f" + domain + "\x1f" + flags.astype(str).astype(object)
        self.codes, texts = pd.factorize(joined)
        self.distinct: list[tuple[str, str, bool, bool]] = []
        for text in texts:
            clean, host, flag = text.split("\x1f")
            self.distinct.append((clean, host, int(flag) >= 2, int(flag) % 2 == 1))
        self.heads = [fillers.head(key[0]) for key in self.distinct]  # the words that may be a name


def answers(
    matcher: Matcher,
    described: pd.DataFrame,
    cleaned: Normalised,
    keys: Keys,
    beside: Beside,
    judged: Judged,
    nears: Nears,
) -> pd.DataFrame:
    """Return MATCHES, one row for each descriptor, in order."""
    named = (judged.product >= 0) & (judged.verdict != "not_software")
    shown = np.where(named, judged.product, -1)
    products = matcher.base.products
    between = _texts(i.name for i in matcher.normaliser.intermediaries)[np.asarray(cleaned.intermediary)]
    read = np.array(cleaned.domain.to_pylist(), dtype=object)
    frame = pd.DataFrame(
        {
            "descriptor": described["descriptor"].to_numpy(dtype=object),
            "merchant": _merchants(matcher, keys, between),
            "intermediary": between,
            "vendor_id": _texts(p.vendor_id for p in products)[shown],
            "product_id": _texts(p.product_id for p in products)[shown],
            "vendor_domain": np.where(named, _texts(p.domain for p in products)[shown], read),
            "category": _categories(matcher, keys, shown, judged.verdict),
            "saas_probability": np.round(judged.probability, 4),
            "score": np.round(np.where(judged.product >= 0, judged.score, 0.0), 4),
            "verdict": judged.verdict,
            "reason": reasons.explain(matcher, judged, cleaned, beside),
            "guesses": _guesses(matcher, keys, judged, nears),
        }
    )
    return MATCHES.check(frame)


def _texts(values: Iterable[str]) -> Column:
    """Return texts as a column whose last entry, at -1, is empty."""
    return np.array([*values, ""], dtype=object)


def _merchants(matcher: Matcher, keys: Keys, between: Column) -> Column:
    """Return the merchant's name as a reader would write it; where only a reseller is named, the reseller."""
    names = [
        domain or head.title() or clean.title()
        for head, (clean, domain, _, _) in zip(keys.heads, keys.distinct, strict=True)
    ]
    merchants = _texts(names)[keys.codes]
    return np.where(merchants == "", between, merchants)


def _categories(matcher: Matcher, keys: Keys, shown: Column, verdict: Column) -> Column:
    category = _texts(p.category for p in matcher.base.products)[shown]
    unknown = np.flatnonzero((category == "") & (verdict != "not_software"))  # the wide tier does not always say
    if len(unknown):
        margin = matcher.classifier.category_margin
        category[unknown] = matcher.model.category(keys.clean[unknown].tolist(), margin)
    return category


def _guesses(matcher: Matcher, keys: Keys, judged: Judged, nears: Nears) -> list[str]:
    products = matcher.base.products
    guesses = ["[]"] * len(judged.verdict)
    for row in np.flatnonzero(judged.verdict == "review"):
        named: dict[str, float] = {}
        if judged.product[row] >= 0:
            named[products[judged.product[row]].name] = round(float(judged.score[row]), 2)
        for near in nears[keys.codes[row]]:
            named.setdefault(products[matcher.index.aliases[near.alias].product].name, round(near.score, 2))
        guesses[row] = json.dumps(list(named.items()), ensure_ascii=False)
    return guesses

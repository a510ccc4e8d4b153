"""What stands beside each descriptor, as columns: second signals and contradictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shadowscan.matching.context import Context
from shadowscan.matching.normalise import Intermediary, Normalised

Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(slots=True)
class Beside:
    """Hold what stands beside each descriptor, as columns."""

    sso: Flags
    code: list[str]
    note: list[str]
    supports: Flags
    contradicts: Flags
    goods: Flags
    sells_software: Flags  # a reseller or merchant of record of software stands in between


def look_beside(
    described: pd.DataFrame, cleaned: Normalised, context: Context, intermediaries: Sequence[Intermediary]
) -> Beside:
    """Resolve codes and texts once for each distinct value."""
    text_codes, texts = pd.factorize(described["category_text"])
    mcc_codes, mccs = pd.factorize(described["mcc"])
    from_text = np.array([context.code(text) for text in texts] or [""])
    from_mcc = np.array([context.code(text) for text in mccs] or [""])
    code = np.where(from_mcc[mcc_codes] != "", from_mcc[mcc_codes], from_text[text_codes])
    names, each = np.unique(code, return_inverse=True)
    supports = np.array([context.supports(c) for c in names])[each]
    contradicts = np.array([context.contradicts(c) for c in names])[each]
    said = np.array([context.says_software(text) for text in texts] or [False])[text_codes]
    via = np.asarray(cleaned.intermediary)
    goods = np.array([k.goods for k in intermediaries] + [False])[via]
    sells = np.array([k.kind in ("merchant_of_record", "reseller") for k in intermediaries] + [False])[via]
    return Beside(
        (described["origin"] == "sso").to_numpy(),
        code.tolist(),
        described["category_text"].tolist(),
        supports | said,
        contradicts & ~said,
        goods,
        sells,
    )

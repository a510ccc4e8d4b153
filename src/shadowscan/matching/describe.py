"""Rows by the million into distinct descriptors, with the codes that lead back to the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shadowscan.matching.normalise import Normaliser, text_array
from shadowscan.records import DESCRIPTORS

Codes = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Described:
    """Hold DESCRIPTORS and, for each transaction and sign-in, the row number of its descriptor."""

    frame: pd.DataFrame
    of_transactions: Codes
    of_sign_ins: Codes


def describe(transactions: pd.DataFrame, sign_ins: pd.DataFrame, normaliser: Normaliser) -> Described:
    """Gather distinct descriptors; where a processor or reseller is named, the note beside it tells them apart."""
    spend, of_transactions = _spend(transactions, normaliser)
    apps, of_sign_ins = _apps(sign_ins)
    frame = pd.concat([spend, apps], ignore_index=True)
    return Described(DESCRIPTORS.check(frame), of_transactions, of_sign_ins + len(spend))


def _spend(rows: pd.DataFrame, normaliser: Normaliser) -> tuple[pd.DataFrame, Codes]:
    text_codes, texts = pd.factorize(rows["descriptor"])
    memo = _telling_memo(rows["memo"], text_codes, texts, normaliser)
    memo_codes, memos = pd.factorize(memo, sort=True)
    pairs = text_codes.astype(np.int64) * max(len(memos), 1) + memo_codes
    codes, distinct = pd.factorize(pairs, sort=True)
    distinct = np.asarray(distinct, dtype=np.int64)
    size = max(len(memos), 1)
    amounts = pd.Series(rows["reporting_minor"].to_numpy()).groupby(codes).median()
    frame = pd.DataFrame(
        {
            "descriptor": np.asarray(texts, dtype=object)[distinct // size] if len(distinct) else [],
            "origin": "spend",
            "mcc": commonest(codes, rows["mcc"], len(distinct)),
            "category_text": commonest(codes, rows["category_text"], len(distinct)),
            "memo": np.asarray(memos, dtype=object)[distinct % size] if len(distinct) else [],
            "amount_minor": amounts.to_numpy().astype(np.int64),
            "rows": np.bincount(codes, minlength=len(distinct)),
        }
    )
    return frame, codes.astype(np.int64)


def _telling_memo(memo: pd.Series, text_codes: Codes, texts: Any, normaliser: Normaliser) -> pd.Series:
    """Return the notes that tell purchases of one payee apart; all others are left empty."""
    noted = (memo != "").to_numpy()
    if not noted.any():
        return memo
    asked = np.unique(text_codes[noted])
    needed = np.zeros(len(texts), dtype=bool)
    needed[asked] = normaliser.needs_note(text_array(texts.take(asked)))
    return memo.where(needed[text_codes], "")


def _apps(rows: pd.DataFrame) -> tuple[pd.DataFrame, Codes]:
    codes, names = pd.factorize(rows["app"], sort=True)
    frame = pd.DataFrame(
        {
            "descriptor": np.asarray(names, dtype=object),
            "origin": "sso",
            "mcc": "",
            "category_text": "",
            "memo": "",
            "amount_minor": 0,
            "rows": np.bincount(codes, minlength=len(names)),
        }
    )
    return frame, codes.astype(np.int64)


def commonest(codes: Codes, values: pd.Series, size: int) -> np.ndarray[Any, Any]:
    """Return for each code its commonest value; a filled one before an empty one, then the first in order."""
    if not size:
        return np.array([], dtype=object)
    numbers, found = pd.factorize(values, sort=True)
    names: np.ndarray[Any, Any] = np.asarray(found, dtype=object)
    pairs, counts = np.unique(codes.astype(np.int64) * len(names) + numbers, return_counts=True)
    owner, value = pairs // len(names), pairs % len(names)
    filled = names[value] != ""
    order = np.lexsort((value, -counts, ~filled.astype(bool), owner))
    _, first = np.unique(owner[order], return_index=True)
    return np.asarray(names[value[order][first]], dtype=object)

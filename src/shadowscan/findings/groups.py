"""Rows into groups: one per business unit and product, or merchant where the vendor is not known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from shadowscan.records import SPEND, USE

NAME = "name:"  # starts the key of a merchant whose vendor is not known
_EPOCH = date(1970, 1, 1).toordinal()
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Group:
    """Name a unit's use of a product; `key` is the product id, or `name:` and the merchant."""

    unit_id: str
    key: str

    @property
    def known(self) -> bool:
        return not self.key.startswith(NAME)

    @property
    def finding_id(self) -> str:
        """Return an id that comes from the content alone, so that it is the same in every scan."""
        return "f" + short_hash(self.unit_id, self.key)


@dataclass(frozen=True, slots=True)
class Grouped:
    """Hold the rows with a `group` column (position in `groups`) and a `day` column (ordinal, -1 for none)."""

    groups: tuple[Group, ...]
    spend: pd.DataFrame
    use: pd.DataFrame


def short_hash(*parts: str) -> str:
    """Return twelve hexadecimal digits for some texts."""
    return hashlib.blake2b(_SEPARATOR.join(parts).encode(), digest_size=6).hexdigest()


def group_rows(spend: pd.DataFrame, use: pd.DataFrame) -> Grouped:
    """Group SPEND and USE rows; failed sign-ins and uncertain applications that nobody pays for are left out."""
    spend, memo = SPEND.check(spend), spend.get("memo")
    spend = spend.assign(memo="" if memo is None else memo, text=_keys(spend))
    use = USE.check(use)
    use = use[(use["kind"] != "sign_in") | use["success"]]
    use = use.assign(text=_keys(use))
    use = use[(use["verdict"] != "review") | use["text"].isin(spend["text"].unique())]
    codes, texts = pd.factorize(pd.concat([spend["text"], use["text"]]), sort=True)
    groups = tuple(Group(*str(text).split(_SEPARATOR, 1)) for text in texts)
    return Grouped(groups, _numbered(spend, codes[: len(spend)]), _numbered(use, codes[len(spend) :]))


def slices(codes: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Iterator[tuple[int, int, int]]:
    """Yield (group, start, end) of each run in sorted group numbers."""
    if not len(codes):
        return
    starts = np.flatnonzero(np.diff(codes, prepend=codes[0] - 1))
    for start, end in zip(starts, [*starts[1:], len(codes)], strict=True):
        yield int(codes[start]), int(start), int(end)


def ordinals(days: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return dates as proleptic ordinals, -1 where there is none."""
    numbers = days.to_numpy().astype("datetime64[D]").astype("int64") + _EPOCH
    return np.where(days.isna().to_numpy(), -1, numbers)


def _keys(frame: pd.DataFrame) -> pd.Series:
    known = (frame["vendor_id"] != "") & (frame["verdict"] != "review")
    product = frame["product_id"].where(frame["product_id"] != "", frame["vendor_id"])
    codes, merchants = pd.factorize(frame["merchant"])
    names = pd.Series([NAME + merchant.casefold() for merchant in merchants], dtype="str")
    key = product.where(known, names.take(codes).set_axis(frame.index))
    return frame["business_unit_id"] + _SEPARATOR + key


def _numbered(frame: pd.DataFrame, codes: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pd.DataFrame:
    return frame.drop(columns="text").assign(group=codes, day=ordinals(frame["date"]))

"""Spend rows of all groups as columns, sorted once; a group is a run of rows with what they share."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from shadowscan.findings.charges import Charge
from shadowscan.findings.order import Integers, row_order
from shadowscan.findings.windows import Windows
from shadowscan.records import SpendRow


@dataclass(frozen=True, slots=True)
class Sums:
    """Hold one group's spend in minor units of the reporting currency, refunds deducted."""

    total: int = 0
    last_12: int = 0
    last_3: int = 0
    before_3: int = 0


class Spend(NamedTuple):
    """Hold where one group's rows stand, in the order of their charges, and what they share."""

    start: int = 0
    end: int = 0
    past: int = 0  # where the rows dated after the day of the scan start
    first: int = 0  # ordinal days
    last: int = 0
    sums: Sums = Sums()
    vendor_id: str = ""
    category: str = ""
    merchant: str = ""
    sources: tuple[str, ...] = ()
    intermediaries: tuple[str, ...] = ()
    certain: float = 0.0  # sum of amount x score
    weight: int = 0  # sum of amounts, refunds counted as positive


@dataclass(frozen=True, slots=True)
class SpendRows:
    """Hold the columns as lists: plain Python is quicker than arrays on many small groups."""

    groups: dict[int, Spend]
    days: list[int]
    minors: list[int]
    currencies: list[str]
    reportings: list[int]
    people: list[str]
    vias: list[str]
    kinds: list[str]
    contracts: list[str]
    annual: list[bool]  # the memo says so, or a contract is named
    transaction_ids: list[str]

    def charges(self, spend: Spend) -> list[Charge]:
        """Return a group's charges up to the day of the scan, in the order of `in_order`."""
        rows = slice(spend.start, spend.past)
        return list(
            map(
                Charge,
                self.days[rows],
                self.minors[rows],
                self.currencies[rows],
                self.reportings[rows],
                self.people[rows],
                self.vias[rows],
                self.kinds[rows],
                self.contracts[rows],
                self.annual[rows],
            )
        )

    def since(self, spend: Spend, day: int) -> tuple[int, list[SpendRow]]:
        """Return the rows from a day on, up to the day of the scan, and the position of the first in the group."""
        start = bisect_left(self.days, day, spend.start, spend.past)
        rows = slice(start, spend.past)
        found = list(map(SpendRow, self.kinds[rows], self.contracts[rows], self.reportings[rows]))
        return start - spend.start, found


def read_spend(spend: pd.DataFrame, says_annual: list[str], windows: Windows) -> SpendRows:
    """Sort the rows by group and charge, and sum up each group."""
    annual = _says(spend["memo"], says_annual)
    minor = spend["amount_minor"].to_numpy()
    names = ["currency", "reporting_minor", "person", "intermediary", "kind", "contract_id"]
    group, day = spend["group"].to_numpy(), spend["day"].to_numpy()
    texts = (spend[name] for name in names)
    order = row_order([group, day, minor < 0, minor, *texts, annual, spend["transaction_id"]])
    ordered = {name: spend[name].take(order).tolist() for name in (*names, "transaction_id")}
    return SpendRows(
        groups=_groups(spend, order, windows),
        days=day[order].tolist(),
        minors=minor[order].tolist(),
        currencies=ordered["currency"],
        reportings=ordered["reporting_minor"],
        people=ordered["person"],
        vias=ordered["intermediary"],
        kinds=ordered["kind"],
        contracts=ordered["contract_id"],
        annual=(annual | (spend["contract_id"] != "").to_numpy())[order].tolist(),
        transaction_ids=ordered["transaction_id"],
    )


def _says(memo: pd.Series, words: list[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    codes, distinct = pd.factorize(memo)
    told = [any(word in text.casefold() for word in words) for text in distinct]
    return np.array(told, dtype=bool)[codes] if len(codes) else np.empty(0, dtype=bool)


def _groups(spend: pd.DataFrame, order: Integers, windows: Windows) -> dict[int, Spend]:
    group = spend["group"].to_numpy()
    if not len(group):
        return {}
    numbers, first_rows = np.unique(group, return_index=True)
    starts = np.searchsorted(group[order], numbers)
    days = spend["day"].to_numpy()[order]
    ends = np.append(starts[1:], len(group))
    past = starts + np.add.reduceat((days <= windows.today).astype("int64"), starts)
    sources, vias = _texts_by_group(group, spend["source_id"]), _texts_by_group(group, spend["intermediary"])
    categories = _categories(spend)
    found: dict[int, Spend] = {}
    columns = zip(
        numbers.tolist(),
        starts.tolist(),
        ends.tolist(),
        past.tolist(),
        days[starts].tolist(),
        days[ends - 1].tolist(),
        _sums(spend, order, starts, windows),
        spend["vendor_id"].take(first_rows).tolist(),
        _least(spend["merchant"], order, starts),
        *_weights(spend, numbers),
        strict=True,
    )
    for number, start, end, until, first, last, sums, vendor_id, merchant, certain, weight in columns:
        found[number] = Spend(
            start=start,
            end=end,
            past=until,
            first=first,
            last=last,
            sums=sums,
            vendor_id=vendor_id,
            category=categories.get(number, ""),
            merchant=merchant,
            sources=sources.get(number, ()),
            intermediaries=vias.get(number, ()),
            certain=certain,
            weight=weight,
        )
    return found


def _sums(spend: pd.DataFrame, order: Integers, starts: Integers, windows: Windows) -> list[Sums]:
    amounts, days = spend["reporting_minor"].to_numpy()[order], spend["day"].to_numpy()[order]

    def between(first: int, last: int) -> list[int]:
        inside: list[int] = np.add.reduceat(np.where((days >= first) & (days <= last), amounts, 0), starts).tolist()
        return inside

    return [
        Sums(*sums)
        for sums in zip(
            np.add.reduceat(amounts, starts).tolist(),
            between(windows.since_12, windows.today),
            between(windows.since_3, windows.today),
            between(windows.since_6, windows.since_3 - 1),
            strict=True,
        )
    ]


def _weights(spend: pd.DataFrame, numbers: Integers) -> tuple[list[float], list[int]]:
    """Return for each group its certain spend, added row by row, and its whole spend, refunds as positive."""
    known = (spend["vendor_id"] != "") & (spend["verdict"] != "review")
    score = np.where(known, spend["score"].to_numpy(), spend["saas_probability"].to_numpy())
    group, sizes = spend["group"].to_numpy(), np.abs(spend["reporting_minor"].to_numpy())
    certain = np.bincount(group, weights=sizes * score)
    weight = np.zeros(len(certain), dtype="int64")
    np.add.at(weight, group, sizes)
    return certain[numbers].tolist(), weight[numbers].tolist()


def _categories(spend: pd.DataFrame) -> dict[int, str]:
    """Return for each group the category that carries most of the money."""
    named = spend[["group", "category", "reporting_minor"]][spend["category"] != ""]
    sizes = named.assign(size=named["reporting_minor"].abs()).groupby(["group", "category"])["size"].sum()
    ordered = sizes.reset_index().sort_values(["group", "size", "category"])
    return dict(zip(ordered["group"].tolist(), ordered["category"].tolist(), strict=True))  # the last one stays


def _least(texts: pd.Series, order: Integers, starts: Integers) -> list[str]:
    codes, distinct = pd.factorize(texts, sort=True)
    return list(np.asarray(distinct, dtype=object)[np.minimum.reduceat(codes[order], starts)])


def _texts_by_group(group: Integers, texts: pd.Series) -> dict[int, tuple[str, ...]]:
    """Return for each group its distinct texts that are not empty, sorted."""
    codes, distinct = pd.factorize(texts, sort=True)
    pairs = np.unique(group * len(distinct) + codes)
    names, found = distinct.tolist(), dict[int, list[str]]()
    for number, code in zip((pairs // len(distinct)).tolist(), (pairs % len(distinct)).tolist(), strict=True):
        if names[code]:
            found.setdefault(number, []).append(names[code])
    return {number: tuple(mine) for number, mine in found.items()}

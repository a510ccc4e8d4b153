"""Which chains can be told from what lies between their charges."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

import numpy as np

from shadowscan.findings.chains import Chain
from shadowscan.findings.charges import Event
from shadowscan.findings.rhythm import Cadence, RhythmRules


def clear_chains(good: list[Chain], events: Sequence[Event], cadence: Cadence, rules: RhythmRules) -> list[Chain]:
    """Keep the chains that can be told from what lies between their charges.

    Where the same payer pays the same price in between, only charges that keep time make a series, and series must
    explain most charges of that price: equal top-ups at odd days are no subscription. Two charges make a series only
    if nothing of that price, and nothing but charges of longer series, lies between them.
    """
    payers = _payers(good, events, rules.same_amount_within)
    crowded_gap = cadence.crowded_gap(rules.crowded_days)
    timely: list[tuple[Chain, bool]] = []
    for chain in good:
        crowded = payers[chain[0].person].crowd(chain)
        if not crowded or within_gap(chain, crowded_gap):
            timely.append((chain, crowded))
    explained = {id(event) for chain, _ in timely for event in chain}
    in_longer = {id(event) for chain, _ in timely if len(chain) > 2 for event in chain}
    for payer in payers.values():
        payer.mark(explained, in_longer)
    kept: list[Chain] = []
    for chain, crowded in timely:
        payer = payers[chain[0].person]
        if payer.share_explained(chain, rules.explained_at_least) and (
            len(chain) > 2 or not (crowded or payer.others_between(chain))
        ):
            kept.append(chain)
    return kept


def within_gap(chain: Chain, gap: list[int]) -> bool:
    """Tell whether all charges of a chain are as many days apart as a gap asks for."""
    return all(gap[0] <= b.day - a.day <= gap[1] for a, b in pairwise(chain))


class _Payer:
    """Hold one payer's events by price and by day, so that a chain looks only at what it may meet."""

    def __init__(self, events: list[Event], within: float) -> None:
        self._within = within
        self._by_day = events
        self._by_price = sorted(events, key=lambda event: event.unit)
        self._prices = [event.unit for event in self._by_price]
        self._price_days = np.array([event.day for event in self._by_price])
        self._days = [event.day for event in events]
        self._explained = [0]  # of the events by price, how many stand before a place
        self._in_longer = [0]  # of the events by day

    def mark(self, explained: set[int], in_longer: set[int]) -> None:
        """Take note of the events that series explain, and of those of series with more than two charges."""
        self._explained = [0, *accumulate(id(event) in explained for event in self._by_price)]
        self._in_longer = [0, *accumulate(id(event) in in_longer for event in self._by_day)]

    def crowd(self, chain: Chain) -> bool:
        """Tell whether charges of the price lie between those of a chain and are none of them."""
        low, high = self._places(chain)
        first, last, person = chain[0].day, chain[-1].day, chain[0].person
        days = self._price_days[low:high]
        there = int(np.count_nonzero((days > first) & (days < last)))
        if not there:
            return False
        least, most = self._prices[low], self._prices[high - 1]
        own = sum(first < e.day < last and least <= e.unit <= most and e.person == person for e in chain)
        return there > own

    def share_explained(self, chain: Chain, share: float) -> bool:
        """Tell whether series explain at least a share of the charges of the price."""
        low, high = self._places(chain)
        return self._explained[high] - self._explained[low] >= share * (high - low)

    def others_between(self, chain: Chain) -> bool:
        """Tell whether charges of no longer series lie between the two of a chain."""
        low, high = bisect_right(self._days, chain[0].day), bisect_left(self._days, chain[-1].day)
        return self._in_longer[high] - self._in_longer[low] < high - low

    def _places(self, chain: Chain) -> tuple[int, int]:
        """Return from where to where the prices like a chain's last one stand."""
        unit = chain[-1].unit
        low = bisect_left(self._prices, unit * (1 - self._within))
        return low, bisect_right(self._prices, unit / (1 - self._within))


def _payers(good: list[Chain], events: Iterable[Event], within: float) -> dict[str, _Payer]:
    wanted = {chain[0].person for chain in good}
    by_person: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.person in wanted:
            by_person[event.person].append(event)
    return {person: _Payer(mine, within) for person, mine in by_person.items()}

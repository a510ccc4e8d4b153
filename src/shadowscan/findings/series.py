"""Events into series: charges that follow each other by the month, the quarter or the year."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shadowscan.findings.charges import Event, day_sums
from shadowscan.findings.rhythm import Cadence, RhythmRules

Chain = tuple[Event, ...]
Fits = Callable[[Event, Event], bool]


@dataclass(frozen=True, slots=True)
class Series:
    """Hold the charges of one subscription."""

    cadence: Cadence
    events: Chain
    steady: bool  # one price, or one price after another; else the amounts vary

    @property
    def latest(self) -> Event:
        return self.events[-1]


def find_series(events: Sequence[Event], rules: RhythmRules) -> tuple[list[Series], list[Event]]:
    """Return the series in some events and the events that belong to none, currency by currency."""
    by_currency: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_currency[event.currency].append(event)
    series: list[Series] = []
    rest: list[Event] = []
    for _, lane in sorted(by_currency.items()):
        found, left = _in_lane(lane, rules)
        series += found
        rest += left
    return series, sorted(rest)


def _in_lane(lane: list[Event], rules: RhythmRules) -> tuple[list[Series], list[Event]]:
    weekly = _weekly_prices(lane, rules)
    left = [event for event in lane if event.unit not in weekly]
    found: list[Series] = []
    for cadence in rules.cadences:
        if len(left) >= cadence.fewest:
            steady, left = _steady(left, cadence, rules)
            found += steady
        if len(left) >= cadence.fewest_varying:
            varying, left = _varying(left, cadence, rules)
            found += varying
    return found, left + [event for event in lane if event.unit in weekly]


def _weekly_prices(lane: Iterable[Event], rules: RhythmRules) -> set[int]:
    days: dict[int, set[int]] = defaultdict(set)
    for event in lane:
        days[event.unit].add(event.day)
    return {unit for unit, seen in days.items() if len(seen) >= rules.weekly.fewest and _by_weeks(seen, rules)}


def _by_weeks(days: set[int], rules: RhythmRules) -> bool:
    gaps = [later - earlier for earlier, later in pairwise(sorted(days))]
    return sum(gap in rules.weekly.gaps for gap in gaps) >= rules.weekly.share * len(gaps)


def _steady(events: list[Event], cadence: Cadence, rules: RhythmRules) -> tuple[list[Series], list[Event]]:
    chains = _chained(events, cadence, rules)
    good = [chain for chain in chains if _is_steady(chain, cadence, rules)]
    if not good:
        return [], events
    good = _clear_chains(good, events, cadence, rules)
    taken = {id(event) for chain in good for event in chain}
    return [Series(cadence, chain, True) for chain in good], [e for e in events if id(e) not in taken]


def _chained(events: list[Event], cadence: Cadence, rules: RhythmRules) -> list[Chain]:
    """Link events by ever looser likeness, so that the surest neighbours find each other first."""

    def same(a: Event, b: Event) -> bool:
        return _same_price(a, b, rules)

    def same_payer(a: Event, b: Event) -> bool:
        return a.person == b.person and a.via == b.via

    def changed(a: Event, b: Event) -> bool:
        near = abs(a.unit - b.unit) <= rules.price_change_within * max(a.unit, b.unit)
        return near and a.person == b.person

    if len(events) > rules.crowd_from:  # among very many charges all but equal ones would meet by chance
        return _chained_by_price(events, cadence, same_payer)
    chains: list[Chain] = [(event,) for event in events]
    passes: list[tuple[list[int], Fits]] = [
        (cadence.gap, lambda a, b: a.unit == b.unit and same_payer(a, b)),
        (cadence.gap, same),
    ]
    if cadence.may_miss:
        passes.append((cadence.double_gap, same))
    passes.append((cadence.gap, changed))
    span = events[-1].day - events[0].day
    for gap, fits in passes:
        if len(chains) > 1 and span >= gap[0]:
            chains = _link(chains, gap, cadence.days, fits)
    return chains


def _chained_by_price(events: Iterable[Event], cadence: Cadence, fits: Fits) -> list[Chain]:
    by_price: dict[int, list[Chain]] = defaultdict(list)
    for event in events:
        by_price[event.unit].append((event,))
    return [chain for _, lane in sorted(by_price.items()) for chain in _link(lane, cadence.gap, cadence.days, fits)]


def _link(chains: Iterable[Chain], gap: list[int], period: float, fits: Fits) -> list[Chain]:
    """Join the end of a chain to the start of one that follows within the gap, nearest to the period first."""
    joined: list[Chain] = []
    ends: dict[int, list[int]] = defaultdict(list)  # last day -> positions in `joined`
    for chain in sorted(chains):
        first = chain[0]
        position = _earlier(first, gap, period, ends, joined, fits)
        if position is None:
            position = len(joined)
            joined.append(chain)
        else:
            ends[joined[position][-1].day].remove(position)
            joined[position] += chain
        ends[chain[-1].day].append(position)
    return joined


def _earlier(
    first: Event, gap: list[int], period: float, ends: dict[int, list[int]], joined: list[Chain], fits: Fits
) -> int | None:
    """Return the chain whose end fits best before an event; the first of several equally near ones."""
    low, high = first.day - gap[1], first.day - gap[0]
    if len(ends) <= high - low:  # few chains: look at each of them, else only at the days that can matter
        days = [day for day, there in ends.items() if there and low <= day <= high]
    else:
        days = [day for day in range(low, high + 1) if ends.get(day)]
    for day in sorted(days, key=lambda day: (abs(first.day - day - period), day)):
        for position in ends[day]:
            if fits(joined[position][-1], first):
                return position
    return None


def _same_price(a: Event, b: Event, rules: RhythmRules) -> bool:
    return abs(a.unit - b.unit) <= rules.same_amount_within * max(a.unit, b.unit)


def _is_steady(chain: Chain, cadence: Cadence, rules: RhythmRules) -> bool:
    if len(chain) < cadence.fewest:
        return False
    links = list(pairwise(chain))
    changes = sum(not _same_price(a, b, rules) for a, b in links)
    if changes and (len(chain) < cadence.fewest_with_change or changes > max(1, rules.changes_at_most * len(links))):
        return False
    if len(chain) == 2 and not _within(links, cadence.tight_gap):
        return False
    missed = sum(b.day - a.day > cadence.gap[1] for a, b in links)
    return missed <= rules.missed_at_most * len(links)


def _within(links: Iterable[tuple[Event, Event]], gap: list[int]) -> bool:
    return all(gap[0] <= b.day - a.day <= gap[1] for a, b in links)


def _clear_chains(good: list[Chain], events: list[Event], cadence: Cadence, rules: RhythmRules) -> list[Chain]:
    """Keep the chains that can be told from what lies between their charges.

    Where the same payer pays the same price in between, only charges that keep time make a series, and series must
    explain most charges of that price: equal top-ups at odd days are no subscription. Two charges make a series only
    if nothing of that price, and nothing but charges of longer series, lies between them.
    """
    by_price = sorted(events, key=lambda event: event.unit)
    prices = [event.unit for event in by_price]

    def alike(chain: Chain) -> list[Event]:
        unit = chain[-1].unit
        low = bisect_left(prices, unit * (1 - rules.same_amount_within))
        high = bisect_right(prices, unit / (1 - rules.same_amount_within))
        return [event for event in by_price[low:high] if event.person == chain[0].person]

    crowded_gap = cadence.crowded_gap(rules.crowded_days)
    timely = [
        (chain, same, crowded)
        for chain in good
        if not (crowded := bool(_between(chain, same := alike(chain)))) or _within(pairwise(chain), crowded_gap)
    ]
    explained = {id(event) for chain, _, _ in timely for event in chain}
    in_longer = {id(event) for chain, _, _ in timely if len(chain) > 2 for event in chain}
    kept: list[Chain] = []
    for chain, same, crowded in timely:
        told = sum(id(event) in explained for event in same)
        clear = told >= rules.explained_at_least * len(same)
        if len(chain) == 2:
            clear = clear and not crowded and all(id(event) in in_longer for event in _between(chain, events))
        if clear:
            kept.append(chain)
    return kept


def _between(chain: Chain, events: Iterable[Event]) -> list[Event]:
    """Return the events of the same payer that lie between the charges of a chain and are none of them."""
    first, last, own = chain[0], chain[-1], {id(event) for event in chain}
    return [e for e in events if first.day < e.day < last.day and e.person == first.person and id(e) not in own]


def _varying(events: list[Event], cadence: Cadence, rules: RhythmRules) -> tuple[list[Series], list[Event]]:
    """Find bills by use: amounts vary, so the days must keep time and little else may stand beside them."""
    if len(events) > rules.crowd_from or len({event.day for event in events}) < cadence.fewest_varying:
        return [], events
    bills = day_sums(events)
    chains = _link([(bill,) for bill in bills], cadence.tight_gap, cadence.days, lambda a, b: a.person == b.person)
    good = [c for c in chains if len(c) >= cadence.fewest_varying and _explains(c, _between(c, bills), rules)]
    taken = {row for chain in good for bill in chain for row in bill.rows}
    return [Series(cadence, chain, False) for chain in good], [e for e in events if e.rows[0] not in taken]


def _explains(chain: Chain, beside: Sequence[Event], rules: RhythmRules) -> bool:
    return len(chain) >= rules.explained_at_least * (len(chain) + len(beside))

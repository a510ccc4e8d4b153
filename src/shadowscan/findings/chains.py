"""Events into chains: each joins the chain before it that ends at the right distance with a like price."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from operator import itemgetter

from shadowscan.findings.charges import Event
from shadowscan.findings.rhythm import Cadence, RhythmRules

Chain = list[Event]

_FIRST = itemgetter(0)


def chained(events: Sequence[Event], cadence: Cadence, rules: RhythmRules) -> list[Chain]:
    """Link events by ever looser likeness, so that the surest neighbours find each other first."""
    if len(events) > rules.crowd_from:  # among very many charges all but equal ones would meet by chance
        return _link_equal(events, cadence, cadence.fewest)
    chains = sorted(_link_equal(events, cadence), key=_FIRST)
    span = events[-1].day - events[0].day
    passes = [(cadence.gap, rules.same_amount_within, False)]
    if cadence.may_miss:
        passes.append((cadence.double_gap, rules.same_amount_within, False))
    passes.append((cadence.gap, rules.price_change_within, True))
    for gap, within, same_person in passes:
        if len(chains) > 1 and span >= gap[0]:
            chains = _link(chains, gap, cadence.days, within, same_person)
    return chains


def _link_equal(events: Iterable[Event], cadence: Cadence, fewest: int = 1) -> list[Chain]:
    """Link charges of one price, payer and route where there are at least `fewest`."""
    lanes: dict[Hashable, list[Event]] = defaultdict(list)
    for event in events:
        lanes[event.unit, event.person, event.via].append(event)
    chains: list[Chain] = []
    for lane in lanes.values():
        if len(lane) < fewest:
            continue
        if len(lane) == 1 or lane[-1].day - lane[0].day < cadence.gap[0]:
            chains += [[event] for event in lane]
        else:
            chains += _link([[event] for event in lane], cadence.gap, cadence.days, 0.0, False)
    return chains


def link_bills(bills: Iterable[Event], cadence: Cadence) -> list[Chain]:
    """Link sums of days, whatever they come to, payer by payer."""
    lanes: dict[str, list[Event]] = defaultdict(list)
    for bill in sorted(bills):
        lanes[bill.person].append(bill)
    return [
        chain
        for lane in lanes.values()
        for chain in _link([[bill] for bill in lane], cadence.tight_gap, cadence.days, float("inf"), False)
    ]


def _link(chains: Iterable[Chain], gap: list[int], period: float, within: float, same_person: bool) -> list[Chain]:
    """Join the end of a chain to the start of one that follows within the gap, nearest to the period first.

    `chains` are in the order of their first events. Of several equally near ends the earlier one wins, then the one
    whose chain stood there first.
    """
    nearest, farthest = gap
    joined: list[Chain] = []
    days: list[int] = []  # the last day of each chain in `ends`, in order
    ends: list[Chain] = []
    for chain in chains:
        first = chain[0]
        day = first.day
        low = bisect_left(days, day - farthest)
        high = bisect_right(days, day - nearest, low)
        best = _best(first, days, ends, range(low, high), period, within, same_person) if low < high else -1
        if best < 0:
            whole = chain
            joined.append(whole)
        else:
            whole = ends.pop(best)
            del days[best]
            whole += chain
        last = chain[-1].day
        place = bisect_right(days, last)
        days.insert(place, last)
        ends.insert(place, whole)
    return joined


def _best(
    first: Event,
    days: list[int],
    ends: list[Chain],
    places: range,
    period: float,
    within: float,
    same_person: bool,
) -> int:
    best, distance = -1, float("inf")
    for place in places:
        away = abs(first.day - days[place] - period)
        if away >= distance:
            continue
        end = ends[place][-1]
        if same_person and end.person != first.person:
            continue
        if abs(end.unit - first.unit) <= within * max(end.unit, first.unit):
            best, distance = place, away
    return best

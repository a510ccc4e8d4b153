"""Events into series: charges that follow each other by the month, the quarter or the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shadowscan.findings.chains import Chain, chained, link_bills
from shadowscan.findings.charges import Event, day_sums
from shadowscan.findings.clear import clear_chains, within_gap
from shadowscan.findings.rhythm import Cadence, RhythmRules


@dataclass(frozen=True, slots=True)
class Series:
    """Hold the charges of one subscription."""

    cadence: Cadence
    events: tuple[Event, ...]
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
    left = [event for event in lane if event.unit not in weekly] if weekly else lane
    found: list[Series] = []
    for cadence in rules.cadences:
        if len(left) >= cadence.fewest:
            steady, left = _steady(left, cadence, rules)
            found += steady
        if len(left) >= cadence.fewest_varying:
            varying, left = _varying(left, cadence, rules)
            found += varying
    return found, ([*left, *(event for event in lane if event.unit in weekly)] if weekly else left)


def _weekly_prices(lane: list[Event], rules: RhythmRules) -> set[int]:
    if len(lane) < rules.weekly.fewest:
        return set()
    days: dict[int, set[int]] = defaultdict(set)
    for event in lane:
        days[event.unit].add(event.day)
    return {unit for unit, seen in days.items() if len(seen) >= rules.weekly.fewest and _by_weeks(seen, rules)}


def _by_weeks(days: set[int], rules: RhythmRules) -> bool:
    gaps = [later - earlier for earlier, later in pairwise(sorted(days))]
    return sum(gap in rules.weekly.gaps for gap in gaps) >= rules.weekly.share * len(gaps)


def _steady(events: list[Event], cadence: Cadence, rules: RhythmRules) -> tuple[list[Series], list[Event]]:
    if cadence.fewest > 1 and events[-1].day - events[0].day < cadence.gap[0]:
        return [], events
    chains = chained(events, cadence, rules)
    good = [chain for chain in chains if len(chain) >= cadence.fewest and _is_steady(chain, cadence, rules)]
    if not good:
        return [], events
    good = clear_chains(good, events, cadence, rules)
    taken = {id(event) for chain in good for event in chain}
    return [Series(cadence, tuple(chain), True) for chain in good], [e for e in events if id(e) not in taken]


def _is_steady(chain: Chain, cadence: Cadence, rules: RhythmRules) -> bool:
    links = list(pairwise(chain))
    changes = sum(abs(a.unit - b.unit) > rules.same_amount_within * max(a.unit, b.unit) for a, b in links)
    if changes and (len(chain) < cadence.fewest_with_change or changes > max(1, rules.changes_at_most * len(links))):
        return False
    if len(chain) == 2 and not within_gap(chain, cadence.tight_gap):
        return False
    missed = sum(b.day - a.day > cadence.gap[1] for a, b in links)
    return missed <= rules.missed_at_most * len(links)


def _varying(events: list[Event], cadence: Cadence, rules: RhythmRules) -> tuple[list[Series], list[Event]]:
    """Find bills by use: amounts vary, so the days must keep time and little else may stand beside them."""
    if len(events) > rules.crowd_from:
        return [], events
    bills = day_sums(_of_regulars(events, cadence))
    chains = [chain for chain in link_bills(bills, cadence) if len(chain) >= cadence.fewest_varying]
    good = [chain for chain in chains if _explains(chain, bills, rules)]
    taken = {row for chain in good for bill in chain for row in bill.rows}
    return [Series(cadence, tuple(chain), False) for chain in good], [e for e in events if e.rows[0] not in taken]


def _of_regulars(events: list[Event], cadence: Cadence) -> list[Event]:
    """Return the events of payers with days enough for a series of bills: a series is paid by one of them."""
    days: dict[str, set[int]] = defaultdict(set)
    for event in events:
        days[event.person].add(event.day)
    return [event for event in events if len(days[event.person]) >= cadence.fewest_varying]


def _explains(chain: Chain, bills: Iterable[Event], rules: RhythmRules) -> bool:
    """Tell whether little else of the same payer lies between the bills of a chain."""
    first, last, own = chain[0], chain[-1], {id(bill) for bill in chain}
    beside = sum(first.day < b.day < last.day and b.person == first.person and id(b) not in own for b in bills)
    return len(chain) >= rules.explained_at_least * (len(chain) + beside)

"""How a unit pays for a product: recurrence, run rate, next charge, price change, and the role of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from shadowscan.findings import texts
from shadowscan.findings.charges import Charge, Event, in_order, match_refunds, to_events
from shadowscan.findings.rhythm import Cadence, RhythmRules
from shadowscan.findings.series import Series, find_series
from shadowscan.findings.windows import add_months, window_start


@dataclass(frozen=True, slots=True)
class PriceChange:
    """Hold a change of price inside a running series; amounts in minor units of `currency`."""

    before: int
    after: int
    currency: str
    on: date

    @property
    def percent(self) -> int:
        return round(100 * (self.after - self.before) / self.before)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Say how a product is paid for; `run_rate` in minor units of the reporting currency."""

    label: str  # monthly, quarterly, annual, irregular, one_off; empty without spend
    why: str
    run_rate: int
    next_charge: date | None
    price: PriceChange | None
    roles: tuple[str, ...]  # of each charge, in the order of `in_order`


@dataclass(frozen=True, slots=True)
class Parts:
    """Hold what the charges of one unit and product are made of."""

    running: tuple[Series, ...]
    ended: tuple[Series, ...]
    rest: tuple[Event, ...]  # charges of no series
    rest_year: int  # their last 12 months, refunds deducted, minor units of the reporting currency

    @property
    def irregular(self) -> bool:
        return len({event.day for event in self.rest}) > 1


def judge_recurrence(charges: Sequence[Charge], rules: RhythmRules, as_of: date, currency: str) -> Recurrence:
    """Judge charges up to `as_of`; their order does not matter, amounts that are refunds are negative.

    `currency` is the reporting currency.
    """
    return judge_ordered(in_order(charges), rules, as_of, currency)


def judge_ordered(ordered: Sequence[Charge], rules: RhythmRules, as_of: date, currency: str) -> Recurrence:
    """Judge charges that stand in the order of `in_order`."""
    if not ordered:
        return Recurrence("", texts.NO_SPEND, 0, None, None, ())
    refunded, refunds = match_refunds(ordered)
    events = to_events(ordered, refunded)
    if len(events) == 1:  # most findings: no need to look for series
        series, rest = list[Series](), events
    else:
        series, rest = find_series(events, rules)
    series, rest = _once_a_year(series, rest, rules)
    parts = _parts(series, rest, ordered, refunds, rules, as_of)
    run_rate = sum(_yearly(s) for s in parts.running) + (max(parts.rest_year, 0) if parts.irregular else 0)
    label = _label(parts)
    price = _latest_change(parts.running, rules)
    return Recurrence(
        label=label,
        why=texts.recurrence_why(label, parts, price, run_rate, currency, as_of),
        run_rate=run_rate,
        next_charge=_next_charge(parts.running),
        price=price,
        roles=_roles(ordered, parts, refunded),
    )


def _once_a_year(series: list[Series], rest: list[Event], rules: RhythmRules) -> tuple[list[Series], list[Event]]:
    """Take a single charge for annual where a contract or its text says so."""
    annual = next((c for c in rules.cadences if c.name == "annual"), None)
    if annual and len(rest) == 1 and rest[0].annual_hint:
        return [*series, Series(annual, (rest[0],), True)], []
    return series, rest


def _parts(
    series: list[Series],
    rest: list[Event],
    charges: Sequence[Charge],
    refunds: frozenset[int],
    rules: RhythmRules,
    as_of: date,
) -> Parts:
    today, since = as_of.toordinal(), window_start(as_of, 12).toordinal()
    running = [s for s in series if _runs(s, rules, today)]
    ended = [s for s in series if not _runs(s, rules, today)]
    # A refund that matches no charge is deducted from what is irregular: a series keeps its price.
    loose = sum(c.reporting for i, c in enumerate(charges) if c.minor < 0 and i not in refunds and c.day >= since)
    year = sum(event.reporting for event in rest if event.day >= since) + (loose if rest else 0)
    return Parts(tuple(_by_weight(running)), tuple(_by_weight(ended)), tuple(rest), year)


def _runs(series: Series, rules: RhythmRules, today: int) -> bool:
    """Tell whether a series still runs: its last charge is recent and was not refunded."""
    age = today - series.latest.day
    return series.latest.live > 0 and age <= rules.ends_after_periods * series.cadence.days


def _yearly(series: Series) -> int:
    return series.latest.reporting * (12 // series.cadence.months)


def _by_weight(series: list[Series]) -> list[Series]:
    return sorted(series, key=lambda s: (-_yearly(s), s.cadence.months, s.events))


def _label(parts: Parts) -> str:
    """Name the rhythm that carries most of the money."""
    if parts.running:
        yearly: dict[str, int] = {}
        for series in parts.running:
            yearly[series.cadence.name] = yearly.get(series.cadence.name, 0) + _yearly(series)
        name = max(yearly, key=lambda key: yearly[key])
        return "irregular" if parts.irregular and parts.rest_year > sum(yearly.values()) else name
    past = sum(event.reporting for series in parts.ended for event in series.events)
    if parts.ended and past >= sum(event.reporting for event in parts.rest):
        return parts.ended[0].cadence.name
    return "irregular" if parts.irregular else "one_off"


def _next_charge(running: Sequence[Series]) -> date | None:
    """Return the next charge expected of an annual or quarterly series."""
    return min((_expected(s.latest, s.cadence) for s in running if s.cadence.months > 1), default=None)


def _expected(event: Event, cadence: Cadence) -> date:
    return add_months(date.fromordinal(event.day), cadence.months)


def _latest_change(running: Sequence[Series], rules: RhythmRules) -> PriceChange | None:
    changes = [change for series in running if series.steady for change in _changes(series, rules)]
    return max(changes, key=lambda c: (c.on, c.after - c.before, c.currency), default=None)


def _changes(series: Series, rules: RhythmRules) -> list[PriceChange]:
    """Return the changes of price; where most charges are equal, small ones count too, else they are rate noise."""
    links = list(pairwise(series.events))
    equal = sum(a.unit == b.unit for a, b in links)
    threshold = rules.price_change_from if 2 * equal >= len(links) else rules.same_amount_within
    return [
        PriceChange(a.unit, b.unit, a.currency, date.fromordinal(b.day))
        for a, b in links
        if abs(a.unit - b.unit) > threshold * a.unit
    ]


def _roles(charges: Sequence[Charge], parts: Parts, refunded: frozenset[int]) -> tuple[str, ...]:
    roles = [texts.REFUND if charge.minor < 0 else texts.NO_CHARGE for charge in charges]
    for running, group in ((True, parts.running), (False, parts.ended)):
        for series in group:
            for event in series.events:
                role = texts.series_role(series, event is series.latest, running)
                for row in event.rows:
                    roles[row] = role
    rest_role = texts.rest_role(parts.irregular)
    for event in parts.rest:
        for row in event.rows:
            roles[row] = rest_role
    for row in refunded:
        roles[row] += texts.REFUNDED
    return tuple(roles)

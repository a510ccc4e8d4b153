"""The sentences that say how a product is paid for and which part a row plays: the one place that words them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shadowscan.findings.series import Series
from shadowscan.money import show_money

if TYPE_CHECKING:
    from shadowscan.findings.recurrence import Parts, PriceChange

NO_SPEND = "No spend was seen, only sign-ins."
REFUND = "refund"
NO_CHARGE = "row without an amount"
REFUNDED = ", refunded in full later"
OUTSIDE = ", outside the service's channel"
NOT_YET = "dated after the day of the scan"
SIGNED_IN = "people signed in during the month"
NO_SIGN_IN = "access was given or assigned, no sign-in in the month"


def series_role(series: Series, latest: bool, running: bool) -> str:
    """Say which part a charge plays in its series."""
    state = ", the latest of a running series" if latest and running else ", the last before it ended" if latest else ""
    return f"{series.cadence.name} charge{state}"


def rest_role(irregular: bool) -> str:
    """Say which part a charge outside any series plays."""
    return "irregular charge" if irregular else "one-off charge"


def recurrence_why(
    label: str, parts: Parts, price: PriceChange | None, run_rate: int, currency: str, as_of: date
) -> str:
    """Say what was counted, the price change and how the run rate comes about."""
    sentences = [_main(label, parts, as_of)]
    if price:
        sentences.append(price_sentence(price))
    sentences += _beside(label, parts, currency)
    sentences.append(_run_rate(parts, run_rate, currency))
    return " ".join(sentence for sentence in sentences if sentence)


def price_sentence(price: PriceChange) -> str:
    """Say how a price changed."""
    verb = "rose" if price.after > price.before else "fell"
    before, after = show_money(price.before, price.currency), show_money(price.after, price.currency)
    return f"The price {verb} from {before} to {after} on {price.on.isoformat()}."


def people(number: int, small_group: int) -> str:
    """Say how many people; small groups are not told apart."""
    if 0 < number < small_group:
        return f"fewer than {small_group} people"
    return "1 person" if number == 1 else f"{number:,} people"


def notice_sentence(notice_days: int | None, notice_by: date) -> str:
    """Say by when notice must be given."""
    if notice_days is None:
        return "The notice period is not known."
    return f"Notice must be given by {notice_by.isoformat()}, {notice_days} days before."


def _main(label: str, parts: Parts, as_of: date) -> str:
    if label == "irregular":
        return _of_rest(parts)
    if parts.running:
        return _of_series(parts.running[0])
    if label != "one_off" and parts.ended:
        series = parts.ended[0]
        gone = as_of.toordinal() - series.latest.day
        end = "its last charge was refunded in full" if not series.latest.live else f"no charge for {gone} days"
        return f"{_of_series(series)} It has ended: {end}."
    if not parts.rest:
        return "Only refunds were seen."
    first, rows = _day(parts.rest[0].day), sum(len(event.rows) for event in parts.rest)
    return f"Bought once, on {first}." if rows == 1 else f"Bought once: {rows} charges on {first}."


def _of_rest(parts: Parts) -> str:
    first, last = _day(parts.rest[0].day), _day(parts.rest[-1].day)
    days = len({event.day for event in parts.rest})
    return f"Irregular: charges on {days} days from {first} to {last} that keep no rhythm."


def _of_series(series: Series) -> str:
    latest, name = series.latest, series.cadence.name.capitalize()
    amount = show_money(latest.minor or latest.unit, latest.currency)
    if len(series.events) == 1:
        return f"{name}: one charge of {amount} on {_day(latest.day)}, which a contract or its text calls yearly."
    seats = f" for {latest.live} equal charges" if latest.live > 1 else ""
    varying = "" if series.steady else ", amounts vary"
    return (
        f"{name}: charges on {len(series.events)} days from {_day(series.events[0].day)} to {_day(latest.day)}"
        f"{varying}, the latest {amount}{seats}."
    )


def _beside(label: str, parts: Parts, currency: str) -> list[str]:
    more = len(parts.running) - (label != "irregular")
    sentences = [f"{more} more series {'runs' if more == 1 else 'run'} beside it."] if more > 0 else []
    if parts.ended and (parts.running or label in ("irregular", "one_off")):
        count = len(parts.ended)
        sentences.append(f"{count} earlier series {'has' if count == 1 else 'have'} ended and {_counts(count)} 0.")
    if (parts.running or parts.ended) and parts.rest and label not in ("irregular", "one_off"):
        kind = "irregular" if parts.irregular else "one-off"
        year = show_money(parts.rest_year, currency)
        sentences.append(f"Beside it stands {kind} spend of {year} in the last 12 months.")
    return sentences


def _counts(count: int) -> str:
    return "counts" if count == 1 else "count"


def _run_rate(parts: Parts, run_rate: int, currency: str) -> str:
    if parts.running and len(parts.running) == 1 and not parts.irregular:
        series = parts.running[0]
        times = 12 // series.cadence.months
        latest = show_money(series.latest.reporting, currency)
        return f"Run rate: {latest} x {times} = {show_money(run_rate, currency)} a year."
    if parts.running:
        rule = "the latest charge of each running series times its periods a year"
        extra = ", plus the irregular spend of the last 12 months" if parts.irregular else ""
        return f"Run rate: {show_money(run_rate, currency)} a year, {rule}{extra}."
    if parts.irregular:
        return f"Run rate: {show_money(run_rate, currency)} a year, the irregular spend of the last 12 months."
    return "It adds nothing to the run rate."


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()

"""What amounts are in the reporting currency: the file's own posted amount, else the ECB rate of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from shadowscan.ingest.dates import Days
from shadowscan.ingest.texts import Codes, Mask, Texts, combine, distinct
from shadowscan.money import minor_digits, rate_on


@dataclass(slots=True)
class Reporting:
    """Hold, row by row, the amount in the reporting currency and the day of the rate (NaT: none needed)."""

    minor: Codes
    rate_days: Days
    has_rate: Mask


def convert(minor: Codes, currencies: Texts, days: Days, reporting: str) -> Reporting:
    """Convert exactly; each distinct amount, currency and day once."""
    values, codes = distinct(currencies)
    names = values.to_pylist()
    result = Reporting(
        minor.copy(), np.full(len(minor), np.datetime64("NaT"), dtype="datetime64[s]"), np.ones(len(minor), dtype=bool)
    )
    own = np.asarray([name == reporting for name in names], dtype=bool)
    rows = np.flatnonzero(~own[codes]) if len(own) else np.zeros(0, dtype=np.int64)
    if len(rows):
        _foreign(result, rows, [names[c] for c in codes[rows]], days, reporting, codes[rows])
    return result


def _foreign(result: Reporting, rows: Codes, names: list[str], days: Days, reporting: str, codes: Codes) -> None:
    day_numbers = days[rows].astype("datetime64[D]").astype(np.int64)
    keys = combine([codes, day_numbers, result.minor[rows]])
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    made = np.zeros(len(first), dtype=np.int64)
    rated = np.zeros(len(first), dtype=bool)
    when = np.full(len(first), np.datetime64("NaT"), dtype="datetime64[s]")
    for place, row in enumerate(first.tolist()):
        rate = _rate(names[row], reporting, days[rows[row]])
        if rate is not None:
            made[place] = _exchanged(int(result.minor[rows[row]]), names[row], reporting, rate[0])
            when[place] = np.datetime64(rate[1].isoformat(), "s")
            rated[place] = True
    result.minor[rows], result.rate_days[rows], result.has_rate[rows] = made[inverse], when[inverse], rated[inverse]


def _rate(currency: str, reporting: str, day: np.datetime64) -> tuple[Decimal, date] | None:
    if np.isnat(day):
        return None
    return rate_on(currency, reporting, day.astype("datetime64[D]").item())


def _exchanged(minor: int, currency: str, reporting: str, rate: Decimal) -> int:
    value = Decimal(minor).scaleb(minor_digits(reporting) - minor_digits(currency)) * rate
    return int(value.to_integral_value(rounding=ROUND_HALF_EVEN))

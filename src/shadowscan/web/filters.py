"""How figures read: money, shares, days, counts. Used by every template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from markupsafe import Markup, escape

from shadowscan.money import show_money, to_minor
from shadowscan.web.svg import short

_NOTHING = "–"


def filters(currency: Callable[[], str]) -> dict[str, Callable[..., Any]]:
    """Return the filters of our templates; `currency` tells the reporting currency of the moment."""
    return {
        "ss_money": lambda value: money(value, currency()),
        "ss_exact": exact,
        "ss_share": share,
        "ss_day": day,
        "ss_month": month,
        "ss_count": count,
        "ss_said": said,
        "ss_pill": pill,
        "ss_plural": plural,
        "ss_short": short,
    }


def money(value: float | None, currency: str) -> str:
    """Return an amount as it is read aloud."""
    if value is None:
        return _NOTHING
    return show_money(to_minor(Decimal(str(value)), currency), currency).replace("-", "\u2212")


def exact(value: float | None) -> str:
    """Return an amount with its last places, for tables whose column names the currency."""
    return _NOTHING if value is None else f"{value:,.2f}".replace("-", "\u2212")


def share(part: float | None, whole: float | None = None) -> str:
    """Return a share in percent, of a whole where one is given; a small share is not shown as nothing."""
    if part is None or (whole is not None and whole <= 0):
        return _NOTHING
    value = part if whole is None else part / whole
    if 0 < value < 0.005:
        return "<1\u202f%"
    return f"{value * 100:.0f}\u202f%".replace("-", "\u2212")


def day(value: str | None) -> str:
    """Return an ISO day or time as `31 Oct 2026`."""
    if not value:
        return _NOTHING
    try:
        return str(format_date(date.fromisoformat(value[:10]), "d MMM y", locale="en_GB"))
    except ValueError:
        return value


def month(value: str) -> str:
    """Return a period `2026-10` as `Oct 2026`."""
    try:
        return str(format_date(date.fromisoformat(f"{value}-01"), "MMM y", locale="en_GB"))
    except ValueError:
        return value


def count(value: int | float | str | None) -> str:
    """Return a count; one that is too small to be told stays `<3`."""
    return _NOTHING if value is None else f"{value:,}" if isinstance(value, (int, float)) else value


def said(value: str | None) -> str:
    """Return a code of the data as words."""
    return (value or _NOTHING).replace("_", " ").replace("-", " ")


def pill(value: str | None) -> Markup:
    """Return a state as a coloured label; the colour only repeats what the word says."""
    if not value:
        return escape(_NOTHING)
    return Markup('<span class="ss-pill ss-pill-{}">{}</span>').format(value, escape(said(value)))


def plural(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"1 {one}" if number == 1 else f"{number:,} {many or one + 's'}"

"""Words, amounts and tables of a page for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from tabulate import tabulate

from shadowscan.money import show_money, to_minor

_WIDTH = 108


def table(rows: Sequence[Sequence[Any]], heads: Sequence[str], right: Iterable[int] = ()) -> str:
    """Return rows as an aligned table; columns in `right` are right-aligned."""
    aligned = set(right)
    align = ["right" if n in aligned else "left" for n in range(len(heads))]
    return str(tabulate(rows, heads, tablefmt="simple", colalign=align, disable_numparse=True))


def indented(text: str) -> Iterator[str]:
    """Yield the lines of a text two places further in."""
    yield from (f"  {line}" for line in text.splitlines())


def wrapped(text: str, first: int = 2, rest: int | None = None) -> list[str]:
    """Return a text in lines as wide as the page, `first` places in, its other lines `rest` places."""
    hanging = " " * (first if rest is None else rest)
    return textwrap.wrap(text, _WIDTH, initial_indent=" " * first, subsequent_indent=hanging) if text else []


def money_text(amount: Decimal | float | None, currency: str) -> str:
    """Return an amount as a reader expects it, nothing for none."""
    return "" if amount is None else show_money(to_minor(exact(amount), currency), currency)


def exact(amount: Decimal | float) -> Decimal:
    """Return a stored amount as it was before it became a float."""
    return Decimal(str(amount))


def percent(share: float | None) -> str:
    """Return a share of 1 in percent, a dash for none."""
    return "–" if share is None else f"{number(share * 100)} %"


def number(value: float) -> str:
    """Return a number without needless places."""
    return f"{Decimal(str(round(value, 4))).normalize():f}"


def clean(line: str) -> str:
    """Return a line without control characters, which a terminal might obey."""
    return "".join(letter if letter.isprintable() else " " for letter in line)

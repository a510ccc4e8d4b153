"""Values of records and frames into what SQLite stores; an empty text is NULL, a list a JSON array."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from shadowscan.money import minor_digits

Row = tuple[Any, ...]


def text(value: str | None) -> str | None:
    """Return a text, None where it is empty."""
    return value or None


def day(value: date | None) -> str | None:
    """Return an ISO day."""
    return value.isoformat() if value is not None else None


def array(values: Iterable[Any]) -> str:
    """Return a JSON array."""
    return json.dumps(list(values), ensure_ascii=False)


def money(minor: int, currency: str) -> float:
    """Return minor units as a decimal number, exact to its last place."""
    return float(int(minor) / 10 ** minor_digits(currency))


def number(value: Decimal | float | None) -> float | None:
    """Return a number as SQLite's REAL."""
    return None if value is None else float(value)


def content_id(prefix: str, *parts: object) -> str:
    """Return an id made from content, stable from scan to scan."""
    return next(content_ids(prefix, [["" if p is None else str(p) for p in parts]]))


def content_ids(prefix: str, rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the content_id of each row of texts."""
    digests = (hashlib.sha256("\x1f".join(row).encode()).hexdigest() for row in rows)
    return (f"{prefix}-{digest[:12]}" for digest in digests)


def texts(column: pd.Series[Any]) -> list[str | None]:
    """Return a column of texts, None where one is empty or missing."""
    return [value or None for value in column.fillna("").tolist()]


def numbers(column: pd.Series[Any]) -> list[Any]:
    """Return a column of numbers as Python numbers."""
    return column.tolist()


def days(column: pd.Series[Any]) -> list[str | None]:
    """Return a column of days as ISO texts; each distinct day is written once."""
    codes, uniques = pd.factorize(column)
    written: list[str | None] = [pd.Timestamp(value).strftime("%Y-%m-%d") for value in uniques]
    return [written[code] if code >= 0 else None for code in codes.tolist()]


def amounts(column: pd.Series[Any], currency: str) -> list[float]:
    """Return minor units of one currency as decimal numbers."""
    return [*map(float, (column / 10 ** minor_digits(currency)).tolist())]


def amounts_of(column: pd.Series[Any], currencies: pd.Series[Any]) -> list[float]:
    """Return minor units, each in the currency beside it, as decimal numbers."""
    powers = currencies.map({code: 10 ** minor_digits(code) for code in currencies.unique()})
    return [*map(float, (column / powers).tolist())]


def rows_of(*columns: Sequence[Any]) -> list[Row]:
    """Return columns as rows."""
    return list(zip(*columns, strict=True))

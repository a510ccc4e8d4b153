"""Texts of cells into the types of a table's columns, with the place in every refusal."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from shadowscan.errors import InputError


@dataclass(frozen=True, slots=True)
class Raw:
    """Hold the texts of one row by column, and where it stands (`reference/services.csv:3`)."""

    values: Mapping[str, str]
    place: str


def typed(raw: Raw, kind: type) -> Any:
    """Return a row as the dataclass `kind`; raise InputError where a cell cannot be meant or is missing."""
    values: dict[str, Any] = {}
    for name, hint, needed in _columns(kind):
        text = raw.values.get(name, "")
        if text:
            values[name] = _value(hint, text, f"{raw.place}: {name}")
        elif needed:
            raise InputError("the cell is empty", f"{raw.place}: {name}", "Fill it in.")
    return kind(**values)


@cache
def _columns(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    """Return each column with its type and whether it must be filled."""
    hints = get_type_hints(kind)
    return tuple((f.name, hints[f.name], f.default is dataclasses.MISSING) for f in dataclasses.fields(kind))


def required(kind: type) -> list[str]:
    """Return the columns without which no row can be."""
    return [name for name, _, needed in _columns(kind) if needed]


def lists(kind: type) -> set[str]:
    """Return the columns that hold lists."""
    return {name for name, hint, _ in _columns(kind) if get_origin(hint) is tuple}


def _value(kind: Any, text: str, place: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _value(get_args(kind)[0], text, place)
    if origin is tuple:
        return tuple(item.strip() for item in text.split(";") if item.strip())
    if origin is Literal:
        if text.lower() not in get_args(kind):
            raise InputError(f"'{text}' is not a known value", place, f"Use one of: {', '.join(get_args(kind))}.")
        return text.lower()
    try:
        if kind is date:
            return datetime.fromisoformat(text).date()
        value = kind(text)
        if isinstance(value, Decimal) and not value.is_finite():
            raise ValueError
        return value
    except (ValueError, InvalidOperation):
        wanted = "a date written YYYY-MM-DD" if kind is date else "a number"
        raise InputError(f"'{text}' is not {wanted}", place, "Correct the cell.") from None

"""Whose spend a row is: business-unit column, cost centre on its date, person, folder, else unassigned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from shadowscan.ingest.dates import Days
from shadowscan.ingest.texts import Codes, Texts, distinct, fold, texts
from shadowscan.records import UNASSIGNED
from shadowscan.workspace import BusinessUnit, CostCentre, Person

_NONE = -1
_FROM = ("nothing", "column", "cost_centre", "person", "folder")


@dataclass(slots=True)
class Units:
    """Find business units by id or name and cost centres as they were valid on a day."""

    units: Sequence[BusinessUnit]
    cost_centres: Sequence[CostCentre] = ()
    people: Sequence[Person] = ()
    prefixes: Sequence[str] = ()
    _numbers: dict[str, int] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)
    _exact: dict[str, list[CostCentre]] = field(default_factory=dict)
    _loose: dict[str, list[CostCentre]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = {unit.business_unit_id: number for number, unit in enumerate(self.units)}
        for number, unit in enumerate(self.units):
            self._names.setdefault(fold(unit.name), number)
        for number, unit in enumerate(self.units):
            self._names[fold(unit.business_unit_id)] = number
        for entry in self.cost_centres:
            self._exact.setdefault(fold(entry.cost_centre), []).append(entry)
            self._loose.setdefault(self._short(entry.cost_centre), []).append(entry)

    def unit(self, text: str) -> int:
        """Return the number of the unit that a text names by id or name, or -1; of `A : B` the nearest part counts."""
        found = self._names.get(fold(text))
        if found is not None:
            return found
        for part in reversed(re.split(r"\s*[:>|]\s*", text)) if re.search(r"[:>|]", text) else ():
            if fold(part) in self._names:
                return self._names[fold(part)]
        return _NONE

    def entries(self, text: str) -> list[CostCentre]:
        """Return what cost_centres.csv says of a cost centre, however it is written."""
        return self._exact.get(fold(text)) or self._loose.get(self._short(text)) or []

    def _short(self, text: str) -> str:
        """Return `520` for `0000000520`, `CC520`, `CC-520` and `520 - Enterprise Apps`."""
        short = fold(text)
        for prefix in sorted(self.prefixes, key=len, reverse=True):
            rest = short.removeprefix(prefix).lstrip(" -_:#.")
            if rest != short and rest[:1].isdigit():
                short = rest
                break
        token = re.split(r"\s+-\s+|\s+|:", short, maxsplit=1)[0]
        short = token if any(c.isdigit() for c in token) else short
        return short.lstrip("0") or short if short.isdigit() else short

    def on(self, entry: CostCentre, days: Days) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Tell on which days an entry holds; a row without a day takes an entry without bounds."""
        valid = np.ones(len(days), dtype=bool)
        if entry.valid_from:
            valid &= days >= _day(entry.valid_from)
        if entry.valid_to:
            valid &= days <= _day(entry.valid_to)
        return valid

    def number(self, unit_id: str) -> int:
        """Return the number of a unit id, or -1."""
        return self._numbers.get(unit_id, _NONE)


def _day(day: date) -> np.datetime64:
    return np.datetime64(day.isoformat(), "s")


@dataclass(slots=True)
class UnitColumn:
    """Hold each row's unit, what told it, and the names that nobody knows with their row counts."""

    ids: Texts
    told_by: Texts
    unknown_units: Counter[str]
    unknown_centres: Counter[str]


def assign(units: Units, names: Texts, centres: Texts, people: Codes, days: Days, folder: str) -> UnitColumn:
    """Give each row its unit; `people` are places in people.csv (-1: nobody known)."""
    rows = len(days)
    number = np.full(rows, _NONE, dtype=np.int64)
    told = np.zeros(rows, dtype=np.int64)
    unknown_units = _by_name(units, names, number, told)
    unknown_centres = _by_centre(units, centres, days, number, told, 2)
    _by_person(units, people, days, number, told)
    default = units.unit(folder) if folder else _NONE
    open_rows = number == _NONE
    if default != _NONE:
        number[open_rows], told[open_rows] = default, 4
    ids = texts([*(unit.business_unit_id for unit in units.units), UNASSIGNED])
    number[number == _NONE] = len(units.units)
    return UnitColumn(ids.take(pa.array(number)), texts(_FROM).take(pa.array(told)), unknown_units, unknown_centres)


def _by_name(units: Units, names: Texts, number: Codes, told: Codes) -> Counter[str]:
    values, codes = distinct(names)
    written = values.to_pylist()
    found = np.asarray([units.unit(text) if text else _NONE for text in written], dtype=np.int64)
    if len(found):
        number[:] = found[codes]
        told[number != _NONE] = 1
    counts = np.bincount(codes, minlength=len(written))
    return Counter({t: int(c) for t, c, f in zip(written, counts, found, strict=True) if t and f == _NONE})


def _by_centre(units: Units, centres: Texts, days: Days, number: Codes, told: Codes, source: int) -> Counter[str]:
    values, codes = distinct(centres)
    unknown: Counter[str] = Counter()
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(values) + 1))
    for place, text in enumerate(values.to_pylist()):
        rows = order[bounds[place] : bounds[place + 1]]
        entries = units.entries(text) if text else []
        named = units.unit(text) if text and not entries else _NONE
        if text and not entries and named == _NONE:
            unknown[text] += len(rows)
        rows = rows[number[rows] == _NONE]
        if named != _NONE:  # some systems write the unit where the cost centre belongs
            number[rows], told[rows] = named, source
        for entry in entries if len(rows) else ():
            hit = rows[units.on(entry, days[rows])]
            number[hit], told[hit] = units.number(entry.business_unit_id), source
            rows = rows[number[rows] == _NONE]
        if entries and len(rows):
            unknown[f"{text} (not valid on the date)"] += len(rows)
    return unknown


def _by_person(units: Units, people: Codes, days: Days, number: Codes, told: Codes) -> None:
    if not len(units.people):
        return
    own = np.asarray([units.unit(p.business_unit_id) if p.business_unit_id else _NONE for p in units.people])
    open_rows = np.flatnonzero((number == _NONE) & (people >= 0))
    if not len(open_rows):
        return
    by_unit = own[people[open_rows]]
    hit = by_unit != _NONE
    number[open_rows[hit]], told[open_rows[hit]] = by_unit[hit], 3
    rest = open_rows[~hit]
    if len(rest):
        centres = texts([p.cost_centre for p in units.people]).take(pa.array(people[rest]))
        inner_number, inner_told = number[rest], told[rest]
        _by_centre(units, centres, days[rest], inner_number, inner_told, 3)
        number[rest], told[rest] = inner_number, inner_told

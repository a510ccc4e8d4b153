"""People as stable pseudonyms: the same person is the same in every source that people.csv links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from shadowscan.ingest.texts import Codes, Texts, by_distinct, combine, distinct, fold, texts
from shadowscan.pseudonyms import pseudonym, pseudonym_key
from shadowscan.workspace import Person, Workspace

_NOBODY = -1


@dataclass(slots=True)
class People:
    """Find people by e-mail, id or name, and give them pseudonyms."""

    key: bytes
    pseudonymise: bool = True
    people: Sequence[Person] = ()
    _by_email: dict[str, int] = field(default_factory=dict)
    _by_id: dict[str, int] = field(default_factory=dict)
    _by_name: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names: dict[str, set[int]] = {}
        for number, person in enumerate(self.people):
            self._by_email.setdefault(person.email.casefold(), number)
            for spelling in _ids(person.person_id):
                self._by_id.setdefault(spelling, number)
            for spelling in _names(person.name):
                names.setdefault(spelling, set()).add(number)
        self._by_email.pop("", None)
        self._by_name = {name: min(numbers) for name, numbers in names.items() if len(numbers) == 1 and name}

    def find(self, email: str, person_id: str, name: str) -> int:
        """Return the place in people.csv, or -1."""
        for found in (self._by_email.get(email), *(self._by_id.get(s) for s in (*_ids(person_id), *_ids(email)) if s)):
            if found is not None:
                return found
        for spelling in (*_names(name), *(_names(email) if "@" not in email else ())):
            if spelling in self._by_name:
                return self._by_name[spelling]
        return _NOBODY

    def label(self, found: int, email: str, person_id: str, name: str) -> str:
        """Return the pseudonym, or the e-mail or name where the organisation wants to see it."""
        known = self.people[found] if found >= 0 else None
        canonical = known.person_id if known else email or person_id or fold(name)
        if not canonical:
            return ""
        if not self.pseudonymise:
            return (known.email or known.name or known.person_id) if known else (email or name or person_id)
        return pseudonym(self.key, canonical)


def _ids(text: str) -> tuple[str, ...]:
    plain = fold(text).strip("'")
    bare = plain.lstrip("0")
    return (plain, bare) if plain.isdigit() and bare and bare != plain else (plain,) if plain else ()


def _names(text: str) -> tuple[str, ...]:
    plain = re.sub(r"\s*\([^)]*\)$", "", fold(text))
    if "," in plain:
        last, _, first = plain.partition(",")
        return (plain, f"{first.strip()} {last.strip()}".strip())
    return (plain,) if plain else ()


@dataclass(slots=True)
class PersonColumn:
    """Hold, row by row, who it was: pseudonym and place in people.csv (-1: not there)."""

    labels: Texts
    found: Codes


def resolve(people: People, emails: Texts, ids: Texts, names: Texts) -> PersonColumn:
    """Resolve each distinct person once."""
    columns = (by_distinct(emails, email_in), ids, names)
    encoded = [distinct(column) for column in columns]
    codes = combine([codes for _, codes in encoded])
    _, first = np.unique(codes, return_index=True)
    labels: list[str] = []
    found: list[int] = []
    parts = [values.take(pa.array(own[first])).to_pylist() for values, own in encoded]
    for email, person_id, name in zip(*parts, strict=True):
        place = people.find(email, person_id, name)
        found.append(place)
        labels.append(people.label(place, email, person_id, name))
    return PersonColumn(texts(labels).take(pa.array(codes)), np.asarray(found, dtype=np.int64)[codes])


_EMAIL = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")


def email_in(text: str) -> str:
    """Return the address inside a cell such as `Ann Lee (ann@x.org)`, lower case; a log-in name stays."""
    match = _EMAIL.search(text)
    return match.group().casefold().rstrip(".") if match else fold(text)


def leavers(workspace: Workspace) -> dict[str, date]:
    """Return the pseudonyms of people who left, with their last day (the first day of all where none is given)."""
    settings, everybody = workspace.settings, workspace.reference.people
    key = pseudonym_key(workspace.private, settings.organisation)
    people = People(key, settings.privacy.pseudonymise, everybody)
    return {
        people.label(number, "", "", ""): person.left_on or date.min
        for number, person in enumerate(everybody)
        if person.status == "left"
    }

"""Conditions of rules: named fields that must all hold, checked against the fields of one object.

A condition's name is a fact and a comparator: `status_in: [unmanaged]`, `users_at_least: 5`, `active_is: true`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from string import Formatter
from typing import Any

Test = Callable[[Any], bool]
Get = Callable[[Any], Any]


def _at_least(get: Get, wanted: Any) -> Test:
    return lambda thing: (fact := get(thing)) is not None and fact >= wanted


def _at_most(get: Get, wanted: Any) -> Test:
    return lambda thing: (fact := get(thing)) is not None and fact <= wanted


# Each makes a test of one call: tests run for every finding and rule.
_COMPARATORS: dict[str, Callable[[Get, Any], Test]] = {
    "not_in": lambda get, wanted: lambda thing: get(thing) not in wanted,
    "in": lambda get, wanted: lambda thing: get(thing) in wanted,
    "include": lambda get, wanted: lambda thing: not wanted.isdisjoint(get(thing)),
    "exclude": lambda get, wanted: lambda thing: wanted.isdisjoint(get(thing)),
    "at_least": _at_least,
    "at_most": _at_most,
    "is": lambda get, wanted: lambda thing: get(thing) is wanted,
}


def compile_conditions(when: Any) -> Test:
    """Return a function that tells whether an object's fields meet every condition a dataclass names."""
    tests = [_test(f.name, getattr(when, f.name)) for f in dataclasses.fields(when) if _is_set(getattr(when, f.name))]

    def holds(thing: Any) -> bool:
        for test in tests:  # noqa: SIM110 - a plain loop, for it runs for every finding and rule
            if not test(thing):
                return False
        return True

    return holds


def facts_named(kind: type) -> list[str]:
    """Return the facts that the conditions of a dataclass ask for, so that a test can hold them against the facts."""
    return [_split(f.name)[0] for f in dataclasses.fields(kind)]


def template_names(template: str) -> set[str]:
    """Return the names in braces of a text template; raise ValueError if it cannot be read."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _is_set(value: Any) -> bool:
    return value is not None and value != () and value != []


def _test(name: str, wanted: Any) -> Test:
    fact, comparator = _split(name)
    value = frozenset(wanted) if isinstance(wanted, (list, tuple)) else wanted
    return _COMPARATORS[comparator](attrgetter(fact), value)


def _split(name: str) -> tuple[str, str]:
    for comparator in _COMPARATORS:
        if name.endswith(f"_{comparator}"):
            return name.removesuffix(f"_{comparator}"), comparator
    raise TypeError(f"'{name}' names no comparator")

"""The words of the steering pack (rules/pack.yml), held against their own examples when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date

from shadowscan.money import show_money, to_minor
from shadowscan.records import STATUSES
from shadowscan.rules import template_names

_SHEET_NAME_LENGTH = 31
_SMALLEST_SHARE = Decimal("0.0005")
_NOT_IN_SHEET_NAMES = set("[]:*?/\\'")


@dataclass(frozen=True, slots=True)
class Example:
    """Give facts and the two sentences that must come of them."""

    given: dict[str, str]
    says: list[str]
    case: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Hold the words of one section; `otherwise` has the answers of special cases by name."""

    title: str
    short: str
    answer: list[str]
    columns: dict[str, str]
    examples: list[Example]
    otherwise: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)  # of tables with fixed rows: label and meaning
    notes: list[str] = field(default_factory=list)
    where: str = ""

    def __post_init__(self) -> None:
        if not self.short or len(self.short) > _SHEET_NAME_LENGTH or _NOT_IN_SHEET_NAMES & set(self.short):
            raise ValueError(f"short: '{self.short}' cannot be the name of a sheet")
        odd = next((name for name, row in self.rows.items() if len(row) != 2), None)
        if odd:
            raise ValueError(f"rows: '{odd}' needs a label and a meaning")
        for case in ("", *self.otherwise):
            if len(self.sentences(case)) != 2:
                raise ValueError(f"an answer has two sentences, '{case or 'answer'}' has {len(self.sentences(case))}")
            if not any(example.case == case for example in self.examples):
                raise ValueError(f"there is no example of '{case or 'answer'}'")
        for example in self.examples:
            said = [fill(template, example.given) for template in self.sentences(example.case)]
            if said != example.says:
                raise ValueError(f"an example does not hold: it says {said}")

    def sentences(self, case: str) -> list[str]:
        """Return the templates of the answer in a case."""
        if case and case not in self.otherwise:
            raise ValueError(f"there is no answer for the case '{case}'")
        return self.otherwise[case] if case else self.answer

    def say(self, facts: Mapping[str, str], case: str = "") -> tuple[str, str]:
        """Return the two sentences of the answer."""
        first, second = (fill(template, facts) for template in self.sentences(case))
        return first, second


@dataclass(frozen=True, slots=True)
class PackRule:
    """Hold rules/pack.yml; counts are rows, days are days after the day of the scan."""

    title: str
    why: str
    pack_title: str
    subtitle: str
    contents: str
    nothing: str
    footer: str
    groups: dict[str, list[str]]
    group_labels: dict[str, str]
    status_labels: dict[str, list[str]]  # label and meaning
    labels: dict[str, str]
    nouns: dict[str, list[str]]  # one and many
    new_flags: list[str]
    remark_flags: list[str]
    renewal_days: int
    products_at_most: int
    ideas_at_most: int
    cases_at_most: int
    leaders: int
    behind_at_most: int
    questions: dict[str, Question]
    where: str = ""

    def __post_init__(self) -> None:
        grouped = [status for statuses in self.groups.values() for status in statuses]
        if sorted(grouped) != sorted(STATUSES) or set(self.groups) != {"managed", "outside", "unresolved"}:
            raise ValueError("groups: managed, outside and unresolved must hold each status once")
        if set(self.status_labels) != set(STATUSES):
            raise ValueError("status_labels: each status needs a label and a meaning")

    def group(self, status: str) -> str:
        """Return which of managed, outside and unresolved a status belongs to."""
        return next(name for name, statuses in self.groups.items() if status in statuses)

    def status(self, status: str) -> str:
        """Return a status as readers know it."""
        return self.status_labels[status][0]

    def counted(self, number: int, noun: str) -> str:
        """Return a number with its noun, `no products` for none."""
        one, many = self.nouns[noun]
        return f"{self.labels['no']} {many}" if number == 0 else f"1 {one}" if number == 1 else f"{number:,} {many}"


def fill(template: str, facts: Mapping[str, Any]) -> str:
    """Fill a template; raise ValueError where it names a fact that is not there."""
    unknown = sorted(template_names(template) - set(facts))
    if unknown:
        raise ValueError(f"'{unknown[0]}' is not a fact of this text; known: {', '.join(sorted(facts))}")
    return template.format_map(facts)


def money_text(amount: Decimal, currency: str) -> str:
    """Return an amount as it is read aloud."""
    return show_money(to_minor(amount, currency), currency)


def day_text(day: date) -> str:
    """Return a day as it is read aloud, `31 October 2026`."""
    return str(format_date(day, "d MMMM y", locale="en_GB"))


def percent_text(share: Decimal | None, none: str) -> str:
    """Return a share of 1 in percent, `none` where there is no whole; a small share is not shown as nothing."""
    if share is None:
        return none
    return "<0.1%" if 0 < share < _SMALLEST_SHARE else f"{share * 100:.1f}%"


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return a part's share of a whole to six places; None where refunds or nothing leave no whole."""
    return (part / whole).quantize(Decimal("0.000001")) if whole > 0 else None

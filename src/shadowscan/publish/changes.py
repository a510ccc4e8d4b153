"""What is different between two findings.db: appeared, gone, grew, decided (rules/changes.yml)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from shadowscan.money import show_money, to_minor
from shadowscan.publish import cells
from shadowscan.rules import RuleBook, template_names

_FACTS = {"product", "unit", "before", "after"}


@dataclass(frozen=True, slots=True)
class ChangeExample:
    """Give the spend before and after, and the kind of change it is; empty: none."""

    kind: str
    spend_before: Decimal
    spend_after: Decimal
    where: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRules:
    """Hold rules/changes.yml; money in the reporting currency."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    grew_percent: Decimal
    grew_at_least: Decimal
    risks: list[str]
    kinds: list[str]
    titles: dict[str, str]
    texts: dict[str, str]
    examples: list[ChangeExample]

    def __post_init__(self) -> None:
        if set(self.titles) != set(self.kinds) or set(self.texts) != set(self.kinds):
            raise ValueError("each kind needs a title and a text")
        unknown = {name for text in self.texts.values() for name in template_names(text)} - _FACTS
        if unknown:
            raise ValueError(f"the texts know only: {', '.join(sorted(_FACTS))}")

    def of_spend(self, before: Decimal, after: Decimal) -> str:
        """Return `grew` or `shrank` where the difference is news, else nothing."""
        by = abs(after - before)
        least = max(self.grew_at_least, abs(before) * self.grew_percent / 100)
        return "" if by < least else "grew" if after > before else "shrank"


@dataclass(frozen=True, slots=True)
class Change:
    """Tell one change."""

    kind: str
    what: str
    business_unit_id: str
    finding_id: str
    idea_id: str
    before: str
    after: str
    amount: Decimal
    since: str


def check_changes(rules: RuleBook) -> list[str]:
    """Run the examples of rules/changes.yml and return what fails, with its place."""
    told = rules.one("changes", ChangeRules)
    return [
        f"{one.where}: it says '{found}', not '{one.kind}'"
        for one in told.examples
        if (found := told.of_spend(one.spend_before, one.spend_after)) != one.kind
    ]


def compare(old: sqlite3.Connection, new: sqlite3.Connection, rules: RuleBook) -> list[Change]:
    """Return what changed from one findings.db to another, the most telling kind and the largest amount first."""
    told = rules.one("changes", ChangeRules)
    found = [*_Comparison(old, new, told).changes()]
    return sorted(found, key=lambda c: (told.kinds.index(c.kind), -abs(c.amount), c.what, c.finding_id, c.idea_id))


class _Comparison:
    """Compare two scans row by row."""

    def __init__(self, old: sqlite3.Connection, new: sqlite3.Connection, rules: ChangeRules) -> None:
        self._old, self._new, self._rules = old, new, rules
        self._since = old.execute("select as_of from scans").fetchone()[0]
        self._currency = new.execute("select currency from scans").fetchone()[0]

    def changes(self) -> Iterator[Change]:
        """Yield findings first, then ideas."""
        before, after = (_rows(db, _FINDINGS, "finding_id") for db in (self._old, self._new))
        became = dict(self._new.execute("select subject, became from decision_subjects"))
        before = {became.get(key, key): row for key, row in before.items()}
        for key in sorted(before.keys() | after.keys()):
            yield from self._finding(before.get(key), after.get(key))
        ideas = [_rows(db, _IDEAS, "idea_id") for db in (self._old, self._new)]
        for key, idea in sorted(ideas[1].items()):
            yield from self._idea(ideas[0].get(key), idea)

    def _finding(self, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[Change]:
        row = new or old
        if row is None:
            return
        was, now = _spend(old), _spend(new)
        if old is None or new is None:
            kind = "gone" if new is None else "appeared"
            yield self._tell(kind, row, self._money(was), self._money(now), now - was)
            return
        kind = self._rules.of_spend(was, now)
        if kind:
            yield self._tell(kind, row, self._money(was), self._money(now), now - was)
        risks = self._rules.risks
        if risks.index(new["risk"]) > risks.index(old["risk"]):
            yield self._tell("risk", row, old["risk"], new["risk"], Decimal(0))
        if new["ruling"] and new["ruling"] != old["ruling"]:
            yield self._tell("decided", row, _words(old["ruling"]), _words(new["ruling"]), Decimal(0))
        elif new["status"] != old["status"]:
            yield self._tell("status", row, _words(old["status"]), _words(new["status"]), Decimal(0))

    def _idea(self, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Iterator[Change]:
        if old is None:
            yield self._tell("idea_new", new, "", _words(new["stage"]), Decimal(0))
        elif old["stage"] != new["stage"]:
            yield self._tell("idea_moved", new, _words(old["stage"]), _words(new["stage"]), Decimal(0))

    def _tell(self, kind: str, row: Mapping[str, Any], before: str, after: str, amount: Decimal) -> Change:
        facts = {"product": row["name"], "unit": row["unit"], "before": before, "after": after}
        return Change(
            kind,
            self._rules.texts[kind].format(**facts),
            row["business_unit_id"],
            row["finding_id"],
            row["idea_id"],
            before,
            after,
            amount,
            self._since,
        )

    def _money(self, amount: Decimal) -> str:
        return show_money(to_minor(amount, self._currency), self._currency)


_FINDINGS = """select finding_id, '' as idea_id, business_unit_id, coalesce(business_unit, business_unit_id) as unit,
    product as name, status, risk, coalesce(ruling, '') as ruling, spend_12m from findings"""
_IDEAS = """select idea_id, '' as finding_id, '' as business_unit_id, '' as unit, title as name, stage from ideas"""


def _rows(db: sqlite3.Connection, sql: str, key: str) -> dict[str, dict[str, Any]]:
    cursor = db.execute(sql)
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, values, strict=True)) for values in cursor]
    return {row[key]: row for row in rows}


def _spend(row: Mapping[str, Any] | None) -> Decimal:
    return Decimal(str(row["spend_12m"])) if row else Decimal(0)


def _words(text: str) -> str:
    return text.replace("_", " ")


def change_rows(changes: list[Change]) -> list[dict[str, Any]]:
    """Return changes as rows of the table `changes`."""
    return [
        {
            "change_id": cells.content_id("ch", c.kind, c.finding_id, c.idea_id, c.since),
            "position": position,
            "kind": c.kind,
            "what": c.what,
            "business_unit_id": c.business_unit_id or None,
            "finding_id": c.finding_id or None,
            "idea_id": c.idea_id or None,
            "before": c.before or None,
            "after": c.after or None,
            "amount": float(c.amount),
            "since": c.since,
        }
        for position, c in enumerate(changes, start=1)
    ]


def change_words(rules: RuleBook) -> dict[str, str]:
    """Return the kinds of changes with their titles, in the order in which they are told."""
    told = rules.one("changes", ChangeRules)
    return {kind: told.titles[kind] for kind in told.kinds}

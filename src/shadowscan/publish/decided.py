"""The decision log as a table: in findings.db all of it, in a published file what concerns what stands there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shadowscan.decisions import Decided, Decision, fold, read_decisions
from shadowscan.publish.cut import Cutter

_WHERE = {  # kind of decision -> where its subject stands, in the order of likelihood
    "disposition": ("products", "product_id"),
    "merge": ("vendors", "vendor_id"),
}
_ANY = (("findings", "finding_id"), ("ideas", "idea_id"), ("products", "product_id"), ("vendors", "vendor_id"))
_PRIVATE = ("look",)
_ON_IDEAS = ("idea_open", "idea_shape", "gate", "idea_move", "benefit", "note")
_PLAIN = ("type", "field", "item", "state", "stage", "period")  # what tells neither words nor money


@dataclass(frozen=True, slots=True)
class Entries:
    """Hold the log, what it adds up to, and how its subjects are called in the scan at hand."""

    decisions: tuple[Decision, ...] = ()
    decided: Decided = field(default_factory=Decided)
    gone: frozenset[str] = frozenset()  # ids of withdrawn entries
    became: Mapping[str, str] = field(default_factory=dict)  # finding ids of before -> of this scan
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (origin, payee text) -> descriptor_id

    def subject(self, decision: Decision) -> str:
        """Return the id a decision's subject has in this scan."""
        return self.became.get(decision.subject, decision.subject)


def read_entries(private: Path, findings: sqlite3.Connection) -> Entries:
    """Read a workspace's log against a findings.db."""
    decisions = read_decisions(private)
    if not decisions:
        return Entries()
    asked = [(d.value["origin"], d.subject) for d in decisions if d.kind == "descriptor"]
    found = findings.execute(
        """select d.origin, d.descriptor, d.descriptor_id from json_each(?) j join descriptors d
        on d.origin = j.value ->> 0 and d.descriptor = j.value ->> 1""",
        (json.dumps(sorted(set(asked))),),
    )
    return Entries(
        decisions,
        fold(decisions),
        frozenset(d.subject for d in decisions if d.kind == "withdraw"),
        dict(findings.execute("select subject, became from decision_subjects")),
        {(origin, text): key for origin, text, key in found},
    )


def write_decisions(connection: sqlite3.Connection, entries: Entries, cutter: Cutter | None) -> None:
    """Put the entries that concern a file's rows into its table; without a cutter all, as they are."""
    shown: set[str] = set()
    rows = []
    for position, decision in enumerate(entries.decisions, start=1):
        if cutter is not None and not _concerns(connection, entries, decision, shown):
            continue
        shown.add(decision.decision_id)
        rows.append(_row(connection, entries, decision, position, cutter))
    connection.executemany("insert or replace into main.decisions values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _concerns(connection: sqlite3.Connection, entries: Entries, decision: Decision, shown: set[str]) -> bool:
    if decision.kind in _PRIVATE:
        return False
    if decision.kind == "withdraw":
        return decision.subject in shown
    if decision.kind == "descriptor":
        key = entries.texts.get((decision.value["origin"], decision.subject), "")
        return _stands(connection, "descriptors", "descriptor_id", key)
    places = [_WHERE[decision.kind]] if decision.kind in _WHERE else _ANY
    return any(_stands(connection, table, column, entries.subject(decision)) for table, column in places)


def _stands(connection: sqlite3.Connection, table: str, column: str, key: str) -> bool:
    return connection.execute(f'select 1 from main."{table}" where "{column}" = ?', (key,)).fetchone() is not None


def _row(
    connection: sqlite3.Connection, entries: Entries, decision: Decision, position: int, cutter: Cutter | None
) -> tuple[str | int | None, ...]:
    value = dict(decision.value)
    subject = entries.subject(decision)
    why: str | None = decision.why
    if cutter is not None:
        why = cutter.prose(decision.why)
        if _is_shared(connection, decision):
            value, why = {key: text for key, text in value.items() if key in _PLAIN}, None
        value = {key: _cut(connection, cutter, key, text) for key, text in value.items()}
        if decision.kind == "descriptor":
            subject = cutter.text(subject) or subject
    return (
        decision.decision_id,
        position,
        decision.at,
        decision.who,
        decision.kind,
        subject,
        json.dumps(value, ensure_ascii=False, sort_keys=True),
        why or None,
        decision.scan_id or None,
        "withdrawn" if decision.decision_id in entries.gone else "yes",
    )


def _is_shared(connection: sqlite3.Connection, decision: Decision) -> bool:
    """Tell whether a decision is on an idea that concerns units the file's readers do not see."""
    if decision.kind not in _ON_IDEAS:
        return False
    sql = "select probability is null and rule_id is not null from main.ideas where idea_id = ?"
    row = connection.execute(sql, (decision.subject,)).fetchone()
    return bool(row and row[0])


def _cut(connection: sqlite3.Connection, cutter: Cutter, key: str, text: str) -> str:
    """Return a value without people and other units; of a list of findings those that stand in the file."""
    if key == "findings":
        kept = [one for one in json.loads(text) if _stands(connection, "findings", "finding_id", one)]
        return json.dumps(kept)
    return cutter.prose(text) or ""

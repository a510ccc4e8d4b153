"""What a page shows about deciding: what was decided on a subject, and the forms of those who may decide more."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from shadowscan.web.ask import Ask
from shadowscan.web.deciding.allowed import may, may_withdraw
from shadowscan.web.deciding.seal import seal
from shadowscan.web.library import Library, Row


@dataclass(frozen=True, slots=True)
class Panel:
    """Hold the history of a subject, what was just decided, and whether and how the reader may decide."""

    subject: str
    history: list[Row] = field(default_factory=list)
    may: frozenset[str] = frozenset()  # kinds of decision the reader may make
    just: Row | None = None
    token: str = ""


def panel(ask: Ask, library: Library, subject: str) -> Panel:
    """Return what a page shows about deciding on a subject; `library` holds the subject."""
    history = library.distinct(
        "decision_id", "select * from decisions where subject = :id order by position", id=subject
    )
    shown = [row | {"value": value_of(row), "back": _may_withdraw(ask, row)} for row in history]
    done = ask.arg("done")
    just = next((row for row in shown if row["decision_id"] == done), None) if done else None
    return Panel(subject, shown[::-1], _kinds(ask), just, token(ask, subject, newest(history)))


def queue(ask: Ask) -> Panel:
    """Return what the review queue shows about deciding: one token for all its forms, each on its own text."""
    done = ask.arg("done")
    just = ask.library.first("select * from decisions where decision_id = :id", id=done) if done else None
    return Panel("", [], _kinds(ask), just | {"value": value_of(just)} if just else None, token(ask, "review", ""))


def token(ask: Ask, subject: str, seen: str) -> str:
    """Return the sealed token of the forms on a subject."""
    return seal(ask.key_of_forms, ask.who, subject, seen, ask.scan()["scan_id"])


def newest(history: list[Row]) -> str:
    """Return the id of the last decision of a history, oldest first."""
    return history[-1]["decision_id"] if history else ""


def value_of(row: Row) -> dict[str, Any]:
    """Return what a decision says."""
    value = json.loads(row["value"] or "{}")
    return value if isinstance(value, dict) else {}


def _kinds(ask: Ask) -> frozenset[str]:
    kinds = ("ruling", "owner", "note", "descriptor", "idea_open", "idea_shape", "gate", "idea_move", "benefit")
    return frozenset(kind for kind in (*kinds, "disposition", "merge", "look") if may(ask.access.role, kind))


def _may_withdraw(ask: Ask, row: Row) -> bool:
    stands = row["stands"] == "yes" and row["kind"] not in ("withdraw", "look")
    return stands and may(ask.access.role, "withdraw") and may_withdraw(ask.access.role, ask.who, row["who"])

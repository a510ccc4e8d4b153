"""What a form was filled in with, as drafts of decisions. Each function takes one form; the log checks the rest."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from shadowscan.decisions import Draft, fold, read_decisions
from shadowscan.decisions.lifecycle import Lifecycle
from shadowscan.decisions.opening import opening
from shadowscan.errors import InputError
from shadowscan.web.ask import Ask, NotHere
from shadowscan.web.deciding.allowed import may_move, may_withdraw
from shadowscan.web.deciding.seal import Sealed
from shadowscan.web.library import Row
from shadowscan.web.pages.lists import ideas

Answers = Mapping[str, list[str]]


class NotAllowed(Exception):
    """Say that a role may not decide this."""


@dataclass(frozen=True, slots=True)
class Form:
    """Hold a filled-in form with the question it belongs to."""

    ask: Ask
    sealed: Sealed
    answers: Answers
    values: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return what stands in a field, line ends as one kind."""
        return (self.answers.get(name) or [""])[0].replace("\r\n", "\n").strip()

    def draft(self, kind: str, subject: str, **value: str) -> Draft:
        """Return a decision of the reader on what their page showed."""
        return Draft(self.ask.who, kind, subject, value, self.text("why"), self.sealed.scan_id)

    def finding(self) -> Row:
        """Return the finding the form is about, if it is the reader's."""
        row = self.ask.library.first("select * from findings where finding_id = :id", id=self.sealed.subject)
        if row is None:
            raise NotHere
        return row

    def idea(self) -> Row:
        """Return the idea the form is about, if it is the reader's."""
        found = next((one for one in ideas(self.ask) if one["idea_id"] == self.sealed.subject), None)
        if found is None:
            raise NotHere
        return found

    def needs(self, *names: str) -> None:
        """Raise InputError where a field that must be filled in is empty."""
        empty = [name for name in names if not self.text(name)]
        if empty:
            told = {"why": "the reason", "ruling": "the ruling"}
            missing = " and ".join(told.get(name, name.replace("_", " ")) for name in empty)
            raise InputError(f"{missing} is missing", "the form", "Go back and fill it in.")


def _ruling(form: Form) -> list[Draft]:
    row = form.finding()
    form.needs("ruling", "why")
    ruling = form.text("ruling")
    value = {
        "ruling": ruling,
        "until": form.text("until") if ruling == "tolerated" else "",
        "business_unit_id": row["business_unit_id"],
        "vendor_id": row["vendor_id"] or "",
        "product_id": row["product_id"] or "",
        "spend_12m": f"{row['spend_12m']:.2f}",
        "risk": row["risk"],
    }
    return [form.draft("ruling", row["finding_id"], **value)]


def _owner(form: Form) -> list[Draft]:
    subject = form.idea()["idea_id"] if form.text("on") == "idea" else form.finding()["finding_id"]
    return [form.draft("owner", subject, owner=form.text("owner"))]


def _note(form: Form) -> list[Draft]:
    form.needs("why")
    tables = (("findings", "finding_id"), ("ideas", "idea_id"), ("vendors", "vendor_id"), ("products", "product_id"))
    for table, column in tables:
        sql = f'select 1 from "{table}" where "{column}" = :id'  # noqa: S608 - names from the line above
        if form.ask.library.first(sql, id=form.sealed.subject):
            return [form.draft("note", form.sealed.subject)]
    raise NotHere


def _descriptor(form: Form) -> list[Draft]:
    """Take an answer on a payee text; its words are cut in published files, so that they come from findings.db."""
    key = form.text("descriptor_id")
    if form.ask.library.first("select 1 from descriptors where descriptor_id = :id", id=key) is None:
        raise NotHere
    form.needs("answer")
    path = form.ask.site.workspace / "private" / "findings.db"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        row = connection.execute(
            "select descriptor, origin from descriptors where descriptor_id = ?", (key,)
        ).fetchone()
    if row is None:
        raise NotHere
    answer = form.text("answer")
    named = {name: form.text(name) if answer == "vendor" else "" for name in ("vendor", "product")}
    return [form.draft("descriptor", row[0], origin=row[1], answer=answer, **named)]


def _idea_open(form: Form) -> list[Draft]:
    form.needs("title", "type")
    findings = sorted(set(form.answers.get("findings", [])))
    for finding_id in findings:
        if form.ask.library.first("select 1 from findings where finding_id = :id", id=finding_id) is None:
            raise NotHere
    row = form.finding()
    parts = [form.text("type"), form.text("title"), form.sealed.nonce, *findings]
    idea_id = "i" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
    value = {
        "type": form.text("type"),
        "title": form.text("title"),
        "findings": json.dumps(findings or [row["finding_id"]]),
        "service_id": row["covered_by"] or "",
        "category": row["category"] or "",
    }
    return [form.draft("idea_open", idea_id, **value)]


def _idea_shape(form: Form) -> list[Draft]:
    idea_id = form.idea()["idea_id"]
    form.needs("field")
    return [form.draft("idea_shape", idea_id, field=form.text("field"), value=form.text("value"))]


def _gate(form: Form) -> list[Draft]:
    idea_id = form.idea()["idea_id"]
    form.needs("item", "state")
    Lifecycle(form.ask.site.rules).gate.check(form.text("item"), "the form")
    state = form.text("state")
    value = {"item": form.text("item"), "state": state}
    value |= {name: form.text(name) for name in {"planned": ("on", "cost"), "waived": ("by",)}.get(state, ())}
    return [form.draft("gate", idea_id, **value)]


def _idea_move(form: Form) -> list[Draft]:
    idea = form.idea()
    form.needs("stage")
    stage, into = form.text("stage"), form.text("into")
    if not may_move(form.ask.access.role, stage):
        raise NotAllowed
    decided = fold(read_decisions(form.ask.site.workspace / "private"))
    Lifecycle(form.ask.site.rules).check_move(idea, decided, stage, form.text("why"), into)
    opened = opening(form.ask.site.workspace / "private", idea["idea_id"], decided)
    first = [form.draft("idea_open", idea["idea_id"], **opened)] if opened else []
    return [*first, form.draft("idea_move", idea["idea_id"], stage=stage, into=into)]


def _benefit(form: Form) -> list[Draft]:
    idea_id = form.idea()["idea_id"]
    names = ("period", "planned", "actual", "owner", "measure")
    return [form.draft("benefit", idea_id, **{name: form.text(name) for name in names})]


def _disposition(form: Form) -> list[Draft]:
    if form.ask.library.first("select 1 from products where product_id = :id", id=form.sealed.subject) is None:
        raise NotHere
    form.needs("disposition", "why")
    return [form.draft("disposition", form.sealed.subject, disposition=form.text("disposition"))]


def _merge(form: Form) -> list[Draft]:
    form.needs("into", "why")
    for vendor_id in (form.sealed.subject, form.text("into")):
        if form.ask.library.first("select 1 from vendors where vendor_id = :id", id=vendor_id) is None:
            raise InputError(f"there is no vendor '{vendor_id}' here", "the form", "Use the id shown on its page.")
    return [form.draft("merge", form.sealed.subject, into=form.text("into"))]


def _withdraw(form: Form) -> list[Draft]:
    row = form.ask.library.first(
        "select * from decisions where decision_id = :id and subject = :subject",
        id=form.text("decision_id"),
        subject=form.sealed.subject,
    )
    if row is None:
        raise NotHere
    if not may_withdraw(form.ask.access.role, form.ask.who, row["who"]):
        raise NotAllowed
    return [form.draft("withdraw", row["decision_id"])]


DRAFTS: Mapping[str, Callable[[Form], list[Draft]]] = {
    "ruling": _ruling,
    "owner": _owner,
    "note": _note,
    "descriptor": _descriptor,
    "idea_open": _idea_open,
    "idea_shape": _idea_shape,
    "gate": _gate,
    "idea_move": _idea_move,
    "benefit": _benefit,
    "disposition": _disposition,
    "merge": _merge,
    "withdraw": _withdraw,
}

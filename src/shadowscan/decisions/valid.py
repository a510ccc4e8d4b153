"""What a decision must say before the log takes it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from shadowscan.errors import InputError
from shadowscan.records.decisions import ANSWERS, DECISION_KINDS, DISPOSITIONS, GATE_STATES, RULINGS, Draft

LONGEST = 4000  # characters of one text: more than anybody writes, less than an attack
_CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("descriptor", "answer"): ANSWERS,
    ("descriptor", "origin"): ("spend", "sso"),
    ("ruling", "ruling"): RULINGS,
    ("disposition", "disposition"): DISPOSITIONS,
    ("gate", "state"): GATE_STATES,
}
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "descriptor": ("origin", "answer"),
    "ruling": ("ruling",),
    "disposition": ("disposition",),
    "merge": ("into",),
    "idea_open": ("type", "title", "findings"),
    "idea_shape": ("field",),
    "gate": ("item", "state"),
    "idea_move": ("stage",),
    "benefit": ("period",),
}
_NEEDS_WHY = frozenset({"note", "look"})
_AS_WRITTEN = frozenset({"descriptor"})  # the subject is a payee text, spaces and all
_PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def checked(draft: Draft, where: str = "") -> Draft:
    """Return a decision with its texts trimmed and empty values left out; raise InputError where one cannot stand."""
    place = where or f"{draft.kind} on {draft.subject}"
    if draft.kind not in DECISION_KINDS:
        raise InputError(f"'{draft.kind}' is no kind of decision", place, f"Use one of: {', '.join(DECISION_KINDS)}.")
    subject = draft.subject if draft.kind in _AS_WRITTEN else draft.subject.strip()
    value = {key: text.strip() for key, text in sorted(draft.value.items()) if text.strip()}
    clean = Draft(draft.who.strip(), draft.kind, subject, value, draft.why.strip(), draft.scan_id.strip())
    _check_texts(clean, place)
    _check_keys(clean, place)
    for key, text in value.items():
        _check_value(clean.kind, key, text, place)
    if clean.kind in _MORE:
        _MORE[clean.kind](clean, place)
    return clean


def check_time(at: str, where: str = "") -> datetime:
    """Return an instant written in ISO 8601; raise InputError where it cannot be read or has no zone."""
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise InputError(f"'{at}' is no time with a zone", where or "the decision", "Write 2026-10-31T09:15:00+01:00.")
    return instant


def _check_texts(draft: Draft, place: str) -> None:
    if not draft.who:
        raise InputError("nobody is named as the one who decides", place, "Say who decides.")
    if not draft.subject.strip():
        raise InputError("it does not say what it is about", place, "Name the subject.")
    if draft.kind in _NEEDS_WHY and not draft.why:
        raise InputError("the text is missing", place, "Write at least a few words.")
    for text in (draft.who, draft.subject, draft.why, draft.scan_id, *draft.value.values()):
        if len(text) > LONGEST:
            raise InputError(f"a text is longer than {LONGEST} characters", place, "Shorten it.")
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise InputError("a text cannot be written as UTF-8", place, "Type it anew.") from None


def _check_keys(draft: Draft, place: str) -> None:
    known = DECISION_KINDS[draft.kind]
    unknown = sorted(set(draft.value) - set(known))
    if unknown:
        remedy = f"Known for {draft.kind}: {', '.join(known) or 'none'}."
        raise InputError(f"the value names unknown keys: {', '.join(unknown)}", place, remedy)
    missing = [key for key in _REQUIRED.get(draft.kind, ()) if key not in draft.value]
    if missing:
        raise InputError(f"missing: {', '.join(missing)}", place, "Fill it in.")


def _check_value(kind: str, key: str, text: str, place: str) -> None:
    choices = _CHOICES.get((kind, key))
    if choices and text not in choices:
        raise InputError(f"'{text}' is no {key}", place, f"Use one of: {', '.join(choices)}.")
    if key in ("until", "on"):
        _day(text, place)
    if key in ("spend_12m", "cost", "planned", "actual"):
        _money(text, place)
    if key == "period" and not _PERIOD.fullmatch(text):
        raise InputError(f"'{text}' is no month", place, "Write it as 2026-10.")


def _day(text: str, place: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is no day", place, "Write it as 2026-10-31.") from None


def _money(text: str, place: str) -> None:
    try:
        good = Decimal(text).is_finite() and re.fullmatch(r"-?\d{1,15}(\.\d{1,4})?", text) is not None
    except InvalidOperation:
        good = False
    if not good:
        raise InputError(f"'{text}' is no amount", place, "Write digits and a point, for example 1200.50.")


def _check_descriptor(draft: Draft, place: str) -> None:
    if draft.value["answer"] == "vendor" and "vendor" not in draft.value:
        raise InputError("the vendor is not named", place, "Name the vendor.")


def _check_ruling(draft: Draft, place: str) -> None:
    if draft.value["ruling"] == "tolerated" and "until" not in draft.value:
        raise InputError("a tolerance needs its last day", place, "Give the day it ends, for example 2026-12-31.")


def _check_gate(draft: Draft, place: str) -> None:
    state = draft.value["state"]
    wanted = {"met": (), "planned": ("on", "cost"), "waived": ("by",)}[state]
    missing = [key for key in wanted if key not in draft.value]
    if missing:
        raise InputError(f"'{state}' needs {' and '.join(missing)}", place, "Fill it in.")
    if state == "waived" and not draft.why:
        raise InputError("a waived item needs a reason", place, "Say why it is not needed.")


def _check_benefit(draft: Draft, place: str) -> None:
    if not {"planned", "actual"} & set(draft.value):
        raise InputError("neither a planned nor an actual benefit is given", place, "Give one of the two, or both.")


def _check_open(draft: Draft, place: str) -> None:
    try:
        findings = json.loads(draft.value["findings"])
    except json.JSONDecodeError:
        findings = None
    if not isinstance(findings, list) or not all(isinstance(one, str) for one in findings):
        raise InputError("`findings` is no JSON list of finding ids", place, 'Write for example: ["f-12ab"].')


def _check_merge(draft: Draft, place: str) -> None:
    if draft.value["into"] == draft.subject:
        raise InputError("a vendor cannot be merged into itself", place, "Name the other vendor.")


_MORE: Mapping[str, Callable[[Draft, str], None]] = {
    "descriptor": _check_descriptor,
    "ruling": _check_ruling,
    "gate": _check_gate,
    "benefit": _check_benefit,
    "idea_open": _check_open,
    "merge": _check_merge,
}

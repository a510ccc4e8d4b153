"""What a new decision must agree with in the log that stands."""

from __future__ import annotations

from collections.abc import Sequence

from shadowscan.decisions.fold import merged, standing
from shadowscan.errors import InputError
from shadowscan.records.decisions import Decision


def check_against(new: Decision, entries: Sequence[Decision]) -> None:
    """Raise InputError where the log already holds what makes the new decision wrong."""
    if new.kind == "withdraw":
        _check_withdraw(new, entries)
    if new.kind == "benefit":
        _check_benefit(new, entries)
    if new.kind == "merge":
        _check_merge(new, entries)


def _check_withdraw(new: Decision, entries: Sequence[Decision]) -> None:
    target = next((entry for entry in entries if entry.decision_id == new.subject), None)
    if target is None:
        raise InputError("there is no such decision to withdraw", new.subject, "Check the id.")
    if target.kind in ("withdraw", "look"):
        raise InputError(f"a '{target.kind}' cannot be withdrawn", new.subject, "Decide anew instead.")
    if target not in standing(entries):
        raise InputError("this decision was withdrawn before", new.subject, "Nothing needs to be done.")


def _check_benefit(new: Decision, entries: Sequence[Decision]) -> None:
    for entry in standing(entries):
        same = entry.kind == "benefit" and entry.subject == new.subject
        if same and entry.value["period"] == new.value["period"]:
            for key in ("planned", "actual"):
                if key in entry.value and key in new.value:
                    raise InputError(
                        f"the {key} benefit of {new.value['period']} is recorded already: {entry.value[key]}",
                        new.subject,
                        f"If it was wrong, withdraw {entry.decision_id} first.",
                    )


def _check_merge(new: Decision, entries: Sequence[Decision]) -> None:
    into = new.value["into"]
    if merged(entries).get(into, into) == new.subject:
        raise InputError(f"'{into}' is already merged into it", new.subject, "Withdraw that merge first.")

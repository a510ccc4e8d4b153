"""Who may decide what. That a subject is in one's own units is settled before: nothing else is ever found."""

from __future__ import annotations

_DECIDE = frozenset({"brm", "steering", "analyst", "admin"})
_ALL_UNITS = frozenset({"steering", "analyst", "admin"})  # what changes figures of units that nobody asked
_COMMITTEE = frozenset({"steering", "admin"})
_ROLES = {
    "ruling": _DECIDE,
    "owner": _DECIDE,
    "note": _DECIDE,
    "descriptor": _DECIDE,
    "idea_open": _DECIDE,
    "idea_shape": _DECIDE,
    "gate": _DECIDE,
    "idea_move": _DECIDE,
    "benefit": _DECIDE,
    "withdraw": _DECIDE,
    "disposition": _ALL_UNITS,
    "merge": _ALL_UNITS,
    "look": frozenset({"investigator"}),
}
_STAGES = {"approved": _COMMITTEE}


def may(role: str, kind: str) -> bool:
    """Tell whether a role may make a kind of decision at all."""
    return role in _ROLES.get(kind, frozenset())


def may_move(role: str, stage: str) -> bool:
    """Tell whether a role may bring an idea to a stage."""
    return role in _STAGES.get(stage, _DECIDE)


def may_withdraw(role: str, who: str, decider: str) -> bool:
    """Tell whether somebody may take back a decision: one's own, or as the committee anybody's."""
    return role in _COMMITTEE or who.casefold() == decider.casefold()

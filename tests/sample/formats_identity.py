"""Directories as they write their logs: Okta system log and assignments, Entra sign-ins, Google token log."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from .data import export_header
from .days import FIRST, month_of, quarters
from .dice import Dice
from .identity import App, SignIn, apps, sign_ins, users
from .people import Staff
from .tables import csv_bytes

Files = dict[str, bytes]

OKTA_HEADER = export_header("okta_log")
ASSIGNED_HEADER = export_header("okta_assignments")
ENTRA_HEADER = export_header("entra")
_TARGET = ("id", "type", "alternate_id", "display_name")
_MICROSOFT_TENANT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
_OWN_TENANT = "0c7d1f52-3a44-4e6b-9d55-2f8f6f1c0a77"


def identity_files(staff: Staff) -> Files:
    """Return every file of the four directory exports."""
    events = sign_ins("okta", staff)
    return _okta_log(events) | _okta_assignments(events, staff) | _entra(staff) | _google(staff)


def _okta_log(events: list[SignIn]) -> Files:
    dice = Dice("okta log")
    rows = [(month_of(e.day), row) for e in events for row in _okta_rows(e, dice)]
    return {
        f"exports/sso/okta/system_log_{name}.csv": csv_bytes(OKTA_HEADER, [row for m, row in rows if m in inside])
        for name, inside in quarters()
    }


def _okta_rows(event: SignIn, dice: Dice) -> list[list[str]]:
    """Return the sign-in, and now and then another kind of event."""
    row = dict.fromkeys(OKTA_HEADER, "")
    row |= {
        "severity": "INFO",
        "event_type": "user.authentication.sso",
        "display_message": "User single sign on to app",
        "uuid": dice.uuid(),
        "version": "0",
        "timestamp": f"{_stamp(event)}.{dice.between(100, 999)}Z",
        "outcome.result": "SUCCESS" if event.success else "FAILURE",
        "actor.id": f"00u{dice.hexes(8)}",
        "actor.type": "User",
        "actor.display_name": event.person.name,
        "actor.alternate_id": event.person.email,
        "authentication_context.authentication_step": "0",
        "client.zone": "null",
        "client.ip_address": _address(dice),
        "client.device": "Computer",
        "client.user_agent.os": "Windows 11",
        "client.user_agent.browser": "EDGE",
        "client.geographical_context.country": "Ireland",
        "client.geographical_context.city": event.person.site,
        "transaction.type": "WEB",
        "legacy_event_type": "app.auth.sso",
    }
    app = (f"0oa{_app_id(event.app)}", "AppInstance", event.app.label, event.app.label)
    user = (f"0ua{dice.hexes(6)}", "AppUser", event.person.email, event.person.name)
    first, second = (user, app) if dice.chance(0.4) else (app, user)
    row |= {f"target0.{k}": v for k, v in zip(_TARGET, first, strict=True)}
    row |= {f"target1.{k}": v for k, v in zip(_TARGET, second, strict=True)}
    rows = [row]
    if dice.chance(0.04):
        rows.append(
            row | {"event_type": "user.session.start", "uuid": dice.uuid(), "legacy_event_type": "core.user_auth"}
        )
    return [[cells[name] for name in OKTA_HEADER] for cells in rows]


def _okta_assignments(events: list[SignIn], staff: Staff) -> Files:
    dice = Dice("okta assignments")
    last: dict[tuple[str, str], date] = {}
    for event in events:
        if event.success:
            key = (event.app.label, event.person.email)
            last[key] = max(event.day, last.get(key, event.day))
    rows: list[list[str]] = []
    for app in apps("okta"):
        if app.noise:
            continue
        people = users(app, staff)
        spare = [
            p
            for p in (staff.one(app.users[0][0], app.offset + app.users[0][1] + n) for n in range(app.unused))
            if p.left_on is None
        ]
        for person in people + spare:
            given = max(FIRST, app.start) - timedelta(days=dice.between(1, 400))
            used = last.get((app.label, person.email))
            gone = f"{person.left_on}T18:00:00Z" if person.left_on and dice.chance(0.6) else ""
            rows.append(
                [
                    person.name,
                    person.email,
                    _catalogue_name(app),
                    app.label,
                    person.email,
                    f"{given}T09:00:00Z",
                    gone,
                    f"{used}T10:{dice.between(10, 59)}:00Z" if used else "",
                ]
            )
    return {"exports/sso/okta/current_assignments_2026-10-31.csv": csv_bytes(ASSIGNED_HEADER, sorted(rows))}


def _catalogue_name(app: App) -> str:
    return {"SFDC - Prod": "Salesforce.com", "Jira (EU)": "Atlassian Jira Cloud"}.get(app.label, app.label)


def _entra(staff: Staff) -> Files:
    dice = Dice("entra log")
    events = sign_ins("entra", staff)
    files: Files = {}
    for name, inside in quarters():
        rows = [_entra_row(e, dice) for e in reversed(events) if month_of(e.day) in inside]
        files[f"exports/sso/entra/InteractiveSignIns_{name}.csv"] = csv_bytes(ENTRA_HEADER, rows, bom=b"\xef\xbb\xbf")
    return files


def _entra_row(event: SignIn, dice: Dice) -> list[str]:
    first_party = event.app.noise or event.app.vendor == "Microsoft"
    tenant = _MICROSOFT_TENANT if first_party else (_OWN_TENANT if not event.app.vendor else _tenant(event.app))
    cells = {
        0: f"{_stamp(event)}Z",
        1: dice.uuid(),
        2: "Mozilla/5.0",
        5: event.person.name,
        6: event.person.email,
        7: "Member",
        8: "none",
        9: "none",
        10: "OIDC",
        16: event.app.label,
        17: _uuid_of(event.app),
        18: tenant,
        19: "Microsoft Graph" if first_party else event.app.label,
        23: _OWN_TENANT,
        25: _address(dice),
        26: f"{event.person.site}, {event.person.site}, {'DE' if event.person.unit == 'germany' else 'IE'}",
        27: "Success" if event.success else "Failure",
        28: "0" if event.success else "50126",
        29: "Other." if event.success else "Error validating credentials due to invalid username or password.",
        30: "Browser",
        32: "Edge 128.0",
        33: "Windows10",
        40: "Single-factor authentication",
        41: event.person.email,
        44: "No",
        47: "No",
        48: "Azure AD",
        49: "none",
        51: str(dice.between(60, 900)),
        52: "Success",
    }
    return [cells.get(position, "") for position in range(len(ENTRA_HEADER))]


def _google(staff: Staff) -> Files:
    dice = Dice("google log")
    events = sign_ins("google", staff)
    files: Files = {}
    for name, inside in quarters():
        items = [_google_item(e, dice) for e in reversed(events) if month_of(e.day) in inside]
        record = {"kind": "admin#reports#activities", "items": items}
        text = json.dumps(record, indent=0, separators=(",", ":"), ensure_ascii=False)
        files[f"exports/sso/google/token_log_{name}.json"] = text.encode()
    return files


def _google_item(event: SignIn, dice: Dice) -> dict[str, Any]:
    name = "authorize" if dice.chance(0.45) else ("revoke" if dice.chance(0.05) else "activity")
    parameters: list[dict[str, Any]] = [
        {"name": "client_id", "value": f"{_number_of(event.app)}.apps.googleusercontent.com"},
        {"name": "app_name", "value": event.app.label},
        {"name": "client_type", "value": "WEB"},
    ]
    if name == "authorize":
        parameters.append({"name": "scope", "multiValue": ["openid", "https://www.googleapis.com/auth/drive.file"]})
    one = {"type": "auth", "name": name, "parameters": parameters}
    return {
        "kind": "admin#reports#activity",
        "id": {
            "time": f"{_stamp(event)}.000Z",
            "uniqueQualifier": f"-{dice.digits(18)}",
            "applicationName": "token",
            "customerId": "C03harbour",
        },
        "actor": {"callerType": "USER", "email": event.person.email, "profileId": f"1{dice.digits(17)}"},
        "ipAddress": _address(dice),
        "events": one if dice.chance(0.06) else [one],
    }


def _stamp(event: SignIn) -> str:
    return f"{event.day}T{event.seconds // 3600:02d}:{event.seconds // 60 % 60:02d}:{event.seconds % 60:02d}"


def _address(dice: Dice) -> str:
    """Return an address of a block that is reserved for documentation."""
    return f"203.0.113.{dice.between(1, 254)}"


def _app_id(app: App) -> str:
    return Dice(f"app {app.label}").hexes(12)


def _uuid_of(app: App) -> str:
    return Dice(f"app {app.label}").uuid()


def _tenant(app: App) -> str:
    return Dice(f"tenant {app.label}").uuid()


def _number_of(app: App) -> str:
    return Dice(f"client {app.label}").digits(12)

"""Who signed in to what: applications, their users by unit, and events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from .data import pairs, table
from .days import AS_OF, FIRST
from .dice import Dice
from .model import Person
from .people import Staff


@dataclass(frozen=True, slots=True)
class App:
    """Name an application of a directory: label, users by unit, sign-ins a user and month, and when it began."""

    label: str
    users: tuple[tuple[str, int], ...]  # unit, how many people, counted from the first
    a_month: float = 0.12
    start: date = FIRST
    end: date = AS_OF
    offset: int = 0  # number of the first person in the unit
    unused: int = 0  # assigned seats without a last log-in
    noise: bool = False
    vendor: str = ""  # the truth, for the planted cases
    product: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Describe one sign-in."""

    day: date
    app: App
    person: Person
    success: bool
    seconds: int


@cache
def apps(directory: str) -> tuple[App, ...]:
    """Return the applications of a directory: okta, entra or google."""
    return tuple(_app(row) for row in table("applications") if row["directory"] == directory)


def _app(row: dict[str, str]) -> App:
    return App(
        label=row["label"],
        users=tuple((unit, int(count)) for unit, count in pairs(row["users"].replace(":", "="))),
        a_month=float(row["a_month"]),
        start=date.fromisoformat(row["start"]) if row["start"] else FIRST,
        end=date.fromisoformat(row["end"]) if row["end"] else AS_OF,
        offset=int(row["offset"] or 0),
        unused=int(row["unused"] or 0),
        noise=row["noise"] == "yes",
        vendor=row["vendor"],
        product=row["product"],
    )


def sign_ins(directory: str, staff: Staff) -> list[SignIn]:
    """Return the sampled sign-ins of a directory in the order of their time."""
    dice = Dice(f"sign-ins {directory}")
    events: list[SignIn] = []
    for app in apps(directory):
        months = max(1, (app.end - app.start).days // 30)
        for person in users(app, staff):
            last = min(app.end, person.left_on or app.end)
            for number in range(max(1, round(months * app.a_month + dice.between(0, 1)))):
                if number and not dice.chance(0.85):
                    continue
                day = dice.day(app.start, last)
                if day.weekday() >= 5:
                    day = max(app.start, day - timedelta(days=2))
                events.append(
                    SignIn(day, app, person, number == 0 or not dice.chance(0.04), dice.between(25000, 68000))
                )
    events += _after_leaving(directory, staff)
    return sorted(events, key=lambda e: (e.day, e.seconds, e.app.label, e.person.person_id))


def users(app: App, staff: Staff) -> list[Person]:
    """Return the people who use an application; those who had left before it began are not among them."""
    people = [staff.one(unit, app.offset + n) for unit, count in app.users for n in range(count)]
    return [p for p in people if p.left_on is None or p.left_on > app.start]


def _after_leaving(directory: str, staff: Staff) -> list[SignIn]:
    """Return the sign-ins of someone whose account was not closed."""
    if directory != "okta":
        return []
    leaver = staff.one("retail", 17)
    figma = next(app for app in apps("okta") if app.label == "Figma")
    return [SignIn(date(2026, month, 14), figma, leaver, True, 33000 + month) for month in (4, 5, 6, 7, 9)]

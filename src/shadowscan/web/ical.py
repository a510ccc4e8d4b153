"""Calendar files as RFC 5545 wants them: escaped text, lines folded at 75 octets, all-day events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LONGEST = 75  # octets of one line, without its end
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Event:
    """Name one all-day event; `uid` stays the same from scan to scan, so that calendars update it."""

    uid: str
    day: str
    summary: str
    description: str


def calendar(name: str, made_at: str, events: Iterable[Event]) -> str:
    """Return a calendar; `made_at` is the instant the data were made, ISO 8601."""
    stamp = _instant(made_at)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//shadowscan//renewals//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: Event, stamp: str) -> list[str]:
    first = date.fromisoformat(event.day)
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}@shadowscan.invalid",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{first + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(event.summary)}",
        f"DESCRIPTION:{_text(event.description)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _instant(text: str) -> str:
    at = datetime.fromisoformat(text)
    return (at.astimezone(UTC) if at.tzinfo else at).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Return a text in which nothing ends a line or a value; see RFC 5545, 3.3.11."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    value = _UNPRINTABLE.sub(" ", value)
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, never inside a character; see RFC 5545, 3.1."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shadowscan.web.ical import Event, calendar

MADE = "2026-11-01T09:00:00+01:00"


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


@given(st.text(), st.text())
def test_no_text_can_leave_its_line(summary: str, description: str) -> None:
    text = calendar("Renewals", MADE, [Event("f1-renewal", "2026-12-31", summary, description)])

    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
        assert not any(ord(letter) < 32 for letter in line)
    names = [line.split(":")[0].split(";")[0] for line in unfolded(text) if line]
    assert names == [
        "BEGIN", "VERSION", "PRODID", "CALSCALE", "X-WR-CALNAME", "BEGIN", "UID", "DTSTAMP", "DTSTART", "DTEND",
        "SUMMARY", "DESCRIPTION", "TRANSP", "END", "END",
    ]  # fmt: skip


def test_an_event_is_a_whole_day_and_keeps_its_name() -> None:
    lines = unfolded(calendar("A, b", MADE, [Event("f1-notice", "2026-12-31", "Notice; due", "One\nTwo\\")]))

    assert "UID:f1-notice@shadowscan.invalid" in lines
    assert "DTSTAMP:20261101T080000Z" in lines
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "SUMMARY:Notice\\; due" in lines
    assert "DESCRIPTION:One\\nTwo\\\\" in lines
    assert "X-WR-CALNAME:A\\, b" in lines

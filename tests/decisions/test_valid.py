"""What a decision must say before the log takes it."""

from __future__ import annotations

import pytest

from shadowscan.decisions.valid import LONGEST, check_time, checked
from shadowscan.errors import InputError
from shadowscan.records.decisions import Draft


def draft(kind: str, value: dict[str, str], why: str = "because", subject: str = "x1") -> Draft:
    return Draft("me", kind, subject, value, why)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("descriptor", {"origin": "spend", "answer": "not_software"}),
        ("descriptor", {"origin": "sso", "answer": "vendor", "vendor": "Notion", "product": ""}),
        ("ruling", {"ruling": "tolerated", "until": "2026-12-31", "spend_12m": "1200.50"}),
        ("owner", {"owner": "Head of Claims"}),
        ("owner", {}),
        ("disposition", {"disposition": "invest"}),
        ("merge", {"into": "x2"}),
        ("idea_open", {"type": "fill", "title": "Forms", "findings": '["f1"]'}),
        ("idea_shape", {"field": "sponsor", "value": ""}),
        ("gate", {"item": "owner", "state": "planned", "on": "2026-12-01", "cost": "0"}),
        ("idea_move", {"stage": "shaped"}),
        ("benefit", {"period": "2026-10", "actual": "-20.00"}),
        ("look", {}),
    ],
)
def test_a_good_decision_is_taken(kind: str, value: dict[str, str]) -> None:
    assert checked(draft(kind, value)).value == {key: text for key, text in value.items() if text}


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (draft("guess", {}), "no kind of decision"),
        (draft("ruling", {}), "missing: ruling"),
        (draft("ruling", {"ruling": "fine"}), "'fine' is no ruling"),
        (draft("ruling", {"ruling": "tolerated"}), "needs its last day"),
        (draft("ruling", {"ruling": "approved", "until": "31.12.2026"}), "is no day"),
        (draft("ruling", {"ruling": "approved", "spend_12m": "1,200"}), "is no amount"),
        (draft("ruling", {"ruling": "approved", "spend_12m": "NaN"}), "is no amount"),
        (draft("ruling", {"ruling": "approved", "colour": "red"}), "unknown keys: colour"),
        (draft("descriptor", {"origin": "spend", "answer": "vendor"}), "vendor is not named"),
        (draft("merge", {"into": "x1"}), "into itself"),
        (draft("idea_open", {"type": "fill", "title": "t", "findings": "f1"}), "no JSON list"),
        (draft("idea_open", {"type": "fill", "title": "t", "findings": "[1]"}), "no JSON list"),
        (draft("gate", {"item": "owner", "state": "planned", "on": "2026-12-01"}), "needs cost"),
        (draft("gate", {"item": "owner", "state": "waived"}), "needs by"),
        (draft("gate", {"item": "owner", "state": "waived", "by": "CIO"}, why=""), "needs a reason"),
        (draft("benefit", {"period": "2026-10"}), "neither a planned nor an actual"),
        (draft("benefit", {"period": "2026-13", "actual": "1"}), "is no month"),
        (draft("note", {}, why=" "), "text is missing"),
        (draft("look", {}, why=""), "text is missing"),
        (draft("note", {}, subject=" "), "what it is about"),
        (Draft(" ", "note", "x1", {}, "hm"), "nobody is named"),
        (draft("note", {}, why="x" * (LONGEST + 1)), "longer than"),
        (draft("note", {}, why="\ud800"), "UTF-8"),
    ],
)
def test_a_bad_decision_is_refused_with_what_to_change(bad: Draft, message: str) -> None:
    with pytest.raises(InputError, match=message) as told:
        checked(bad)
    assert told.value.remedy


@pytest.mark.parametrize("at", ["yesterday", "2026-10-31", "2026-10-31T09:00:00", ""])
def test_a_time_needs_its_zone(at: str) -> None:
    with pytest.raises(InputError, match="no time with a zone"):
        check_time(at)


def test_a_payee_text_keeps_its_spaces() -> None:
    text = "PIXELTOOLS          VICTORIA  "
    assert checked(draft("descriptor", {"origin": "spend", "answer": "software"}, subject=text)).subject == text

"""What people decided on findings: in force at the next scan, carried along, looked at again when its basis changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan import rulings
from shadowscan.decisions import DecisionLog, Draft
from shadowscan.decisions.reopening import Reopening, check_reopening
from shadowscan.findings.groups import Group
from shadowscan.publish import publish
from shadowscan.records import Finding, Flag
from shadowscan.records.decisions import Decided, FindingRuling, Note
from shadowscan.rules import packaged_rules
from shadowscan.scan import scan
from shadowscan.workspace import open_workspace
from tests.findings.rows import AS_OF, catalogue, found, spend, use
from tests.scanned import STARTED, quiet

RULES = packaged_rules()
AT = "2026-10-01T09:00:00+00:00"


def ruled(finding_id: str, ruling: str = "approved", **more: object) -> FindingRuling:
    return FindingRuling(finding_id, ruling, at=AT, decision_id="x-1", **more)  # type: ignore[arg-type]


def laid(finding: Finding, ruling: FindingRuling | None = None, owner: str = "", as_of: date = AS_OF) -> Finding:
    decided = Decided(rulings=(ruling,) if ruling else (), owners={finding.finding_id: owner} if owner else {})
    return rulings.lay_over([finding], decided, RULES, "EUR", as_of)[0]


def test_the_rules_keep_their_own_examples() -> None:
    assert check_reopening(RULES) == []


@pytest.mark.parametrize("ruling", ["approved", "tolerated", "prohibited"])
def test_a_ruling_gives_the_finding_its_status(ruling: str) -> None:
    (plain,) = found(spend({}))
    decided = Decided(rulings=(ruled(plain.finding_id, ruling, why="It serves.", until=date(2026, 12, 31)),))
    (now,) = found(spend({}), judge=catalogue(decisions=tuple(rulings.in_force(decided))))
    now = laid(now, decided.rulings[0], "Anna")
    assert (plain.status, now.status) == ("unmanaged", ruling)
    assert "It serves" in now.status_why
    assert (now.ruling, now.ruling_why, now.ruling_until, now.owner) == (
        ruling,
        "It serves.",
        date(2026, 12, 31),
        "Anna",
    )
    assert (now.ruled_on, now.reopened) == (date(2026, 10, 1), "")


def test_a_false_positive_keeps_its_money_and_status_and_raises_nothing() -> None:
    (plain,) = found(spend({"amount_minor": 900_000}))
    plain = replace(plain, flags=(Flag("no-owner", "x"),), severity=80, risk="high")
    now = laid(plain, ruled(plain.finding_id, "false_positive", spend_12m=Decimal(9000), risk="high"))
    assert (now.status, now.spend_12m) == (plain.status, plain.spend_12m)
    assert (now.flags, now.severity, now.risk) == ((), 0, "low")
    assert rulings.dismissed(now)
    assert rulings.in_force(Decided(rulings=(ruled(plain.finding_id, "false_positive"),))) == []


def test_a_false_positive_that_grew_by_half_is_back_with_its_reason() -> None:
    (plain,) = found(spend({"amount_minor": 900_000}))
    plain = replace(plain, flags=(Flag("no-owner", "x"),))
    now = laid(plain, ruled(plain.finding_id, "false_positive", spend_12m=Decimal(5000)))
    assert not rulings.dismissed(now)
    assert now.flags == plain.flags
    assert "rose from €5,000 to €9,000" in now.reopened


def test_an_approval_past_its_date_is_reopened_and_no_longer_the_status() -> None:
    ruling = ruled("", "approved", until=date(2026, 10, 30))
    (plain,) = found(spend({}))
    ruling = replace(ruling, finding_id=plain.finding_id)
    judge = catalogue(decisions=tuple(rulings.in_force(Decided(rulings=(ruling,)))))
    (now,) = found(spend({}), judge=judge)
    assert now.status == "unmanaged"
    assert laid(now, ruling).reopened == "The ruling held until 2026-10-30."


def test_a_person_may_reopen_a_ruling() -> None:
    (plain,) = found(spend({}))
    now = laid(plain, ruled(plain.finding_id, "reopened", why="The vendor was sold."))
    assert (now.ruling, now.reopened) == ("reopened", "Reopened by a person: The vendor was sold.")
    assert rulings.in_force(Decided(rulings=(ruled(plain.finding_id, "reopened"),))) == []


@given(
    st.decimals(min_value=0, max_value=100_000, places=2),
    st.decimals(min_value=0, max_value=100_000, places=2),
    st.decimals(min_value=0, max_value=10_000, places=2),
)
def test_more_spend_never_closes_what_less_reopened(before: Decimal, now: Decimal, more: Decimal) -> None:
    reopening = Reopening(RULES, "EUR")
    ruling = ruled("f1", spend_12m=before)
    if reopening.why(ruling, now, "", AS_OF):
        assert reopening.why(ruling, now + more, "", AS_OF)
    assert reopening.why(ruling, before, "", AS_OF) == ""


def test_decisions_go_along_when_a_vendor_is_merged() -> None:
    """Of a merged vendor the rows carry the new ids already; the log still names the findings of before."""
    rows = spend({"vendor_id": "quill", "product_id": "quill"}, {"vendor_id": "quill", "product_id": "quill/boards"})
    old, part = Group("claims", "orbly").finding_id, Group("claims", "orbly/boards").finding_id
    new = Group("claims", "quill").finding_id
    decided = Decided(
        rulings=(ruled(old, "tolerated"),),
        owners={old: "Anna", part: "Ben"},
        notes={old: (Note("first", "me", AT, "x-1"),), new: (Note("later", "me", "2026-10-02T00:00:00+00:00", "x-2"),)},
        dispositions={"orbly": "migrate", "orbly/boards": "invest", "quill": "tolerate"},
        merges={"orbly": "quill"},
    )
    now, moved = rulings.carried(decided, rows, use())
    assert moved == {old: new, part: Group("claims", "quill/boards").finding_id}
    assert [r.finding_id for r in now.rulings] == [new]
    assert now.owners == {new: "Anna", Group("claims", "quill/boards").finding_id: "Ben"}
    assert [note.text for note in now.notes[new]] == ["first", "later"]
    assert now.dispositions == {"quill": "tolerate", "quill/boards": "invest"}


def test_decisions_go_along_when_an_unknown_name_becomes_a_vendor() -> None:
    before = spend({"merchant": "Orbly Ltd", "vendor_id": "", "product_id": "", "verdict": "software"})
    after = spend({"merchant": "Orbly Ltd"})
    (old,), (new,) = found(before), found(after)
    assert old.finding_id != new.finding_id
    decided = Decided(rulings=(ruled(old.finding_id),), owners={old.finding_id: "Anna"})
    now, moved = rulings.carried(decided, after, use())
    assert moved == {old.finding_id: new.finding_id}
    assert now.owners == {new.finding_id: "Anna"}
    assert rulings.carried(decided, before, use()) == (decided, {})


def test_of_two_rulings_that_meet_the_newer_one_stands() -> None:
    rows = spend({"vendor_id": "quill", "product_id": "quill"})
    old, new = Group("claims", "orbly").finding_id, Group("claims", "quill").finding_id
    newer = replace(ruled(old, "prohibited"), at="2026-10-05T00:00:00+00:00")
    decided = Decided(rulings=(ruled(new, "approved"), newer), merges={"orbly": "quill"})
    assert [r.ruling for r in rulings.carried(decided, rows, use())[0].rulings] == ["prohibited"]


def test_what_nobody_finds_any_more_is_left_as_it_is() -> None:
    decided = Decided(rulings=(ruled("f-gone"),), owners={"f-gone": "Anna", "i-idea": "Ben"})
    now, moved = rulings.carried(decided, spend({}), use())
    assert (now.rulings, now.owners, moved) == (decided.rulings, decided.owners, {})


EXPORT = (
    "Date,Merchant,Amount,Business Unit\n2026-01-15,SLACK TECHNOLOGIES LIMITED,900.00,claims\n"
    "2026-02-20,MIRO.COM,96.00,claims\n"
)


def test_a_scan_replays_the_log(write_workspace: Callable[..., Path]) -> None:
    """The same exports, rules and decisions give the same findings and the same scan; another decision another one."""
    root = write_workspace()
    (root / "exports" / "spend.csv").write_text(EXPORT, encoding="utf-8")
    log = DecisionLog(root / "private")

    def scanned() -> tuple[str, dict[str, tuple[str, str | None, str | None]]]:
        workspace = open_workspace(root)
        publish(scan(workspace, date(2026, 3, 31), STARTED, quiet), workspace, quiet)
        with sqlite3.connect(root / "private" / "findings.db") as db:
            rows = db.execute("select vendor, status, ruling, owner from findings order by vendor").fetchall()
            return db.execute("select scan_id from scans").fetchone()[0], {row[0]: row[1:] for row in rows}

    before, plain = scanned()
    with sqlite3.connect(root / "private" / "findings.db") as db:
        ids = dict(db.execute("select vendor, finding_id from findings"))
    log.append(
        [
            Draft("me", "ruling", ids["Slack"], {"ruling": "approved"}),
            Draft("me", "owner", ids["Miro"], {"owner": "Anna"}),
        ],
        AT,
    )
    after, now = scanned()
    assert (after, now) == scanned()
    assert before != after
    assert plain["Slack"][0] != "approved"
    assert now["Slack"] == ("approved", "approved", None)
    assert now["Miro"][2] == "Anna"
    log.append([Draft("me", "merge", "miro", {"into": "slack"})], AT)
    assert set(scanned()[1]) == {"Slack"}

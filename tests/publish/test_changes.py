"""What changed between two scans, and what was decided between them, in every file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made import make_result
from made.release import Release, quiet
from shadowscan.errors import InputError
from shadowscan.publish import check_changes, compare_files, publish
from shadowscan.publish.changes import ChangeRules
from shadowscan.records import ScanResult
from shadowscan.rules import packaged_rules

RULES = packaged_rules().one("changes", ChangeRules)
MONEY = st.decimals(min_value=0, max_value=10**7, places=2)


def later(result: ScanResult, day: date) -> ScanResult:
    """Return the same scan as of another day."""
    return replace(result, info=replace(result.info, as_of=day, scan_id=f"scan-{day}"))


def test_the_rule_holds_its_own_examples() -> None:
    assert check_changes(packaged_rules()) == []


@given(MONEY, MONEY)
def test_spend_grows_one_way_and_shrinks_the_other_or_is_no_news(before: Decimal, after: Decimal) -> None:
    kind = RULES.of_spend(before, after)
    assert kind == {True: "grew", False: "shrank"}[after > before] or kind == ""
    assert RULES.of_spend(before, before) == ""
    if kind:
        assert abs(after - before) >= RULES.grew_at_least


@pytest.fixture
def two_scans(tmp_path: Path) -> Release:
    release = Release(tmp_path / "workspace")
    (tmp_path / "old.db").write_bytes(release.path("findings").read_bytes())
    with closing(sqlite3.connect(release.path("findings"))) as connection:  # as it was a month ago
        connection.execute("update scans set as_of = '2026-05-31'")
        connection.execute("delete from findings where finding_id = 'fi-02'")
        connection.execute("update findings set spend_12m = 500, risk = 'low' where finding_id in ('fi-00', 'fi-01')")
        connection.execute("update findings set status = 'managed' where finding_id = 'fi-06'")
        connection.execute("update ideas set stage = 'parked' where idea_id = 'id-2'")
        connection.commit()
    publish(make_result(release.workspace), release.workspace, quiet)
    return release


def test_each_reader_is_told_what_changed_in_their_units_only(two_scans: Release) -> None:
    told = "select kind, what from changes order by position"
    claims = two_scans.rows("bu_claims", told)

    assert ("appeared", "Typeform is new in Motor Claims: €600.00 in 12 months.") in claims
    assert ("grew", "Miro in Claims Handling grew from €500.00 to €1,440 in 12 months.") in claims
    assert ("risk", "The risk of Dropbox in Claims Handling rose from low to high.") in claims
    assert ("idea_moved", "End Dropbox in Claims Handling moved from parked to spotted.") in claims
    assert not any("Wealth" in what for _, what in claims)
    assert ("status", "Typeform in Wealth Management was managed and is unmanaged now.") in two_scans.rows(
        "group", told
    )
    assert two_scans.rows("findings", told) == []  # it tells of its own scan alone


def test_the_same_scan_again_tells_the_same_changes(two_scans: Release) -> None:
    before = two_scans.rows("group", "select * from changes order by position")

    publish(make_result(two_scans.workspace), two_scans.workspace, quiet)

    assert before
    assert two_scans.rows("group", "select * from changes order by position") == before


def test_a_first_scan_has_nothing_to_compare_with(tmp_path: Path) -> None:
    release = Release(tmp_path / "workspace")
    assert release.rows("group", "select count(*) from changes") == [(0,)]


def test_two_files_are_compared_and_others_refused(two_scans: Release, tmp_path: Path) -> None:
    found = compare_files(tmp_path / "old.db", two_scans.path("findings"), packaged_rules())
    assert found.changes == []

    text = tmp_path / "notes.txt"
    text.write_text("no database, but long enough to be read as one by somebody who does not look" * 20)
    with pytest.raises(InputError, match=r"no findings\.db"):
        compare_files(text, two_scans.path("findings"), packaged_rules())

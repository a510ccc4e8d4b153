"""The spend outside the catalogue before an idea was approved, and after."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ideas.made import AS_OF, KEPT, RULES, SERVICES, SETTINGS, UNITS, finding, moved
from shadowscan.ideas import Around, propose, spent_from
from shadowscan.records import Finding, Idea
from shadowscan.records.decisions import Decided, IdeaDecisions, Move
from shadowscan.workspace import Reference

MONTHS = pd.date_range("2024-11-15", "2026-10-15", freq="MS") + pd.Timedelta(days=14)


def proposed(found: Finding, decided: Decided) -> Idea:
    spend = pd.DataFrame(
        {"transaction_id": f"t{n}", "date": day, "reporting_minor": 100000} for n, day in enumerate(MONTHS)
    )
    evidence = pd.DataFrame({"finding_id": "f1", "transaction_id": spend["transaction_id"]})
    around = Around(tuple(h for _, h in KEPT), (), decided, spent_from(spend, evidence))
    reference = Reference(UNITS, SERVICES, slas=tuple(s for s, _ in KEPT))
    result = propose([found], reference, SETTINGS, RULES, RULES.table("taxonomy"), AS_OF, around)
    return result.ideas[0]


def approved(idea_id: str, day: str) -> Decided:
    move = Move("approved", "", "", "cio", f"{day}T09:00:00+00:00", "x-1")
    opened = {"type": "migrate", "title": "Move", "findings": '["f1"]'}
    return Decided(ideas={idea_id: IdeaDecisions(stage="approved", moves=(move,), opened=opened)})


COVERED = finding(coverage="covered", covered_by="forms", spend_12m=1200000)
IDEA = proposed(COVERED, Decided()).idea_id


def test_nothing_is_told_before_an_idea_is_approved() -> None:
    assert (proposed(COVERED, Decided()).shadow_before, proposed(COVERED, Decided()).shadow_after) == (None, None)
    assert proposed(COVERED, moved(IDEA, "shaped")).shadow_before is None


def test_before_is_the_year_up_to_the_approval_and_after_the_last_year() -> None:
    idea = proposed(COVERED, approved(IDEA, "2026-01-31"))
    assert (idea.shadow_before, idea.shadow_after) == (
        1200000,
        1200000,
    )  # twelve charges of 1,000 each, nothing changed


def test_what_a_service_took_over_is_no_spend_outside_any_more() -> None:
    managed = finding(status="managed", coverage="", service_id="forms", spend_12m=1200000)
    idea = proposed(managed, approved(IDEA, "2026-01-31"))
    assert (idea.shadow_before, idea.shadow_after) == (1200000, 0)


def test_after_is_not_known_while_the_approval_is_younger_than_the_data() -> None:
    idea = proposed(COVERED, approved(IDEA, "2026-11-20"))
    assert (idea.shadow_before, idea.shadow_after) == (1200000, None)
    assert date(2026, 11, 20) > AS_OF

"""Deciding on pages: who may, from where, on what; shown at once, kept for ever, and the sums still add up."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from made import make_result
from made.release import quiet
from made.visitor import SECRET, Visitor
from shadowscan.decisions import read_decisions
from shadowscan.publish import publish
from shadowscan.records import STATUSES
from shadowscan.web.serve import make_datasette
from shadowscan.workspace import open_workspace

ANNA, CIO, INES = "anna@harbour.example", "cio@harbour.example", "ines@harbour.example"
FINDING = "/-/finding/fi-02"  # Typeform of Motor Claims, unmanaged
HOSTILE = '<script>alert(1)</script> \'"> =HYPERLINK("http://evil")\n; drop table findings'


class Place:
    """A published workspace of one's own, with a visitor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.visitor = Visitor(make_datasette(folder))

    def rows(self, name: str, sql: str) -> list[tuple[Any, ...]]:
        folder = "private" if name == "findings" else "published"
        with closing(sqlite3.connect(self.folder / folder / f"{name}.db")) as connection:
            return connection.execute(sql).fetchall()

    def decide(self, path: str, kind: str, who: str = ANNA, **answers: str | list[str]) -> Any:
        form = self.visitor.form(path, who, kind)
        return self.visitor.post("/-/decide", who, {**form, **answers})


@pytest.fixture
def place(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("SHADOWSCAN_PROXY_SECRET", SECRET)
    folder = tmp_path / "workspace"
    shutil.copytree(published, folder)
    return Place(folder)


def sums_hold(place: Place, name: str) -> None:
    statuses = " + ".join(STATUSES)
    for unit, total, parts in place.rows(name, f"select business_unit_id, total, {statuses} from coverage_summary"):
        assert round(total - parts, 2) == 0, unit
    by_month = """select business_unit_id, status, round(sum(amount), 2) from spend_by_month
        where status <> 'not_software' group by 1, 2"""
    found = """select business_unit_id, status, round(sum(spend_total), 2) from findings
        group by 1, 2 having sum(spend_total) <> 0"""
    assert sorted(place.rows(name, by_month)) == sorted(place.rows(name, found))


def test_a_ruling_shows_at_once_in_every_file_and_the_sums_still_add_up(place: Place) -> None:
    answer = place.decide(
        FINDING, "ruling", ruling="tolerated", until="2027-03-31", why="Until the survey service is live"
    )

    assert answer.status_code == 303
    where = "select status, ruling, ruling_until, status_why from findings where finding_id = 'fi-02'"
    why = "A decision tolerates it until 2027-03-31: Until the survey service is live."
    for name in ("bu_claims", "bu_claims_motor", "bu_ops", "group", "findings"):
        assert place.rows(name, where) == [("tolerated", "tolerated", "2027-03-31", why)], name
        sums_hold(place, name)
    page = place.visitor.get(answer.headers["location"], ANNA).text
    assert "Noted: ruling, tolerated" in page
    assert "Until the survey service is live" in page
    facets = place.visitor.get("/bu_claims/findings.json?ruling=tolerated&_shape=array", ANNA).json()
    assert [row["finding_id"] for row in facets] == ["fi-02"]
    found = place.visitor.get("/bu_claims/findings.json?_search=survey&_shape=array", ANNA).json()
    assert [row["finding_id"] for row in found] == ["fi-02"]
    assert place.rows("bu_retail", "select count(*) from decisions") == [(0,)]
    assert "Typeform" not in place.visitor.get("/-/findings", ANNA).text  # it waits no more


def test_taking_a_ruling_back_restores_what_the_scan_found(place: Place) -> None:
    before = {t: place.rows("group", f"select * from {t}") for t in ("findings", "coverage_summary", "spend_by_month")}
    place.decide(FINDING, "ruling", ruling="prohibited", why="No contract")
    answer = place.decide(FINDING, "withdraw", why="Too early")

    assert answer.status_code == 303
    for table, rows in before.items():
        assert sorted(map(str, place.rows("group", f"select * from {table}"))) == sorted(map(str, rows)), table
    log = place.rows("group", "select kind, stands from decisions order by position")
    assert log == [("ruling", "withdrawn"), ("withdraw", "yes")]


def test_policy_that_prohibits_is_stronger_than_an_approval(place: Place) -> None:
    place.decide("/-/finding/fi-01", "ruling", ruling="approved", why="We need it")

    assert place.rows("group", "select status, ruling from findings where finding_id = 'fi-01'") == [
        ("prohibited", "approved")
    ]


def test_a_form_sent_twice_decides_once(place: Place) -> None:
    form = place.visitor.form(FINDING, ANNA, "owner") | {"owner": "Survey team"}

    first, second = (place.visitor.post("/-/decide", ANNA, form) for _ in range(2))

    assert first.headers["location"] == second.headers["location"]
    assert len(read_decisions(place.folder / "private")) == 1
    assert place.rows("group", "select owner from findings where finding_id = 'fi-02'") == [("Survey team",)]


def test_a_page_that_is_out_of_date_is_refused(place: Place) -> None:
    stale = place.visitor.form(FINDING, CIO, "ruling") | {"ruling": "approved", "why": "Fine"}
    place.decide(FINDING, "ruling", ruling="prohibited", why="No contract")

    answer = place.visitor.post("/-/decide", CIO, stale)

    assert answer.status_code == 409
    assert "Somebody was faster" in answer.text
    assert len(read_decisions(place.folder / "private")) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
    ],
)
def test_a_form_on_another_site_decides_nothing(place: Place, headers: dict[str, str]) -> None:
    form = place.visitor.form(FINDING, ANNA, "ruling") | {"ruling": "approved", "why": "Fine"}

    for cookie in ({}, {"cookie": "ds_csrftoken=x; ds_actor=y"}):
        assert place.visitor.post("/-/decide", ANNA, form, headers | cookie).status_code == 403
    assert read_decisions(place.folder / "private") == ()


def test_our_own_page_may_decide_whatever_cookies_there_are(place: Place) -> None:
    form = place.visitor.form(FINDING, ANNA, "note") | {"why": "Seen"}
    headers = {"origin": "http://localhost", "sec-fetch-site": "same-origin", "cookie": "ds_csrftoken=x"}

    assert place.visitor.post("/-/decide", ANNA, form, headers).status_code == 303


def test_a_form_is_for_one_person_and_one_subject(place: Place) -> None:
    form = place.visitor.form(FINDING, ANNA, "ruling") | {"ruling": "approved", "why": "Fine"}

    assert place.visitor.post("/-/decide", CIO, form).status_code == 400  # made for somebody else
    assert place.visitor.post("/-/decide", None, form).status_code == 403
    assert place.visitor.post("/-/decide", ANNA, form | {"token": "00.ff"}).status_code == 400
    assert place.visitor.post("/-/decide", ANNA, form | {"token": form["token"][:-1] + "é"}).status_code == 400
    assert place.visitor.post("/-/decide", ANNA, form | {"form": "invented"}).status_code == 403
    assert place.visitor.post("/-/decide", ANNA, form | {"why": ""}).status_code == 400
    assert place.visitor.post("/-/decide", ANNA, form | {"ruling": "blessed"}).status_code == 400
    assert place.visitor.post("/-/decide", ANNA, form | {"ruling": "tolerated"}).status_code == 400  # no day
    assert place.visitor.post("/-/decide", ANNA, form | {"why": "x" * 70_000}).status_code == 413
    assert place.visitor.get("/-/decide", ANNA).status_code == 405
    assert place.visitor.get("/-/look", ANNA).status_code == 405
    assert read_decisions(place.folder / "private") == ()


def test_nobody_decides_on_what_is_of_others(place: Place) -> None:
    """Rolf is taken off his unit after his page was made: what the form says is not his any more."""
    form = place.visitor.form("/-/finding/fi-03", "rolf@harbour.example", "ruling") | {"ruling": "approved", "why": "x"}
    settings = place.folder / "shadowscan.yaml"
    settings.write_text(settings.read_text().replace("units: [retail, wealth-7]", "units: [wealth-7]"))

    assert place.visitor.post("/-/decide", "rolf@harbour.example", form).status_code == 404
    opened = place.visitor.form(FINDING, ANNA, "idea_open") | {"title": "All", "type": "adopt"}
    assert place.visitor.post("/-/decide", ANNA, opened | {"findings": ["fi-02", "fi-03"]}).status_code == 404
    named = place.visitor.form(FINDING, ANNA, "descriptor") | {"answer": "not_software", "descriptor_id": "de-04"}
    assert place.visitor.post("/-/decide", ANNA, named).status_code == 404
    assert read_decisions(place.folder / "private") == ()


def test_an_investigator_decides_nothing_and_a_manager_sees_no_people(place: Place) -> None:
    assert [form for form in place.visitor.forms(FINDING, INES) if "form" in form] == []
    token = next(form["token"] for form in place.visitor.forms(FINDING, INES))
    form = {"token": token, "form": "ruling", "ruling": "approved", "why": "x"}
    assert place.visitor.post("/-/decide", INES, form).status_code == 403

    mine = {"token": place.visitor.form(FINDING, ANNA, "note")["token"], "why": "Curious"}
    assert place.visitor.post("/-/look", ANNA, mine).status_code == 403


def test_a_look_at_people_needs_a_reason_and_is_noted_before_they_are_shown(place: Place) -> None:
    token = next(form["token"] for form in place.visitor.forms(FINDING, INES))

    assert place.visitor.post("/-/look", INES, {"token": token, "why": "  "}).status_code == 400
    assert (
        place.visitor.post("/-/look", INES, {"token": token, "why": "x"}, {"origin": "http://e.example"}).status_code
        == 403
    )
    assert read_decisions(place.folder / "private") == ()
    for _ in range(2):
        answer = place.visitor.post("/-/look", INES, {"token": token, "why": "Leaver with a running contract"})
        assert answer.status_code == 200
        assert "p-4f01" in answer.text  # nobody of people.csv has this pseudonym
        assert answer.headers["cache-control"] == "private, no-store"
    looks = read_decisions(place.folder / "private")
    assert [(one.who, one.kind, one.subject) for one in looks] == [(INES, "look", "fi-02")] * 2
    assert place.rows("bu_claims", "select count(*) from decisions") == [(0,)]


def test_hostile_notes_stay_text_everywhere(place: Place) -> None:
    place.decide(FINDING, "note", why=HOSTILE)
    place.decide(FINDING, "owner", owner=HOSTILE)
    place.decide(FINDING, "ruling", ruling="approved", why=f"=1+1 {HOSTILE} tom.berg@harbour.example and Tom Berg")

    for path in (
        FINDING,
        "/bu_claims/decisions",
        "/bu_claims/findings?_all=1",
        "/-/findings?show=ruled",
        "/-/unit/claims",
    ):
        page = place.visitor.get(path, ANNA).text
        assert "<script>alert" not in page, path
        assert "tom.berg" not in page.lower(), path
        assert "Tom Berg" not in page, path
    rows = place.visitor.get("/bu_claims/decisions.csv?_size=max", ANNA).text
    assert ",=1+1" not in rows
    assert place.rows("group", "select count(*) from findings") == [(9,)]
    assert "Tom Berg" in read_decisions(place.folder / "private")[-1].why  # the log keeps what was written


def test_decisions_survive_every_rebuild(place: Place) -> None:
    place.decide(FINDING, "ruling", ruling="tolerated", until="2027-03-31", why="Until the service is live")
    place.decide(FINDING, "owner", owner="Survey team")
    place.decide(FINDING, "idea_open", type="explore", title="A survey service", why="Three units ask")
    tables = ("findings", "coverage_summary", "spend_by_month", "decisions", "ideas")
    before = {table: sorted(map(str, place.rows("group", f"select * from {table}"))) for table in tables}

    workspace = open_workspace(place.folder)
    publish(make_result(workspace), workspace, quiet)

    for table, rows in before.items():
        assert sorted(map(str, place.rows("group", f"select * from {table}"))) == rows, table
    sums_hold(place, "group")
    sums_hold(place, "bu_claims")


def test_an_idea_opened_from_findings_can_be_shaped_and_moved(place: Place) -> None:
    opened = place.decide(FINDING, "idea_open", type="adopt", title="One survey tool", why="Asked for twice")
    page = opened.headers["location"].split("?")[0]
    assert "One survey tool" in place.visitor.get(page, ANNA).text
    assert "One survey tool" in place.visitor.get("/-/ideas", ANNA).text

    refused = place.decide(page, "idea_move", stage="shaped")
    assert refused.status_code == 400
    assert "an owner" in refused.text
    assert place.decide(page, "idea_shape", field="owner", value="Survey team").status_code == 303
    assert place.decide(page, "idea_move", stage="shaped", why="Ready").status_code == 303
    gate = place.decide(page, "idea_move", stage="proposed")
    assert gate.status_code == 400
    assert "support model" in gate.text
    key = page.rsplit("/", 1)[1]
    row = place.rows("bu_claims", f"select stage, owner, business_units from ideas where idea_id = '{key}'")
    assert row == [("shaped", "Survey team", '["claims-motor"]')]
    assert place.rows("bu_retail", f"select count(*) from ideas where idea_id = '{key}'") == [(0,)]
    assert place.decide(page, "benefit", period="2026-06", planned="1200.50", actual="900").status_code == 303
    twice = place.decide(page, "benefit", period="2026-06", planned="1")
    assert twice.status_code == 400
    assert place.rows("group", "select period, planned, actual from benefits") == [("2026-06", 1200.5, 900.0)]


def test_only_the_committee_approves(place: Place) -> None:
    form = place.visitor.form("/-/idea/id-2", ANNA, "idea_move") | {"stage": "approved"}

    assert place.visitor.post("/-/decide", ANNA, form).status_code == 403
    assert place.visitor.post("/-/decide", ANNA, form | {"stage": "invented"}).status_code == 400


def test_an_answer_on_a_payee_text_leaves_the_queue_and_keeps_the_text_as_written(place: Place) -> None:
    rolf = "rolf@harbour.example"
    forms = [form for form in place.visitor.forms("/-/review", rolf) if form.get("form") == "descriptor"]
    answer = place.visitor.post(
        "/-/decide", rolf, forms[0] | {"answer": "vendor", "vendor": "Retool", "why": "Invoice"}
    )

    assert answer.status_code == 303
    decision = read_decisions(place.folder / "private")[0]
    assert decision.subject == "=CMD|' /C CALC'!A0 RETAILTOOL"
    page = place.visitor.get("/-/review", rolf).text
    assert "in force from the next scan on" in page
    assert "Retool" in page
    shown = json.loads(place.visitor.get("/bu_retail/decisions.json?_shape=array", rolf).text)
    assert shown[0]["subject"].startswith("'=CMD|")


def test_words_and_money_of_an_idea_of_several_units_stay_with_the_committee(place: Place) -> None:
    place.decide("/-/idea/id-1", "note", who=CIO, why="Retail Insurance pays 5,000 for it")
    place.decide("/-/idea/id-1", "benefit", who=CIO, period="2026-06", planned="77777")

    claims = place.rows("bu_claims", "select kind, value, why from decisions order by position")
    assert claims == [("note", "{}", None), ("benefit", '{"period": "2026-06"}', None)]
    assert place.rows("bu_claims", "select count(*) from benefits") == [(0,)]
    assert place.rows("group", "select planned from benefits") == [(77777.0,)]

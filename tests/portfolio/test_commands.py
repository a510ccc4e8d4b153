"""`shadowscan ideas`: look, shape, answer, move, record; every decision is checked, logged and shows at once."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shadowscan.cli import main
from shadowscan.decisions import DecisionLog, Draft, read_decisions
from shadowscan.publish.live import catch_up
from shadowscan.workspace import open_workspace

ITEMS = ("support_model", "support_group", "sla", "operations", "monitoring", "knowledge", "security", "run_budget",
         "retirement")  # fmt: skip


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["ideas", *map(str, words)])


def done(*words: str | Path) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*words: str | Path) -> str:
    result = run(*words)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    return result.output


def ask(folder: Path, sql: str, name: str = "private/findings.db") -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / name) as db:
        return db.execute(sql).fetchall()


def answer_all(folder: Path, idea: str = "id-1") -> None:
    for item in ITEMS:
        done("gate", folder, idea, item, "met", "--as", "anna")


def test_the_list_shows_what_each_idea_brings_and_the_portfolio(folder: Path) -> None:
    told = done("list", folder)
    lines = told.splitlines()
    assert "Offer Miro to Claims Handling and Retail Insurance" in lines[2]
    assert "€5,355" in lines[2]
    assert any(line.startswith("all") and "€229,635" in line for line in lines)


def test_the_list_can_be_narrowed_and_read_by_machines(folder: Path) -> None:
    told = json.loads(done("list", folder, "--unit", "retail", "--type", "improve", "--json"))
    assert [idea["idea_id"] for idea in told["ideas"]] == ["id-3"]
    assert told["ideas"][0]["findings"] == ["fi-04"]
    assert "No idea fits." in done("list", folder, "--stage", "live")


def test_the_page_of_an_idea_can_be_read_from_top_to_bottom(folder: Path) -> None:
    told = done("show", folder, "id-1")
    for part in (
        "Offer Miro to Claims Handling and Retail Insurance", "It serves the initiative “Faster claims”",
        "Left as it is, it goes on at", "Miro", "Spend that ends", "Net, cautious case", "Net present value",
        "Washes out", "Service readiness: 1 of 2 answered, it cannot be proposed yet",
        "open      Support model and hours (support_model)", "* assumption: A mix.", "A public source",
    ):  # fmt: skip
        assert part in told, part
    assert max(map(len, told.splitlines())) <= 120


def test_the_page_as_json_holds_each_line_with_its_inputs(folder: Path) -> None:
    told = json.loads(done("show", folder, "id-1", "--json"))
    base = [line for line in told["lines"] if line["scenario"] == "base"]
    assert sum(line["amount"] for line in base) == told["idea"]["net_3y"]
    assert base[0]["inputs"] == ["fi-00", "fi-03"]
    assert {figure["figure"] for figure in told["figures"]} == {"discount_rate", "it_day"}


def test_an_idea_that_is_not_there_is_said_so(folder: Path, tmp_path: Path) -> None:
    assert "there is no idea of this id" in refused("show", folder, "nothing")
    assert "3 ideas begin so" not in refused("show", folder, "id-")  # too short to stand for an id
    assert "there is no scan" in refused("list", tmp_path)


def test_without_an_agreed_support_model_an_idea_cannot_be_proposed(folder: Path) -> None:
    assert "an owner who looks after it" in refused("move", folder, "id-1", "shaped")
    done("shape", folder, "id-1", "owner", "Clara")
    done("move", folder, "id-1", "shaped")
    assert "support model and hours" in refused("move", folder, "id-1", "proposed")
    for item in ITEMS[1:]:
        done("gate", folder, "id-1", item, "met")
    told = refused("move", folder, "id-1", "proposed")
    assert "support model and hours" in told
    assert "service levels" not in told
    done("gate", folder, "id-1", "support_model", "planned", "--on", "2026-12-01", "--cost", "4000", "--why", "Hours.")
    done("move", folder, "id-1", "proposed")
    assert ask(folder, "select stage from ideas where idea_id = 'id-1'") == [("proposed",)]


def test_approval_needs_a_sponsor_in_the_business_and_one_in_it(folder: Path) -> None:
    done("shape", folder, "id-1", "owner", "Clara")
    answer_all(folder)
    done("move", folder, "id-1", "shaped")
    done("move", folder, "id-1", "proposed")
    told = refused("move", folder, "id-1", "approved")
    assert "a sponsor in the business" in told
    assert "a sponsor in IT" in told
    done("shape", folder, "id-1", "sponsor", "Head of Claims")
    assert "a sponsor in IT" in refused("move", folder, "id-1", "approved")
    done("shape", folder, "id-1", "it_sponsor", "CIO")
    done("move", folder, "id-1", "approved", "--why", "November committee.", "--as", "cio")
    told = done("show", folder, "id-1")
    assert "approved, cio: November committee." in told
    assert "business sponsor Head of Claims · IT sponsor CIO" in told


def test_moves_that_the_table_does_not_allow_are_refused(folder: Path) -> None:
    assert "it cannot go from spotted to live" in refused("move", folder, "id-1", "live")
    assert "a reason" in refused("move", folder, "id-1", "declined")
    assert "the idea it is merged into" in refused("move", folder, "id-1", "merged", "--why", "Same need.")
    assert "there is no stage 'won'" in refused("move", folder, "id-1", "won")
    done("move", folder, "id-1", "merged", "--why", "Same need.", "--into", "id-3")
    assert ask(folder, "select stage, merged_into from ideas where idea_id = 'id-1'") == [("merged", "id-3")]


def test_the_first_move_notes_what_the_idea_is(folder: Path) -> None:
    done("shape", folder, "id-1", "owner", "Clara")
    done("move", folder, "id-1", "shaped")
    done("move", folder, "id-1", "spotted")
    kinds = [one.kind for one in read_decisions(folder / "private")]
    assert kinds == ["idea_shape", "idea_open", "idea_move", "idea_move"]
    opened = read_decisions(folder / "private")[1]
    assert json.loads(opened.value["findings"]) == ["fi-00", "fi-03"]


def test_what_is_planned_changes_the_business_case_at_once_and_a_withdrawal_changes_it_back(folder: Path) -> None:
    sums = "select readiness_cost, net_3y, items_answered, at_risk_3y from ideas where idea_id = 'id-1'"
    before = ask(folder, sums)
    assert before == [(60.0, 5355.0, 1, 1203.0)]
    done("gate", folder, "id-1", "support_model", "planned", "--on", "2027-01-15", "--cost", "4000")
    assert ask(folder, sums) == ask(folder, sums, "published/group.db") == [(4000.0, 1415.0, 2, 1203.0)]
    lines = "select kind, amount from business_case_lines where idea_id = 'id-1' and scenario = 'base'"
    assert ask(folder, f"{lines} and line like '%model%' order by position") == [
        ("memo", -60.0),
        ("readiness", -4000.0),
    ]
    done("gate", folder, "id-1", "support_model", "met")
    assert ask(folder, sums) == [(0.0, 5415.0, 2, 0.0)]
    log = DecisionLog(folder / "private")
    for entry in [one for one in log.all() if one.kind == "gate"]:
        log.append([Draft("anna", "withdraw", entry.decision_id, {}, "A mistake.")], "2026-11-22T09:00:00+01:00")
    catch_up(folder)
    assert ask(folder, sums) == before
    assert ask(folder, "select state, \"from\" from idea_readiness where idea_id = 'id-1' order by position") == [
        ("met", "the catalogue"), ("open", "nobody yet"),
    ]  # fmt: skip


def test_laying_the_log_over_twice_changes_nothing(folder: Path) -> None:
    done("gate", folder, "id-1", "support_model", "planned", "--on", "2027-01-15", "--cost", "4000")
    done("shape", folder, "id-1", "probability", "50 %")
    tables = ("ideas", "business_case_lines", "idea_readiness", "portfolio", "benefits")
    once = [ask(folder, f"select * from {table} order by 1, 2") for table in tables]
    catch_up(folder)
    assert once == [ask(folder, f"select * from {table} order by 1, 2") for table in tables]
    assert ask(folder, "select probability, expected_npv from ideas where idea_id = 'id-1'")[0][0] == 0.5


def test_a_unit_that_shares_an_idea_sees_the_answer_and_not_the_money(folder: Path) -> None:
    done("gate", folder, "id-1", "support_model", "planned", "--on", "2027-01-15", "--cost", "4000")
    shared = ask(folder, "select net_3y, readiness_cost, items_answered from ideas where title like '%Miro%'",
                 "published/bu_claims.db")  # fmt: skip
    assert shared == [(None, None, 2)]
    items = ask(folder, "select state, cost from idea_readiness where idea_id = 'id-1'", "published/bu_claims.db")
    assert items == [("met", None), ("planned", None)]
    assert ask(folder, "select * from business_case_lines where idea_id = 'id-1'", "published/bu_claims.db") == []


def test_a_benefit_recorded_twice_is_refused(folder: Path) -> None:
    done("record", folder, "id-1", "2026-11", "--planned", "200", "--owner", "Head of Claims", "--measure", "Invoices")
    assert "recorded already: 200" in refused("record", folder, "id-1", "2026-11", "--planned", "250")
    done("record", folder, "id-1", "2026-11", "--actual", "180.50")
    assert "recorded already: 180.50" in refused("record", folder, "id-1", "2026-11", "--actual", "180.50")
    done("record", folder, "id-1", "2026-12", "--planned", "200", "--actual", "210")
    told = ask(folder, "select period, planned, actual, owner, measure from benefits order by period")
    assert told == [("2026-11", 200.0, 180.5, "Head of Claims", "Invoices"), ("2026-12", 200.0, 210.0, None, None)]
    assert ask(folder, "select planned, actual from portfolio where stage = 'all'") == [(400.0, 390.5)]
    page = done("show", folder, "id-1")
    assert "Benefits register" in page
    assert "€390.50" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("record", "id-1", "November", "--planned", "5"), "no month"),
        (("record", "id-1", "2026-11"), "neither a planned nor an actual"),
        (("record", "id-1", "2026-11", "--planned", "lots"), "no amount"),
        (("shape", "id-1", "colour", "red"), "no field 'colour'"),
        (("shape", "id-1", "probability", "2"), "no probability"),
        (("shape", "id-1", "service_id", "svc-none"), "no service_id"),
        (("gate", "id-1", "catering", "met"), "no item 'catering'"),
        (("gate", "id-1", "sla", "planned", "--cost", "5"), "needs on"),
        (("gate", "id-1", "sla", "waived", "--by", "CIO"), "needs a reason"),
        (("open", "dream", "A title", "--finding", "fi-00"), "no type of idea"),
        (("open", "adopt", "A title"), "none is named"),
        (("open", "adopt", "A title", "--finding", "f-none"), "no finding of this id"),
        (
            ("open", "adopt", "Offer Miro to Claims Handling and Retail Insurance", "--finding", "fi-00"),
            "there already",
        ),
        (("open", "adopt", "Take Miro in", "--finding", "fi-03"), "there already"),
    ],
)
def test_what_cannot_stand_is_refused_with_a_remedy(folder: Path, words: tuple[str, ...], said: str) -> None:
    command, *rest = words
    told = refused(command, folder, *rest)
    assert said in told
    assert "What to change" in told
    assert read_decisions(folder / "private") == ()


def test_an_idea_of_ones_own_shows_at_once_with_its_items_and_moves_like_any_other(folder: Path) -> None:
    done("open", folder, "secure", "Sign-on for Typeform", "--finding", "fi-02", "--why", "Leavers keep their access.",
         "--category", "forms-feedback", "--as", "anna")  # fmt: skip
    [(idea_id, title, why)] = ask(
        folder, "select idea_id, title, why from ideas where stage = 'spotted' and rule_id is null"
    )
    assert (title, why) == ("Sign-on for Typeform", "Leavers keep their access.")
    told = done("show", folder, idea_id)
    assert "The next scan reckons its business case." in told
    assert "Service readiness: 0 of 10 answered" in told
    assert "there already" in refused("open", folder, "secure", "Sign-on for Typeform", "--finding", "fi-02")
    done("shape", folder, idea_id, "owner", "Clara")
    done("move", folder, idea_id, "shaped")
    assert ask(folder, f"select stage from ideas where idea_id = '{idea_id}'", "published/group.db") == [("shaped",)]


def test_a_decision_can_be_printed_for_machines(folder: Path) -> None:
    told = json.loads(done("shape", folder, "id-2", "owner", "Clara", "--as", "anna", "--json"))
    assert (told["who"], told["kind"], told["subject"]) == ("anna", "idea_shape", "id-2")
    assert read_decisions(open_workspace(folder).private)[0].decision_id == told["decision_id"]

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shadowscan.errors import InputError, RuleError
from shadowscan.packs import Pack, make_pack, write_pack
from shadowscan.packs.build import build
from shadowscan.packs.content import Column, Section, Table
from shadowscan.packs.read import Found, read_found
from shadowscan.packs.wording import PackRule, fill, percent_text, share
from shadowscan.rules import packaged_rules


@pytest.fixture(scope="module")
def words() -> PackRule:
    return packaged_rules().one("pack", PackRule)


@pytest.fixture(scope="module")
def found(scanned: Path) -> Found:
    return read_found(scanned)


def section(pack: Pack, key: str) -> Section:
    return next(one for one in pack.sections if one.key == key)


def rows(pack: Pack, key: str) -> list[dict[str, Any]]:
    table = section(pack, key).table
    return [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]


def test_every_question_is_answered_with_the_day_and_the_share_unresolved(pack: Pack) -> None:
    assert [one.key for one in pack.sections] == [
        "spend", "units", "products", "new", "readiness", "slas", "ideas", "portfolio", "case-1", "case-2", "case-3",
        "needs", "trust", "counting",
    ]  # fmt: skip
    for one in pack.sections:
        spoken = " ".join(one.answer)
        assert one.title.endswith("?")
        assert "unresolved" in spoken, one.key
        assert "%" in spoken, one.key
        assert "30 June 2026" in spoken or one.key == "new", one.key
        assert all(sentence.endswith(".") for sentence in one.answer)


def test_the_spend_is_split_into_managed_outside_and_unresolved(pack: Pack) -> None:
    spoken = " ".join(section(pack, "spend").answer)
    assert "€96,490" in spoken
    assert "€92,400 (95.8%) is managed" in spoken
    assert "€399.96 (0.4%) is unresolved" in spoken
    table = section(pack, "spend").table
    assert table.total is not None
    assert sum(row[2] for row in table.rows) == table.total[2] == Decimal("96489.72")
    assert len(table.rows) == 9


def test_each_unit_adds_up_and_the_units_add_up_to_the_total(pack: Pack) -> None:
    table = section(pack, "units").table
    assert table.total is not None
    for row in table.all_rows:
        assert sum(row[4:]) == row[1]
    assert sum(row[1] for row in table.rows) == table.total[1]
    assert [row["unit"] for row in rows(pack, "units")][:2] == ["Claims Handling", "Retail Insurance"]
    assert section(pack, "units").answer[0].startswith("4 of 6 business units")


def test_products_outside_stand_by_spend_with_people_that_tell_no_small_group(pack: Pack) -> None:
    told = {row["product"]: row for row in rows(pack, "products")}
    assert list(told) == ["Miro", "Typeform", "Dropbox"]
    assert told["Miro"]["people"] == "14+"
    assert told["Typeform"]["people"] == 8
    assert told["Dropbox"]["people"] == "<5"
    assert told["Dropbox"]["risk"] == "High"
    assert told["Miro"]["unit_names"] == "Claims Handling, Retail Insurance"


def test_renewals_come_first_and_what_is_new_after_them(pack: Pack) -> None:
    assert [(row["event"], row["product"], row["day"].isoformat()) for row in rows(pack, "new")] == [
        ("Renews", "Salesforce", "2026-08-31"),
        ("New", "Typeform", "2026-05-15"),
    ]
    assert "first Salesforce in Retail Insurance on 31 August 2026" in section(pack, "new").answer[0]


def test_an_idea_names_the_findings_and_the_spend_behind_it(pack: Pack) -> None:
    first = rows(pack, "ideas")[0]
    assert first["behind"] == "Miro in Claims Handling (€1,440); Miro in Retail Insurance (€966.00)"
    assert first["initiative"] == "Faster claims"
    assert first["spend"] == Decimal("2406.00")


def test_an_idea_says_what_it_brings_and_costs_and_how_ready_its_service_is(pack: Pack) -> None:
    first = rows(pack, "ideas")[0]
    assert (first["benefit"], first["cost"], first["net"]) == (Decimal(2406), Decimal(660), Decimal(5355))
    assert (first["payback"], first["outlook"], first["ready"]) == (7, "Pays", "1 of 2")
    assert section(pack, "ideas").answer[0].startswith("Of 3 ideas on 30 June 2026 the most valuable is “Answer Retail")


def test_each_of_the_first_ideas_has_its_business_case_line_by_line(pack: Pack) -> None:
    case = section(pack, "case-1")
    assert (case.short, case.title) == (
        "Case 1",
        "What would “Offer Miro to Claims Handling and Retail Insurance” bring?",
    )
    table = case.table
    assert table.total is not None
    base = [row for row in table.rows if row[1] is not None]
    for place in range(2, 7):
        assert sum(row[place] for row in base) == table.total[place]
    assert table.total[6] == rows(pack, "ideas")[0]["net"]
    assert "€1,203 wash out" in case.answer[1]
    assert "(1 of 2 answered)" in case.answer[1]
    assert any("Support model and hours" in note for note in case.notes)


def test_the_portfolio_counts_each_finding_once(pack: Pack) -> None:
    told = {row["stage"]: row for row in rows(pack, "portfolio")}
    assert (told["All that live"]["ideas"], told["All that live"]["findings"]) == (3, 4)
    assert told["All that live"]["spend"] == Decimal("92645.88")
    assert told["All that live"]["net"] == sum(row["net"] for row in rows(pack, "ideas"))


def test_needs_stand_by_the_number_of_units_and_what_nobody_offers_apart(pack: Pack) -> None:
    told = {row["capability"]: row for row in rows(pack, "needs")}
    assert told["Forms, surveys and feedback"]["gap"] == Decimal("900.00")
    assert told["Whiteboards and diagramming"]["gap"] == Decimal(0)  # a service offers it to those who buy it
    assert told["Whiteboards and diagramming"]["covered"] == told["Whiteboards and diagramming"]["spend"]
    counts = [row["units"] for row in rows(pack, "needs")]
    assert counts == sorted(counts, reverse=True)


def test_how_far_it_is_stands_with_what_to_mend_and_the_next_step(pack: Pack) -> None:
    told = {row["unit"]: row for row in rows(pack, "readiness")}
    assert len(told) == 6
    assert told["Retail Insurance"]["level"] < 4  # the service level of what is vital to it lies in a drawer
    assert told["Retail Insurance"]["mend"] == "Customer records"
    assert all(row["next_step"] for row in told.values())
    assert "not yet ready to speak about strategy with any of 6 business units" in section(pack, "readiness").answer[0]


def test_service_levels_say_for_whom_they_are_and_what_is_not_known(pack: Pack) -> None:
    told = {row["measure"]: row for row in rows(pack, "slas")}
    assert [row["service"] for row in told.values()][-1] == "Team workspace"  # business-critical services stand first
    assert (told["Availability"]["health"], told["Availability"]["unit"]) == ("Missed", "Everybody")
    assert (told["Availability"]["missed"], told["Availability"]["unknown"]) == (1, 6)
    assert (told["Time to answer"]["health"], told["Time to answer"]["unit"]) == ("In a drawer", "Retail Insurance")
    assert "do not count as met" in section(pack, "slas").answer[1]


def test_the_pack_says_how_it_was_counted(pack: Pack) -> None:
    told = {row["what"]: row["meaning"] for row in rows(pack, "counting")}
    assert told["Rules"] == f"Digest {'r' * 16} of all rule files"
    assert told["Scan"] == "scan-1, as of 30 June 2026"
    assert told["Program"] == "shadowscan 0.1.0"
    assert "26 of 117 transactions" in section(pack, "counting").answer[1]


def test_sums_that_differ_are_said_aloud(found: Found, words: PackRule) -> None:
    wrong = dataclasses.replace(found, transactions_total=found.transactions_total + Decimal("0.01"))
    spoken = section(build(wrong, words), "trust").answer[1]
    assert "differ by €0.01: do not use these figures" in spoken
    assert "all sums agree" in section(build(found, words), "trust").answer[1]


def test_a_scan_without_findings_has_an_answer_to_everything(found: Found, words: PackRule) -> None:
    empty = dataclasses.replace(found, findings=(), ideas=(), converted=(), by_status={}, review_count=0)
    empty = dataclasses.replace(empty, coverage_total=Decimal(0), transactions=0, transactions_total=Decimal(0))
    pack = build(empty, words)
    assert "no net software spend" in section(pack, "spend").answer[0]
    assert section(pack, "ideas").answer[0].endswith("(no findings).")
    assert section(pack, "products").table.rows == ()


def test_no_person_is_in_the_pack(pack: Pack) -> None:
    spoken = str(pack)
    for person in ("Clara", "Jensen", "p-4f01", "harbour.example", "Nadia"):
        assert person not in spoken


def test_the_same_scan_gives_the_same_pack(scanned: Path) -> None:
    assert make_pack(scanned) == make_pack(scanned)


def test_without_a_scan_the_error_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_pack(tmp_path, "md", tmp_path / "pack.md")
    assert caught.value.remedy == f"shadowscan scan {tmp_path}"


@pytest.mark.parametrize("content", [b"", b"not a database, only a text of some length" * 40])
def test_a_file_that_is_no_release_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "group.db").write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        make_pack(tmp_path)


def test_a_local_wording_replaces_the_packaged_one(scanned: Path, tmp_path: Path) -> None:
    packaged = packaged_rules().text("pack.yml")
    (tmp_path / "rules").mkdir()
    (tmp_path / "published").symlink_to(scanned / "published")
    (tmp_path / "rules" / "pack.yml").write_text(packaged.replace("Software at {organisation}", "Our software"))
    assert make_pack(tmp_path).title == "Our software"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("short: Spend", "short: 'A/B'", "cannot be the name of a sheet"),
        ("managed by a service or approved, {outside}", "managed, {outside}", "an example does not hold"),
        ("on software in the 12 months to {as_of}", "on software since {first_day}", "'first_day' is not a fact"),
        ("  unresolved: [unresolved]\ngroup_labels", "  unresolved: []\ngroup_labels", "each status once"),
    ],
)
def test_a_wording_that_does_not_hold_is_refused_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    packaged = packaged_rules().text("pack.yml")
    assert old in packaged
    (tmp_path / "pack.yml").write_text(packaged.replace(old, new, 1))
    with pytest.raises(RuleError, match=re.escape(says)) as caught:
        packaged_rules().over(tmp_path).one("pack", PackRule)
    assert caught.value.where.startswith("rules/pack.yml")


def test_a_column_holds_only_its_kind() -> None:
    with pytest.raises(TypeError, match="holds money"):
        Table((Column("spend", "Spend", "money", "EUR"),), (("=1+1",),))


def test_shares_of_nothing_are_not_given_and_small_ones_are_not_nothing() -> None:
    assert share(Decimal(1), Decimal(0)) is None
    assert share(Decimal(1), Decimal(-5)) is None
    assert percent_text(Decimal("0.0002"), "none") == "<0.1%"
    assert percent_text(None, "none") == "none"


def test_a_fact_is_not_read_as_a_template() -> None:
    assert fill("{product} is new", {"product": "{as_of}"}) == "{as_of} is new"

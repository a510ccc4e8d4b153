"""The wide tier adds what the curated core leaves open, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from shadowscan.errors import RuleError
from shadowscan.matching import Matcher, VendorBase, load_vendors
from shadowscan.matching.examples import check_wide
from shadowscan.matching.wide import check_sources
from shadowscan.rules import RuleBook
from tests.matching.conftest import asked

HEAD = "name,domain,category,ordinary,source\n"
CORE = """\
title: Test
why: To test.
source: Made up
vendors:
  - {name: Trello, domain: trello.com, category: work-management, matches: [TRELLO], ignores: [TRELLIS]}
  - {name: Box, domain: box.com, category: file-sharing, ordinary: true, matches: [BOX.COM], ignores: [BOX]}
  - name: Mailchimp
    domain: mailchimp.com
    category: marketing-automation
    products: [{name: Mandrill}]
    matches: [MAILCHIMP]
    ignores: [CHIMP]
"""
Write = Callable[[str], RuleBook]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes a table of the wide tier beside a small core."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")

    def book(rows: str) -> RuleBook:
        folder = tmp_path / "rules" / "vendors" / "wide"
        folder.mkdir(parents=True, exist_ok=True)
        (folder.parent / "core.yml").write_text(CORE, encoding="utf-8")
        (folder / "more.csv").write_text(HEAD + rows, encoding="utf-8")
        return RuleBook((tmp_path / "rules",))

    return book


@pytest.fixture(scope="module")
def added(rules: RuleBook, tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    """Return a matcher that knows three more services of the wide tier."""
    folder = tmp_path_factory.mktemp("local") / "vendors" / "wide"
    folder.mkdir(parents=True)
    rows = (
        "Quorvexly,quorvexly.com,crm,,grant\n"
        "Lanternfish,lanternfish.io,,yes,grant\n"
        "Atlassian Quorvo,quorvo.example,crm,,grant\n"
    )
    (folder / "more.csv").write_text(HEAD + rows, encoding="utf-8")
    book = rules.over(folder.parents[1])
    return Matcher(load_vendors(book), book)


def _found(matcher: Matcher, text: str, **columns: str) -> tuple[str, str]:
    row = matcher.match(asked([text], **columns)).to_dict("records")[0]
    return row["verdict"], row["vendor_id"]


def test_the_base_is_large_and_says_of_each_vendor_where_it_comes_from(matcher: Matcher) -> None:
    tiers = [vendor.tier for vendor in matcher.base.vendors]
    assert tiers.count("core") >= 1_800
    assert tiers.count("wide") >= 1_000
    assert len(tiers) >= 5_000
    assert [vendor.where for vendor in matcher.base.vendors if not vendor.source] == []


def test_every_row_is_found_by_its_domain_and_its_name(matcher: Matcher, rules: RuleBook) -> None:
    assert check_wide(matcher) == []
    known = frozenset(row["category_id"] for row in rules.table("taxonomy"))
    assert check_sources(rules, known) == []


@pytest.mark.parametrize(
    "row",
    [
        "Trello Boards,trelloboards.example,crm,,grant\n",  # opens with a curated name
        "Kanbanista,trello.com,crm,,grant\n",  # a curated domain
        "Kanbanista,trello.example,crm,,grant\n",  # a curated domain but for its ending
        "TREL-LO,kanbanista.example,crm,,grant\n",  # a curated name in other letters
        "Box,boxing.example,crm,,grant\n",  # an ordinary word that is curated too
        "Mandrill,mandrillo.example,crm,,grant\n",  # a curated product
    ],
)
def test_a_conflict_is_the_cores_without_a_word(row: str, write: Write) -> None:
    assert _names(load_vendors(write(f"{row}Quorvexly,quorvexly.com,,,grant\n"))) == {
        "Trello", "Box", "Mailchimp", "Quorvexly",
    }  # fmt: skip


def _names(base: VendorBase) -> set[str]:
    return {vendor.name for vendor in base.vendors}


@pytest.mark.parametrize(
    "text", ["QUORVEXLY", "QUORVEXLY INC", "QUORVEXLY SUBSCRIPTION", "PAYPAL *QUORVEXLY", "BILLING.QUORVEXLY.COM 555"]
)
def test_a_distinctive_name_or_a_domain_proves_it(text: str, added: Matcher) -> None:
    assert _found(added, text) == ("matched", "quorvexly")


@pytest.mark.parametrize("text", ["QUORVEXLI", "QUORVEXL", "QUORVEXLY MARITIME TOURS", "THE OLD QUORVEXLY"])
def test_likeness_does_not(text: str, added: Matcher) -> None:
    assert _found(added, text)[1] == ""


@pytest.mark.parametrize(
    ("text", "told", "verdict"),
    [
        ("LANTERNFISH", {}, "not_software"),
        ("LANTERNFISH", {"mcc": "5812"}, "not_software"),
        ("LANTERNFISH", {"mcc": "5734"}, "matched"),
        ("LANTERNFISH LTD", {"category_text": "Software subscriptions"}, "matched"),
        ("LANTERNFISH.IO", {}, "matched"),
        ("Lanternfish", {"origin": "sso"}, "matched"),
    ],
)
def test_an_ordinary_word_needs_a_domain_or_a_second_signal(
    text: str, told: dict[str, str], verdict: str, added: Matcher
) -> None:
    assert _found(added, text, **told)[0] == verdict


def test_more_words_beside_an_ordinary_word_are_another_business(added: Matcher) -> None:
    assert _found(added, "LANTERNFISH BUSINESS SERVICES", mcc="5734")[1] == ""


def test_a_name_that_opens_with_a_curated_one_stays_out(added: Matcher) -> None:
    assert added.base.vendor("atlassian-quorvo") is None


def test_what_no_list_tells_of_a_category_is_guessed(added: Matcher) -> None:
    row = added.match(asked(["LANTERNFISH.IO", "QUORVEXLY"])).to_dict("records")
    assert row[1]["category"] == "crm"
    assert row[0]["vendor_id"] == "lanternfish"


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ("Quorvexly,Quorvexly.com,,,grant\n", 2, "lower case"),
        ("Quorvexly,quorvexly.com,,,grant\nX,y.example,,perhaps,grant\n", 3, "ordinary"),
        ("Quorvexly,quorvexly.com,,,\n", 2, "source"),
        ("Quorvexly,quorvexly.com,,\n", 2, "4 cells"),
        ("—,quorvexly.com,,,grant\n", 2, "letters"),
        ('"Quor\nvexly",quorvexly.com,,,grant\nY,no domain,,,grant\n', 4, "no domain"),
        ('"Quorvexly,quorvexly.com,,,grant\n', 2, "CSV"),
    ],
)
def test_a_wrong_row_is_refused_with_line_and_remedy(rows: str, line: int, says: str, write: Write) -> None:
    with pytest.raises(RuleError) as refused:
        load_vendors(write(rows))
    assert refused.value.where == f"rules/vendors/wide/more.csv:{line}"
    assert says in refused.value.message
    assert refused.value.remedy


def test_another_header_is_refused(tmp_path: Path, write: Write) -> None:
    book = write("")
    (tmp_path / "rules" / "vendors" / "wide" / "more.csv").write_text("name,domain\n")
    with pytest.raises(RuleError, match="header"):
        load_vendors(book)

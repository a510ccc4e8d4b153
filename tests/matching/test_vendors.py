"""The vendor base keeps its own promises, and a rule file that cannot hold is refused with place and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from shadowscan.errors import RuleError
from shadowscan.matching import Matcher, VendorBase, load_vendors
from shadowscan.matching.examples import check_vendors
from shadowscan.rules import RuleBook
from tests.matching.conftest import asked

HEAD = "title: Test\nwhy: To test.\nsource: Made up\nvendors:\n"
BOXWOOD = """\
  - name: Boxwood
    domain: boxwood.example
    category: file-sharing
    matches: ["BOXWOOD INC"]
    ignores: ["WOODEN BOXES"]
"""

Write = Callable[..., RuleBook]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes vendor files by stem; its cache is its own."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")

    def book(**files: str) -> RuleBook:
        folder = tmp_path / "rules" / "vendors"
        folder.mkdir(parents=True, exist_ok=True)
        for stem, text in files.items():
            (folder / f"{stem}.yml").write_text(HEAD + text, encoding="utf-8")
        return RuleBook((tmp_path / "rules",))

    return book


def test_every_vendor_is_recognised_by_its_own_examples_and_leaves_its_near_misses_alone(matcher: Matcher) -> None:
    assert check_vendors(matcher) == []


def test_every_vendor_has_a_known_category_and_a_domain(matcher: Matcher, rules: RuleBook) -> None:
    known = {row["category_id"] for row in rules.table("taxonomy")}
    core = [p for vendor in matcher.base.vendors if vendor.tier == "core" for p in vendor.products]
    assert [p.product_id for p in core if p.category not in known or "." not in p.domain] == []
    wide = [vendor for vendor in matcher.base.vendors if vendor.tier == "wide"]
    assert [v.vendor_id for v in wide if v.category not in known | {""} or "." not in v.domain] == []


def test_no_ordinary_business_is_taken_for_a_vendor(matcher: Matcher, rules: RuleBook) -> None:
    names = [row["descriptor"] for row in rules.table("classifier/benign")]
    found = matcher.match(asked(names))
    assert found.loc[found["verdict"] == "matched", ["descriptor", "vendor_id", "reason"]].to_dict("records") == []


@pytest.mark.parametrize(
    ("claim", "what"),
    [
        ("    aliases: [BOX-WOOD]\n", "Boxwood|BOX-WOOD"),
        ("    domains: [boxwood.example]\n", "boxwood.example"),
    ],
)
def test_two_vendors_that_claim_one_name_or_domain_are_refused_with_both_lines(
    claim: str, what: str, write: Write, rules: RuleBook
) -> None:
    other = BOXWOOD.replace("Boxwood", "Treehouse").replace("boxwood", "treehouse") + claim
    book = write(one=BOXWOOD, two=other)
    with pytest.raises(RuleError) as refused:
        Matcher(load_vendors(book), RuleBook((*rules.roots, *book.roots)))
    assert any(name in refused.value.message for name in what.split("|"))
    assert "rules/vendors/one.yml:5" in refused.value.message
    assert "rules/vendors/two.yml:5" in refused.value.message
    assert refused.value.remedy


def test_a_vendor_named_twice_is_refused(write: Write) -> None:
    with pytest.raises(RuleError, match=r"vendor name 'boxwood'.*one\.yml:5.*two\.yml:5"):
        load_vendors(write(one=BOXWOOD, two=BOXWOOD.replace("boxwood.example", "other.example")))


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        (BOXWOOD + "    nickname: Boxy\n", "rules/vendors/one.yml:10", "'nickname'"),
        (BOXWOOD.replace('    matches: ["BOXWOOD INC"]\n', ""), "rules/vendors/one.yml:5", "matches"),
        (BOXWOOD.replace("    domain: boxwood.example\n", ""), "rules/vendors/one.yml:5", "domain"),
        (BOXWOOD + "    sells: fish\n", "rules/vendors/one.yml:10", "fish"),
        (BOXWOOD + "    ordinary: perhaps\n", "rules/vendors/one.yml:10", "perhaps"),
    ],
)
def test_a_vendor_that_is_not_written_right_is_refused_with_line_and_remedy(
    text: str, where: str, says: str, write: Write
) -> None:
    with pytest.raises(RuleError) as refused:
        load_vendors(write(one=text))
    assert refused.value.where == where
    assert says in refused.value.message
    assert refused.value.remedy


def test_the_cache_gives_the_same_base_and_a_changed_file_a_new_one(write: Write, tmp_path: Path) -> None:
    book = write(one=BOXWOOD)
    first = load_vendors(book)
    assert list((tmp_path / "cache").iterdir())
    assert _whole(load_vendors(book)) == _whole(first)
    assert load_vendors(write(one=BOXWOOD.replace("Boxwood", "Boxtree"))).vendors[0].vendor_id == "boxtree"


def test_a_broken_cache_is_read_over(write: Write, tmp_path: Path) -> None:
    book = write(one=BOXWOOD)
    first = load_vendors(book)
    for path in (tmp_path / "cache").iterdir():
        path.write_text("{", encoding="utf-8")
    assert _whole(load_vendors(book)) == _whole(first)


def test_products_have_ids_below_their_vendor_and_share_its_domain_and_category(write: Write) -> None:
    signs = "      - {name: Boxwood Sign, category: documents-esign}\n"
    shelf = "      - {name: Shelf, domain: shelf.example}\n"
    base = load_vendors(write(one=f"{BOXWOOD}    products:\n{signs}{shelf}"))
    assert [(p.product_id, p.domain, p.category) for p in base.products] == [
        ("boxwood", "boxwood.example", "file-sharing"),
        ("boxwood/boxwood-sign", "boxwood.example", "documents-esign"),
        ("boxwood/shelf", "shelf.example", "file-sharing"),
    ]


def test_the_taxonomy_has_a_vendor_for_every_category(matcher: Matcher, rules: RuleBook) -> None:
    known = {row["category_id"] for row in rules.table("taxonomy")}
    assert {vendor.category for vendor in matcher.base.vendors if vendor.tier == "core"} == known


def _whole(base: VendorBase) -> tuple[object, ...]:
    return base.vendors, base.products, base.aliases, base.domains, base.examples

"""Names in the organisation's own tables: known ones are found, unknown ones become vendors of this organisation."""

from __future__ import annotations

import pytest

from shadowscan.matching import Lookup, Matcher, Named, VendorBase, localise
from shadowscan.matching.examples import described
from shadowscan.matching.vendors import Example
from shadowscan.rules import RuleBook
from tests.matching.conftest import asked

OWN = [
    Named("Quayside Planner", "", "work-management", "reference/service_products.csv:2"),
    Named("Atlassian", "Harbour Add-on", "", "reference/service_products.csv:3"),
    Named("Kelp & Sons", "Kelp Ledger", "accounting-finance", "reference/policy.csv:2"),
    Named("Notion", "", "", "reference/policy.csv:3"),
    Named("Microsoft", "Teams", "", "reference/policy.csv:4"),
]


@pytest.fixture(scope="module")
def local(matcher: Matcher, rules: RuleBook) -> tuple[VendorBase, Lookup]:
    return localise(matcher.base, OWN, matcher.normaliser, rules)


@pytest.fixture(scope="module")
def grown(local: tuple[VendorBase, Lookup], rules: RuleBook) -> Matcher:
    return Matcher(local[0], rules)


@pytest.mark.parametrize(
    ("vendor", "product", "ids"),
    [
        ("Notion", "", ("notion", "")),
        ("notion.so", "", ("notion", "")),
        ("Atlassian", "", ("atlassian", "")),
        ("Atlassian", "Atlassian", ("atlassian", "atlassian")),
        ("Atlassian", "Trello", ("trello", "trello")),
        ("Microsoft", "Teams", ("microsoft", "microsoft/microsoft-teams")),
        ("Microsoft Corporation", "Power BI", ("microsoft", "microsoft/power-bi")),
        ("Quayside Planner", "", ("quayside-planner", "")),
        ("Atlassian", "Harbour Add-on", ("atlassian", "atlassian/harbour-add-on")),
        ("Kelp & Sons", "Kelp Ledger", ("kelp-sons", "kelp-sons/kelp-ledger")),
        ("Nobody Has Heard Of This", "", ("", "")),
    ],
)
def test_names_of_the_tables_are_resolved(
    local: tuple[VendorBase, Lookup], vendor: str, product: str, ids: tuple[str, str]
) -> None:
    assert local[1](vendor, product) == ids


def test_a_vendor_only_this_organisation_knows_is_matched_in_its_exports(grown: Matcher) -> None:
    found = grown.match(
        asked(["QUAYSIDE PLANNER LTD", "Kelp & Sons Kelp Ledger", "ATLASSIAN HARBOUR ADD-ON", "KELPIE DOG HOTEL"])
    )
    assert found["product_id"].tolist()[:3] == ["quayside-planner", "kelp-sons/kelp-ledger", "atlassian/harbour-add-on"]
    assert found["verdict"].tolist() == ["matched", "matched", "matched", "not_software"]


def test_a_local_vendor_has_the_category_of_its_table_and_no_domain(local: tuple[VendorBase, Lookup]) -> None:
    vendor = local[0].vendor("quayside-planner")
    assert vendor is not None
    assert (vendor.domain, vendor.category, vendor.where) == ("", "work-management", OWN[0].where)


def test_an_unknown_product_belongs_to_its_known_vendor(local: tuple[VendorBase, Lookup]) -> None:
    vendor = local[0].vendor("atlassian")
    assert vendor is not None
    product = next(p for p in vendor.products if p.name == "Harbour Add-on")
    assert (product.product_id, product.domain, product.category) == (
        "atlassian/harbour-add-on", vendor.domain, vendor.category,
    )  # fmt: skip
    assert local[0].product(product.product_id) == product


def test_known_names_add_nothing(matcher: Matcher, rules: RuleBook) -> None:
    known = [name for name in OWN if name.vendor in ("Notion", "Microsoft")]
    base, _ = localise(matcher.base, known, matcher.normaliser, rules)
    assert (base.vendors, base.products, base.aliases) == (
        matcher.base.vendors,
        matcher.base.products,
        matcher.base.aliases,
    )


def test_a_vendor_of_the_own_catalogue_is_known_by_its_bare_name(matcher: Matcher, rules: RuleBook) -> None:
    """An ordinary word that the organisation itself uses as a vendor's name needs no further signal."""
    snowflake = Named("Snowflake", "", "", "reference/service_products.csv")
    base, _ = localise(matcher.base, [snowflake], matcher.normaliser, rules)
    rows = described([Example("SNOWFLAKE"), Example("SNOWFLAKE", mcc="5812")])
    assert matcher.match(rows)["verdict"].tolist() == ["review", "not_software"]
    assert Matcher(base, rules).match(rows)["verdict"].tolist() == ["matched", "not_software"]


def test_the_order_of_the_tables_does_not_matter(
    matcher: Matcher, rules: RuleBook, local: tuple[VendorBase, Lookup]
) -> None:
    base, _ = localise(matcher.base, OWN[::-1], matcher.normaliser, rules)
    assert base == local[0]

"""The status and coverage that catalogue, policy and decisions give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shadowscan.catalogue import Catalogue, judge
from shadowscan.records import Judgement, Ruling, SpendRow
from shadowscan.rules import packaged_rules
from shadowscan.workspace import BusinessUnit, PolicyRule, Reference, Service, ServiceProduct

AS_OF = date(2026, 10, 31)
UNITS = (
    BusinessUnit("group", "Group"),
    BusinessUnit("claims", "Claims", "group"),
    BusinessUnit("motor", "Motor claims", "claims"),
    BusinessUnit("retail", "Retail", "group"),
)
CARD = SpendRow("card_txn", "", 1000)
INVOICE = SpendRow("invoice_line", "", 1000)


def lookup(vendor: str, product: str) -> tuple[str, str]:
    if (vendor, product) == ("Atlas", "Trel"):
        return "trel", "trel"  # a product that is a vendor entry of its own
    vendor_id = vendor.casefold()
    return vendor_id, f"{vendor_id}/{product.casefold()}" if product else ""


def service(service_id: str = "boards", status: Any = "live", **more: Any) -> Service:
    fields = {"capabilities": ("visual-collaboration",), "offered_to": ("claims",)} | more
    return Service(service_id, f"Service {service_id}", "it", status, **fields)


def judged(
    *services: Service,
    products: tuple[ServiceProduct, ...] = (),
    policy: tuple[PolicyRule, ...] = (),
    decisions: tuple[Ruling, ...] = (),
    unit: str = "claims",
    vendor: str = "orbly",
    product: str = "orbly/boards",
    category: str = "visual-collaboration",
    rows: tuple[SpendRow, ...] = (),
    as_of: date = AS_OF,
    finding_id: str = "",
) -> Judgement:
    reference = Reference(UNITS, services, service_products=products, policy=policy)
    catalogue = Catalogue.build(reference, lookup, packaged_rules().table("taxonomy"), decisions)
    return judge(catalogue, unit, vendor, product, category, rows, as_of, finding_id)


def has(service_id: str = "boards", vendor: str = "Orbly", product: str = "Boards", **more: Any) -> ServiceProduct:
    return ServiceProduct(service_id, vendor, product, **more)


def test_a_product_that_no_service_has_is_unmanaged() -> None:
    got = judged()
    assert (got.status, got.coverage, got.covered_by) == ("unmanaged", "gap", "")
    assert "Whiteboards and diagramming" in got.coverage_why


def test_a_draft_service_does_not_count_and_is_named() -> None:
    got = judged(service(status="draft"), products=(has(),))
    assert (got.status, got.coverage) == ("unmanaged", "gap")
    assert "Service boards" in got.status_why


@pytest.mark.parametrize("status", ["agreed", "live"])
def test_agreed_and_live_services_manage(status: str) -> None:
    got = judged(service(status=status), products=(has(),), rows=(CARD,))
    assert (got.status, got.coverage, got.service_id) == ("managed", "", "boards")


def test_only_a_retired_service_has_it() -> None:
    got = judged(service(status="retired"), products=(has(),))
    assert (got.status, got.coverage, got.service_id) == ("retired", "gap", "boards")


def test_a_retired_product_has_a_successor_by_capability() -> None:
    got = judged(service("old", "retired"), service("new"), products=(has("old"),), category="")
    assert (got.status, got.coverage, got.covered_by) == ("retired", "covered", "new")


def test_a_live_service_beside_a_retired_one_manages() -> None:
    got = judged(service("old", "retired"), service("new"), products=(has("old"), has("new")))
    assert got.status == "managed"


@pytest.mark.parametrize(
    ("unit", "status"),
    [("claims", "managed"), ("motor", "managed"), ("retail", "not_offered"), ("group", "not_offered")],
)
def test_an_offer_covers_the_unit_and_its_children(unit: str, status: str) -> None:
    assert judged(service(), products=(has(),), unit=unit).status == status


def test_an_offer_to_all_covers_even_an_unassigned_unit() -> None:
    assert judged(service(offered_to=("*",)), products=(has(),), unit="unassigned").status == "managed"


def test_not_offered_is_elsewhere_and_names_the_service() -> None:
    got = judged(service(), products=(has(),), unit="retail")
    assert (got.status, got.coverage, got.covered_by, got.service_id) == ("not_offered", "elsewhere", "", "boards")


def test_not_offered_may_be_covered_by_another_service() -> None:
    got = judged(service(), service("own", offered_to=("retail",)), products=(has(),), unit="retail")
    assert (got.status, got.coverage, got.covered_by) == ("not_offered", "covered", "own")


@pytest.mark.parametrize(
    ("channel", "kind", "status"),
    [
        ("contract", "invoice_line", "managed"),
        ("contract", "po_line", "managed"),
        ("contract", "ap_payment", "managed"),
        ("contract", "card_txn", "off_channel"),
        ("contract", "expense_line", "off_channel"),
        ("contract", "gl_line", "off_channel"),
        ("central Contract, ask IT", "card_txn", "off_channel"),
        ("card", "card_txn", "managed"),
        ("card", "expense_line", "managed"),
        ("card", "invoice_line", "off_channel"),
        ("any", "card_txn", "managed"),
        ("", "card_txn", "managed"),
        ("marketplace", "card_txn", "managed"),
        ("contract or card", "expense_line", "managed"),
    ],
)
def test_channel(channel: str, kind: str, status: str) -> None:
    rows = (SpendRow(kind, "", 1000), SpendRow("po_line", "", 0))
    got = judged(service(), products=(has(channel=channel),), rows=rows[:1])
    assert got.status == status
    assert got.off_channel_minor == (1000 if status == "off_channel" else 0)


def test_a_row_that_names_the_contract_is_inside_whatever_its_kind() -> None:
    product = has(channel="contract", contract_id="C-100")
    assert judged(service(), products=(product,), rows=(SpendRow("card_txn", "c-100", 900),)).status == "managed"
    assert judged(service(), products=(product,), rows=(SpendRow("card_txn", "C-999", 900),)).status == "off_channel"


def test_off_channel_counts_net_and_names_the_rows() -> None:
    rows = (INVOICE, CARD, SpendRow("card_txn", "", 500), SpendRow("card_txn", "", -200))
    got = judged(service(), products=(has(channel="contract"),), rows=rows)
    assert (got.status, got.off_channel_minor, got.outside) == ("off_channel", 1300, (1, 2, 3))
    assert (got.coverage, got.covered_by) == ("covered", "boards")
    assert "card purchases" in got.status_why


def test_a_charge_refunded_in_full_is_no_spend_outside() -> None:
    rows = (INVOICE, CARD, SpendRow("card_txn", "", -1000))
    assert judged(service(), products=(has(channel="contract"),), rows=rows).status == "managed"


def test_blank_product_of_a_service_is_all_of_the_vendors() -> None:
    assert judged(service(), products=(has(product=""),), product="orbly/forms").status == "managed"


def test_another_product_of_the_vendor_is_not_the_services() -> None:
    assert judged(service(), products=(has(product="Forms"),)).status == "unmanaged"


@pytest.mark.parametrize("product", ["", "orbly"])
def test_an_unknown_product_matches_any_product_of_the_vendor(product: str) -> None:
    assert judged(service(), products=(has(product="Forms"),), product=product).status == "managed"


def test_a_product_with_an_entry_of_its_own_still_belongs_to_the_vendor_named() -> None:
    products = (has(vendor="Atlas", product="Trel"),)
    assert judged(service(), products=products, vendor="trel", product="trel").status == "managed"
    assert judged(service(), products=products, vendor="atlas", product="atlas").status == "managed"
    assert judged(service(), products=products, vendor="atlas", product="atlas/jir").status == "unmanaged"


def test_unknown_vendor_is_unresolved_with_coverage_by_capability() -> None:
    got = judged(service(), vendor="", product="")
    assert (got.status, got.coverage, got.covered_by) == ("unresolved", "covered", "boards")
    assert judged(vendor="", product="", category="").coverage == ""


def test_capability_elsewhere_is_not_coverage() -> None:
    got = judged(service(offered_to=("retail",)))
    assert (got.status, got.coverage, got.covered_by, got.service_id) == ("unmanaged", "elsewhere", "", "boards")


def test_live_service_is_named_before_an_agreed_one() -> None:
    assert judged(service("a", "agreed"), service("b", "live")).covered_by == "b"


def test_prohibited_goes_before_everything() -> None:
    policy = (PolicyRule("Orbly", "approved", "Boards"), PolicyRule("Orbly", "prohibited", reason="No agreement"))
    got = judged(service(), products=(has(),), policy=policy)
    assert got.status == "prohibited"
    assert got.status_why == "The policy prohibits it: No agreement."


def test_approved_goes_before_tolerated_and_needs_no_coverage() -> None:
    policy = (PolicyRule("Orbly", "tolerated"), PolicyRule("Orbly", "approved", "Boards"))
    got = judged(policy=policy)
    assert (got.status, got.coverage) == ("approved", "")


def test_policy_on_one_product_leaves_the_others() -> None:
    policy = (PolicyRule("Orbly", "prohibited", "Forms"),)
    assert judged(policy=policy).status == "unmanaged"
    assert judged(policy=policy, product="orbly").status == "unmanaged"
    assert judged(policy=policy, product="orbly/forms").status == "prohibited"


def test_policy_on_a_parent_leaves_its_children() -> None:
    assert judged(policy=(PolicyRule("Atlas", "prohibited"),), vendor="trel", product="trel").status == "unmanaged"


@pytest.mark.parametrize(
    ("as_of", "status", "ended"),
    [
        (date(2026, 6, 29), "tolerated", None),
        (date(2026, 6, 30), "tolerated", None),
        (date(2026, 7, 1), "unmanaged", date(2026, 6, 30)),
    ],
)
def test_a_tolerance_holds_up_to_and_including_its_date(as_of: date, status: str, ended: date | None) -> None:
    got = judged(policy=(PolicyRule("Orbly", "tolerated", until=date(2026, 6, 30)),), as_of=as_of)
    assert (got.status, got.tolerance_ended) == (status, ended)


def test_a_new_decision_renews_a_tolerance() -> None:
    policy = (PolicyRule("Orbly", "tolerated", until=date(2026, 6, 30)),)
    decision = Ruling("tolerated", "orbly", until=date(2027, 6, 30), decided=True)
    got = judged(policy=policy, decisions=(decision,))
    assert (got.status, got.tolerance_ended) == ("tolerated", None)
    assert got.status_why == "A decision tolerates it until 2027-06-30."


def test_a_decision_on_a_finding_rules_that_finding_alone() -> None:
    decision = Ruling("approved", finding_id="f1", decided=True)
    assert judged(decisions=(decision,), finding_id="f1").status == "approved"
    assert judged(decisions=(decision,), finding_id="f1", vendor="", product="").status == "approved"
    assert judged(decisions=(decision,), finding_id="f2").status == "unmanaged"


def test_the_contract_that_renews_next_is_named() -> None:
    products = (
        has(contract_id="OLD", renewal_date=date(2026, 3, 1)),
        has(contract_id="LATER", renewal_date=date(2027, 8, 1), notice_days=30),
        has(contract_id="NEXT", renewal_date=date(2027, 3, 1), notice_days=90),
    )
    got = judged(service(), products=products)
    assert (got.contract_id, got.next_renewal, got.notice_days) == ("NEXT", date(2027, 3, 1), 90)


def test_a_contract_date_that_has_passed_is_no_renewal_to_come() -> None:
    got = judged(service(), products=(has(contract_id="OLD", renewal_date=date(2026, 3, 1), notice_days=30),))
    assert (got.contract_id, got.next_renewal, got.notice_days) == ("OLD", None, None)

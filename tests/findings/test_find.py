"""Findings from rows: grouping, windows, people, evidence, flags."""

from __future__ import annotations

import random
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shadowscan.findings import check_flags
from shadowscan.findings.facts import FACT_NAMES
from shadowscan.findings.flags import FlagWhen
from shadowscan.records import ACCESS, Ruling
from shadowscan.rules import facts_named
from shadowscan.workspace import Service, ServiceProduct
from tests.findings.rows import RULES, catalogue, everything, flags, found, spend, use

MONTHS = [f"2026-{month:02d}-05" for month in range(1, 11)]


def test_the_examples_of_all_flags_hold() -> None:
    assert check_flags(RULES) == []


def test_conditions_of_flags_ask_for_facts_that_exist() -> None:
    assert set(facts_named(FlagWhen)) <= FACT_NAMES


def test_one_finding_per_unit_and_product() -> None:
    rows = spend({}, {}, {"business_unit_id": "retail"}, {"product_id": "orbly/boards"}, {"product_id": ""})
    got = [(f.business_unit_id, f.product_id, f.product, f.spend_total) for f in found(rows)]
    assert got == [
        ("claims", "orbly", "Orbly", 3000),
        ("claims", "orbly/boards", "Orbly Boards", 1000),
        ("retail", "orbly", "Orbly", 1000),
    ]


def test_unknown_vendors_group_by_merchant_and_stay_unresolved() -> None:
    rows = spend(
        {"vendor_id": "", "product_id": "", "merchant": "Nimbly", "verdict": "software"},
        {"vendor_id": "", "product_id": "", "merchant": "NIMBLY", "verdict": "software"},
        {"vendor_id": "orbly", "product_id": "orbly", "merchant": "Orbl Deli", "verdict": "review"},
    )
    got = [(f.vendor, f.vendor_id, f.product, f.status, f.spend_total) for f in found(rows)]
    assert got == [("NIMBLY", "", "", "unresolved", 2000), ("Orbl Deli", "", "", "unresolved", 1000)]


def test_the_window_of_twelve_months_ends_with_the_day_of_the_scan() -> None:
    rows = spend({"date": "2025-10-31"}, {"date": "2025-11-01"}, {"date": "2026-10-31"}, {"date": "2026-11-01"})
    [finding], _, _, evidence = everything(rows)
    assert (finding.spend_12m, finding.spend_total) == (2000, 4000)
    assert evidence["note"].tolist()[-1] == "dated after the day of the scan"


def test_refunds_are_deducted() -> None:
    [finding] = found(spend({"amount_minor": 5000}, {"amount_minor": -2000}))
    assert finding.spend_12m == 3000


def test_users_are_people_who_signed_in_during_the_last_twelve_months() -> None:
    rows = use(
        {"person": "a", "date": "2025-11-01"},
        {"person": "a"},
        {"person": "b", "date": "2025-10-31"},
        {"person": "c", "success": False},
        {"person": "d", "kind": "assignment", "date": None},
        {"person": "e", "kind": "assignment", "date": "2026-09-01"},
        {"person": "a", "kind": "assignment", "date": None},
    )
    [finding] = found(use_rows=rows)
    assert (finding.users, finding.seats_unused, finding.spend_12m, finding.recurrence) == (2, 1, 0, "")
    assert (finding.first_seen, finding.last_seen) == (date(2025, 10, 31), date(2026, 10, 5))


def test_access_counts_people_by_month() -> None:
    rows = use({"person": "a", "events": 3}, {"person": "a"}, {"person": "b"}, {"person": "a", "date": "2026-09-30"})
    _, access, _, _ = everything(use_rows=rows)
    assert list(access.columns) == ACCESS.names
    seen = access[["product_id", "business_unit_id", "month", "users", "events"]].to_numpy().tolist()
    assert seen == [["orbly", "claims", "2026-09", 1, 1], ["orbly", "claims", "2026-10", 2, 5]]


def test_failed_sign_ins_and_uncertain_names_are_no_finding() -> None:
    rows = use({"success": False}, {"verdict": "review", "merchant": "Orb", "vendor_id": ""})
    assert found(use_rows=rows) == []


def test_an_uncertain_name_in_sign_ons_supports_what_is_paid_for() -> None:
    unsure = {"verdict": "review", "merchant": "Nimbly", "vendor_id": "", "product_id": ""}
    [finding] = found(spend(unsure), use(unsure))
    assert (finding.users, finding.sources) == (1, ("cards", "sso"))


def test_seats_assigned_without_any_date_are_seen_on_the_day_of_the_scan() -> None:
    findings, access, _, evidence = everything(use_rows=use({"kind": "assignment", "date": None}))
    assert (findings[0].first_seen, findings[0].seats_unused) == (date(2026, 10, 31), 1)
    assert access[["month", "users"]].to_numpy().tolist() == [["2026-10", 0]]
    assert evidence["note"].tolist() == ["access was given or assigned, no sign-in in the month"]


def test_evidence_names_every_row_and_the_status_of_each_transaction() -> None:
    judge = catalogue(
        Service("s", "Forms", "it", "live", offered_to=("*",)),
        service_products=(ServiceProduct("s", "Orbly", channel="contract"),),
    )
    rows = spend({"kind": "invoice_line", "date": "2026-02-11"}, {"date": "2026-05-20", "amount_minor": 700})
    [finding], access, statuses, evidence = everything(rows, use({}), judge)
    assert (finding.status, finding.off_channel_12m) == ("off_channel", 700)
    assert evidence[["finding_id", "transaction_id", "access_id", "note"]].to_numpy().tolist() == [
        [finding.finding_id, "t0000", "", "irregular charge"],
        [finding.finding_id, "t0001", "", "irregular charge, outside the service's channel"],
        [finding.finding_id, "", access["access_id"][0], "people signed in during the month"],
    ]
    assert statuses == {"t0000": "off_channel", "t0001": "off_channel"}
    assert "off-channel-spend" in flags(finding)


def test_spend_outside_the_channel_before_the_window_does_not_count() -> None:
    judge = catalogue(
        Service("s", "Forms", "it", "live", offered_to=("*",)),
        service_products=(ServiceProduct("s", "Orbly", channel="contract"),),
    )
    assert found(spend({"date": "2025-10-31"}), judge=judge)[0].status == "managed"
    assert found(spend({"date": "2025-11-01"}), judge=judge)[0].status == "off_channel"


def test_a_contract_makes_a_single_invoice_annual_and_gives_the_renewal() -> None:
    judge = catalogue(
        Service("s", "Forms", "it", "live", offered_to=("*",)),
        service_products=(
            ServiceProduct(
                "s", "Orbly", channel="contract", contract_id="C-1", renewal_date=date(2027, 1, 10), notice_days=60
            ),
        ),
    )
    [finding] = found(spend({"kind": "invoice_line", "amount_minor": 90000}), judge=judge)
    assert (finding.recurrence, finding.annual_run_rate, finding.next_renewal) == ("annual", 90000, date(2027, 1, 10))
    assert "renewal-soon" in flags(finding)


def test_a_memo_may_say_that_a_charge_is_yearly() -> None:
    assert found(spend({"memo": "Team plan, ANNUAL subscription"}))[0].recurrence == "annual"
    assert found(spend({"memo": "Team plan"}))[0].recurrence == "one_off"


def test_ids_come_from_unit_and_product_alone() -> None:
    one = found(spend({"date": "2026-03-01"}))[0]
    other = found(spend({"transaction_id": "x", "amount_minor": 1}, {"business_unit_id": "retail"}))[0]
    assert one.finding_id == other.finding_id


def test_a_tolerance_that_ran_out_raises_its_flag() -> None:
    decision = Ruling("tolerated", "orbly", until=date(2026, 10, 30))
    [finding] = found(spend({}), judge=catalogue(decisions=(decision,)))
    assert finding.status == "unmanaged"
    assert "tolerance-expired" in flags(finding)
    assert "It was tolerated until 2026-10-30." in finding.status_why


def test_a_decision_reaches_its_finding() -> None:
    finding_id = found(spend({}))[0].finding_id
    judge = catalogue(decisions=(Ruling("approved", finding_id=finding_id, decided=True),))
    assert [f.status for f in found(spend({}, {"business_unit_id": "retail"}), judge=judge)] == [
        "approved",
        "unmanaged",
    ]


@pytest.mark.parametrize(("day", "raised"), [("2026-10-05", False), ("2026-10-06", True)])
def test_activity_after_the_day_somebody_left(day: str, raised: bool) -> None:
    left = {"p9": date(2026, 10, 5)}
    by_use = found(use_rows=use({"person": "p9", "date": day}), left=left)[0]
    by_charge = found(spend({"person": "p9", "date": day}), left=left)[0]
    assert ("leaver-still-active" in flags(by_use), "leaver-still-active" in flags(by_charge)) == (raised, raised)


def test_texts_do_not_tell_small_groups_apart() -> None:
    [finding] = found(use_rows=use({"person": "p9"}), left={"p9": date(2026, 1, 1)})
    [flag] = [flag for flag in finding.flags if flag.rule_id == "leaver-still-active"]
    assert flag.why.startswith("Fewer than 3 people had a sign-in or a charge after the day they left")
    assert "p9" not in flag.why


def test_paid_by_the_month_without_a_sign_in() -> None:
    rows = spend(*({"date": day} for day in MONTHS))
    elsewhere = use({"business_unit_id": "retail"}, {"vendor_id": "quill", "product_id": "quill"})
    [finding] = [f for f in found(rows, elsewhere) if f.spend_total]
    assert "spend-without-sign-ins" in flags(finding)
    assert "spend-without-sign-ins" not in flags(found(rows)[0])


def test_products_of_one_capability_in_one_unit() -> None:
    rows = spend({}, {"vendor_id": "quill", "product_id": "quill"}, {"business_unit_id": "retail"})
    got = {(f.business_unit_id, f.product): "duplicate-function" in flags(f) for f in found(rows)}
    assert got == {("claims", "Orbly"): True, ("claims", "Quill"): True, ("retail", "Orbly"): False}


def test_several_units_buy_the_same() -> None:
    units = ["claims", "retail", "group", "unassigned"]
    assert all("several-units" in flags(f) for f in found(spend(*({"business_unit_id": u} for u in units))))
    assert not any("several-units" in flags(f) for f in found(spend(*({"business_unit_id": u} for u in units[1:]))))


def test_new_needs_a_history_to_be_new() -> None:
    old = {"vendor_id": "quill", "product_id": "quill", "date": "2025-11-05"}
    assert "new-this-quarter" in flags(found(spend({}, old))[0])
    assert "new-this-quarter" not in flags(found(spend({}))[0])


def test_growing() -> None:
    amounts = [1000] * 7 + [30000, 40000, 50000]
    rows = [{"date": day, "amount_minor": amount} for day, amount in zip(MONTHS, amounts, strict=True)]
    assert "growing" in flags(found(spend(*rows))[0])


def test_severity_adds_up_and_names_its_parts() -> None:
    [finding] = found(spend({"amount_minor": 600000}))
    assert finding.severity == 30
    assert finding.risk == "medium"
    assert finding.severity_why.startswith(
        "30 of 100: 20 for status unmanaged, 10 for €6,000 spent in the last 12 months"
    )


def test_what_was_not_seen_for_a_year_weighs_nothing() -> None:
    [finding] = found(spend({"date": "2025-01-05"}))
    assert (finding.severity, finding.risk) == (0, "low")


def test_confidence_is_the_certain_share_of_the_spend() -> None:
    [finding] = found(spend({"score": 1.0, "amount_minor": 3000}, {"score": 0.5}))
    assert finding.confidence == 0.88


def test_nothing_gives_nothing() -> None:
    findings, access, statuses, evidence = everything()
    assert (findings, len(access), statuses, len(evidence)) == ([], 0, {}, 0)


rows_of_spend = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.dates(date(2024, 11, 1), date(2026, 11, 30)).map(str),
            "amount_minor": st.one_of(st.sampled_from([1000, 2500, -1000]), st.integers(-5000, 90000)),
            "business_unit_id": st.sampled_from(["claims", "retail", "unassigned"]),
            "product_id": st.sampled_from(["orbly", "orbly/boards"]),
            "verdict": st.sampled_from(["matched", "review"]),
            "kind": st.sampled_from(["card_txn", "invoice_line"]),
        }
    ),
    max_size=20,
)


@settings(max_examples=25, deadline=None)
@given(rows_of_spend, st.integers(0, 20), st.randoms())
def test_order_and_split_of_files_do_not_matter_and_amounts_add_up(
    rows: list[dict[str, object]], cut: int, dice: random.Random
) -> None:
    whole = spend(*rows)
    split = pd.concat([whole.iloc[cut:].assign(file_id="b"), whole.iloc[:cut]])
    shuffled = split.sample(frac=1, random_state=dice.randrange(1000))
    findings, _, statuses, evidence = everything(whole)
    assert everything(shuffled)[0] == findings
    assert sum(f.spend_total for f in findings) == whole["reporting_minor"].sum()
    assert len(evidence) == len(whole) == len(statuses)
    inside = whole[(whole["date"] >= "2025-11-01") & (whole["date"] <= "2026-10-31")]
    assert sum(f.spend_12m for f in findings) == inside["reporting_minor"].sum()

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shadowscan.ingest import settle
from shadowscan.ingest.merchants import compatible
from shadowscan.records import TRANSACTIONS, FileReport
from shadowscan.rules import packaged_rules

RULES = packaged_rules()


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return spend rows; what a row does not say is plain."""
    table = TRANSACTIONS.empty()
    plain = {c.name: "" if c.dtype == "str" else 0 for c in TRANSACTIONS.columns}
    plain |= {"merchant": "miro", "currency": "EUR", "business_unit_id": "unassigned", "unit_from": "nothing"}
    made = []
    for line, row in enumerate(rows, start=2):
        own = {**plain, "line": line, "file_id": row["kind"], "source_id": row["kind"], **row}
        own["amount_minor"] = row.get("amount", 1200)
        own["reporting_minor"] = row.get("reporting_minor", own["amount_minor"])
        own["date"] = np.datetime64(row.get("date", "2026-01-10"), "s")
        own["rate_date"] = np.datetime64("NaT", "s")
        own.pop("amount", None)
        made.append(own)
    built = pd.DataFrame(made)
    return TRANSACTIONS.check(built.reindex(columns=table.columns)).assign(merchant=built["merchant"].astype("str"))


def kinds(*rows: dict[str, Any]) -> list[str]:
    return settle(frame(*rows), RULES).kept["kind"].tolist()


CARD = {"kind": "card_txn"}
EXPENSE = {"kind": "expense_line", "paid_with": "company"}


def test_a_card_charge_claimed_again_counts_once() -> None:
    assert kinds(CARD, {**EXPENSE, "date": "2026-01-13"}) == ["card_txn"]


@pytest.mark.parametrize(
    "change",
    [
        {"paid_with": "own"},
        {"date": "2026-02-10"},
        {"amount": 1201},
        {"amount": -1200},
        {"currency": "USD"},
        {"merchant": "figma"},
    ],
)
def test_what_differs_stays(change: dict[str, Any]) -> None:
    expense = {**EXPENSE, **change}
    if "currency" in change:
        expense["reporting_minor"] = 1100
    assert kinds(CARD, expense) == ["card_txn", "expense_line"]


def test_two_people_are_two_charges() -> None:
    assert len(kinds({**CARD, "person": "P-1"}, {**EXPENSE, "person": "P-2"})) == 2
    assert len(kinds({**CARD, "person": "P-1"}, {**EXPENSE, "person": ""})) == 1


def test_one_claim_takes_one_of_five_equal_charges() -> None:
    assert kinds(*[CARD] * 5, EXPENSE, EXPENSE).count("card_txn") == 5
    assert kinds(*[CARD] * 2, *[EXPENSE] * 5).count("expense_line") == 3


def test_the_card_line_learns_from_the_claim_what_it_does_not_know() -> None:
    known = {"business_unit_id": "claims", "unit_from": "cost_centre", "person": "P-1", "contract_id": "C-1"}
    (row,) = settle(frame(CARD, {**EXPENSE, **known}), RULES).kept.to_dict("records")
    assert {name: row[name] for name in known} == known
    (row,) = settle(frame({**CARD, "business_unit_id": "it"}, {**EXPENSE, **known}), RULES).kept.to_dict("records")
    assert row["business_unit_id"] == "it"


def test_the_amount_posted_in_the_reporting_currency_pairs_too() -> None:
    claim = {**EXPENSE, "amount": 1300, "currency": "USD", "reporting_minor": 1200}
    assert kinds(CARD, claim) == ["card_txn"]


def test_an_order_counts_until_its_invoice_or_payment_is_seen() -> None:
    order = {"kind": "po_line", "doc_id": "PO-0071", "amount": 9000}
    assert kinds(order) == ["po_line"]
    assert kinds(order, {"kind": "invoice_line", "po_ref": "71", "amount": 10, "merchant": "x"}) == ["invoice_line"]
    later = {"kind": "ap_payment", "amount": 9000, "date": "2026-03-01"}
    assert kinds(order, later) == ["ap_payment"]
    assert kinds({**order, "business_unit_id": "a"}, {**later, "business_unit_id": "b"}) == ["po_line", "ap_payment"]
    assert kinds(order, {**later, "date": "2025-12-01"}) == ["po_line", "ap_payment"]


def test_a_payment_of_an_invoice_with_many_lines_counts_once() -> None:
    lines = [{"kind": "invoice_line", "doc_id": "I-1", "amount": amount} for amount in (100, 250)]
    assert kinds(*lines, {"kind": "ap_payment", "amount": 350, "date": "2026-02-01"}) == ["invoice_line"] * 2
    assert kinds(*lines, {"kind": "ap_payment", "amount": 351, "date": "2026-02-01"}).count("ap_payment") == 1


def test_a_ledger_line_books_what_is_already_here() -> None:
    assert kinds(CARD, {"kind": "gl_line", "date": "2026-01-31"}) == ["card_txn"]
    assert kinds({"kind": "gl_line"}) == ["gl_line"]


def test_dropped_rows_move_to_duplicates_in_their_report() -> None:
    settled = settle(frame(CARD, EXPENSE), RULES)
    reports = [
        FileReport("card_txn", "a", "a", "", "read", "", 1, 1),
        FileReport("expense_line", "b", "b", "", "read", "", 3, 2, 1),
    ]
    after = settled.recount(reports)
    assert [(r.rows_accepted, r.rows_duplicate) for r in after] == [(1, 0), (1, 1)]
    assert settled.dropped[["line", "kept_line"]].to_numpy().tolist() == [[3, 2]]


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("Miro", "MIRO", True),
        ("Atlassian", "Atlassian Pty Ltd", True),
        ("SURVEYMON", "SurveyMonkey", True),
        ("Digital Ocean", "DigitalOcean", True),
        ("box", "dropbox", False),
        ("aws", "crawshaw butchers", False),
        ("", "miro", False),
        ("figma", "miro", False),
    ],
)
def test_names_fit_when_one_is_part_of_the_other(one: str, other: str, fits: bool) -> None:
    assert compatible(one, other, 88, 4) is fits
    assert compatible(other, one, 88, 4) is fits


_SOME = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["card_txn", "expense_line", "invoice_line", "ap_payment", "po_line", "gl_line"]),
        "date": st.sampled_from(["2026-01-10", "2026-01-12", "2026-02-20"]),
        "amount": st.sampled_from([100, 200]),
        "merchant": st.sampled_from(["miro", "figma"]),
        "person": st.sampled_from(["", "P-1"]),
        "doc_id": st.sampled_from(["", "7"]),
        "po_ref": st.sampled_from(["", "7"]),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_SOME, max_size=14), st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], seed: int) -> None:
    if not rows:
        return
    spend = frame(*rows)
    shuffled = spend.sample(frac=1, random_state=seed)
    columns = ["kind", "date", "amount_minor", "merchant", "person", "doc_id"]
    one, other = (
        sorted(map(str, settle(some, RULES).kept[columns].itertuples(index=False))) for some in (spend, shuffled)
    )
    assert one == other

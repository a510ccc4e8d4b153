"""Rows become distinct descriptors, and the codes lead each row back to its own."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from shadowscan.matching import describe
from shadowscan.matching.normalise import Normaliser
from shadowscan.records import SIGN_INS, TRANSACTIONS, Frame
from shadowscan.rules import packaged_rules

NORMALISER = Normaliser(packaged_rules())


def frame(kind: Frame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a frame of the given kind; what a row does not say is empty."""
    if not rows:
        return kind.empty()
    blank = {"str": "", "int64": 0, "bool": True, "datetime64[s]": "2026-01-05"}
    return kind.check(pd.DataFrame([{c.name: row.get(c.name, blank[c.dtype]) for c in kind.columns} for row in rows]))


def spend(*rows: dict[str, Any]) -> pd.DataFrame:
    return frame(TRANSACTIONS, list(rows))


def apps(*names: str) -> pd.DataFrame:
    return frame(SIGN_INS, [{"app": name} for name in names])


def test_equal_texts_become_one_descriptor_and_codes_lead_back() -> None:
    done = describe(
        spend({"descriptor": "SLACK"}, {"descriptor": "MIRO"}, {"descriptor": "SLACK"}),
        apps("Miro", "Slack"),
        NORMALISER,
    )
    names = done.frame["descriptor"].to_numpy()
    assert names[done.of_transactions].tolist() == ["SLACK", "MIRO", "SLACK"]
    assert names[done.of_sign_ins].tolist() == ["Miro", "Slack"]
    assert len(done.frame) == 4
    assert done.frame["origin"].iloc[done.of_sign_ins].tolist() == ["sso", "sso"]
    assert done.frame.set_index(["origin", "descriptor"])["rows"].to_dict() == {
        ("spend", "SLACK"): 2, ("spend", "MIRO"): 1, ("sso", "Miro"): 1, ("sso", "Slack"): 1,
    }  # fmt: skip


def test_the_commonest_filled_code_and_text_stand_for_the_descriptor() -> None:
    codes = ["", "", "", "5734", "7372", "7372"]
    rows = [
        {"descriptor": "SLACK", "mcc": code, "category_text": "Software" if code == "5734" else ""} for code in codes
    ]
    done = describe(spend(*rows), apps(), NORMALISER).frame.iloc[0]
    assert (done["mcc"], done["category_text"]) == ("7372", "Software")


def test_of_equally_common_values_the_first_in_order_stands() -> None:
    rows = [{"descriptor": "SLACK", "mcc": code} for code in ("7372", "5734")]
    for order in (rows, rows[::-1]):
        assert describe(spend(*order), apps(), NORMALISER).frame["mcc"].tolist() == ["5734"]


def test_the_middle_amount_stands_for_the_descriptor() -> None:
    rows = [{"descriptor": "SLACK", "reporting_minor": amount} for amount in (100, 90_000, 300)]
    assert describe(spend(*rows), apps(), NORMALISER).frame["amount_minor"].tolist() == [300]


def test_the_note_tells_apart_what_one_reseller_sold() -> None:
    rows = [{"descriptor": "SOFTCAT PLC", "memo": memo} for memo in ("Tableau", "Miro", "Tableau")]
    done = describe(spend(*rows), apps(), NORMALISER)
    assert sorted(done.frame["memo"]) == ["Miro", "Tableau"]
    assert done.of_transactions[0] == done.of_transactions[2] != done.of_transactions[1]


def test_notes_beside_a_named_vendor_do_not_split_it() -> None:
    rows = [{"descriptor": "SLACK", "memo": memo} for memo in ("March", "April")]
    assert describe(spend(*rows), apps(), NORMALISER).frame["memo"].tolist() == [""]


def test_nothing_read_gives_nothing() -> None:
    done = describe(spend(), apps(), NORMALISER)
    assert len(done.frame) == len(done.of_transactions) == len(done.of_sign_ins) == 0


@given(st.lists(st.tuples(st.sampled_from(["SLACK", "MIRO", "SOFTCAT PLC", ""]), st.sampled_from(["", "Tableau"]))))
@settings(max_examples=25)
def test_every_row_finds_its_own_text_and_all_rows_are_counted(pairs: list[tuple[str, str]]) -> None:
    done = describe(spend(*({"descriptor": d, "memo": m} for d, m in pairs)), apps(), NORMALISER)
    assert done.frame["descriptor"].to_numpy()[done.of_transactions].tolist() == [d for d, _ in pairs]
    assert done.frame["rows"].sum() == len(pairs)
    assert not done.frame.duplicated(["descriptor", "memo"]).any()

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.ingest.amounts import read_amount, read_amounts
from shadowscan.ingest.texts import texts

SIGNS = {"$": "", "US$": "USD", "€": "EUR", "£": "GBP"}


@pytest.mark.parametrize(
    ("text", "mark", "value", "currency"),
    [
        ("1,234.56", ".", "1234.56", ""),
        ("1.234,56-", ",", "-1234.56", ""),
        ("(978)", ".", "-978", ""),
        ("($5.00)", ".", "-5", ""),
        ("-$5.00", ".", "-5", ""),
        ("$-5.00", ".", "-5", ""),
        ("+600.1100", ".", "600.11", ""),
        ("12.00 CR", ".", "-12", ""),
        ("12.00 DR", ".", "12", ""),
        ("1.0e5", ".", "100000", ""),
        ("US$12000.00", ".", "12000", "USD"),
        ("12,50 €", ",", "12.5", "EUR"),
        ("EUR 12.50", ".", "12.5", "EUR"),
        ("1\u00a0234,5", ",", "1234.5", ""),
        ("1&nbsp200.00", ".", "1200", ""),
        ("1'234.50", ".", "1234.5", ""),
        ("1\u2009234\u202f567.00", ".", "1234567", ""),
        ("1,23,456.00", ".", "123456", ""),
        ("0", ".", "0", ""),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, mark: str, value: str, currency: str) -> None:
    amount = read_amount(text, mark, SIGNS)
    assert amount is not None
    assert (amount.value, amount.currency) == (Decimal(value), currency)


@pytest.mark.parametrize(
    "text", ["", "-", "abc", "12k", "1.2.3", "12,5", "--5", "(5", "1 EUR 2", "NaN", "=1+1", "9" * 20]
)
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    assert read_amount(text, ".", SIGNS) is None


@pytest.mark.parametrize(
    ("column", "mark"),
    [(["1.234,56", "1.000"], ","), (["1,234.56", "1,000"], "."), (["12,5", "1.000"], ","), (["1.000"], "."), ([], ".")],
)
def test_one_decimal_mark_holds_for_a_column(column: list[str], mark: str) -> None:
    assert read_amounts(texts(column), "", SIGNS).vote.mark == mark


def test_thousands_are_not_decimals_once_the_column_is_decided() -> None:
    read = read_amounts(texts(["1.234", "5,50", "7.000,00"]), "", SIGNS)
    assert read.minor(2).tolist() == [123400, 550, 700000]


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1), st.sampled_from([0, 2, 3]))
def test_plain_amounts_are_exact(values: list[Decimal], digits: int) -> None:
    read = read_amounts(texts([format(v, "f") for v in values]), ".", SIGNS)
    exact = [int(v.scaleb(digits).to_integral_value(rounding="ROUND_HALF_EVEN")) for v in values]
    assert read.is_readable().all()
    assert read.minor(digits).tolist() == exact


@given(st.text(max_size=30), st.sampled_from([".", ","]))
def test_any_text_is_read_or_refused(text: str, mark: str) -> None:
    read_amount(text, mark, SIGNS)
    assert len(read_amounts(texts([text]), mark, SIGNS).minor(2)) == 1

"""Texts as banks write them become the words that name the merchant, column by column."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shadowscan.matching.normalise import Normaliser
from shadowscan.rules import packaged_rules

NORMALISER = Normaliser(packaged_rules())
PIECES = [
    "PAYPAL *",
    "SQ *",
    "DRI*",
    "WWW.",
    "HTTPS",
    ".COM",
    "/bill",
    " LTD",
    "é",
    "ß",
    "ﬁ",
    "'",
    "&",
    "*",
    "<",
    "#12",
    "\t",
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6))).map("".join))
CLEAN_ONCE = st.text(alphabet="ABCXYZ0123456789abcé &'.-_/*", max_size=40)


def clean(*texts: str) -> list[str]:
    return list(NORMALISER.clean(pa.array(texts, pa.string())).clean.to_pylist())


def test_every_rule_does_to_its_own_examples_what_it_promises() -> None:
    assert NORMALISER.check() == []


@given(TEXTS)
@settings(max_examples=60)
def test_any_text_is_cleaned_to_upper_case_without_accents_or_stray_spaces(text: str) -> None:
    (words,) = clean(text)
    assert words == words.upper()
    assert not any(unicodedata.category(sign) in ("Mn", "Cc", "Zl", "Zp") for sign in words)
    assert words == words.strip(" *")
    assert "  " not in words


@given(CLEAN_ONCE)
@settings(max_examples=60)
def test_words_that_are_clean_stay_as_they_are(text: str) -> None:
    once = NORMALISER.words(text)
    assert NORMALISER.words(once) == once


@given(st.lists(TEXTS, min_size=1, max_size=8))
@settings(max_examples=20)
def test_a_batch_is_cleaned_like_its_texts_one_by_one_in_any_order(texts: list[str]) -> None:
    together = NORMALISER.clean(pa.array(texts, pa.string()))
    for number, text in enumerate(texts):
        alone = NORMALISER.clean(pa.array([text], pa.string()))
        for column in ("clean", "domain", "intermediary", "cut"):
            assert getattr(together, column)[number] == getattr(alone, column)[0], (column, text)
    assert clean(*reversed(texts)) == list(reversed(together.clean.to_pylist()))


@pytest.mark.parametrize(
    ("text", "words", "intermediary"),
    [
        ("PAYPAL *PIKTOCHART", "PIKTOCHART", "PayPal"),
        ("Paypal           Inst Xfer  Adob", "ADOB", "PayPal"),
        ("PAYPAL *CLEVERBRIDG LANSWEEPER", "LANSWEEPER", "Cleverbridge"),
        ("*4274 25.06 NOK 4101.00 WWW.TICKET.NO Kurs: 1.0000", "TICKET NO", ""),
        ("DK-NOTA5207 BASTARD CAFE", "BASTARD CAFE", ""),
        ("DK-NOTA5076 BASTARD CAFE", "BASTARD CAFE", ""),
        ("TERMINAL:4356 MCDNLDS NEW YORK", "MCDNLDS NEW YORK", ""),
        ("MSFT *<E02004Y2UJ>", "MSFT", ""),
        ("Société Générale d'Affichage", "SOCIETE GENERALE DAFFICHAGE", ""),
        ("SP * CHARFLEET BOOKS", "CHARFLEET BOOKS", "Shopify Payments"),
        ("SHOPIFY* 75258677", "SHOPIFY * 75258677", ""),
        ("DVLA DRIVER", "DVLA DRIVER", ""),
    ],
)
def test_what_stands_around_the_name_is_taken_off(text: str, words: str, intermediary: str) -> None:
    done = NORMALISER.clean(pa.array([text]))
    via = done.intermediary[0].as_py()
    assert done.clean[0].as_py() == words
    assert (NORMALISER.intermediaries[via].name if via >= 0 else "") == intermediary


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("HTTP://WEBEX.COM", "webex.com"),
        ("CHARGE.PREZI.COM", "prezi.com"),
        ("KRYSTAL.CO.UK 02079460123", "krystal.co.uk"),
        ("ZOOM.US 888-799-9666", "zoom.us"),
        ("J. SMITH & SONS", ""),
        ("INV. 12.50", ""),
    ],
)
def test_a_web_domain_in_the_text_is_read(text: str, domain: str) -> None:
    assert NORMALISER.clean(pa.array([text])).domain[0].as_py() == domain


def test_a_feed_that_always_cuts_at_one_length_is_known_to_cut() -> None:
    cut = NORMALISER.clean(pa.array(["X" * length for length in (10, 22, 25, 26)])).cut.to_pylist()
    assert cut == [False, True, True, False]


def test_the_trace_tells_what_each_rule_did() -> None:
    trace = NORMALISER.clean(pa.array(["PAYPAL *PIKTOCHART INV-20391"]), explain=True).trace
    assert [rule for rule, _, _ in trace] == ["text", "intermediary paypal", "document-number"]
    assert trace[-1][2] == "PIKTOCHART"

"""What the matcher says of descriptors: the golden cases of the field, and the rules behind them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pandas as pd
import pytest

from shadowscan.matching import Matcher
from shadowscan.records import VERDICTS
from tests.matching.conftest import Row, asked

Ask = Callable[..., Row]


@pytest.mark.parametrize(
    ("text", "origin", "vendor"),
    [
        ("Druva inSync Salesforce Sandbox", "sso", "druva"),
        ("Dropbox", "sso", "dropbox"),
        ("Box", "sso", "box"),
        ("GOOGLE *GSUITE_HARBOUR", "spend", "google/google-workspace"),
        ("Atlassian", "spend", "atlassian"),
        ("ATLASSIAN*TRELLO", "spend", "trello"),
        ("MSFT *<E02004Y2UJ>", "spend", "microsoft"),
        ("MSFT * E0300A423C", "spend", "microsoft"),
        ("DNH*GODADDY.COM EUROPE", "spend", "godaddy"),
        ("DNH*GO DADDY EUROPE GBP", "spend", "godaddy"),
        ("SLI DO", "spend", "slido"),
        ("HTTP://WEBEX.COM", "spend", "webex"),
        ("ZOOM.US 888-799-9666", "spend", "zoom"),
        ("CHARGE.PREZI.COM", "spend", "prezi"),
        ("GRAMMARLY COHT9SQSC", "spend", "grammarly"),
        ("Dropbox FTS54S9MGL26", "spend", "dropbox"),
        ("OPENAI *CHATGPT SUBSCR", "spend", "openai/chatgpt"),
        ("AMAZON WEB SERVICES EMEA SARL", "spend", "amazon-web-services"),
        ("DD XERO UK LIMITED", "spend", "xero"),
    ],
)
def test_a_known_vendor_is_recognised(ask: Ask, text: str, origin: str, vendor: str) -> None:
    row = ask(text, origin=origin)
    assert (row["verdict"], row["product_id"]) == ("matched", vendor), row["reason"]


@pytest.mark.parametrize(
    "text",
    [
        "PIKTOCHART",
        "PAYPAL *PIKTOCHART",
        "PIKTOCHARTCO*48REQ7RN5L1",
        "Paddle.Net* Piktochart",
        "piktochart.com 2079460123",
    ],
)
def test_one_vendor_in_many_spellings_is_one_vendor(ask: Ask, text: str) -> None:
    assert ask(text)["vendor_id"] == "piktochart"


@pytest.mark.parametrize(
    "text",
    [
        "AOBox",
        "DK-NOTA5207 BASTARD CAFE",
        "TERMINAL:4356 MCDNLDS NEW YORK",
        "McDonald's; 5th ave 34-6578",
        "*4274 25.06 NOK 4101.00 WWW.TICKET.NO Kurs: 1.0000",
        "PAYPAL* AMZN Mktp 198748320",
        "MICROSOFT PRESS BOOKS",
        "CRAWSHAW BUTCHERS",
        "DAWSON GROUP",
        "COTTERILL",
        "POPPYLOTTERY",
        "DVLA DRIVER",
        "SP * CHARFLEET BOOKS",
        "EB *DISASTER MANAGEMEN",
        "SQ *NOTION CAFE",
        "BOX HILL SCHOOL",
        "SLACK'S BUTCHERS",
        "XEROX UK LTD",
        "TRELLO",
    ],
)
def test_letters_inside_other_names_match_nothing(ask: Ask, text: str) -> None:
    if text == "TRELLO":  # the control: the name alone does match
        assert ask(text)["verdict"] == "matched"
    else:
        assert ask(text)["verdict"] != "matched", ask(text)["reason"]


@pytest.mark.parametrize(
    ("text", "vendor", "sells"),
    [
        ("GOOGLE *ADS4231694470", "google/google-ads", "advertising"),
        ("FACEBK *22ANJ6WY92", "meta", "advertising"),
        ("MICROSOFT   *XBOX", "microsoft/xbox", "media"),
        ("APPLE STORE R123 LONDON", "apple", "hardware"),
    ],
)
def test_a_known_vendor_that_sells_no_software_is_named_as_the_reason(
    ask: Ask, matcher: Matcher, text: str, vendor: str, sells: str
) -> None:
    row = ask(text)
    assert row["verdict"] == "not_software"
    assert row["vendor_id"] == ""
    assert f"sells {sells}, not software" in row["reason"]
    product = matcher.base.product(vendor)
    assert product is not None
    assert product.name.split()[0] in row["reason"]


@pytest.mark.parametrize("name", ["NOTION", "SLACK", "BOX", "LINEAR", "MIRO", "MAKE"])
def test_an_ordinary_word_alone_goes_to_review_and_is_taken_with_a_second_signal(ask: Ask, name: str) -> None:
    alone = ask(name)
    assert alone["verdict"] == "review"
    assert alone["vendor_id"]
    assert json.loads(alone["guesses"])[0][0].upper().startswith(name[:4])
    for signal in ({"mcc": "5734"}, {"category_text": "Software subscriptions"}, {"origin": "sso"}):
        taken = ask(name, **signal)
        assert (taken["verdict"], taken["vendor_id"]) == ("matched", alone["vendor_id"]), signal
    assert ask(name, mcc="5812")["verdict"] == "not_software"


@pytest.mark.parametrize(
    ("text", "vendor"),
    [
        ("PAYPAL *DOCUSIGN IN", "docusign"),
        ("SURVEYMONKEY EUROPE UC D", "surveymonkey"),
        ("FREEPIK COMPANY S.", "freepik"),
    ],
)
def test_a_name_cut_at_the_wall_of_its_feed_is_completed(ask: Ask, text: str, vendor: str) -> None:
    row = ask(text)
    assert (row["verdict"], row["product_id"]) == ("matched", vendor), row["reason"]


def test_the_same_letters_away_from_a_wall_are_no_proof(ask: Ask) -> None:
    assert ask("SURVEYM")["verdict"] != "matched"


@pytest.mark.parametrize(
    ("text", "memo", "vendor"),
    [
        ("SOFTCAT PLC", "Tableau Creator renewal 10 seats", "tableau"),
        ("CDW GOVT #ADOBE", "", "adobe"),
        ("INSIGHT DIRECT (UK) LTD - ADOBE", "", "adobe"),
        ("Paypal", "Figma Inc", "figma"),
        ("DRI*NUANCE", "", "nuance-dragon"),
    ],
)
def test_behind_a_reseller_or_processor_the_text_or_the_note_names_the_vendor(
    ask: Ask, text: str, memo: str, vendor: str
) -> None:
    row = ask(text, memo=memo)
    assert (row["verdict"], row["vendor_id"]) == ("matched", vendor), row["reason"]


@pytest.mark.parametrize("text", ["SOFTCAT PLC", "Dri*", "PHOENIX SOFTWARE LTD"])
def test_a_reseller_that_names_no_product_is_software_of_an_unknown_vendor(ask: Ask, text: str) -> None:
    row = ask(text)
    assert (row["verdict"], row["vendor_id"]) == ("software", "")
    assert row["intermediary"]
    assert row["merchant"]


@pytest.mark.parametrize("text", ["SOFT CAT TOYS", "PHOENIX TAXIS", "INSIGHT COUNSELLING"])
def test_a_business_that_sounds_like_a_reseller_is_none(ask: Ask, text: str) -> None:
    row = ask(text)
    assert row["intermediary"] == ""
    assert row["verdict"] == "not_software"


def test_the_note_is_not_read_where_the_payee_is_known(ask: Ask) -> None:
    assert ask("TRELLO", memo="instead of Asana")["vendor_id"] == "trello"


@pytest.mark.parametrize("suffix", [" UAT", " (PROD)", " - Staging", " SSO", " Sandbox", " Test", " Demo"])
def test_environments_of_one_application_are_one_product(ask: Ask, suffix: str) -> None:
    for name, vendor in (("Salesforce", "salesforce"), ("GitHub", "github"), ("Workday", "workday")):
        row = ask(name + suffix, origin="sso")
        assert (row["verdict"], row["product_id"]) == ("matched", vendor), row["reason"]


@pytest.mark.parametrize("text", ["Microsoft Authentication Broker", "okta dashboard", "Windows Sign In"])
def test_the_sign_on_platform_itself_is_noise(ask: Ask, text: str) -> None:
    assert ask(text, origin="sso")["verdict"] == "not_software"


def test_an_application_nobody_knows_is_for_a_person_to_look_at(ask: Ask) -> None:
    row = ask("Harbour Claims Desk", origin="sso")
    assert (row["verdict"], row["vendor_id"]) == ("review", "")


@pytest.mark.parametrize("mcc", ["5812", "5411", "7011"])
def test_a_code_that_contradicts_unseats_short_names_but_not_domains(ask: Ask, mcc: str) -> None:
    assert ask("XERO", mcc=mcc)["verdict"] != "matched"
    assert ask("SURVEYMONKEY.COM", mcc=mcc)["verdict"] == "matched"


def test_codes_may_be_written_as_the_issuer_prints_them(ask: Ask) -> None:
    for told in ({"mcc": "5734"}, {"category_text": "Computer Software Stores"}, {"mcc": "Computer Software Stores"}):
        assert ask("NOTION", **told)["verdict"] == "matched", told


@pytest.mark.parametrize(
    ("text", "product", "domain"),
    [
        ("TRELLO.COM* ATLASSIAN", "trello", "trello.com"),
        ("Microsoft Teams", "microsoft/microsoft-teams", "microsoft.com"),
        ("ADOBE  *ACROBAT PRO", "adobe/adobe-acrobat", "adobe.com"),
        ("LINKEDIN LEARNING PREMIUM", "linkedin/linkedin-learning", "linkedin.com"),
        ("GOOGLE *GSUITE_HARBOUR", "google/google-workspace", "workspace.google.com"),
        ("AWS EMEA", "amazon-web-services", "aws.amazon.com"),
    ],
)
def test_the_domain_is_the_one_the_product_is_known_by(ask: Ask, text: str, product: str, domain: str) -> None:
    row = ask(text)
    assert (row["product_id"], row["vendor_domain"]) == (product, domain)


def test_an_unknown_merchant_keeps_the_domain_it_wrote(ask: Ask) -> None:
    row = ask("WWW.QUAYSIDE-PLANNER.IO")
    assert row["vendor_domain"] == "quayside-planner.io"
    assert row["vendor_id"] == ""


MIXED = [
    "NOTION",
    "PAYPAL *PIKTOCHART",
    "SOFTCAT PLC",
    "",
    "*",
    "CORNER CAFE",
    "SLI DO",
    "GOOGLE *ADS4231694470",
    "Box",
]


def test_a_batch_says_what_each_text_alone_says_whatever_the_order(matcher: Matcher) -> None:
    together = matcher.match(asked(MIXED))
    assert together["descriptor"].tolist() == MIXED
    alone = pd.concat([matcher.match(asked([text])) for text in MIXED], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone)
    order = random.Random(7).sample(range(len(MIXED)), len(MIXED))
    shuffled = matcher.match(asked([MIXED[n] for n in order]))
    pd.testing.assert_frame_equal(shuffled, together.iloc[order].reset_index(drop=True))


def test_every_row_has_a_verdict_a_reason_and_numbers_between_0_and_1(matcher: Matcher) -> None:
    found = matcher.match(asked(MIXED))
    assert set(found["verdict"]) <= set(VERDICTS)
    assert found["reason"].str.endswith(".").all()
    for column in ("score", "saas_probability"):
        assert found[column].between(0, 1).all()
    assert (found.loc[found["verdict"] == "matched", "vendor_id"] != "").all()


def test_no_rows_give_no_rows(matcher: Matcher) -> None:
    assert len(matcher.match(asked([]))) == 0

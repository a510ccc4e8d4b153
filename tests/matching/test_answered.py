"""What people answered goes before every rule, and reaches as far as the same name reaches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowscan.matching import Matcher, Named, localise, merge_vendors, merged_product_id
from shadowscan.matching.answered import as_asked, check_answers
from shadowscan.matching.examples import described
from shadowscan.matching.vendors import Example
from shadowscan.records.decisions import DescriptorAnswer
from shadowscan.rules import RuleBook

DAY = "2026-11-02T09:00:00+00:00"


def answer(text: str, said: str, vendor: str = "", **more: str) -> DescriptorAnswer:
    return DescriptorAnswer(text, more.pop("origin", "spend"), said, vendor=vendor, at=DAY, **more)


def told(
    matcher: Matcher, rules: RuleBook, given_: list[DescriptorAnswer], asked: list[Example]
) -> list[tuple[str, str]]:
    """Return (verdict, product or vendor) of each text once people have answered."""
    named = [Named(a.vendor, a.product, a.category, "log", a.domain, own=False) for a in given_ if a.vendor]
    base, lookup = localise(matcher.base, named, matcher.normaliser, rules)
    found = Matcher(base, rules).answering(given_, lookup.exactly).match(described(asked))
    return list(zip(found["verdict"], found["product_id"], strict=True))


def texts(*names: str) -> list[Example]:
    return [Example(name) for name in names]


def test_the_rules_keep_their_own_examples(matcher: Matcher) -> None:
    assert check_answers(matcher) == []


def test_a_person_goes_before_every_rule(matcher: Matcher, rules: RuleBook) -> None:
    given_ = [answer("SLACK T0123", "not_software"), answer("PIZZERIA NAPOLI", "vendor", "Notion")]
    assert told(matcher, rules, given_, texts("SLACK T0123", "PIZZERIA NAPOLI")) == [
        ("not_software", ""),
        ("matched", "notion"),
    ]


def test_an_answer_reaches_order_ids_towns_cut_and_other_spellings(matcher: Matcher, rules: RuleBook) -> None:
    given_ = [answer("QUILLWRIGHT GMBH BERLIN", "vendor", "Quillwright", domain="quillwright.example", category="crm")]
    asked = texts(
        "QUILLWRIGHT INV-20391 HAMBURG",
        "Quillwright Ltd",
        "QUILWRIGHT LONDON",
        "SUMUP *QUILLWRIGHT 0412",
        "QUILLWRIGHT SUBSCRIPTIO",
        "QUILLWRIGHT PIZZERIA",
    )
    found = told(matcher, rules, given_, asked)
    assert found[:5] == [("matched", "quillwright")] * 5
    assert found[5] == ("not_software", "")


def test_a_new_vendor_has_the_domain_and_category_that_were_given(matcher: Matcher, rules: RuleBook) -> None:
    named = [Named("Quillwright", "", "crm", "log", "quillwright.example", own=False)]
    base, lookup = localise(matcher.base, named, matcher.normaliser, rules)
    given_ = [answer("QW 77 SERVICES", "vendor", "Quillwright")]
    found = Matcher(base, rules).answering(given_, lookup.exactly).match(described(texts("QW 77 SERVICES"))).iloc[0]
    assert (found["vendor_domain"], found["category"], found["score"], found["guesses"]) == (
        "quillwright.example", "crm", 1.0, "[]",
    )  # fmt: skip
    assert found["reason"] == "A person decided this on 2026-11-02: it is Quillwright."


def test_not_software_and_software_hold_for_the_same_name(matcher: Matcher, rules: RuleBook) -> None:
    given_ = [answer("OLDMILL PLANNING 4711", "software", category="crm"), answer("KELPWARE", "not_software")]
    asked = texts("OLDMILL PLANNING LTD", "KELPWARE GMBH", "KELPWARE.IO")
    assert told(matcher, rules, given_, asked)[:2] == [("software", ""), ("not_software", "")]


def test_what_the_rules_are_sure_of_stays_unless_it_is_the_text_itself(matcher: Matcher, rules: RuleBook) -> None:
    """One bill of Google's was for advertising; its office suite is none the less software."""
    given_ = [answer("GOOGLE IRELAND 8832", "not_software")]
    asked = texts("GOOGLE IRELAND 8832", "GOOGLE *GSUITE_HARBOUR", "GOOGLE CLOUD EMEA")
    found = told(matcher, rules, given_, asked)
    assert found[0][0] == "not_software"
    assert [verdict for verdict, _ in found[1:]] == ["matched", "matched"]


def test_answers_that_contradict_each_other_settle_their_own_texts_only(matcher: Matcher, rules: RuleBook) -> None:
    given_ = [answer("QUILLWRIGHT 1", "software"), answer("QUILLWRIGHT 2", "not_software")]
    found = told(matcher, rules, given_, texts("QUILLWRIGHT 1", "QUILLWRIGHT 2", "QUILLWRIGHT 3"))
    assert [verdict for verdict, _ in found[:2]] == ["software", "not_software"]
    assert found[2] == told(matcher, rules, [], texts("QUILLWRIGHT 3"))[0]


def test_sign_on_names_and_payees_are_two_questions(matcher: Matcher, rules: RuleBook) -> None:
    """An internal application says nothing about a payee of that name; a known payee names the application too."""
    internal = [answer("Quillwright", "not_software", origin="sso")]
    asked = [Example("Quillwright - Prod", kind="sso"), Example("QUILLWRIGHT")]
    found = told(matcher, rules, internal, asked)
    assert found[0] == ("not_software", "")
    assert found[1] == told(matcher, rules, [], [asked[1]])[0]
    payee = [answer("QUILLWRIGHT", "vendor", "Quillwright")]
    assert told(matcher, rules, payee, asked) == [("matched", "quillwright")] * 2
    cafe = [answer("QUILLWRIGHT", "not_software")]
    assert told(matcher, rules, cafe, [asked[0]])[0][0] == "review"


def test_a_shop_code_makes_a_short_name_worth_another_look(matcher: Matcher, rules: RuleBook) -> None:
    given_ = [answer("KELPO 17", "vendor", "Kelpo")]
    found = told(matcher, rules, given_, [Example("KELPO LONDON"), Example("KELPO LEEDS", mcc="5812")])
    assert found == [("matched", "kelpo"), ("review", "kelpo")]


def test_a_reseller_is_answered_note_by_note(matcher: Matcher, rules: RuleBook) -> None:
    text = "SOFTCAT PLC"
    given_ = [
        answer(text, "vendor", "Quillwright", memo="Quillwright renewal"),
        answer(text, "not_software", memo="Monitor arms"),
    ]
    named = [Named("Quillwright", "", "", "log", own=False)]
    base, lookup = localise(matcher.base, named, matcher.normaliser, rules)
    asked = [*given_, answer(text, "software", memo="Something else")]
    plain = Matcher(base, rules)
    found = plain.answering(given_, lookup.exactly).match(as_asked(asked))
    assert found["verdict"].tolist()[:2] == ["matched", "not_software"]
    assert found["reason"].iloc[2] == plain.match(as_asked(asked))["reason"].iloc[2]
    one_for_all = plain.answering([answer(text, "not_software")], lookup.exactly).match(as_asked(asked))
    assert set(one_for_all["verdict"]) == {"not_software"}


def test_a_vendor_that_sells_other_things_is_named_and_is_no_software(matcher: Matcher, rules: RuleBook) -> None:
    seller = next(v for v in matcher.base.vendors if v.products[0].sells == "advertising")
    assert told(matcher, rules, [answer("QX 99", "vendor", seller.name)], texts("QX 99")) == [("not_software", "")]


@pytest.mark.parametrize("name", ["株式会社クイル", "Box Office Tickets Unlimited", "Ö & Å"])
def test_any_vendor_name_a_person_types_becomes_that_vendor(matcher: Matcher, rules: RuleBook, name: str) -> None:
    (found,) = told(matcher, rules, [answer("QX 99", "vendor", name)], texts("QX 99"))
    assert found[0] == "matched"
    assert found[1] != "box"


@given(st.permutations(["QUILLWRIGHT 1", "KELPWARE 2", "OLDMILL PLANNING 3", "PIXELHARBOUR 4"]))
def test_the_order_of_answers_does_not_matter(matcher: Matcher, rules: RuleBook, order: list[str]) -> None:
    said = {"QUILLWRIGHT 1": "software", "KELPWARE 2": "not_software", "OLDMILL PLANNING 3": "software"}
    asked = texts("QUILLWRIGHT 9", "KELPWARE 9", "OLDMILL PLANNING 9", "PIXELHARBOUR 9")
    given_ = [answer(text, said.get(text, "not_software")) for text in order]
    plain = matcher.answering(given_, lambda *_: ("", "")).match(described(asked))
    again = matcher.answering(sorted(given_, key=repr), lambda *_: ("", "")).match(described(asked))
    assert plain.equals(again)


def test_merged_vendors_are_one(matcher: Matcher, rules: RuleBook) -> None:
    base = merge_vendors(matcher.base, {"trello": "atlassian", "nobody": "atlassian", "slack": "nowhere"})
    assert base.vendor("trello") is None
    assert base.vendor("slack") is not None
    found = Matcher(base, rules).match(described(texts("TRELLO.COM* ATLASSIAN", "ATLASSIAN", "SLACK T0123")))
    assert found["vendor_id"].tolist() == ["atlassian", "atlassian", "slack"]
    assert {p.product_id for p in base.products} == {p.product_id for p in matcher.base.products} - {"trello"}
    assert all(base.products[alias.product].vendor_id in base._by_id for alias in base.aliases)


def test_products_of_a_merged_vendor_go_along(matcher: Matcher, rules: RuleBook) -> None:
    named = [Named("Kelpworks", "Kelp Ledger", "", "log"), Named("Quillwright", "", "", "log")]
    base, _ = localise(matcher.base, named, matcher.normaliser, rules)
    merges = {"kelpworks": "quillwright"}
    merged = merge_vendors(base, merges)
    vendor = merged.vendor("quillwright")
    assert vendor is not None
    assert [p.product_id for p in vendor.products] == ["quillwright", "quillwright/kelp-ledger"]
    assert merged_product_id("kelpworks/kelp-ledger", merges) == "quillwright/kelp-ledger"
    assert "quillwright" in merged.own

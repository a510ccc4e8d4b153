from collections.abc import Callable
from datetime import date

import pandas as pd

from .conftest import Organisation, reconciles

HEADER = "Date,Merchant,Amount,Currency,Employee Email,Cost Center,Department\n"


def rows(organisation: Organisation, text: str, name: str = "x.csv") -> pd.DataFrame:
    organisation.export(name, HEADER + text)
    ingested = organisation.read()
    assert reconciles(ingested)
    return ingested.transactions


def test_a_unit_is_told_by_column_then_cost_centre_then_person(organisation: Organisation) -> None:
    frame = rows(
        organisation,
        "2026-01-05,A,1,EUR,ann.lee@example.org,520,coatings\n"
        "2026-01-05,B,1,EUR,ann.lee@example.org,520,RETAIL  SALES\n"
        "2025-12-31,C,1,EUR,,520 - Enterprise Apps,\n"
        "2026-01-01,D,1,EUR,,0000000520,\n"
        "2026-01-01,E,1,EUR,,CC520,Unheard-of\n"
        "2026-01-05,F,1,EUR,ANN.LEE@example.org,,\n"
        "2026-01-05,G,1,EUR,bob.ray@example.org,999,\n"
        "2026-01-05,H,1,EUR,,Coatings,\n"
        "2026-01-05,I,1,EUR,,,\n",
    )
    assert list(zip(frame["business_unit_id"], frame["unit_from"], strict=True)) == [
        ("coatings", "column"),
        ("retail", "column"),
        ("claims", "cost_centre"),
        ("retail", "cost_centre"),
        ("retail", "cost_centre"),
        ("claims", "person"),
        ("coatings", "person"),
        ("coatings", "cost_centre"),
        ("unassigned", "nothing"),
    ]


def test_unknown_names_are_told_once_with_their_rows(organisation: Organisation) -> None:
    organisation.export("x.csv", HEADER + "2026-01-05,A,1,EUR,,,Nowhere\n2026-01-06,B,1,EUR,,999,Nowhere\n")
    (report,) = organisation.read().files
    assert "'Nowhere' (2 rows)" in report.message
    assert "'999' (1 rows)" in report.message


def test_the_folder_tells_unit_and_currency_last(organisation: Organisation) -> None:
    organisation.settings += 'exports:\n  "ledger/*": {business_unit: coatings, currency: GBP}\n'
    organisation.export("ledger/2026/a.csv", "Date,Merchant,Amount\n2026-01-05,Miro,10.00\n")
    (row,) = organisation.read().transactions.to_dict("records")
    assert (row["business_unit_id"], row["unit_from"], row["currency"]) == ("coatings", "folder", "GBP")


def test_without_any_currency_the_reporting_one_holds_and_is_pointed_out(organisation: Organisation) -> None:
    organisation.export("a.csv", "Date,Merchant,Amount\n2026-01-05,Miro,10.00\n")
    ingested = organisation.read()
    assert ingested.transactions["currency"].tolist() == ["EUR"]
    assert "no row names a currency" in ingested.files[0].message


def test_money_is_converted_at_the_rate_of_its_day(organisation: Organisation) -> None:
    frame = rows(
        organisation, "2024-06-15,Miro,100.00,USD,,,\n2024-06-14,Figma,1000,JPY,,,\n2024-06-14,Zero,0,EUR,,,\n"
    )
    assert [str(day)[:10] for day in frame["rate_date"]] == ["2024-06-14", "2024-06-14", "NaT"]
    assert frame["amount_minor"].tolist() == [10000, 1000, 0]
    assert 9000 < frame["reporting_minor"].iloc[0] < 9600


def test_bad_rows_say_why(organisation: Organisation) -> None:
    organisation.export(
        "x.csv",
        HEADER + "2026-01-05,Miro,1.00,Pounds,,,\nsoon,Miro,1.00,EUR,,,\n2026-01-05,,1.00,EUR,,,\n"
        "2026-01-05,Miro,free,EUR,,,\n"
        "2026-01-05,Miro,,EUR,,,\n2999-01-05,Miro,1,EUR,,,\n1899-01-05,Miro,1,EUR,,,\n2026-01-05,Miro,5,VEF,,,\n"
        "2026-01-06,Miro,1.00,EUR,,,\n",
    )
    ingested = organisation.read(date(2026, 6, 30))
    assert [reject.reason for reject in ingested.rejects] == [
        "unknown currency 'Pounds'",
        "the date 'soon' cannot be read",
        "the payee is empty",
        "the amount 'free' cannot be read",
        "the amount is empty",
        "the date '2999-01-05' lies in the future",
        "the date '1899-01-05' lies too far back",
        "there is no ECB reference rate from VEF to EUR for its date",
    ]
    assert len(ingested.transactions) == 1


def test_a_date_after_today_is_an_error_and_one_after_the_scans_day_is_out_of_scope(organisation: Organisation) -> None:
    text = "".join(f"2026-01-{day:02d},Miro,1.00,EUR,,,\n" for day in range(1, 29))
    organisation.export("x.csv", HEADER + text + "2206-01-05,Miro,1.00,EUR,ann.lee@example.org,,\n")
    ingested = organisation.read(date(2026, 1, 20))
    assert ingested.transactions["date"].max() == pd.Timestamp("2026-01-20")
    assert [(r.line, r.reason) for r in ingested.rejects] == [(30, "the date '2206-01-05' lies in the future")]
    assert (ingested.files[0].rows_accepted, ingested.files[0].rows_out_of_scope) == (20, 8)
    assert "ann.lee" not in ingested.rejects[0].raw


def test_refused_rows_hide_people_and_card_numbers(organisation: Organisation) -> None:
    organisation.export(
        "x.csv", "Date,Merchant,Amount,Cardholder,Memo\nsoon,Miro,1.00,Ann Lee,4111 1111 1111 1111 ann@example.org\n"
    )
    (reject,) = organisation.read().rejects
    assert reject.raw == "soon,Miro,1.00,***,*** ***"


def test_one_person_is_the_same_in_every_source(organisation: Organisation) -> None:
    organisation.export("card.csv", 'Date,Merchant,Amount,Cardholder\n2026-01-05,Miro,1.00,"Lee, Ann"\n')
    organisation.export("expense.csv", "Date,Merchant,Amount,Employee ID\n2026-01-05,Figma,1.00,00042\n")
    organisation.export(
        "sso.csv",
        "Timestamp,User,Application,Result\n2026-01-05,Ann.Lee@Example.org,Miro,ok\n2026-01-05,x@y.org,Miro,ok\n",
    )
    ingested = organisation.read()
    people = set(ingested.transactions["person"]) | {ingested.sign_ins["person"].iloc[0]}
    assert len(people) == 1
    assert people.pop().startswith("P-")
    assert ingested.sign_ins["business_unit_id"].tolist() == ["claims", "unassigned"]


def test_pseudonyms_depend_on_the_key_and_can_be_switched_off(organisations: Callable[[str], Organisation]) -> None:
    seen = []
    for name, key, settings in (("a", "", ""), ("b", "secret", ""), ("c", "", "privacy: {pseudonymise: false}\n")):
        organisation = organisations(name)
        organisation.settings += settings
        if key:
            organisation.write("private/pseudonym.key", key)
        organisation.export("x.csv", "Date,Merchant,Amount,Email\n2026-01-05,Miro,1.00,ANN.LEE@example.org\n")
        seen.append(organisation.read().transactions["person"].iloc[0])
    assert seen[0] != seen[1]
    assert seen[2] == "ann.lee@example.org"


def test_a_file_full_of_refunds_is_pointed_out(organisation: Organisation) -> None:
    organisation.export("x.csv", HEADER + "".join(f"2026-01-0{n},S,-1.00,EUR,,,\n" for n in range(1, 9)))
    assert "refunds after the sign rule" in organisation.read().files[0].message


def test_paying_the_card_issuer_buys_nothing(organisation: Organisation) -> None:
    organisation.export(
        "ap.csv",
        "Department Family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,Amount\n"
        "D,Core,19/04/2024,Cards,Digital,Barclaycard - Global Commercial Payments,1,30000.00\n"
        "D,Core,19/04/2024,Software,Digital,Trello Ltd,2,30000.00\n",
    )
    (report,) = organisation.read().files
    assert (report.rows_out_of_scope, report.rows_accepted) == (1, 1)

import io

import pytest
import xlsxwriter

from shadowscan.records import FileReport

from .conftest import Organisation, reconciles

HEADER = "Date,Merchant,Amount,Currency,Employee Email\n"


def only(organisation: Organisation) -> FileReport:
    ingested = organisation.read()
    assert reconciles(ingested)
    (report,) = ingested.files
    return report


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}2026-01-05,Café Miró,12.50,EUR,\n".encode(),
        f"{HEADER}2026-01-05,Café Miró,12.50,EUR,\n".encode("utf-8-sig"),
        f"{HEADER}2026-01-05,Café Miró,12.50,EUR,\n".encode("utf-16"),
        f"{HEADER}2026-01-05,Café Miró,12.50,EUR,\n".encode("utf-16-le"),
        f"{HEADER}2026-01-05,Café Miró,12.50,EUR,\n".encode("cp1252"),
        "ï»¿".encode() + f"{HEADER}2026-01-05,Café Miró,12.50,EUR,\n".encode(),
        f"{HEADER}2026-01-05,Café Miró,12.50,EUR,\r\n".replace(",", ";").replace("\n", "\r\n").encode(),
        f"{HEADER}2026-01-05,Café Miró,12.50,EUR,\n".replace(",", "\t").encode(),
        f"{HEADER}2026-01-05,Café Miró,12.50,EUR,\n".replace(",", "|").encode(),
        f"sep=,\n{HEADER}2026-01-05,Café Miró,12.50,EUR,\n".encode(),
    ],
)
def test_encodings_marks_and_delimiters_make_no_difference(organisation: Organisation, content: bytes) -> None:
    organisation.export("any.csv", content)
    ingested = organisation.read()
    (row,) = ingested.transactions.to_dict("records")
    assert (row["descriptor"], row["amount_minor"]) == ("Café Miró", 1250)


def test_preamble_footers_repeated_headers_and_blank_rows_are_no_rows(organisation: Organisation) -> None:
    organisation.export(
        "report.csv",
        "Spend report\nJanuary to March\n\n" + HEADER + "2026-01-05,Trello,12.50,EUR,\n,,,,\n"
        "Total,,12.50,,\n" + HEADER + "2026-01-06,Miro,1.00,EUR,\nGrand Total,,13.50,,\n"
        "The report was truncated at 2 rows\n",
    )
    report = only(organisation)
    assert (report.rows_read, report.rows_accepted) == (2, 2)
    assert "truncated" in report.message


def test_lines_are_those_where_records_start(organisation: Organisation) -> None:
    organisation.export(
        "multi.csv",
        'Date,Merchant,Amount,Memo\n2026-01-05,"Tre\nllo",1.00,"a\r\nb"\n\n2026-01-06,Miro,2.00,\nbad,Figma,3.00,\n',
    )
    ingested = organisation.read()
    assert ingested.transactions["line"].tolist() == [2, 6]
    assert [reject.line for reject in ingested.rejects] == [7]


def test_a_row_with_a_stray_delimiter_is_refused_and_not_shifted(organisation: Organisation) -> None:
    organisation.export(
        "shifted.csv",
        HEADER
        + "2026-01-05,Trello, Inc,12.50,EUR,ann@example.org\n2026-01-06,Miro,1.00,EUR,,,\n2026-01-07,Figma,2.00\n"
        "2026-01-08,Slack,3.00,EUR,\n",
    )
    ingested = organisation.read()
    assert ingested.transactions["descriptor"].tolist() == ["Miro", "Slack"]
    assert [(r.line, r.reason) for r in ingested.rejects] == [
        (2, "the row has 6 cells, the header has 5"),
        (4, "the row has 3 cells, the header has 5"),
    ]
    assert "ann@example.org" not in ingested.rejects[0].raw


def test_a_quotation_mark_that_never_closes_costs_one_row(organisation: Organisation) -> None:
    rows = "".join(f"2026-01-{day:02d},Shop {day},1.00,EUR,\n" for day in range(2, 9))
    organisation.export(
        "quote.csv", HEADER + '2026-01-01,"Trello,1.00,EUR,\n' + rows + '2026-01-09,"Miro, Inc",1.00,EUR,\n'
    )
    ingested = organisation.read()
    assert len(ingested.transactions) == 8
    assert [reject.line for reject in ingested.rejects] == [2]


def test_headers_that_stand_twice_are_kept_by_position(organisation: Organisation) -> None:
    organisation.export("twice.csv", "Date,Merchant,Merchant,Amount\n2026-01-05,,Miro,1.00\n2026-01-06,Trello,x,1.00\n")
    assert organisation.read().transactions["descriptor"].tolist() == ["Miro", "Trello"]


def test_cells_that_look_like_formulas_are_data(organisation: Organisation) -> None:
    organisation.export("formula.csv", 'Date,Merchant,Amount\n2026-01-05,"=HYPERLINK(""x"")",1.00\n')
    assert organisation.read().transactions["descriptor"].tolist() == ['=HYPERLINK("x")']


def test_workbooks_are_read_from_the_sheet_that_fits(organisation: Organisation) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.add_worksheet("Notes").write(0, 0, "hello")
        sheet = book.add_worksheet("Spend")
        sheet.write_row(0, 0, ["A title"])
        sheet.write_row(2, 0, ["Date", "Merchant", "Amount"])
        sheet.write_datetime(
            3, 0, __import__("datetime").datetime(2026, 1, 5), book.add_format({"num_format": "d/m/y"})
        )
        sheet.write_row(3, 1, ["Miro", 0.1 + 0.2])
    organisation.export("book.xlsx", data.getvalue())
    (row,) = organisation.read().transactions.to_dict("records")
    assert (str(row["date"].date()), row["amount_minor"], row["line"]) == ("2026-01-05", 30, 4)


@pytest.mark.parametrize(
    ("name", "content", "status", "says"),
    [
        ("notes.txt", b"call Ann about Trello, Miro, and Figma\n", "ignored", "not an export"),
        (".DS_Store", b"\0\0\0\1Bud1", "ignored", "name"),
        ("README.md", b"# hello", "ignored", "name"),
        ("scan.csv", b"\x89PNG\r\n\x1a\n....", "ignored", "image"),
        ("empty.csv", b"", "refused", "empty"),
        ("blank.csv", b"\r\n  \r\n", "refused", "empty"),
        ("login.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>", "refused", "web page"),
        ("report.csv", b"%PDF-1.7 ...", "refused", "PDF"),
        ("broken.xlsx", b"PK\x03\x04 not really", "refused", "damaged"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "refused", "cannot be opened"),
        ("pack.gz", b"\x1f\x8b\x08\0\0\0", "refused", "unpack"),
        ("cut.json", b'[{"id": {"time": "2026-01', "refused", "broken or cut off"),
        ("people.csv", b"Name,Age\nAnn,4\n", "refused", "Name, Age"),
    ],
)
def test_what_is_no_export_says_why(
    organisation: Organisation, name: str, content: bytes, status: str, says: str
) -> None:
    organisation.export(name, content)
    report = only(organisation)
    assert report.status == status
    assert says in report.message


def test_a_workbook_that_would_fill_the_memory_is_not_opened(organisation: Organisation) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Date", "Merchant", "Amount"])
        sheet.write(1_048_575, 16_383, "far away")
    organisation.export("bomb.xlsx", data.getvalue())
    report = only(organisation)
    assert report.status == "refused"
    assert "million cells" in report.message


def test_an_unknown_table_names_the_nearest_source_and_what_it_misses(organisation: Organisation) -> None:
    organisation.export("half.csv", "Timestamp,Merchant,Amount,MCC,Category,Tag,Comment\n2026-01-05,Miro,1,0,,,\n")
    message = only(organisation).message
    assert "Expensify" in message
    assert "Reimbursable" in message


def test_a_round_number_of_rows_is_pointed_out(organisation: Organisation) -> None:
    organisation.export("cut.csv", "Date,Merchant,Amount\n" + "".join(f"2026-01-05,S{n},1\n" for n in range(10_000)))
    assert "may be incomplete" in only(organisation).message

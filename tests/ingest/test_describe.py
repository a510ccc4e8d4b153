import json
from dataclasses import asdict
from pathlib import Path

from shadowscan.ingest import describe_file
from shadowscan.rules import packaged_rules


def test_a_file_is_described_without_a_workspace(tmp_path: Path) -> None:
    path = tmp_path / "expensify.csv"
    path.write_text(
        "Timestamp,Merchant,Amount,MCC,Category,Tag,Comment,Reimbursable,Receipt,Colour\n"
        "13/01/2026 00:00:00,Miro,12.50,0,Software,,,no,,red\n"
        "soon,Miro,12.50,0,Software,,,no,,red\n"
    )
    report = describe_file(path, packaged_rules())
    assert (report.source_id, report.status, report.header_line, report.delimiter) == ("expensify", "read", 1, ",")
    uses = {column.header: column.use for column in report.columns}
    assert (uses["Merchant"], uses["Receipt"], uses["Colour"]) == ("descriptor", "ignored", "unknown")
    assert report.votes["dates"].startswith("day first: 1 distinct dates")
    assert "point" in report.votes["decimal mark"]
    assert [(row.line, row.reason) for row in report.rejected] == [(3, "the date 'soon' cannot be read")]
    assert (report.rows_read, report.rows_accepted, report.rows_rejected) == (2, 1, 1)
    assert "10 columns" in report.why
    json.dumps(asdict(report))


def test_a_foreign_file_names_the_nearest_source(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Timestamp,Merchant,Amount,MCC\n2026-01-13,Miro,1,0\n")
    report = describe_file(path, packaged_rules())
    assert (report.status, report.nearest) == ("refused", "expensify")
    assert report.missing == ("the column 'Reimbursable'",)


def test_out_of_scope_rows_name_their_rule(tmp_path: Path) -> None:
    path = tmp_path / "amex.csv"
    path.write_text(
        "Date,Reference,Description,Card Member,Card Number,Amount,Category,Type\n"
        "01/13/2026,'1',AUTOPAY PAYMENT - THANK YOU,A,X,-9.00,,CREDIT\n"
    )
    (row,) = describe_file(path, packaged_rules()).out_of_scope
    assert (row.line, row.rule) == (2, "card-payment")
    assert row.reason.startswith("settlement: ")

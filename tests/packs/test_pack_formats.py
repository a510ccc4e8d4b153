from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from shadowscan.errors import InputError
from shadowscan.packs import Kind, Pack, write_pack
from shadowscan.packs.content import Column, Section, Table
from shadowscan.packs.csv import defuse, write_csv
from shadowscan.packs.markdown import escape, write_markdown
from shadowscan.packs.xlsx import write_xlsx

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\n=x",
    " =cmd|' /C calc'!A0",
    "＝1",
    '=HYPERLINK("http://a.example")',
]
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40),
    st.builds("".join, st.tuples(st.sampled_from("=+-@|<&_*["), st.text("ab=|<>&*_`[]()", max_size=12))),
)


def pack_of(text: str) -> Pack:
    """Return a pack in which everything an export could have written is `text`."""
    columns = (
        Column("name", "Name", "text"),
        Column("spend", "Spend", "money", "EUR"),
        Column("people", "People", "count"),
        Column("day", "Day", "date"),
        Column("share", "Share", "percent"),
    )
    row = (text, Decimal("-1234.56"), "<3", date(2026, 6, 30), Decimal("0.25"))
    table = Table(columns, (row, (None, Decimal(0), 7, None, None)), ("Total", Decimal("-1234.56"), None, None, None))
    section = Section("one", "One", "What is it?", (f"It is {text}.", "No more."), table, (f"{text}",))
    return Pack(text, text, text, "Contents", "Nothing.", text, date(2026, 6, 30), (section,))


def csv_rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def dump(path: Path) -> str:
    """Return a workbook's cells as text: sheet, place, kind, value, number format."""
    lines = []
    for sheet in openpyxl.load_workbook(path):
        lines.append(f"# {sheet.title} {sheet.dimensions} frozen {sheet.freeze_panes} filter {sheet.auto_filter.ref}")
        lines += [
            f"{cell.coordinate}\t{cell.data_type}\t{cell.number_format}\t{cell.value!r}"
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
    return "\n".join(lines) + "\n"


@given(texts)
@settings(max_examples=60)
def test_no_cell_of_a_csv_begins_like_a_formula(text: str) -> None:
    with TemporaryDirectory() as folder:
        for path in write_csv(pack_of(text), Path(folder)):
            for row in csv_rows(path):
                for cell in row:
                    assert not re.match(r"[=+@\t\r]", cell)
                    assert not cell.startswith("-") or Decimal(cell) == Decimal("-1234.56")


def test_a_csv_keeps_numbers_as_numbers_and_texts_as_written(tmp_path: Path) -> None:
    _, path = write_csv(pack_of("Größe, “A”"), tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert csv_rows(path)[:2] == [
        ["Name", "Spend (EUR)", "People", "Day", "Share"],
        ["Größe, “A”", "-1234.56", "<3", "2026-06-30", "0.25"],
    ]


@given(texts)
def test_a_harmless_text_stays_and_a_hostile_one_gets_one_apostrophe(text: str) -> None:
    assert defuse(text) in (text, f"'{text}")
    assert defuse(defuse(text)) == defuse(text)


@given(texts)
def test_a_markdown_cell_has_no_markup_of_its_own(text: str) -> None:
    safe = escape(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[|`*_\[\]~]", safe)
    assert not re.search(r"[<>\n\r\t]", safe)
    assert not re.match(r"[=+\-@#]", safe)
    assert not re.search(r"&(?!amp;|lt;|gt;)", safe)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a|b", r"a\|b"),
        ("[x](http://a.example)", r"\[x\](http\://a.example)"),
        ("see www.a.example", r"see www\.a.example"),
        ("=1+1", r"\=1+1"),
        ("two\nlines", "two lines"),
        ("1. first", r"1\. first"),
        ("O'Neill & Sons", "O'Neill &amp; Sons"),
    ],
)
def test_a_markdown_cell_shows_what_was_written(text: str, safe: str) -> None:
    assert escape(text) == safe


def test_every_line_of_a_markdown_table_has_the_same_number_of_cells(tmp_path: Path) -> None:
    (path,) = write_markdown(pack_of("a|b\nc"), tmp_path / "pack.md")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {6}


@given(texts)
@settings(max_examples=25)
def test_no_cell_of_a_workbook_is_a_formula_or_a_link_of_an_export(text: str) -> None:
    with TemporaryDirectory() as folder:
        (path,) = write_xlsx(pack_of(text), Path(folder) / "pack.xlsx")
        book = openpyxl.load_workbook(path)
        for sheet in book:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type != "f"
                assert cell.hyperlink is None or cell.hyperlink.target is None  # inside the workbook only
        if not re.search(r"[\t\r\n]", text):
            assert book["One"]["A5"].value == text


@pytest.fixture(scope="module")
def sheets(scanned: Path, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("xlsx") / "pack.xlsx"
    write_pack(scanned, "xlsx", path)
    return openpyxl.load_workbook(path)


def test_a_workbook_begins_with_links_to_every_question(sheets: openpyxl.Workbook, pack: Pack) -> None:
    assert sheets.sheetnames == ["Contents", *(section.short for section in pack.sections)]
    contents = sheets["Contents"]
    links = {cell.value: cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink}
    assert links == {section.title: f"'{section.short}'!A1" for section in pack.sections}


def test_a_sheet_can_be_filtered_scrolled_and_printed(sheets: openpyxl.Workbook) -> None:
    units: Worksheet = sheets["Units"]
    assert units.freeze_panes == "B5"
    assert units.auto_filter.ref == "A4:M10"
    assert units.print_title_rows == "$4:$4"
    assert units.page_setup.orientation == "landscape"
    assert (units.page_setup.fitToWidth or 1, units.page_setup.fitToHeight) == (1, 0)
    assert units.sheet_properties.pageSetUpPr.fitToPage


def test_cells_of_a_workbook_have_types(sheets: openpyxl.Workbook) -> None:
    units, new = sheets["Units"], sheets["New and renewals"]
    assert (units["A5"].value, units["B5"].value) == ("Claims Handling", 1679.88)
    assert "€" in units["B5"].number_format
    assert units["D5"].number_format == "0.0%"
    assert new["B5"].value == datetime(2026, 8, 31)
    assert sheets.properties.title == "Software at Harbour Mutual Insurance"
    assert sheets.properties.created == datetime(2026, 6, 30)


def test_columns_are_wide_enough_for_what_does_not_wrap(sheets: openpyxl.Workbook, pack: Pack) -> None:
    for section in pack.sections:
        sheet = sheets[section.short]
        for place, column in enumerate(section.table.columns, start=1):
            width = sheet.column_dimensions[sheet.cell(4, place).column_letter].width
            assert width >= max(len(word) for word in column.title.split())
            if column.kind == "money":
                assert all(width > len(f"€{row[place - 1]:,.0f}") for row in section.table.all_rows if row[place - 1])


@pytest.mark.parametrize("kind", ["xlsx", "md", "csv"])
def test_the_same_scan_gives_the_same_bytes(scanned: Path, tmp_path: Path, kind: Kind) -> None:
    first, second = (write_pack(scanned, kind, tmp_path / name) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_workbook_tells_no_time_but_that_of_the_scan(scanned: Path, tmp_path: Path) -> None:
    (path,) = write_pack(scanned, "xlsx", tmp_path / "pack.xlsx")
    with zipfile.ZipFile(path) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_a_pack_is_written_over_an_older_one_and_leaves_nothing_beside_it(scanned: Path, tmp_path: Path) -> None:
    for _ in range(2):
        write_pack(scanned, "md", tmp_path / "new" / "pack.md")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["pack.md"]


def test_an_out_of_the_wrong_sort_is_refused(scanned: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for kind, out in (("csv", "file"), ("md", "."), ("xlsx", "file/pack.xlsx")):
        with pytest.raises(InputError):
            write_pack(scanned, kind, tmp_path / out)  # type: ignore[arg-type]
    assert (tmp_path / "file").read_text() == "mine"


def test_the_pack_in_markdown_is_the_golden_one(
    scanned: Path, tmp_path: Path, golden: Callable[[str, bytes], None]
) -> None:
    (path,) = write_pack(scanned, "md", tmp_path / "pack.md")
    golden("pack.md", path.read_bytes())


def test_the_pack_in_csv_is_the_golden_one(scanned: Path, tmp_path: Path, golden: Callable[[str, bytes], None]) -> None:
    for path in write_pack(scanned, "csv", tmp_path / "pack"):
        golden(f"pack/{path.name}", path.read_bytes())


def test_the_pack_as_a_workbook_is_the_golden_one(
    scanned: Path, tmp_path: Path, golden: Callable[[str, bytes], None]
) -> None:
    (path,) = write_pack(scanned, "xlsx", tmp_path / "pack.xlsx")
    golden("pack.xlsx.txt", dump(path).encode())

"""Any list of names matched row by row: `shadowscan match`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pandas as pd

from shadowscan.errors import InputError
from shadowscan.ingest.decode import decode
from shadowscan.matching import Matcher
from shadowscan.records import DESCRIPTORS

COLUMNS = (
    "merchant",
    "intermediary",
    "vendor",
    "vendor_domain",
    "product",
    "category",
    "saas_probability",
    "score",
    "verdict",
    "reason",
)


@dataclass(frozen=True, slots=True)
class NameList:
    """Hold a list as read: header and rows as text."""

    header: list[str]
    rows: list[list[str]]

    def column(self, name: str, path: Path) -> list[str]:
        """Return one column; raise InputError where the header has no such name."""
        if name not in self.header:
            raise InputError(f"there is no column '{name}'", str(path), f"The columns are: {', '.join(self.header)}.")
        place = self.header.index(name)
        return [row[place] for row in self.rows]


def read_list(path: Path) -> NameList:
    """Read a CSV with a header; raise InputError with the line where a row does not fit it."""
    try:
        text = decode(path.read_bytes()).text()
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", str(path), "Check the path.") from None
    dialect = _dialect(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        rows = list(_rows(reader, len(header), path))
    except csv.Error as error:
        raise InputError(f"this is no readable CSV ({error})", f"{path}:{reader.line_num}", "Save it anew.") from None
    if not header:
        raise InputError("the file is empty", str(path), "Give a CSV with a header line.")
    return NameList(header, rows)


def _dialect(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t|", key=first.count)


def _rows(reader: Iterator[list[str]], width: int, path: Path) -> Iterator[list[str]]:
    for row in reader:
        if not row and width > 1:
            continue
        if len(row) > width:
            line = getattr(reader, "line_num", 0)
            raise InputError(
                f"the row has {len(row)} cells, the header {width}", f"{path}:{line}", "Quote cells that hold commas."
            )
        yield row + [""] * (width - len(row))


def match_list(matcher: Matcher, names: list[str], mcc: list[str] | None, sso: bool) -> pd.DataFrame:
    """Return the columns of COLUMNS, one row for each name, in order."""
    asked = pd.DataFrame({"descriptor": names, "mcc": mcc if mcc is not None else [""] * len(names)}, dtype="str")
    distinct = asked.drop_duplicates(ignore_index=True)
    described = distinct.assign(
        origin="sso" if sso else "spend",
        category_text=distinct["mcc"].where(~distinct["mcc"].str.isdigit(), ""),
        memo="",
        amount_minor=0,
        rows=1,
    )
    found = matcher.match(DESCRIPTORS.check(described))
    vendor_names = {vendor.vendor_id: vendor.name for vendor in matcher.base.vendors}
    product_names = {p.product_id: p.name for p in matcher.base.products if "/" in p.product_id}
    found["vendor"] = found["vendor_id"].map(vendor_names).fillna("")
    found["product"] = found["product_id"].map(product_names).fillna("")
    answers = pd.concat([distinct, found[list(COLUMNS)]], axis=1)
    return asked.merge(answers, on=["descriptor", "mcc"], how="left")[list(COLUMNS)]


def write_list(listed: NameList, answers: pd.DataFrame, out: TextIO) -> None:
    """Write the input's columns and then the answers as CSV."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*listed.header, *COLUMNS])
    careful = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row, answer in zip(listed.rows, answers.itertuples(index=False), strict=True):
        has_return = any("\r" in cell for cell in row)  # before Python 3.13 a lone one is not quoted and ends the row
        (careful if has_return else writer).writerow([*row, *answer])

"""A file of labelled descriptors as columns; what cannot be scored is refused with file and line."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from shadowscan.errors import InputError
from shadowscan.ingest.decode import decode

LABELS = ("saas", "software", "it_other", "ads_media", "other", "unclear")
SOFTWARE = ("saas", "software")  # what counts as software
ELSE = ("other", "it_other")  # a vendor given to one of these is wrong, whatever its domain
UNSCORED = "unclear"
GUESS = "guess"
_KINDS = ("", "spend", "sso")


@dataclass(frozen=True, slots=True)
class Columns:
    """Name the columns of the file; an empty name, or one the file lacks, leaves out what is optional."""

    descriptor: str = "descriptor"
    label: str = "label"
    vendor_domain: str = "vendor_domain"
    mcc: str = "mcc"
    certainty: str = "certainty"
    origin: str = "origin"
    by: tuple[str, ...] = ()


_OPTIONAL = ("vendor_domain", "mcc", "certainty", "origin")


@dataclass(frozen=True, slots=True)
class Labels:
    """Hold labelled rows: descriptor, label, vendor_domain, mcc, certainty, origin, and the strata asked for."""

    rows: pd.DataFrame
    by: tuple[str, ...]


def read_labels(path: Path, columns: Columns | None = None) -> Labels:
    """Read a CSV of labels; raise InputError with the line and what to change where one cannot be scored."""
    columns = columns or Columns()
    header, lines, rows = _read(path)
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    _require(header, columns, path)
    picked = pd.DataFrame(index=frame.index)
    for part in fields(columns):
        if part.name == "by":
            continue
        name = getattr(columns, part.name)
        picked[part.name] = frame[name].str.strip() if name in header else ""
    picked["vendor_domain"] = picked["vendor_domain"].str.lower()
    for number, name in enumerate(columns.by):
        picked[_stratum(number)] = frame[name]
    _check(picked, lines, path)
    return Labels(picked.astype("str"), columns.by)


def _stratum(number: int) -> str:
    return f"by_{number}"


def strata_of(labels: Labels) -> list[tuple[str, str]]:
    """Return the strata asked for as (name in the file, column)."""
    return [(name, _stratum(number)) for number, name in enumerate(labels.by)]


def _read(path: Path) -> tuple[list[str], list[int], list[list[str]]]:
    try:
        text = decode(path.read_bytes()).text()
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror})", str(path), "Check the path.") from None
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count))
    lines: list[int] = []
    rows: list[list[str]] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        start = reader.line_num + 1
        for row in reader:
            if row:
                _fits(row, header, f"{path}:{start}")
                lines.append(start)
                rows.append(row)
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"this is no readable CSV ({error})", f"{path}:{reader.line_num}", "Save it anew.") from None
    if not rows:
        raise InputError("the file holds no labelled rows", str(path), "Give a CSV with a header and one row or more.")
    return header, lines, rows


def _fits(row: list[str], header: list[str], where: str) -> None:
    if len(row) != len(header):
        message = f"the row has {len(row)} cells, the header {len(header)}"
        raise InputError(message, where, "Quote cells that hold commas, and give each row all cells.")


def _require(header: list[str], columns: Columns, path: Path) -> None:
    told = f"The columns are: {', '.join(header)}."
    for name in (columns.descriptor, columns.label, *columns.by):
        if name not in header:
            raise InputError(f"there is no column '{name}'", f"{path}:1", f"Name it with an option. {told}")
    usual = Columns()
    for part in _OPTIONAL:  # one that was asked for by another name than the usual must be there
        name = getattr(columns, part)
        if name and name not in header and name != getattr(usual, part):
            raise InputError(f"there is no column '{name}'", f"{path}:1", told)
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InputError(f"the column '{twice[0]}' stands twice", f"{path}:1", "Keep one of the two.")


def _check(rows: pd.DataFrame, lines: list[int], path: Path) -> None:
    """Refuse the first row that nobody could score."""
    no_domain = rows["vendor_domain"].str.contains(r"[\s/@]|^[^.]+$")
    checks = (
        (rows["descriptor"] == "", "descriptor", "the descriptor is empty", "Write what the source wrote."),
        (~rows["label"].isin(LABELS), "label", "'{}' is no known label", f"Use one of: {', '.join(LABELS)}."),
        (~rows["origin"].isin(_KINDS), "origin", "'{}' is no known origin", "Use spend or sso, or leave it empty."),
        (no_domain, "vendor_domain", "'{}' is no domain", "Write it as vendor.com, or leave it empty."),
    )
    for wrong, column, message, remedy in checks:
        if wrong.any():
            place = int(wrong.to_numpy().argmax())
            raise InputError(message.format(rows[column].iloc[place]), f"{path}:{lines[place]}", remedy)

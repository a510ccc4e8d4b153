"""What a steering pack says, before any format: sections that each answer one question with a typed table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["money", "count", "date", "percent", "text"]
Cell = Decimal | int | date | str | None
Row = tuple[Cell, ...]

# A count of people may be a text such as `<3`: small groups are not told.
_TYPES: dict[Kind, tuple[type, ...]] = {
    "money": (Decimal,),
    "count": (int, str),
    "date": (date,),
    "percent": (Decimal,),
    "text": (str,),
}


@dataclass(frozen=True, slots=True)
class Column:
    """Name a column. Money is in `unit`, an ISO 4217 code; percent is a share of 1; counts say what is counted."""

    key: str
    title: str
    kind: Kind
    unit: str = ""

    @property
    def heading(self) -> str:
        """Return the title with the unit of money, for formats whose cells do not show it."""
        return f"{self.title} ({self.unit})" if self.kind == "money" else self.title


@dataclass(frozen=True, slots=True)
class Table:
    """Hold typed rows, and a row of sums where the columns have one; None is an empty cell."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None

    def __post_init__(self) -> None:
        for row in self.all_rows:
            for column, cell in zip(self.columns, row, strict=True):
                if cell is not None and not isinstance(cell, _TYPES[column.kind]):
                    raise TypeError(f"the column '{column.key}' holds {column.kind}, not {cell!r}")

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """Return the rows with the row of sums at their end."""
        return self.rows if self.total is None else (*self.rows, self.total)


@dataclass(frozen=True, slots=True)
class Section:
    """Answer one question: two sentences to be read aloud, then the table they rest on and notes on it."""

    key: str
    short: str  # at most 31 characters, fit for a sheet or a tab
    title: str
    answer: tuple[str, str]
    table: Table
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Hold a whole pack in the order in which it is read."""

    title: str
    subtitle: str
    organisation: str
    contents: str  # the heading of the list of questions
    nothing: str  # what stands for a table without rows
    footer: str
    as_of: date
    sections: tuple[Section, ...]

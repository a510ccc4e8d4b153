"""Tables of facts into typed rows, strictly: every refusal names file, line and remedy."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterator
from typing import Any, TypeVar

from shadowscan.errors import RuleError

T = TypeVar("T")


def decode_rows(kind: type[T], text: str, name: str) -> Iterator[T]:
    """Turn CSV text into dataclasses whose fields are all text; `where` is filled with file and line.

    Raises RuleError where the header is not the fields' names, a row has another width, or the dataclass refuses it.
    """
    wanted = [f.name for f in dataclasses.fields(kind) if f.name != "where"]  # type: ignore[arg-type]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if next(reader, []) != wanted:
            raise RuleError("the header is another one", f"{name}:1", f"Write it as: {','.join(wanted)}")
        line = reader.line_num + 1
        for cells in reader:
            yield _row(kind, wanted, cells, f"{name}:{line}")
            line = reader.line_num + 1
    except csv.Error as error:
        raise RuleError(
            f"this is no readable CSV ({error})", f"{name}:{reader.line_num}", "Check the quotes."
        ) from None


def _row(kind: type[T], wanted: list[str], cells: list[str], where: str) -> T:
    if len(cells) != len(wanted):
        raise RuleError(
            f"the row has {len(cells)} cells, the header {len(wanted)}", where, "Quote cells that hold commas."
        )
    try:
        values: dict[str, Any] = {**dict(zip(wanted, cells, strict=True)), "where": where}
        return kind(**values)
    except ValueError as error:
        raise RuleError(str(error), where, "Correct the value.") from None

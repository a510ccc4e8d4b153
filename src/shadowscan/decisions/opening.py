"""What is noted of an idea when it first moves, so that it lives on when the rules no longer bring it up."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from shadowscan.records.decisions import Decided

_FINDINGS = "findings.db"
_TEXTS = ("title", "type", "findings", "initiative_id", "service_id", "category")


def opening(private: Path, idea_id: str, decided: Decided) -> Mapping[str, str] | None:
    """Return the value of an `idea_open` for an idea of the last scan that nobody opened yet, else None.

    It is read from private/findings.db and not from what a page showed: a unit's page knows a part of the idea only.
    """
    own = decided.ideas.get(idea_id)
    path = private / _FINDINGS
    if (own is not None and own.opened is not None) or not path.is_file():
        return None
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        row = connection.execute(
            f"select {', '.join(_TEXTS)} from ideas where idea_id = ?",  # noqa: S608 - constant names
            (idea_id,),
        ).fetchone()
    if row is None:
        return None
    return {name: value for name, value in zip(_TEXTS, row, strict=True) if value}

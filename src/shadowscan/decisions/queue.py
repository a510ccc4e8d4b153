"""The questions that the last scan left open: texts that may be software, with what stands beside them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from shadowscan.errors import InputError

FINDINGS = "findings.db"
_SQL = """
select q.descriptor_id, d.descriptor, d.origin,
  coalesce(d.memo, ''), coalesce(d.mcc, ''), coalesce(d.category_text, ''),
  coalesce(q.merchant, ''), coalesce(d.intermediary, ''), coalesce(q.category, ''), q.reason, q.rows, q.spend, q.guesses
from review_queue q join descriptors d on d.descriptor_id = q.descriptor_id
order by q.spend desc, q.rows desc, d.descriptor, q.descriptor_id
"""
_UNITS = """
select distinct t.descriptor_id, coalesce(b.name, t.business_unit_id)
from transactions t left join business_units b on b.business_unit_id = t.business_unit_id
where t.descriptor_id in (select descriptor_id from review_queue)
"""


@dataclass(frozen=True, slots=True)
class Question:
    """Hold one text a person should look at; spend in the reporting currency, over all that was read."""

    descriptor_id: str
    descriptor: str
    origin: str
    memo: str
    mcc: str
    category_text: str
    merchant: str
    intermediary: str
    category: str
    reason: str
    rows: int
    spend: Decimal
    guesses: tuple[tuple[str, float], ...]  # name and score, best first
    units: tuple[str, ...]  # names of those that spend on it


@dataclass(frozen=True, slots=True)
class Queue:
    """Hold the questions of one scan, largest spend first."""

    scan_id: str
    currency: str
    questions: tuple[Question, ...]


def read_queue(private: Path) -> Queue:
    """Read the review queue of the last scan; raise InputError where there is none."""
    path = private / FINDINGS
    if not path.is_file():
        raise InputError("there is no scan to review yet", str(path), "Run: shadowscan scan WORKSPACE")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        try:
            scan_id, currency = db.execute("select scan_id, currency from scans").fetchone()
            units: dict[str, list[str]] = defaultdict(list)
            for descriptor_id, name in sorted(db.execute(_UNITS).fetchall()):
                units[descriptor_id].append(name)
            questions = tuple(_question(row, units.get(row[0], [])) for row in db.execute(_SQL))
        except sqlite3.DatabaseError as error:
            remedy = "Scan again with this version of shadowscan."
            raise InputError(f"the last scan cannot be read ({error})", str(path), remedy) from None
    return Queue(scan_id, currency, questions)


def _question(row: Sequence[Any], units: list[str]) -> Question:
    *texts, rows, spend, guesses = row
    told = tuple((str(name), float(score)) for name, score in json.loads(guesses or "[]"))
    named: dict[str, Any] = dict(zip((f.name for f in fields(Question)), texts, strict=False))
    return Question(**named, rows=int(rows), spend=Decimal(str(spend or 0)), guesses=told, units=tuple(units))

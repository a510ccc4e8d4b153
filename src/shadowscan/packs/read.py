"""What the last scan published for the whole organisation (published/group.db), read into typed rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from shadowscan.errors import InputError
from shadowscan.money import minor_digits
from shadowscan.packs.proposals import Worth, read_worth
from shadowscan.packs.standing import Standing, read_standing
from shadowscan.records import UNASSIGNED

People = int | str | None  # a text such as `<3` where the group is too small to be told


@dataclass(frozen=True, slots=True)
class Scan:
    """Name the scan a pack is made from."""

    scan_id: str
    as_of: date
    organisation: str
    currency: str
    small_group: int
    tool_version: str
    rules_hash: str
    inputs_hash: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one unit's use of one product; names stand for ids, money is in the reporting currency."""

    finding_id: str
    unit_id: str
    unit: str
    product: str
    product_id: str
    vendor: str
    category_id: str
    capability: str
    status: str
    coverage: str
    covered_by: str
    spend: Decimal
    spend_total: Decimal
    run_rate: Decimal
    users: People
    renewal: date | None
    first_seen: date
    risk: str
    severity: int
    flags: dict[str, str]  # rule id and why


@dataclass(frozen=True, slots=True)
class Idea:
    """Hold one idea with the ids of its findings."""

    idea_id: str
    rank: int
    type: str
    title: str
    why: str
    units: tuple[str, ...]
    findings: tuple[str, ...]
    service: str
    initiative: str
    spend: Decimal
    users: People
    stage: str


@dataclass(frozen=True, slots=True)
class Converted:
    """Count the transactions of one foreign currency."""

    currency: str
    rows: int


@dataclass(frozen=True, slots=True)
class Found:
    """Hold everything a pack is made from."""

    scan: Scan
    units: dict[str, str]  # business units by id, in the order of their names; without what is assigned to none
    findings: tuple[Finding, ...]
    ideas: tuple[Idea, ...]
    by_status: dict[str, Decimal]  # all that was read, what is not software included
    coverage_total: Decimal
    files: dict[str, int]  # by status
    rows: dict[str, int]  # read, accepted, rejected, duplicate, out_of_scope
    review_count: int
    review_spend: Decimal
    transactions: int
    transactions_total: Decimal
    converted: tuple[Converted, ...]
    standing: Standing
    worth: Worth


def read_found(workspace: Path) -> Found:
    """Read a workspace's published/group.db; raise InputError where there is none."""
    with _opened(workspace) as connection:
        scan = _scan(connection)
        return _Reader(connection, scan).found()


@contextmanager
def _opened(workspace: Path) -> Iterator[sqlite3.Connection]:
    path = workspace / "published" / "group.db"
    remedy = f"shadowscan scan {workspace}"
    if not path.is_file():
        raise InputError("there is no scan to report on yet", str(path), remedy)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("begin")  # one moment for all tables, whatever is published meanwhile
            yield connection
    except sqlite3.Error as error:
        raise InputError(f"the published file cannot be read ({error})", str(path), remedy) from None


def _scan(connection: sqlite3.Connection) -> Scan:
    row = connection.execute("select * from scans").fetchone()
    return Scan(
        row["scan_id"],
        date.fromisoformat(row["as_of"]),
        row["organisation"],
        row["currency"],
        row["small_group"],
        row["tool_version"],
        row["rules_hash"],
        row["inputs_hash"],
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    connection: sqlite3.Connection
    scan: Scan

    def found(self) -> Found:
        review = self._one("select count(*), coalesce(sum(spend), 0) from review_queue")
        spent = self._one("select count(*), coalesce(sum(amount_reporting), 0) from transactions")
        names = ("rows_read", "rows_accepted", "rows_rejected", "rows_duplicate", "rows_out_of_scope")
        sums = self._one(f"select {', '.join(f'coalesce(sum({name}), 0)' for name in names)} from files")  # noqa: S608
        units = self._names("select business_unit_id, name from business_units order by name, business_unit_id")
        return Found(
            scan=self.scan,
            units={unit: name for unit, name in units.items() if unit != UNASSIGNED},
            findings=tuple(self._findings()),
            ideas=tuple(self._ideas(units)),
            by_status={
                row[0]: self._money(row[1])
                for row in self._all("select status, sum(amount) from spend_by_month group by 1 order by 1")
            },
            coverage_total=self._money(self._one("select coalesce(sum(total), 0) from coverage_summary")[0]),
            files=dict(self._all("select status, count(*) from files group by 1 order by 1")),
            rows={name.removeprefix("rows_"): int(value) for name, value in zip(names, sums, strict=True)},
            review_count=review[0],
            review_spend=self._money(review[1]),
            transactions=spent[0],
            transactions_total=self._money(spent[1]),
            converted=tuple(
                Converted(*row)
                for row in self._all(
                    "select currency, count(*) from transactions where rate_date is not null group by 1 order by 1"
                )
            ),
            standing=read_standing(self._all, units, self._money),
            worth=read_worth(self._all, self._money),
        )

    def _findings(self) -> Iterator[Finding]:
        categories = self._names("select category_id, category from categories")
        services = self._names("select service_id, name from services")
        whys: dict[str, dict[str, str]] = {}
        for row in self._all("select finding_id, rule_id, why from finding_flags order by finding_id, rule_id"):
            whys.setdefault(row[0], {})[row[1]] = row[2] or ""
        for row in self._all("select * from findings order by finding_id"):
            category = row["category"] or ""
            yield Finding(
                finding_id=row["finding_id"],
                unit_id=row["business_unit_id"] or "",
                unit=row["business_unit"] or row["business_unit_id"] or "",
                product=row["product"] or row["vendor"] or "",
                product_id=row["product_id"] or "",
                vendor=row["vendor"] or "",
                category_id=category,
                capability=categories.get(category, category),
                status=row["status"],
                coverage=row["coverage"] or "",
                covered_by=services.get(row["covered_by"], row["covered_by"] or ""),
                spend=self._money(row["spend_12m"]),
                spend_total=self._money(row["spend_total"]),
                run_rate=self._money(row["annual_run_rate"]),
                users=row["users"],
                renewal=_day(row["next_renewal"]),
                first_seen=date.fromisoformat(row["first_seen"]),
                risk=row["risk"] or "",
                severity=row["severity"],
                flags=whys.get(row["finding_id"], {}),
            )

    def _ideas(self, units: dict[str, str]) -> Iterator[Idea]:
        services = self._names("select service_id, name from services")
        initiatives = self._names("select initiative_id, name from initiatives")
        for row in self._all("select * from ideas order by rank, idea_id"):
            yield Idea(
                idea_id=row["idea_id"],
                rank=row["rank"],
                type=row["type"],
                title=row["title"],
                why=row["why"] or "",
                units=tuple(units.get(unit, unit) for unit in json.loads(row["business_units"])),
                findings=tuple(json.loads(row["findings"])),
                service=services.get(row["service_id"], row["service_id"] or ""),
                initiative=initiatives.get(row["initiative_id"], row["initiative_id"] or ""),
                spend=self._money(row["spend_12m"]),
                users=row["users"],
                stage=row["stage"] or "",
            )

    def _all(self, query: str) -> list[Any]:
        return self.connection.execute(query).fetchall()

    def _one(self, query: str) -> Any:
        return self.connection.execute(query).fetchone()

    def _names(self, query: str) -> dict[str, str]:
        return {row[0]: row[1] or row[0] for row in self._all(query)}

    def _money(self, value: float) -> Decimal:
        """Return a stored amount as it was before it became a float."""
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-minor_digits(self.scan.currency)))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

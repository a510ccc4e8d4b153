"""From the id of a finding or an idea along the keys of private/findings.db."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from shadowscan.chain.links import AccessRow, Chain, DescriptorLink, FindingLink, IdeaLink, Transaction
from shadowscan.errors import InputError
from shadowscan.money import minor_digits

_ID = re.compile(r"[fi][0-9a-f]{12}")  # as findings and ideas make them


def of(id: str, workspace: Path | None) -> Chain | None:
    """Return the chain behind a finding or idea of the last scan; None when there is none of that id.

    Raise InputError where the id has the form of a finding or idea and the workspace was never scanned.
    """
    if workspace is None:
        return None
    path = workspace / "private" / "findings.db"
    remedy = f"shadowscan scan {workspace}"
    if not path.is_file():
        if _ID.fullmatch(id):
            raise InputError("there is no scan to look the id up in yet", str(path), remedy)
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("begin")
            return _Links(connection).chain(id)
    except sqlite3.Error as error:
        raise InputError(f"the findings cannot be read ({error})", str(path), remedy) from None


class _Links:
    """Follow the keys of one findings.db."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        scan = self._all("select as_of, currency from scans")[0]
        self._as_of, self._currency = scan["as_of"], scan["currency"]

    def chain(self, id: str) -> Chain | None:
        ideas = self._all("select * from ideas where idea_id = ?", id)
        if ideas:
            idea = ideas[0]
            query = """select f.* from findings f join idea_findings using (finding_id) where idea_id = ?
                order by f.spend_12m desc, f.finding_id"""
            return Chain(self._as_of, self._currency, self._idea(idea), self._findings(query, id))
        found = self._findings("select * from findings where finding_id = ?", id)
        return Chain(self._as_of, self._currency, None, found) if found else None

    def _idea(self, row: sqlite3.Row) -> IdeaLink:
        names = {unit["business_unit_id"]: unit["name"] for unit in self._all("select * from business_units")}
        units = tuple(names.get(unit, unit) for unit in json.loads(row["business_units"]))
        return IdeaLink(
            row["idea_id"],
            row["type"],
            row["title"],
            row["why"] or "",
            row["stage"] or "",
            self._money(row["spend_12m"]),
            units,
        )

    def _findings(self, query: str, id: str) -> tuple[FindingLink, ...]:
        return tuple(self._finding(row) for row in self._all(query, id))

    def _finding(self, row: sqlite3.Row) -> FindingLink:
        id, texts = row["finding_id"], {name: row[name] or "" for name in row.keys()}  # noqa: SIM118
        flags = self._all("select rule_id, why from finding_flags where finding_id = ? order by rule_id", id)
        return FindingLink(
            finding_id=id,
            product=texts["product"],
            vendor=texts["vendor"],
            business_unit=texts["business_unit"] or texts["business_unit_id"],
            status=texts["status"],
            status_why=texts["status_why"],
            coverage=texts["coverage"],
            coverage_why=texts["coverage_why"],
            spend_12m=self._money(row["spend_12m"]),
            spend_total=self._money(row["spend_total"]),
            users=row["users"],
            recurrence_why=texts["recurrence_why"],
            risk=texts["risk"],
            severity_why=texts["severity_why"],
            flags=tuple((flag["rule_id"], flag["why"] or "") for flag in flags),
            descriptors=self._descriptors(id, texts["product_id"]),
            access=self._access(id),
        )

    def _descriptors(self, finding_id: str, product_id: str) -> tuple[DescriptorLink, ...]:
        paid = self._all(
            """select e.note, f.path, t.* from evidence e join transactions t using (transaction_id)
            join files f using (file_id) where e.finding_id = ? order by t.date, f.path, t.line, t.transaction_id""",
            finding_id,
        )
        rows: dict[str, list[Transaction]] = {}
        for row in paid:
            rows.setdefault(row["descriptor_id"], []).append(self._transaction(row))
        signed = self._all(
            """select descriptor_id from descriptors where origin = 'sso' and ? in (product_id, 'name:' || merchant)
            and exists (select 1 from evidence where finding_id = ? and access_id is not null) order by 1""",
            product_id,
            finding_id,
        )
        for row in signed:
            rows.setdefault(row["descriptor_id"], [])
        return tuple(self._descriptor(id, tuple(found)) for id, found in rows.items())

    def _descriptor(self, id: str, transactions: tuple[Transaction, ...]) -> DescriptorLink:
        row = self._all("select * from descriptors where descriptor_id = ?", id)[0]
        texts = ("descriptor_id", "descriptor", "merchant", "intermediary", "verdict", "reason", "origin")
        return DescriptorLink(
            **{name: row[name] or "" for name in texts},
            score=row["score"],
            saas_probability=row["saas_probability"],
            transactions=transactions,
        )

    def _transaction(self, row: sqlite3.Row) -> Transaction:
        texts = ("transaction_id", "path", "date", "kind", "currency", "rate_date", "contract_id", "note")
        return Transaction(
            **{name: row[name] or "" for name in texts},
            line=row["line"],
            amount=_exact(row["amount"], row["currency"]),
            amount_reporting=self._money(row["amount_reporting"]),
        )

    def _access(self, finding_id: str) -> tuple[AccessRow, ...]:
        rows = self._all(
            """select a.*, e.note from evidence e join access a using (access_id) where e.finding_id = ?
            order by a.month, a.access_id""",
            finding_id,
        )
        return tuple(AccessRow(r["access_id"], r["month"], r["users"], r["events"], r["note"] or "") for r in rows)

    def _all(self, query: str, *values: str) -> list[sqlite3.Row]:
        return self._connection.execute(query, values).fetchall()

    def _money(self, value: float) -> Decimal:
        return _exact(value, self._currency)


def _exact(value: float, currency: str) -> Decimal:
    """Return a stored amount as it was before it became a float."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-minor_digits(currency)))

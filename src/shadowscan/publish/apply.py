"""What was decided after the scan, laid over the rows it concerns: in findings.db and in files that are in service.

Every step sets a row to what the log adds up to, so that doing it twice changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from shadowscan.publish.apply_ideas import IdeaLaying
from shadowscan.publish.cut import Cutter
from shadowscan.publish.decided import Entries, write_decisions
from shadowscan.publish.portfolio import write_portfolio
from shadowscan.publish.recase import CaseLaying
from shadowscan.publish.rewrite import update
from shadowscan.publish.schema import Schema
from shadowscan.records import STATUSES
from shadowscan.records.decisions import DescriptorAnswer, FindingRuling

_STRONGEST_FIRST = ("prohibited", "approved", "tolerated")  # as policy and decisions are weighed in a scan


def lay_over(
    connection: sqlite3.Connection, schema: Schema, level: str, entries: Entries, cutter: Cutter | None, digits: int
) -> None:
    """Bring a file in step with the log; the caller holds the transaction."""
    if not entries.decisions:
        return
    Laying(connection, schema, level, entries, cutter, digits).run()


class Laying:
    """Lay the log over one file."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        schema: Schema,
        level: str,
        entries: Entries,
        cutter: Cutter | None,
        digits: int,
    ) -> None:
        self._connection, self._schema, self._level = connection, schema, level
        self._entries, self._cutter, self._digits = entries, cutter, digits
        self._tables = schema.seen_by(level)
        self._as_of = date.fromisoformat(connection.execute("select as_of from main.scans").fetchone()[0])

    def run(self) -> None:
        """Set findings, review queue and ideas to what was decided, then the table of decisions."""
        rulings = {self._now(one.finding_id): one for one in self._entries.decided.rulings}
        once = {self._entries.subject(d) for d in self._entries.decisions if d.kind == "ruling"}
        for finding_id in sorted(once | set(rulings)):
            self._finding(finding_id, rulings.get(finding_id))
        self._owners()
        self._dispositions()
        for answer in self._entries.decided.descriptors:
            self._answer(answer)
        IdeaLaying(self._connection, self._schema, self._level, self._entries, self._text).run()
        CaseLaying(self._connection, self._schema, self._level, self._entries).run()
        write_portfolio(self._connection, self._digits)
        write_decisions(self._connection, self._entries, self._cutter)

    def _dispositions(self) -> None:
        """Set products to what people decided on them; where that was withdrawn, to what the rules suggest."""
        decided = self._entries.decided.dispositions
        for product in sorted({d.subject for d in self._entries.decisions if d.kind == "disposition"}):
            row = self._connection.execute("select suggested from main.dispositions where product_id = ?", (product,))
            for (suggested,) in row.fetchall():
                word = decided.get(product, suggested)
                self._set("dispositions", product, {"disposition": word, "decided": int(product in decided)})

    def _now(self, subject: str) -> str:
        return self._entries.became.get(subject, subject)

    def _text(self, text: str) -> str | None:
        return (self._cutter.prose(text) if self._cutter else text) or None

    def _set(self, table: str, key: str, changes: Mapping[str, Any]) -> None:
        columns = {name: value for name, value in changes.items() if name in self._tables.get(table, {})}
        update(self._connection, self._schema, self._level, table, key, columns)

    def _finding(self, finding_id: str, ruling: FindingRuling | None) -> None:
        row = self._connection.execute(
            "select status, status_why, status_found, status_found_why, ruled_on, business_unit_id, reopened "
            "from main.findings where finding_id = ?",
            (finding_id,),
        ).fetchone()
        if row is None:
            return
        status, why, found, found_why, _, unit, reopened = row
        now, now_why = self._status(ruling, found, found_why)
        if ruling is not None and now == status:  # the scan says the same, perhaps in better words
            now_why = why
        fresh = self._fresh(ruling, reopened)
        if now != status:
            self._move_months(finding_id, unit, status, now)
        self._set("findings", finding_id, {"status": now, "status_why": now_why, **fresh})
        if now != status:
            self._recount(unit)

    def _fresh(self, ruling: FindingRuling | None, reopened: str | None) -> dict[str, Any]:
        if ruling is None:
            return dict.fromkeys(("ruling", "ruling_until", "ruling_why", "ruled_on", "reopened"))
        known = self._connection.execute(
            "select 1 from main.findings where finding_id = ? and ruling = ? and ruled_on = ?",
            (self._now(ruling.finding_id), ruling.ruling, ruling.at[:10]),
        ).fetchone()
        return {
            "ruling": ruling.ruling,
            "ruling_until": ruling.until.isoformat() if ruling.until else None,
            "ruling_why": self._text(ruling.why),
            "ruled_on": ruling.at[:10],
            "reopened": reopened if known else (self._text(ruling.why) if ruling.ruling == "reopened" else None),
        }

    def _status(self, ruling: FindingRuling | None, found: str, found_why: str | None) -> tuple[str, str | None]:
        """Return the status a ruling gives, with its reason; without one in force, what the scan found."""
        holds = ruling is not None and (ruling.until is None or self._as_of <= ruling.until)
        if ruling is None or not holds or ruling.ruling not in _STRONGEST_FIRST:
            return found, found_why
        strongest = min({ruling.ruling, found} & set(_STRONGEST_FIRST), key=_STRONGEST_FIRST.index)
        if strongest != ruling.ruling:
            return found, found_why
        words = self._schema.words
        until = words.ruled_until.format(day=ruling.until.isoformat()) if ruling.until else ""
        reason = words.ruled_reason.format(why=ruling.why.rstrip(".")) if ruling.why else ""
        return ruling.ruling, self._text(words.ruled[ruling.ruling].format(until=until, reason=reason))

    def _move_months(self, finding_id: str, unit: str, old: str, new: str) -> None:
        """Carry a finding's spend from one status to another, month by month."""
        months = self._connection.execute(
            """select substr(t.date, 1, 7), sum(t.amount_reporting), count(*) from main.evidence e
            join main.transactions t using (transaction_id) where e.finding_id = ? group by 1""",
            (finding_id,),
        ).fetchall()
        for month, amount, rows in months:
            for status, sign in ((old, -1), (new, 1)):
                self._connection.execute(
                    """insert into main.spend_by_month (business_unit_id, month, status, amount, rows)
                    values (?1, ?2, ?3, round(?4, ?6) + 0.0, ?5) on conflict (business_unit_id, month, status)
                    do update set amount = round(amount + ?4, ?6) + 0.0, rows = rows + ?5""",
                    (unit, month, status, sign * amount, sign * rows, self._digits),
                )
        self._connection.execute("delete from main.spend_by_month where rows = 0")

    def _recount(self, unit: str) -> None:
        """Add up a unit's statuses anew from its findings; the total comes from the rows and stays."""
        sums = dict(
            self._connection.execute(
                "select status, sum(spend_12m) from main.findings where business_unit_id = ? group by status", (unit,)
            )
        )
        values = [round(sums.get(status, 0.0), self._digits) + 0.0 for status in STATUSES]
        columns = ", ".join(f'"{status}" = ?' for status in STATUSES)
        self._connection.execute(
            f"update main.coverage_summary set {columns} where business_unit_id = ?", (*values, unit)
        )

    def _owners(self) -> None:
        """Set the owner of everything that ever had one by decision."""
        once = {self._entries.subject(d) for d in self._entries.decisions if d.kind == "owner"}
        owners = {self._now(subject): owner for subject, owner in self._entries.decided.owners.items()}
        for subject in sorted(once | set(owners)):
            owner = self._text(owners.get(subject, ""))
            for table in ("findings", "ideas"):
                self._set(table, subject, {"owner": owner})

    def _answer(self, answer: DescriptorAnswer) -> None:
        """Mark a text of the review queue as answered; the next scan settles its rows."""
        key = self._entries.texts.get((answer.origin, answer.descriptor))
        if key is None:
            return
        said = " ".join(part for part in (answer.vendor, answer.product) if part) or answer.answer.replace("_", " ")
        self._set("review_queue", key, {"answer": self._text(said)})

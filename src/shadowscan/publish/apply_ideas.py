"""Ideas that people opened, shaped, moved or measured after the scan, laid over the rows of one file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from shadowscan.publish.decided import Entries
from shadowscan.publish.rewrite import insert, update
from shadowscan.publish.schema import Schema
from shadowscan.records.cases import FIRST_STAGE
from shadowscan.records.decisions import GateAnswer, IdeaDecisions

_BY_A_PERSON = "a person"
_WORDS_OF_ALL = ("stage_why",)  # may speak of units that the file's readers do not see


class IdeaLaying:
    """Lay what was decided on ideas over one file; `text` cuts a text to what its readers may see."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        schema: Schema,
        level: str,
        entries: Entries,
        text: Callable[[str], str | None],
    ) -> None:
        self._connection, self._schema, self._level = connection, schema, level
        self._entries, self._text = entries, text
        self._columns = schema.seen_by(level)["ideas"]

    def run(self) -> None:
        """Open, shape, move, answer and measure."""
        for idea_id, own in self._entries.decided.ideas.items():
            if own.opened is not None:
                self._open(idea_id, own.opened)
            if self._row(idea_id) is None:
                continue
            self._shape(idea_id, own)
            for answer in own.gate.values():
                self._answer(idea_id, answer)
            self._count_answers(idea_id)
        self._measure()

    def _row(self, idea_id: str) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._connection.execute(
            "select probability is not null from main.ideas where idea_id = ?", (idea_id,)
        ).fetchone()
        return row

    def _is_whole(self, idea_id: str) -> bool:
        """Tell whether the file's readers see all of an idea, its money included."""
        row = self._row(idea_id)
        return self._level != "unit" or bool(row and row[0])

    def _open(self, idea_id: str, opened: Mapping[str, str]) -> None:
        if self._row(idea_id) is not None:
            return
        wanted = [self._entries.became.get(one, one) for one in json.loads(opened["findings"])]
        found = self._connection.execute(
            """select finding_id, business_unit_id, spend_12m from main.findings
            where finding_id in (select value from json_each(?)) order by finding_id""",
            (json.dumps(wanted),),
        ).fetchall()
        if not found and self._level == "unit":
            return
        rank = self._connection.execute("select coalesce(max(rank), 0) + 1 from main.ideas").fetchone()[0]
        row = {
            "idea_id": idea_id,
            "rank": rank,
            "type": opened["type"],
            "title": self._text(opened["title"]),
            "why": self._text(opened.get("why", "")),
            "business_units": json.dumps(sorted({unit for _, unit, _ in found})),
            "findings": json.dumps([finding_id for finding_id, _, _ in found]),
            "category": self._known("categories", "category_id", opened.get("category")),
            "service_id": self._known("services", "service_id", opened.get("service_id")),
            "initiative_id": self._known("initiatives", "initiative_id", opened.get("initiative_id")),
            "spend_12m": round(sum(spend for _, _, spend in found), 2) + 0.0,
            "spend_counted": 0.0,
            "stage": FIRST_STAGE,
            "service_readiness": "open",
            "items_answered": 0,
            "readiness_known": "[]",
            "overlaps": "[]",
        }
        insert(
            self._connection, self._schema, self._level, "ideas", {k: v for k, v in row.items() if k in self._columns}
        )
        for finding_id, _, _ in found:
            link = {"idea_id": idea_id, "finding_id": finding_id, "counts": 0}
            insert(self._connection, self._schema, self._level, "idea_findings", link)

    def _known(self, table: str, column: str, key: str | None) -> str | None:
        sql = f'select 1 from main."{table}" where "{column}" = ?'
        return key if key and self._connection.execute(sql, (key,)).fetchone() else None

    def _shape(self, idea_id: str, own: IdeaDecisions) -> None:
        changes: dict[str, Any] = {}
        for name, value in own.fields.items():
            if name == "probability":
                continue  # changes the business case, which the next scan reckons
            keys = {"initiative_id": "initiatives", "service_id": "services"}
            changes[name] = self._known(keys[name], name, value) if name in keys else self._text(value)
        if own.stage:
            changes |= {"stage": own.stage, "stage_why": self._text(own.stage_why)}
            changes["merged_into"] = self._known("ideas", "idea_id", own.into)
        if not self._is_whole(idea_id):
            changes = {name: value for name, value in changes.items() if name not in _WORDS_OF_ALL}
        kept = {name: value for name, value in changes.items() if name in self._columns}
        update(self._connection, self._schema, self._level, "ideas", idea_id, kept)

    def _answer(self, idea_id: str, answer: GateAnswer) -> None:
        cost = float(answer.cost) if answer.cost is not None else 0.0
        told = {
            "state": answer.state,
            "due": answer.on.isoformat() if answer.on else None,
            "cost": cost if self._is_whole(idea_id) else None,
            "by": self._text(answer.by or answer.who),
            "why": self._text(answer.why) if self._is_whole(idea_id) else None,
            "from": _BY_A_PERSON,
        }
        settings = ", ".join(f'"{name}" = ?' for name in told)
        self._connection.execute(
            f"update main.idea_readiness set {settings} where idea_id = ? and item = ?",
            (*told.values(), idea_id, answer.item),
        )

    def _count_answers(self, idea_id: str) -> None:
        total, answered, done = self._connection.execute(
            """select count(*), coalesce(sum(state <> 'open'), 0), coalesce(sum(state in ('met', 'waived')), 0)
            from main.idea_readiness where idea_id = ?""",
            (idea_id,),
        ).fetchone()
        if total:
            state = "met" if done == total else "planned" if answered == total else "open"
            changes = {"items_answered": answered, "service_readiness": state}
            update(self._connection, self._schema, self._level, "ideas", idea_id, changes)

    def _measure(self) -> None:
        once = {d.subject for d in self._entries.decisions if d.kind == "benefit"}
        for idea_id in sorted(once):
            if self._row(idea_id) is None or not self._is_whole(idea_id):
                continue
            self._connection.execute("delete from main.benefits where idea_id = ?", (idea_id,))
            rows = [
                (
                    one.idea_id,
                    one.period,
                    float(one.planned) if one.planned is not None else None,
                    float(one.actual) if one.actual is not None else None,
                    self._text(one.owner),
                    self._text(one.measure),
                )
                for one in self._entries.decided.benefits
                if one.idea_id == idea_id
            ]
            self._connection.executemany(
                "insert into main.benefits (idea_id, period, planned, actual, owner, measure) "
                "values (?, ?, ?, ?, ?, ?)",
                rows,
            )

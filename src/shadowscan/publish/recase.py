"""Business cases reckoned anew when somebody answers an item of service readiness or gives another probability."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from shadowscan.cases import costs_of_answers, kind_of_estimate, share_of, stand, sum_up
from shadowscan.cases.gate import LINE, PLANNED
from shadowscan.money import minor_digits, to_minor
from shadowscan.publish import cells
from shadowscan.publish.decided import Entries
from shadowscan.publish.rewrite import update
from shadowscan.publish.schema import Schema
from shadowscan.records import CaseLine, ReadinessItem, Worth
from shadowscan.records.decisions import GateAnswer

_NO_ONE = "nobody yet"
_SHOWN = "the catalogue"
_MONEY = (
    "benefit_low", "benefit_base", "benefit_high", "one_off_cost", "annual_cost", "readiness_cost", "net_3y",
    "npv_low", "npv", "npv_high", "expected_npv", "at_risk_3y",
)  # fmt: skip


class CaseLaying:
    """Lay what was decided on service readiness over the business cases of one file."""

    def __init__(self, connection: sqlite3.Connection, schema: Schema, level: str, entries: Entries) -> None:
        self._connection, self._schema, self._level, self._entries = connection, schema, level, entries
        day, self._currency = connection.execute("select as_of, currency from main.scans").fetchone()
        self._as_of = date.fromisoformat(day)

    def run(self) -> None:
        """Set the items, the lines and the sums of every idea on which something of it was ever decided."""
        self._items_of_opened()
        shaped = {d.subject for d in self._entries.decisions if d.kind == "gate"}
        shaped |= {
            d.subject
            for d in self._entries.decisions
            if d.kind == "idea_shape" and d.value.get("field") == "probability"
        }
        for idea_id in sorted(shaped):
            row = self._row("select * from main.ideas where idea_id = ?", idea_id)
            if row is not None:
                self._idea(row)

    def _items_of_opened(self) -> None:
        """Ask service readiness of ideas that were opened after the scan."""
        self._connection.execute(
            """insert or ignore into main.idea_readiness
            (idea_id, position, item, title, asks, state, cost, "from", washes_out)
            select i.idea_id, j.key + 1, j.value ->> 0, j.value ->> 1, j.value ->> 2, 'open', 0.0, ?, j.value ->> 3
            from main.ideas i, json_each(?) j
            where not exists (select 1 from main.idea_readiness r where r.idea_id = i.idea_id)""",
            (
                _NO_ONE,
                json.dumps([(one.item, one.title, one.asks, float(one.washes_out)) for one in self._schema.gate.items]),
            ),
        )

    def _idea(self, idea: Mapping[str, Any]) -> None:
        idea_id = idea["idea_id"]
        own = self._entries.decided.ideas.get(idea_id)
        before = self._items(idea_id)
        items = stand(before, own.gate if own else {}, self._currency)
        self._take_back(idea_id, items, own.gate if own else {})
        if idea["probability"] is None:  # its money is not for this file's readers, or not reckoned yet
            return
        lines = self._lines(idea_id, items)
        said = share_of(own.fields.get("probability", "")) if own else None
        chance = Decimal(str(idea["probability"])) if said is None else said
        rate = self._row("select base from main.economics where figure = ?", "discount_rate")
        worth = sum_up(
            lines, items, chance, Decimal(str(rate["base"])) if rate else Decimal(0),
            Decimal(str(idea["rests_on_readiness"])), idea["purpose"] or "",
        )  # fmt: skip
        update(self._connection, self._schema, self._level, "ideas", idea_id, self._sums(worth))

    def _items(self, idea_id: str) -> tuple[ReadinessItem, ...]:
        """Return the items as they stood before anybody answered."""
        rows = self._rows("select * from main.idea_readiness where idea_id = ? order by position", idea_id)
        return tuple(
            ReadinessItem(
                item=row["item"],
                title=row["title"] or "",
                asks=row["asks"] or "",
                state="met" if row["evidence"] else "open",
                on=None,
                cost=self._estimate(idea_id, row["item"]),
                by="",
                why="",
                evidence=row["evidence"] or "",
                answered=False,
                washes_out=Decimal(str(row["washes_out"] or 0)),
            )
            for row in rows
        )

    def _estimate(self, idea_id: str, item: str) -> int:
        sql = "select amount from main.business_case_lines where idea_id = ? and line = ? and scenario = 'base'"
        row = self._row(sql, idea_id, LINE + item)
        return -self._minor(row["amount"]) if row else 0

    def _take_back(self, idea_id: str, items: tuple[ReadinessItem, ...], gate: Mapping[str, GateAnswer]) -> None:
        """Set items whose answer was withdrawn back to what the scan saw; answers themselves are laid over before."""
        for one in items:
            if one.item not in gate:
                seen = _SHOWN if one.evidence else _NO_ONE
                cost = None if self._hidden(idea_id) else cells.money(one.cost, self._currency)
                self._connection.execute(
                    """update main.idea_readiness set state = ?, due = null, cost = ?, "by" = null, why = null,
                    "from" = ? where idea_id = ? and item = ?""",
                    (one.state, cost, seen, idea_id, one.item),
                )
        states = [one.state for one in items]
        done = all(state in ("met", "waived") for state in states)
        readiness = "open" if "open" in states else "met" if done else "planned"
        changes = {"items_answered": sum(state != "open" for state in states), "service_readiness": readiness}
        update(self._connection, self._schema, self._level, "ideas", idea_id, changes)

    def _hidden(self, idea_id: str) -> bool:
        sql = "select 1 from main.ideas where idea_id = ? and probability is null"
        return self._level == "unit" and self._row(sql, idea_id) is not None

    def _lines(self, idea_id: str, items: tuple[ReadinessItem, ...]) -> list[CaseLine]:
        """Bring the lines of service readiness in step and return all lines of the idea."""
        run = self._connection.execute
        run("delete from main.business_case_lines where idea_id = ? and line like ?", (idea_id, f"{LINE}%{PLANNED}"))
        for one in items:
            kind = kind_of_estimate(one.state)
            sql = "update main.business_case_lines set kind = ? where idea_id = ? and line = ?"
            run(sql, (kind, idea_id, LINE + one.item))
        last = self._row(
            "select coalesce(max(position), 0) as n from main.business_case_lines where idea_id = ?", idea_id
        )
        start = last["n"] + 1 if last else 1
        for position, line in enumerate(costs_of_answers(items, self._schema.gate.estimates, self._as_of), start=start):
            row = line_row(idea_id, position, line, self._currency)
            names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
            run(f"insert into main.business_case_lines ({names}) values ({marks})", tuple(row.values()))
        rows = self._rows("select * from main.business_case_lines where idea_id = ? order by position", idea_id)
        return [self._line(row) for row in rows]

    def _line(self, row: Mapping[str, Any]) -> CaseLine:
        return CaseLine(
            row["line"], row["title"] or "", row["kind"], row["scenario"], row["year"], self._minor(row["amount"]),
            row["formula"] or "", (), "", row["assumption"] == "yes",
        )  # fmt: skip

    def _sums(self, worth: Worth) -> dict[str, Any]:
        sums: dict[str, Any] = {name: cells.money(getattr(worth, name), self._currency) for name in _MONEY}
        return sums | {
            "payback_months": worth.payback_months,
            "roi": cells.number(worth.roi),
            "outlook": worth.outlook,
            "probability": cells.number(worth.probability),
        }

    def _minor(self, amount: float) -> int:
        exact = Decimal(str(amount)).quantize(Decimal(1).scaleb(-minor_digits(self._currency)))
        return to_minor(exact, self._currency)

    def _rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        cursor = self._connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _row(self, sql: str, *values: Any) -> dict[str, Any] | None:
        return next(iter(self._rows(sql, *values)), None)


def line_row(idea_id: str, position: int, line: CaseLine, currency: str) -> dict[str, Any]:
    """Return a line of a business case as a row."""
    return {
        "line_id": cells.content_id("bl", idea_id, line.line, line.scenario, line.year),
        "idea_id": idea_id,
        "position": position,
        "line": line.line,
        "title": line.title,
        "kind": line.kind,
        "scenario": line.scenario,
        "year": line.year,
        "amount": cells.money(line.amount, currency),
        "formula": line.formula,
        "inputs": cells.array(line.inputs),
        "source": line.source,
        "assumption": "yes" if line.assumption else "no",
    }

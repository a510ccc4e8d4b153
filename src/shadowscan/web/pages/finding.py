"""A finding: what was seen, down to the row; why it is judged so; what the catalogue offers; what to decide."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from shadowscan.records import IDEA_TYPES
from shadowscan.web import svg
from shadowscan.web.ask import Ask, Crumb, NotHere, View
from shadowscan.web.deciding.panel import panel
from shadowscan.web.figures import split_months
from shadowscan.web.library import Library, Row

_ROWS = 12
_MONTHS = 13


def finding(ask: Ask) -> View:
    """Show one unit's use of one product."""
    row = ask.library.first("select * from findings where finding_id = :id", id=ask.key)
    if row is None:
        raise NotHere
    mine = ask.library.of(row["db"])
    months = _months(mine, ask.key)
    context: dict[str, Any] = {
        "finding": row | {"sources": json.loads(row["sources"] or "[]")},
        "flags": mine.rows(
            "select rule_id, why from finding_flags where finding_id = :id order by rule_id", id=ask.key
        ),
        "category": _name(mine, "categories", "category_id", "category", row["category"]),
        "service": _service(ask, mine, row),
        "evidence": _evidence(mine, ask.key),
        "counts": _counts(mine, ask.key),
        "texts": _texts(mine, ask.key),
        "months": months,
        "chart": svg.columns(*_chart(months), title=f"Spend on {row['product']} by month", unit=ask.site.currency),
        "sign_ins": _sign_ins(mine, ask.key),
        "peers": _peers(ask, row),
        "ideas": mine.rows(
            """select i.idea_id, i.title, i.type, i.stage from ideas i join idea_findings using (idea_id)
            where finding_id = :id order by i.rank""",
            id=ask.key,
        ),
        "decide": panel(ask, mine, ask.key),
        "idea_types": IDEA_TYPES,
        "as_of": ask.scan()["as_of"],
        "urls_": ask.urls,
    }
    unit = Crumb(row["business_unit"], ask.urls.page("unit", row["business_unit_id"]))
    return View("finding", row["product"], context, (Crumb("Findings", ask.urls.page("findings")), unit))


def _name(library: Library, table: str, key: str, name: str, value: str | None) -> str:
    sql = f'select "{name}" as name from "{table}" where "{key}" = :key'
    found = library.first(sql, key=value)
    return found["name"] if found else ""


def _service(ask: Ask, library: Library, row: Row) -> Row | None:
    """Return the service that has the product or the capability, with its levels for this unit."""
    service = library.first("select * from services where service_id = :id", id=row["covered_by"] or row["service_id"])
    if service is None:
        return None
    slas = library.rows(
        """select sla_id, measure, target, unit, better, attainment, health, health_why from slas
        where service_id = :id and business_unit_id in ('*', :unit) order by health, measure""",
        id=service["service_id"],
        unit=row["business_unit_id"],
    )
    return service | {"slas": slas, "gaps": json.loads(service["gaps"] or "[]")}


def _evidence(library: Library, key: str) -> list[Row]:
    return library.rows(
        """select t.date, d.descriptor, t.kind, t.amount, t.currency, t.amount_reporting, t.transaction_id, e.note
        from evidence e join transactions t using (transaction_id) left join descriptors d using (descriptor_id)
        where e.finding_id = :id order by t.date desc, t.transaction_id limit :most""",
        id=key,
        most=_ROWS,
    )


def _counts(library: Library, key: str) -> Row:
    row = library.first(
        "select count(transaction_id) as spend, count(access_id) as access from evidence where finding_id = :id", id=key
    )
    return row or {"spend": 0, "access": 0}


def _texts(library: Library, key: str) -> list[Row]:
    """Return the payee texts behind a finding, each with the reason for its match."""
    return library.rows(
        """select d.descriptor_id, d.descriptor, d.merchant, d.intermediary, d.verdict, d.score, d.reason,
        count(*) as rows, sum(t.amount_reporting) as amount
        from evidence e join transactions t using (transaction_id) join descriptors d using (descriptor_id)
        where e.finding_id = :id group by d.descriptor_id order by amount desc, d.descriptor limit :most""",
        id=key,
        most=_ROWS,
    )


def _months(library: Library, key: str) -> list[Row]:
    rows = library.rows(
        """select substr(t.date, 1, 7) as month, sum(t.amount_reporting) as amount, count(*) as rows
        from evidence e join transactions t using (transaction_id) where e.finding_id = :id
        group by 1 order by 1 desc limit :most""",
        id=key,
        most=_MONTHS,
    )
    return rows[::-1]


def _chart(months: list[Row]) -> tuple[list[str], list[svg.Series]]:
    amounts: dict[str, float] = defaultdict(float, {row["month"]: row["amount"] for row in months})
    every = split_months(months[0]["month"], months[-1]["month"])[-_MONTHS:] if months else []
    return [name for _, name in every], [svg.Series("accent", "Spend", [amounts[month] for month, _ in every])]


def _sign_ins(library: Library, key: str) -> list[Row]:
    return library.rows(
        """select a.month, a.users, a.events from evidence e join access a using (access_id)
        where e.finding_id = :id order by a.month desc limit :most""",
        id=key,
        most=_MONTHS,
    )


def _peers(ask: Ask, row: Row) -> list[Row]:
    """Return the same product in other units the reader answers for."""
    if not row["product_id"]:
        return []
    found = ask.library.rows(
        """select finding_id, business_unit, status, spend_12m, users from findings
        where product_id = :product and finding_id <> :id order by spend_12m desc""",
        product=row["product_id"],
        id=row["finding_id"],
    )
    return sorted(found, key=lambda peer: -peer["spend_12m"])

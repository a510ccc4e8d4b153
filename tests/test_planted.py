"""The cases planted in the sample workspace come out as planted."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

PLANTED = yaml.safe_load((Path(__file__).parent / "sample" / "PLANTED.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def findings(demo: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the findings of the sample workspace by unit and product name."""
    with sqlite3.connect(demo / "private" / "findings.db") as db:
        db.row_factory = sqlite3.Row
        rows = [dict(row) for row in db.execute("select * from findings")]
        spent = db.execute(
            "select e.finding_id, t.currency, sum(t.amount), t.date > '2025-10-31' from evidence e "
            "join transactions t using (transaction_id) group by 1, 2, 4"
        ).fetchall()
    for row in rows:
        row["by_currency"] = [(c, Decimal(f"{a:.2f}"), bool(new)) for f, c, a, new in spent if f == row["finding_id"]]
    by_vendor = {(row["business_unit_id"], row["vendor"]): row for row in rows}
    return by_vendor | {(row["business_unit_id"], row["product"]): row for row in rows if row["product"]}


def _original(row: dict[str, Any], last_year_only: bool) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for currency, amount, recent in row["by_currency"]:
        if recent or not last_year_only:
            sums[currency] = sums.get(currency, Decimal()) + amount
    return {currency: amount for currency, amount in sums.items() if amount}


@pytest.mark.parametrize("case", [c for c in PLANTED if "product" in c and "unit" in c], ids=lambda c: c["id"])
def test_planted_finding(case: dict[str, Any], findings: dict[tuple[str, str], dict[str, Any]]) -> None:
    key = (case["unit"], case["product"])
    if case["expect"].get("finding") is False:
        assert key not in findings
        return
    assert key in findings, f"no finding for {key}"
    row = findings[key]
    for name, wanted in case["expect"].items():
        if name == "flags":
            assert set(wanted) <= set(json.loads(row["flags"])), row["flags"]
        elif name == "run_rate":
            assert Decimal(str(row["annual_run_rate"])) == Decimal(wanted), row["recurrence_why"]
        elif name in ("spend_12m", "spend_total"):
            assert Decimal(str(row[name])) == Decimal(wanted)
        elif name.endswith("_original"):
            got = _original(row, last_year_only=name == "spend_12m_original")
            assert got == {currency: Decimal(amount) for currency, amount in wanted.items()}
        elif name in row:
            assert row[name] == wanted, (name, row.get(f"{name}_why", ""))

"""What was read, as rows: scan, files, refused rows, transactions, sign-ins, spend by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from shadowscan.publish import cells
from shadowscan.publish.tables import Table
from shadowscan.records import ScanResult
from shadowscan.workspace import Workspace


def facts(result: ScanResult, workspace: Workspace) -> list[Table]:
    """Return the tables of what was read."""
    currency = workspace.settings.currency
    return [
        _scan(result, workspace),
        _files(result),
        _rejects(result),
        _transactions(result.spend, currency),
        _access(result.access),
        _spend_by_month(result.balance, currency),
    ]


def _scan(result: ScanResult, workspace: Workspace) -> Table:
    info, settings = result.info, workspace.settings
    row = {
        "scan_id": info.scan_id,
        "as_of": cells.day(info.as_of),
        "organisation": settings.organisation,
        "currency": settings.currency,
        "small_group": settings.privacy.small_group,
        "started_at": info.started_at,
        "tool_version": info.tool_version,
        "rules_hash": info.rules_hash,
        "inputs_hash": info.inputs_hash,
        "decisions_hash": info.decisions_hash,
    }
    return Table.of_dicts("scans", [row])


def _files(result: ScanResult) -> Table:
    rows = [
        {
            "file_id": file.file_id,
            "path": file.path,
            "source_id": cells.text(file.source_id),
            "status": file.status,
            "rows_read": file.rows_read,
            "rows_accepted": file.rows_accepted,
            "rows_rejected": file.rows_rejected,
            "rows_duplicate": file.rows_duplicate,
            "rows_out_of_scope": file.rows_out_of_scope,
            "sha256": file.sha256,
            "message": cells.text(file.message),
        }
        for file in result.ingested.files
    ]
    return Table.of_dicts("files", rows)


def _rejects(result: ScanResult) -> Table:
    rejects = dict.fromkeys(result.ingested.rejects)
    rows = [
        {
            "reject_id": cells.content_id("re", r.file_id, r.line, r.reason, r.raw),
            "file_id": r.file_id,
            "line": r.line,
            "reason": r.reason,
            "raw": r.raw,
        }
        for r in rejects
    ]
    return Table.of_dicts("rejects", rows)


def _transactions(spend: pd.DataFrame, currency: str) -> Table:
    columns: dict[str, Sequence[Any]] = {
        "transaction_id": cells.texts(spend["transaction_id"]),
        "date": cells.days(spend["date"]),
        "business_unit_id": cells.texts(spend["business_unit_id"]),
        "descriptor_id": cells.texts(spend["descriptor_id"]),
        "vendor_id": cells.texts(spend["vendor_id"]),
        "product_id": cells.texts(spend["product_id"]),
        "amount": cells.amounts_of(spend["amount_minor"], spend["currency"]),
        "currency": cells.texts(spend["currency"]),
        "amount_reporting": cells.amounts(spend["reporting_minor"], currency),
        "rate_date": cells.days(spend["rate_date"]),
        "kind": cells.texts(spend["kind"]),
        "unit_from": cells.texts(spend["unit_from"]),
        "contract_id": cells.texts(spend["contract_id"]),
        "doc_id": cells.texts(spend["doc_id"]),
        "person": cells.texts(spend["person"]),
        "file_id": cells.texts(spend["file_id"]),
        "line": cells.numbers(spend["line"]),
    }
    return Table.of_columns("transactions", columns)


def _access(access: pd.DataFrame) -> Table:
    names = ["access_id", "product_id", "business_unit_id", "month"]
    columns: dict[str, Sequence[Any]] = {name: cells.texts(access[name]) for name in names}
    return Table.of_columns("access", columns | {n: cells.numbers(access[n]) for n in ("users", "events")})


def _spend_by_month(balance: pd.DataFrame, currency: str) -> Table:
    columns: dict[str, Sequence[Any]] = {
        "business_unit_id": cells.texts(balance["business_unit_id"]),
        "month": cells.texts(balance["month"]),
        "status": cells.texts(balance["status"]),
        "amount": cells.amounts(balance["reporting_minor"], currency),
        "rows": cells.numbers(balance["rows"]),
    }
    return Table.of_columns("spend_by_month", columns)

"""The sums that must hold before anything is published, to the last minor unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from shadowscan.errors import ShadowscanError
from shadowscan.money import show_money
from shadowscan.publish.judged import spend_of_window
from shadowscan.records import STATUSES, ScanResult

Sums = dict[tuple[str, str], int]
_NOT_SOFTWARE = "not_software"


def check_sums(result: ScanResult, currency: str) -> list[str]:
    """Raise ShadowscanError where a sum does not hold; return what was checked, one sentence each."""
    rows = _check_files(result)
    balance = result.balance
    unknown = sorted(set(balance["status"]) - {*STATUSES, _NOT_SOFTWARE})
    if unknown:
        raise ShadowscanError(f"the balance has a status that is not known: {unknown[0]}")
    accepted = _by_unit_and_month(result.ingested.transactions)
    _agree("accepted spend and the sum over all statuses", accepted, _of_balance(balance, "month"), currency)
    software = balance[balance["status"] != _NOT_SOFTWARE]
    _agree(
        "software spend and its statuses", _by_unit_and_month(result.spend), _of_balance(software, "month"), currency
    )
    found = _sum(((f.business_unit_id, f.status), f.spend_total) for f in result.findings)
    _agree("the findings and the balance", found, _of_balance(software, "status"), currency)
    recent = _sum(((f.business_unit_id, "12 months"), f.spend_12m) for f in result.findings)
    window = {(unit, "12 months"): total for unit, total in spend_of_window(result).items()}
    _agree("the statuses and the total of the coverage summary", recent, window, currency)
    total = show_money(int(balance["reporting_minor"].sum()), currency)
    return [
        f"{len(result.ingested.files)} files: {rows} rows read, each accepted, rejected, duplicate or out of scope.",
        f"{total} accepted, equal by unit and month to the sum over all statuses and what is not software.",
        "The coverage of every unit adds up to its software spend of the last 12 months.",
    ]


def _check_files(result: ScanResult) -> int:
    for file in result.ingested.files:
        parts = file.rows_accepted + file.rows_rejected + file.rows_duplicate + file.rows_out_of_scope
        if parts != file.rows_read:
            raise ShadowscanError(f"{file.rows_read} rows were read, but {parts} accounted for", file.path)
    return sum(file.rows_read for file in result.ingested.files)


def _by_unit_and_month(frame: pd.DataFrame) -> Sums:
    months = frame["date"].dt.year * 100 + frame["date"].dt.month
    sums = frame["reporting_minor"].groupby([frame["business_unit_id"], months]).sum()
    keys: list[Any] = sums.index.tolist()
    return {
        (str(unit), f"{month // 100:04d}-{month % 100:02d}"): int(total)
        for (unit, month), total in zip(keys, sums.tolist(), strict=True)
    }


def _of_balance(balance: pd.DataFrame, by: str) -> Sums:
    sums = balance.groupby(["business_unit_id", by])["reporting_minor"].sum()
    keys: list[Any] = sums.index.tolist()
    return {(str(unit), str(key)): int(total) for (unit, key), total in zip(keys, sums.tolist(), strict=True)}


def _sum(pairs: Iterable[tuple[tuple[str, str], int]]) -> Sums:
    sums: Sums = {}
    for key, amount in pairs:
        sums[key] = sums.get(key, 0) + amount
    return sums


def _agree(what: str, one: Sums, other: Sums, currency: str) -> None:
    for key in sorted(one.keys() | other.keys()):
        left, right = one.get(key, 0), other.get(key, 0)
        if left != right:
            place = f"{key[0]}, {key[1]}"
            amounts = f"{show_money(left, currency)} and {show_money(right, currency)}"
            raise ShadowscanError(f"{what} do not agree: {amounts} ({left} and {right} minor units)", place)

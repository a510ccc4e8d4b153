"""The same money seen in two sources counts once; the row nearest to the purchase is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from shadowscan.ingest.merchants import compatible
from shadowscan.ingest.pairing import NO_KEY, Fits, Window, pair
from shadowscan.ingest.texts import fold
from shadowscan.records import UNASSIGNED, FileReport
from shadowscan.rules import RuleBook

_PAID = ("invoice_line", "ap_payment")
_BOOKED = ("card_txn", "expense_line", "invoice_line", "ap_payment")
_CURRENCIES = 1024  # more than there are
_REASONS = {
    "expense": "the card line of the same charge is kept",
    "repeat": "the same row of another source is kept",
    "payment": "the invoice that it pays is kept",
    "order": "an invoice or payment for this purchase order was seen",
    "ledger": "the charge or invoice that it books is kept",
}


@dataclass(frozen=True, slots=True)
class DuplicateRules:
    """Hold `rules/duplicates.yml`."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    card_expense_days: int
    payment_days_after: int
    invoice_days_after: int
    ledger_days: int
    merchant_similarity: int
    shortest_prefix: int


@dataclass(slots=True)
class Settled:
    """Hold the rows that count, and those that do not: file_id, line, reason and the row that stands for them."""

    kept: pd.DataFrame
    dropped: pd.DataFrame

    def recount(self, files: Sequence[FileReport]) -> list[FileReport]:
        """Return the reports with the dropped rows counted as duplicates."""
        gone = self.dropped["file_id"].value_counts()
        return [_moved(file, int(gone.get(file.file_id, 0))) for file in files]


def _moved(file: FileReport, rows: int) -> FileReport:
    return replace(file, rows_accepted=file.rows_accepted - rows, rows_duplicate=file.rows_duplicate + rows)


def told_once(spend: pd.DataFrame) -> bool:
    """Tell whether no money can be told twice: all rows are of one kind and from one source."""
    return spend["source_id"].nunique() < 2 and spend["kind"].nunique() < 2


def settle(spend: pd.DataFrame, rules: RuleBook, reporting: str = "") -> Settled:
    """Find money seen in two sources: TRANSACTIONS columns plus `merchant`, one row for each transaction.

    `reporting` is the reporting currency; without it, the commonest currency of rows that needed no rate.

    Pairs are one to one and do not depend on the order of the rows. A card line takes unit, person and contract from
    the expense line that it replaces where it has none itself.
    """
    rule = rules.one("duplicates", DuplicateRules)
    frame = spend.reset_index(drop=True)
    work = _Work(frame, rule, reporting)
    work.expenses()
    work.repeats()
    work.payments()
    work.orders()
    work.ledger()
    gone = np.zeros(len(frame), dtype=bool)
    gone[list(work.dropped)] = True
    kept = work.filled()[~gone].reset_index(drop=True)
    return Settled(kept, work.report())


class _Work:
    """Hold the rows still open while one kind of pair after the other is settled."""

    def __init__(self, frame: pd.DataFrame, rule: DuplicateRules, reporting: str) -> None:
        self.frame = frame
        self.keys = _Keys(frame, reporting)
        self.rule = rule
        self.kind = frame["kind"].to_numpy(dtype=object)
        self.worth = frame["amount_minor"].to_numpy() != 0
        self.dropped: dict[int, tuple[int, str]] = {}

    def rows(self, *kinds: str) -> pd.DataFrame:
        """Return the open rows of some kinds, with the keys of their money."""
        mask = np.isin(self.kind, kinds) & self.worth
        if self.dropped:
            mask[list(self.dropped)] = False
        return self.keys.add(self.frame[mask])

    def has(self, *kinds: str) -> bool:
        return bool(np.isin(self.kind, kinds).any())

    def drop(self, pairs: list[tuple[int, int]], reason: str) -> None:
        for kept, gone in pairs:
            self.dropped[gone] = (kept, reason)

    def same(self, *conditions: Fits) -> Fits:
        """Return a test of candidate pairs: merchants fit and every condition holds."""

        def fits(pairs: pd.DataFrame) -> pd.Series[Any]:
            mask = pd.Series(True, index=pairs.index)
            for condition in conditions:
                mask &= condition(pairs)
            mask &= self._merchants(pairs, mask)
            return mask

        return fits

    def _merchants(self, pairs: pd.DataFrame, mask: pd.Series[Any]) -> pd.Series[Any]:
        rule = self.rule
        triples = zip(pairs["merchant_a"].tolist(), pairs["merchant_b"].tolist(), mask.tolist(), strict=True)
        hits = [ok and compatible(a, b, rule.merchant_similarity, rule.shortest_prefix) for a, b, ok in triples]
        return pd.Series(hits, index=pairs.index, dtype=bool)

    def expenses(self) -> None:
        if self.has("card_txn") and self.has("expense_line"):
            days = self.rule.card_expense_days
            lines = self.rows("expense_line")
            lines = lines[lines["paid_with"] != "own"]
            pairs = pair(self.rows("card_txn"), lines, Window(days, days), self.same(_one_person))
            self.drop(pairs, "expense")

    def repeats(self) -> None:
        """Settle one expense or invoice in two systems: another source, the same person or document number."""
        for kind, condition in (("expense_line", _same_known_person), ("invoice_line", _same_document)):
            rows = self.rows(kind)
            sources = sorted(set(rows["source_id"]))
            for place, source in enumerate(sources[1:], start=1):
                kept = rows[rows["source_id"].isin(sources[:place]) & ~rows.index.isin(list(self.dropped))]
                other = rows[rows["source_id"] == source]
                pairs = pair(kept, other, Window(0, 0), self.same(condition))
                self.drop(pairs, "repeat")

    def payments(self) -> None:
        if self.has("invoice_line") and self.has("ap_payment"):
            self._documents(("invoice_line",), ("ap_payment",), Window(0, self.rule.payment_days_after), "payment")

    def orders(self) -> None:
        if not self.has("po_line"):
            return
        orders = self.rows("po_line")
        paid = self.frame[np.isin(self.kind, _PAID)]
        by_number = _first_by_number(paid)
        numbers = orders["doc_id"].map(_number)
        for row, number in numbers[numbers.isin(list(by_number))].items():
            self.dropped[int(str(row))] = (by_number[number], "order")
        window = Window(0, self.rule.invoice_days_after)
        self._documents(_PAID, ("po_line",), Window(window.after, window.before), "order", _one_unit)

    def ledger(self) -> None:
        if self.has("gl_line") and self.has(*_BOOKED):
            days = self.rule.ledger_days
            self._documents(_BOOKED, ("gl_line",), Window(days, days), "ledger")

    def _documents(
        self, kept: tuple[str, ...], other: tuple[str, ...], window: Window, reason: str, *conditions: Fits
    ) -> None:
        """Pair row with row, then document with document: an invoice of many lines has one payment."""
        fits = self.same(*conditions)
        self.drop(pair(self._unspent(kept, reason), self.rows(*other), window, fits), reason)
        whole, lines = _documents(self._unspent(kept, reason), self.keys)
        others, other_lines = _documents(self.rows(*other), self.keys)
        for a, b in pair(whole, others, window, fits):
            self.drop([(lines[a][0], gone) for gone in other_lines[b]], reason)

    def _unspent(self, kinds: tuple[str, ...], reason: str) -> pd.DataFrame:
        """Return open rows that stand for no other row of this reason yet."""
        rows = self.rows(*kinds)
        spent = {kept for kept, why in self.dropped.values() if why == reason}
        return rows[~rows.index.isin(list(spent))]

    def filled(self) -> pd.DataFrame:
        """Return the rows, card lines filled with what their expense lines know."""
        pairs = sorted((kept, gone) for gone, (kept, why) in self.dropped.items() if why == "expense")
        if not pairs:
            return self.frame
        frame = self.frame.copy()
        kept = np.asarray([k for k, _ in pairs])
        gone = np.asarray([g for _, g in pairs])
        _fill(frame, kept, gone, "business_unit_id", UNASSIGNED, ("unit_from",))
        _fill(frame, kept, gone, "person", "")
        _fill(frame, kept, gone, "contract_id", "")
        return frame

    def report(self) -> pd.DataFrame:
        """Return the dropped rows by file and line with the reason and the row that is kept."""
        gone = sorted(self.dropped)
        kept = [self.dropped[row][0] for row in gone]
        table: dict[str, Any] = {
            "file_id": self.frame["file_id"].iloc[gone].to_numpy(),
            "line": self.frame["line"].iloc[gone].to_numpy(),
            "reason": [_REASONS[self.dropped[row][1]] for row in gone],
            "kept_file_id": self.frame["file_id"].iloc[kept].to_numpy(),
            "kept_line": self.frame["line"].iloc[kept].to_numpy(),
        }
        return pd.DataFrame(table)


def _fill(frame: pd.DataFrame, kept: Any, gone: Any, column: str, empty: str, with_it: tuple[str, ...] = ()) -> None:
    here = frame[column].to_numpy(dtype=object)
    use = (here[kept] == empty) & (here[gone] != empty)
    for name in (column, *with_it):
        values = frame[name].to_numpy(dtype=object).copy()
        values[kept[use]] = values[gone[use]]
        frame[name] = pd.Series(values, dtype="str", index=frame.index)


class _Keys:
    """Number what may be equal: the amount as charged, and the amount as posted in the reporting currency."""

    def __init__(self, frame: pd.DataFrame, reporting: str) -> None:
        plain = frame["currency"][frame["rate_date"].isna()]
        common = plain.value_counts()
        self.reporting = reporting or (sorted(common[common == common.max()].index)[0] if len(common) else "")
        names = sorted({*frame["currency"].unique().tolist(), self.reporting})
        self.codes = {name: code for code, name in enumerate(names)}

    def add(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows with `_charged` and `_posted`."""
        codes = rows["currency"].map(self.codes).to_numpy(dtype=np.int64)
        charged = rows["amount_minor"].to_numpy() * _CURRENCIES + codes
        posted = rows["reporting_minor"].to_numpy() * _CURRENCIES + self.codes[self.reporting]
        lacks = rows["rate_date"].notna().to_numpy() | (posted == charged)
        return rows.assign(_charged=charged, _posted=np.where(lacks, NO_KEY, posted))


def _one_person(pairs: pd.DataFrame) -> pd.Series[Any]:
    a, b = pairs["person_a"], pairs["person_b"]
    return (a == b) | (a == "") | (b == "")


def _same_known_person(pairs: pd.DataFrame) -> pd.Series[Any]:
    return (pairs["person_a"] == pairs["person_b"]) & (pairs["person_a"] != "")


def _same_document(pairs: pd.DataFrame) -> pd.Series[Any]:
    return (pairs["doc_id_a"].map(_number) == pairs["doc_id_b"].map(_number)) & (pairs["doc_id_a"] != "")


def _one_unit(pairs: pd.DataFrame) -> pd.Series[Any]:
    a, b = pairs["business_unit_id_a"], pairs["business_unit_id_b"]
    return (a == b) | (a == UNASSIGNED) | (b == UNASSIGNED)


def _number(text: str) -> str:
    """Return a document number as one compares it: without `PO`, `#`, dashes and leading zeros."""
    plain = re.sub(r"^(purchase order|p\.?o\.?)\s*(number|no\.?)?", "", fold(text))
    return re.sub(r"[^0-9a-z]", "", plain).lstrip("0")


def _first_by_number(paid: pd.DataFrame) -> dict[str, int]:
    named = paid[paid["po_ref"] != ""].sort_values(["date", "amount_minor", "file_id", "line"], kind="stable")
    found: dict[str, int] = {}
    for row, text in zip(named.index.tolist(), named["po_ref"].tolist(), strict=True):
        found.setdefault(_number(text), row)
    found.pop("", None)
    return found


def _documents(rows: pd.DataFrame, keys: _Keys) -> tuple[pd.DataFrame, dict[int, list[int]]]:
    """Return one row for each document with its sum, and the rows it is made of."""
    own = "row " + pd.Series(rows.index.astype(str), index=rows.index, dtype="str")
    document = rows["doc_id"].where(rows["doc_id"] != "", own)
    ordered = rows.assign(_row=rows.index, _document=document).sort_values(["date", "amount_minor", "file_id", "line"])
    groups = ordered.groupby(["source_id", "_document", "currency", "merchant"], sort=False)
    first = groups.head(1).copy()
    number = groups.ngroup()
    first.index = pd.Index(number[first.index].to_numpy())
    for column in ("amount_minor", "reporting_minor"):
        first[column] = ordered.groupby(number)[column].sum().reindex(first.index)
    lines: dict[int, list[int]] = {}
    for place, row in zip(number.tolist(), ordered["_row"].tolist(), strict=True):
        lines.setdefault(place, []).append(row)
    return keys.add(first.drop(columns=["_row", "_document", "_charged", "_posted"])), lines

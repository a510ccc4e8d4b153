"""The money of spend rows: which amount, in which currency, with which sign, worth what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shadowscan.ingest.amounts import Amounts, products, read_amounts, sample, vote
from shadowscan.ingest.cells import Cells
from shadowscan.ingest.dates import Days
from shadowscan.ingest.exchange import convert
from shadowscan.ingest.source import SignColumn
from shadowscan.ingest.texts import (
    Codes,
    Mask,
    Texts,
    by_distinct,
    constant,
    distinct,
    first_filled,
    fold,
    is_empty,
    texts,
    where,
)
from shadowscan.money import is_currency, minor_digits

if TYPE_CHECKING:
    from shadowscan.ingest.mapping import Mapped, Setting


@dataclass(slots=True)
class SpendRows:
    """Hold the money of each row; the masks say where it could not be told."""

    amount_texts: Texts
    readable: Mask
    currency_texts: Texts
    known_currency: Mask
    currencies: Texts
    has_rate: Mask
    minor: Codes
    reporting: Codes
    rate_days: Days

    def keep(self, rows: Codes) -> None:
        """Keep only these rows."""
        places = pa.array(rows)
        for name in ("amount_texts", "currency_texts", "currencies"):
            setattr(self, name, getattr(self, name).take(places))
        for name in ("readable", "known_currency", "has_rate", "minor", "reporting", "rate_days"):
            setattr(self, name, getattr(self, name)[rows])


def spend_rows(cells: Cells, days: Days, setting: Setting, mapped: Mapped) -> SpendRows:
    """Read amounts and currencies of all rows and convert them."""
    written = _amount_texts(cells, setting)
    amounts = read_amounts(written, cells.source.money.decimal, setting.reading.currency_signs)
    mapped.votes["decimal mark"] = f"'{amounts.vote.mark}': {amounts.vote.why}"
    currency_texts = _currency_texts(cells, amounts, setting, mapped)
    known, currencies = _currencies(currency_texts, setting.reporting)
    readable = amounts.is_readable()
    minor = _signed(cells, _minor(amounts, currencies), readable & known, mapped, setting)
    posted = convert(minor, currencies, days, setting.reporting)
    rows = SpendRows(
        written,
        readable,
        currency_texts,
        known,
        currencies,
        posted.has_rate | ~known | np.isnat(days),
        minor,
        posted.minor,
        posted.rate_days,
    )
    _use_original(cells, rows, setting)
    return rows


def _amount_texts(cells: Cells, setting: Setting) -> Texts:
    signs = setting.reading.currency_signs
    written = cells.field("amount")
    if cells.has("debit") or cells.has("credit"):
        debit, credit = cells.field("debit"), cells.field("credit")
        minus = by_distinct(credit, lambda text: f"-{text.lstrip('-')}" if text.strip("-0., ") else "")
        debit_only = by_distinct(debit, lambda text: text if text.strip("0., ") else "")
        written = first_filled([written, debit_only, minus, debit, credit])
    if cells.has("unit_price"):

        def mark(column: Texts) -> str:
            return vote(sample(column), cells.source.money.decimal).mark

        lacking = is_empty(written)
        if lacking.any():
            quantities = cells.field("quantity") if cells.has("quantity") else constant("1", len(cells))
            made = products(quantities, cells.field("unit_price"), mark, signs)
            written = pc.if_else(pa.array(lacking), made, written)
    return where(_only_original(cells), cells.field("original_amount"), written)


def _only_original(cells: Cells) -> Mask:
    """Tell which rows have an amount in the currency of the purchase and none that was posted."""
    posted = [cells.field(name) for name in ("amount", "debit", "credit", "unit_price")]
    return is_empty(first_filled(posted)) & ~is_empty(cells.field("original_amount"))


def _currency_texts(cells: Cells, amounts: Amounts, setting: Setting, mapped: Mapped) -> Texts:
    """Return each row's currency: its column, written in the amount, the source's, the folder's, the reporting one."""
    column = where(_only_original(cells), cells.field("original_currency"), cells.field("currency"))
    told = column
    if amounts.currencies:
        told = first_filled([column, texts(amounts.written_currency()).take(pa.array(amounts.codes))])
    money = cells.source.money
    fixed = money.currency or setting.defaults.currency or money.usual_currency
    lacking = is_empty(told)
    if lacking.any() and not fixed:
        share = "no row names a currency" if lacking.all() else f"{int(lacking.sum()):,} rows name no currency"
        mapped.notes.append(f"{share}: read as {setting.reporting}; set one in shadowscan.yaml under exports:")
    return first_filled([told, constant(fixed or setting.reporting, len(cells))])


def _currencies(written: Texts, reporting: str) -> tuple[Mask, Texts]:
    values, codes = distinct(written)
    names = [text.strip().upper() for text in values.to_pylist()]
    known = np.asarray([is_currency(name) for name in names], dtype=bool)
    shown = texts([name if ok else reporting for name, ok in zip(names, known, strict=True)])
    return (known[codes] if len(known) else np.zeros(0, dtype=bool)), shown.take(pa.array(codes))


def _minor(amounts: Amounts, currencies: Texts) -> Codes:
    values, codes = distinct(currencies)
    digits = np.asarray([minor_digits(name) for name in values.to_pylist()], dtype=np.int64)
    minor = np.zeros(len(codes), dtype=np.int64)
    by_row = digits[codes] if len(digits) else digits
    for places in sorted(set(digits.tolist())):
        minor = np.where(by_row == places, amounts.minor(places), minor)
    return minor


def _signed(cells: Cells, minor: Codes, known: Mask, mapped: Mapped, setting: Setting) -> Codes:
    rule = cells.source.money.sign
    if isinstance(rule, SignColumn):
        refunds = {fold(text) for text in rule.refund}
        refund = ~is_empty(by_distinct(cells.field("sign"), lambda text: "y" if fold(text) in refunds else ""))
        minor = np.where(refund, -np.abs(minor), minor)
    elif rule == "invert":
        minor = -minor
    counted = minor[known & (minor != 0)]
    negative = int((counted < 0).sum())
    if len(counted) >= 3 and negative > len(counted) * float(setting.reading.refund_share):
        mapped.notes.append(
            f"{negative:,} of {len(counted):,} rows are refunds after the sign rule '{_sign_name(rule)}' of "
            f"{mapped.source_id}: check whether this export writes charges the other way round"
        )
    return minor


def _sign_name(rule: str | SignColumn) -> str:
    return rule if isinstance(rule, str) else "from column"


def _use_original(cells: Cells, rows: SpendRows, setting: Setting) -> None:
    """Show what was charged where the posted amount already is in the reporting currency."""
    if not (cells.has("original_amount") and cells.has("original_currency")) or not cells.has("amount"):
        return
    original = read_amounts(cells.field("original_amount"), cells.source.money.decimal, setting.reading.currency_signs)
    texts_there = cells.field("original_currency")
    known, currencies = _currencies(texts_there, setting.reporting)
    minor = _minor(original, currencies)
    posted = np.asarray(pc.equal(rows.currencies, setting.reporting), dtype=bool) & rows.known_currency & rows.readable
    foreign = np.asarray(pc.not_equal(currencies, setting.reporting), dtype=bool)
    use = posted & foreign & known & original.is_readable() & (minor != 0) & ~is_empty(texts_there)
    same_sign = np.where(rows.reporting < 0, -np.abs(minor), np.abs(minor))
    rows.minor = np.where(use, same_sign, rows.minor)
    rows.currencies = pc.if_else(pa.array(use), currencies, rows.currencies)

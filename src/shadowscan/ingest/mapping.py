"""A raw table into transactions or sign-ins: each row accepted, rejected or out of scope, with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shadowscan.ingest.cells import Cells, ColumnUse
from shadowscan.ingest.columns import sign_in_columns, spend_columns, unique_ids
from shadowscan.ingest.dates import Dates, read_dates
from shadowscan.ingest.masking import masked_row
from shadowscan.ingest.people import People, PersonColumn, resolve
from shadowscan.ingest.rowfilter import Controls, drop_controls, dropped_by
from shadowscan.ingest.settlements import Settlements
from shadowscan.ingest.source import Drop, KindMap, Reading, Source
from shadowscan.ingest.spend import SpendRows, spend_rows
from shadowscan.ingest.table import Table
from shadowscan.ingest.texts import (
    Codes,
    Mask,
    Texts,
    by_distinct,
    constant,
    distinct,
    first_filled,
    fold,
    glue,
    is_empty,
    series,
    trim,
)
from shadowscan.ingest.units import UnitColumn, Units, assign
from shadowscan.workspace import ExportDefaults


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold what a workspace knows that its files do not say."""

    reporting: str
    day_first: bool
    reading: Reading
    people: People
    units: Units
    settlements: Settlements
    today: date | None = None  # later dates are errors
    defaults: ExportDefaults = field(default_factory=ExportDefaults)


@dataclass(frozen=True, slots=True)
class Refused:
    """Hold a row that cannot be read."""

    line: int
    reason: str
    raw: str


@dataclass(slots=True)
class Mapped:
    """Hold what one file gave; `frame` has the declared columns and, beginning with `_`, what ingest needs itself."""

    source_id: str
    source: Source
    frame: pd.DataFrame
    rows_read: int
    refused: list[Refused] = field(default_factory=list)
    dropped: list[tuple[Drop, Codes]] = field(default_factory=list)  # with the lines
    notes: list[str] = field(default_factory=list)
    later: int = 0  # rows after the scan's day
    votes: dict[str, str] = field(default_factory=dict)
    uses: tuple[ColumnUse, ...] = ()

    @property
    def rows_dropped(self) -> int:
        return self.later + sum(len(lines) for _, lines in self.dropped)


class _Verdicts:
    """Collect why rows are refused; the first reason stands."""

    def __init__(self, rows: int) -> None:
        self.code = np.full(rows, -1, dtype=np.int64)
        self.reasons: list[str] = []

    def refuse(self, mask: Mask, reason: str) -> None:
        if mask.any():
            self.code[mask & (self.code == -1)] = len(self.reasons)
            self.reasons.append(reason)

    def refuse_each(self, mask: Mask, column: Texts, reason: str) -> None:
        """Refuse rows with the cell's own text in place of {}."""
        rows = np.flatnonzero(mask & (self.code == -1))
        values, codes = distinct(column.take(pa.array(rows)))
        for place, text in enumerate(values.to_pylist()):
            self.code[rows[codes == place]] = len(self.reasons)
            self.reasons.append(reason.format(text[:60]))


def map_table(table: Table, source_id: str, source: Source, setting: Setting) -> Mapped:
    """Read a table as `source` says."""
    cells = Cells(table, source, setting.reading.empty_words)
    controls = drop_controls(cells, table.broken, setting.reading)
    read = len(cells) + len(controls.broken)
    mapped = Mapped(source_id, source, pd.DataFrame(), read, notes=list(table.notes), uses=cells.uses())
    mapped.refused = _broken(cells, controls)
    _drop(cells, mapped)
    _drop_settlements(cells, mapped, setting.settlements)
    cells.make_all()
    verdicts = _Verdicts(len(cells))
    order = source.dates.order
    dates = read_dates(cells.field("date"), order, setting.day_first, setting.reading.month_languages)
    mapped.votes["dates"] = dates.vote.why
    if dates.vote.told_by == "settings":
        mapped.notes.append(f"no date tells day from month: read as {dates.vote.why}")
    kinds = _kinds(cells)
    if isinstance(source.kind, KindMap):
        column = source.kind.column
        verdicts.refuse_each(is_empty(kinds), cells.named(column), f"the {column} '{{}}' is not known")
    _check_dates(cells, dates, kinds, verdicts, setting)
    spend = spend_rows(cells, dates.days, setting, mapped) if source.is_spend else None
    if spend:
        _check_spend(cells, spend, verdicts, setting)
    else:
        verdicts.refuse(is_empty(cells.field("app")) & is_empty(cells.field("app_id")), "the application is empty")
    _finish(cells, mapped, verdicts, dates, kinds, spend, setting)
    _closing_notes(controls, mapped, setting.reading)
    return mapped


def _broken(cells: Cells, controls: Controls) -> list[Refused]:
    personal = cells.personal_places()
    width = len(cells.keys)
    return [
        Refused(bad.line, bad.reason, masked_row(bad.cells, personal, len(bad.cells) - width))
        for bad in controls.broken
    ]


def _drop(cells: Cells, mapped: Mapped) -> None:
    drops = mapped.source.rows.drop
    if not drops:
        return
    hit = dropped_by(cells, drops)
    for place, drop in enumerate(drops):
        lines = cells.lines[hit == place]
        if len(lines):
            mapped.dropped.append((drop, lines))
    cells.keep(np.flatnonzero(hit == -1))


def _drop_settlements(cells: Cells, mapped: Mapped, settlements: Settlements) -> None:
    if not mapped.source.is_spend:
        return
    kinds = by_distinct(_kinds(cells), lambda kind: "y" if kind in settlements.kinds else "")
    concerned = ~is_empty(kinds)
    if not concerned.any():
        return
    issuers = by_distinct(cells.field("descriptor"), lambda payee: "y" if settlements.is_issuer(payee) else "")
    hit = concerned & ~is_empty(issuers)
    if hit.any():
        mapped.dropped.append((settlements.drop, cells.lines[hit]))
        cells.keep(np.flatnonzero(~hit))


def _kinds(cells: Cells) -> Texts:
    """Return the kind of each row; empty where the source does not know it."""
    rule = cells.source.kind
    if not isinstance(rule, KindMap):
        return constant(rule, len(cells))
    values = {fold(text): kind for text, kind in rule.values.items()}
    return by_distinct(cells.named(rule.column), lambda text: values.get(fold(text), rule.otherwise))


def _check_dates(cells: Cells, dates: Dates, kinds: Texts, verdicts: _Verdicts, setting: Setting) -> None:
    written = cells.field("date")
    missing = np.isnat(dates.days)
    empty = is_empty(written)
    may_lack = np.asarray(pc.equal(kinds, "assignment"), dtype=bool)
    verdicts.refuse(missing & empty & ~may_lack, "the date is empty")
    verdicts.refuse_each(missing & ~empty, written, "the date '{}' cannot be read")
    earliest = np.datetime64(f"{setting.reading.earliest_year}-01-01", "s")
    verdicts.refuse_each(~missing & (dates.days < earliest), written, "the date '{}' lies too far back")
    if setting.today:
        limit = np.datetime64(setting.today.isoformat(), "s") + np.timedelta64(setting.reading.future_days, "D")
        verdicts.refuse_each(~missing & (dates.days > limit), written, "the date '{}' lies in the future")


def _check_spend(cells: Cells, spend: SpendRows, verdicts: _Verdicts, setting: Setting) -> None:
    verdicts.refuse(is_empty(cells.field("descriptor")), "the payee is empty")
    verdicts.refuse(is_empty(spend.amount_texts), "the amount is empty")
    verdicts.refuse_each(~spend.readable, spend.amount_texts, "the amount '{}' cannot be read")
    verdicts.refuse_each(~spend.known_currency, spend.currency_texts, "unknown currency '{}'")
    reason = f"there is no ECB reference rate from {{}} to {setting.reporting} for its date"
    verdicts.refuse_each(~spend.has_rate, spend.currencies, reason)


def _finish(
    cells: Cells,
    mapped: Mapped,
    verdicts: _Verdicts,
    dates: Dates,
    kinds: Texts,
    spend: SpendRows | None,
    setting: Setting,
) -> None:
    personal = cells.personal_places()
    for row in np.flatnonzero(verdicts.code != -1).tolist():
        reason = verdicts.reasons[verdicts.code[row]]
        mapped.refused.append(Refused(int(cells.lines[row]), reason, masked_row(cells.raw(row), personal)))
    mapped.refused.sort(key=lambda bad: bad.line)
    good = np.flatnonzero(verdicts.code == -1)
    days = dates.days[good]
    if spend:
        spend.keep(good)
    kinds = kinds.take(pa.array(good))
    cells.keep(good)
    people = _people(cells, setting.people)
    units = assign(
        setting.units,
        cells.field("business_unit"),
        cells.field("cost_centre"),
        people.found,
        days,
        setting.defaults.business_unit,
    )
    _unknown_notes(mapped, units, setting)
    common = {
        "line": cells.lines,
        "source_id": series(constant(mapped.source_id, len(cells))),
        "kind": series(kinds),
        "date": days,
        "business_unit_id": series(units.ids),
        "person": series(people.labels),
        "_id": series(unique_ids(cells, mapped.source, mapped.notes)),
        "_revision": series(cells.field("revision")),
    }
    own = spend_columns(cells, spend, units) if spend else sign_in_columns(cells)
    mapped.frame = pd.DataFrame({**common, **own})


def _people(cells: Cells, people: People) -> PersonColumn:
    names = cells.field("person_name")
    if cells.has("person_first") or cells.has("person_last"):
        both = glue(cells.field("person_first"), cells.field("person_last"), " ")
        names = first_filled([names, trim(both)])
    return resolve(people, cells.field("person_email"), cells.field("person_id"), names)


def _unknown_notes(mapped: Mapped, units: UnitColumn, setting: Setting) -> None:
    if not len(setting.units.units):
        return
    for what, counts in (("business units", units.unknown_units), ("cost centres", units.unknown_centres)):
        if counts:
            mapped.notes.append(f"{what} not known to reference/: {_listed(counts)}")


def _listed(counts: Counter[str]) -> str:
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = ", ".join(f"'{name}' ({rows:,} rows)" for name, rows in ranked[:10])
    return shown if len(ranked) <= 10 else f"{shown} and {len(ranked) - 10} more"


def _closing_notes(controls: Controls, mapped: Mapped, reading: Reading) -> None:
    for text in controls.closing:
        if any(word in fold(text) for word in reading.warning_words):
            mapped.notes.append(f"the file says at its end: {text[:200]}")
    for cap in reading.row_caps:
        if mapped.rows_read == cap.rows:
            mapped.notes.append(f"exactly {cap.rows:,} rows, where {cap.who} cut exports off: it may be incomplete")
    unknown = [use.header for use in mapped.uses if use.use == "unknown"]
    if unknown:
        mapped.notes.append(f"columns not known to {mapped.source_id}: {', '.join(unknown[:20])}")

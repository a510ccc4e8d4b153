"""The columns of a table by the fields a source makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shadowscan.ingest.source import PERSON_FIELDS, FieldRule, Source
from shadowscan.ingest.table import Table
from shadowscan.ingest.texts import Codes, Texts, by_distinct, constant, first_filled, fold, glue, header_key, trim

_THREADS = 2  # cleaning is bound by memory: more threads do not help
_WORTH_THREADS = 400_000  # cells; fewer are done before a thread has started


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """Say what one column of a file becomes: a field, `ignored` or `unknown`."""

    position: int
    header: str
    use: str


class Cells:
    """Give the fields of a source, row by row, from a table's columns."""

    def __init__(self, table: Table, source: Source, empty_words: tuple[str, ...] = ()) -> None:
        self._empty_words = pa.array(empty_words, type=pa.large_string())
        self.source = source
        self.header = table.header
        self.keys = [header_key(name) for name in table.header]
        self.columns = _each(trim, table.columns, len(table.lines))
        self.lines = table.lines
        self._extra: dict[str, Texts] = {}
        self._made: dict[str, Texts] = {}

    def __len__(self) -> int:
        return len(self.lines)

    def keep(self, rows: Codes) -> None:
        """Keep only these rows."""
        if len(rows) == len(self.lines):
            return
        places = pa.array(rows)
        self.columns = [column.take(places) for column in self.columns]
        self._extra = {name: column.take(places) for name, column in self._extra.items()}
        self._made = {name: column.take(places) for name, column in self._made.items()}
        self.lines = self.lines[rows]

    def put(self, field: str, column: Texts) -> None:
        """Set a field that no single column holds."""
        self._extra[field] = column
        self._made.pop(field, None)

    def positions(self, header: str) -> list[int]:
        """Return where a header stands; it may stand more than once."""
        key = header_key(header)
        return [place for place, own in enumerate(self.keys) if own == key and key]

    def without_empty_words(self, column: Texts) -> Texts:
        """Return the column with words such as `- None -` made empty."""
        if not len(self._empty_words):
            return column
        return pc.if_else(pc.is_in(pc.utf8_lower(column), value_set=self._empty_words), "", column)

    def _column(self, place: int) -> Texts:
        return self.without_empty_words(self.columns[place])

    def has(self, field: str) -> bool:
        """Tell whether the file has a column for the field."""
        if field in self._extra:
            return True
        rule = self.source.field(field)
        return rule is not None and bool(self._places(rule) or (rule.choose and self._numbers(rule)))

    def field(self, name: str) -> Texts:
        """Return the texts of a field; empty texts where the file does not have it."""
        if name not in self._made:
            self._made[name] = self._extra[name] if name in self._extra else self._make(name)
        return self._made[name]

    def make_all(self) -> None:
        """Make the fields that the file has, several at a time."""
        _each(self.field, [name for name in self.source.columns if self.has(name)], len(self))

    def nothing(self) -> Texts:
        """Return a column of empty texts."""
        if "" not in self._made:
            self._made[""] = constant("", len(self))
        return self._made[""]

    def named(self, name: str) -> Texts:
        """Return a field of the source or, by its header, any other column."""
        if name in self.source.columns:
            return self.field(name)
        places = self.positions(name)
        return first_filled([self._column(p) for p in places]) if places else self.nothing()

    def personal_places(self) -> list[int]:
        """Return the positions of columns that tell who it was."""
        rules = [rule for name in PERSON_FIELDS if (rule := self.source.field(name)) is not None]
        found = {place for rule in rules for place in self._places(rule)}
        found |= {place for place, key in enumerate(self.keys) if key in self.source.personal_keys}
        return sorted(found)

    def raw(self, row: int) -> list[str]:
        """Return the cells of a row."""
        return [column[row].as_py() for column in self.columns]

    def uses(self) -> tuple[ColumnUse, ...]:
        """Say, column by column, what it becomes."""
        return tuple(ColumnUse(n + 1, name.strip(), self._use(self.keys[n])) for n, name in enumerate(self.header))

    def _use(self, key: str) -> str:
        fields = (*self.source.aliases.get(key, ()), *self.source.numbered.get(key, ()))
        if fields:
            return ", ".join(dict.fromkeys(fields))
        return "ignored" if not key or key in self.source.ignored_keys else "unknown"

    def _places(self, rule: FieldRule) -> list[int]:
        return list(dict.fromkeys(place for header in rule.headers for place in self.positions(header)))

    def _numbers(self, rule: FieldRule) -> list[int]:
        return [n for n in range(10) if self.positions(rule.choose.replace("{n}", str(n)))]

    def _make(self, name: str) -> Texts:
        rule = self.source.field(name)
        if rule is None:
            return self.nothing()
        if rule.choose:
            made = self._chosen(rule)
        else:
            columns = [self._column(place) for place in self._places(rule)]
            made = _together(columns, rule.join) if rule.join else first_filled(columns) if columns else None
        if made is None:
            return self.nothing()
        return _extracted(made, rule.extract) if rule.extract else made

    def _chosen(self, rule: FieldRule) -> Texts:
        chosen = constant("", len(self))
        for number in reversed(self._numbers(rule)):
            beside = self.named(rule.beside.replace("{n}", str(number)))
            fits = pc.equal(by_distinct(beside, fold), fold(rule.says))
            chosen = pc.if_else(fits, self.named(rule.choose.replace("{n}", str(number))), chosen)
        return chosen


def _each(work: Callable[[Any], Texts], items: Sequence[Any], rows: int) -> list[Texts]:
    """Return the work done for each item, in order; on long columns two at a time."""
    if rows * len(items) < _WORTH_THREADS:
        return [work(item) for item in items]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(work, items))


def _together(columns: list[Texts], between: str) -> Texts | None:
    if not columns:
        return None
    made = columns[0]
    for column in columns[1:]:
        new = pc.and_(pc.not_equal(column, ""), pc.not_equal(column, made))
        both = pc.and_(new, pc.not_equal(made, ""))
        made = pc.if_else(both, glue(made, column, between), pc.if_else(new, column, made))
    return made


def _extracted(column: Texts, pattern: str) -> Texts:
    compiled = re.compile(pattern)

    def extract(text: str) -> str:
        match = compiled.search(text)
        return (match.group(1) or "").strip() if match else text

    return by_distinct(column, extract)

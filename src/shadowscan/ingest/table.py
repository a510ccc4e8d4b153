"""Delimited text into columns: chunk by chunk through the csv module, with the line each record starts on."""

from __future__ import annotations

import _csv
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from shadowscan.ingest.texts import Codes, Texts, join_chunks, texts

_CHUNK = 65_536
_MOST_RESTARTS = 500
_FEWEST = 3  # narrower tables cannot be told from prose
_LONGEST_LOOK = 50  # lines of a record that are checked for being rows of their own


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that has not as many cells as the header."""

    line: int
    cells: tuple[str, ...]
    reason: str


@dataclass(slots=True)
class Table:
    """Hold the rows below a header as columns by position."""

    header: list[str]
    header_line: int
    columns: list[Texts]
    lines: Codes
    broken: list[Broken] = field(default_factory=list)
    preamble: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Dialect:
    """Say how cells are told apart."""

    delimiter: str
    quoting: str = "standard"

    def reader(self, lines: Iterator[str]) -> _csv.Reader:
        spaces = self.delimiter != "\t"
        if self.quoting == "none":
            return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE, skipinitialspace=spaces)
        return csv.reader(lines, delimiter=self.delimiter, skipinitialspace=spaces)


Chunk = tuple[list[int], list[list[str]]]


def head_rows(lines: Iterator[str], dialect: Dialect, most: int) -> Chunk:
    """Return the first records with the lines they start on, as far as they can be read."""
    reader = dialect.reader(lines)
    starts: list[int] = []
    rows: list[list[str]] = []
    line = 0
    try:
        for row in islice(reader, most):
            starts.append(line + 1)
            rows.append(row)
            line = reader.line_num
    except csv.Error:
        pass
    return starts, rows


class _Feed:
    """Give physical lines from any line on; they are kept only once a restart was needed."""

    def __init__(self, lines: Callable[[], Iterator[str]]) -> None:
        self._open = lines
        self._kept: list[str] | None = None

    def start(self, line: int) -> Iterator[str]:
        return islice(iter(self._kept) if self._kept is not None else self._open(), line, None)

    def line(self, number: int) -> str:
        if self._kept is None:
            self._kept = list(self._open())
        return self._kept[number - 1] if number <= len(self._kept) else ""


def plain_table(columns: list[Texts], header: list[str], header_line: int, skip: int) -> Table:
    """Return columns that hold one record for each physical line after `skip`."""
    rows = len(columns[0]) if columns else 0
    return Table(header, header_line, columns, np.arange(skip + 1, skip + 1 + rows, dtype=np.int64))


def read_table(
    lines: Callable[[], Iterator[str]], dialect: Dialect, header: list[str], header_line: int, skip: int
) -> Table:
    """Read the records after physical line `skip` into columns as wide as the header."""
    named = max((i + 1 for i, name in enumerate(header) if name.strip()), default=len(header))
    builder = Builder(len(header), named)
    feed = _Feed(lines)
    restarts = 0
    while True:
        again = _read_from(feed, dialect, skip, builder)
        if again is None:
            break
        skip, restarts = again, restarts + 1
        if restarts == _MOST_RESTARTS:  # quotation marks mean nothing in this file
            dialect = Dialect(dialect.delimiter, "none")
    return builder.table(header, header_line)


def _read_from(feed: _Feed, dialect: Dialect, skip: int, builder: Builder) -> int | None:
    """Read on from line `skip`; return the line to start again after when a quote was never closed."""
    reader = dialect.reader(feed.start(skip))
    done = False
    last = skip
    while not done:
        starts: list[int] = []
        rows: list[list[str]] = []
        failed = False
        try:
            for row in islice(reader, _CHUNK):
                rows.append(row)
                starts.append(last + 1)
                last = skip + reader.line_num
            done = len(rows) < _CHUNK
        except csv.Error:
            failed = True
        ends = [*(start - 1 for start in starts[1:]), last] if starts else []
        runaway = builder.add(starts, ends, rows, feed, dialect)
        if runaway is not None:
            return runaway
        if failed:
            broken = last + 1
            builder.broken.append(_unreadable(broken, feed.line(broken)))
            return broken
    return None


def _unreadable(line: int, text: str) -> Broken:
    return Broken(line, (text.rstrip("\r\n"),), "a quotation mark is opened and not closed, or a cell is too long")


class Builder:
    """Collect rows into columns; rows of another width are kept apart."""

    def __init__(self, width: int, named: int) -> None:
        self.width = width
        self.named = named
        self.chunks: list[list[Texts]] = [[] for _ in range(width)]
        self.lines: list[Codes] = []
        self.broken: list[Broken] = []

    def add(
        self,
        starts: list[int],
        ends: list[int],
        rows: list[list[str]],
        feed: _Feed | None = None,
        dialect: Dialect | None = None,
    ) -> int | None:
        """Add records; return a line when a quote that was never closed swallowed the lines after it."""
        long = any(end - start > 1 for start, end in zip(starts, ends, strict=True))
        if set(map(len, rows)) <= {self.width} and not long:
            self._keep(starts, rows)
            return None
        good_starts: list[int] = []
        good: list[list[str]] = []
        runaway: int | None = None
        for start, end, row in zip(starts, ends, rows, strict=True):
            fitted = self._fit(row)
            if fitted is not None and not (feed and dialect and end - start > 1 and self._holds_rows(row, dialect)):
                good.append(fitted)
                good_starts.append(start)
            elif not any(cell.strip() for cell in row):
                continue
            elif end > start and feed and dialect and self._swallowed(start, end, feed, dialect):
                self.broken.append(_unreadable(start, feed.line(start)))
                runaway = start
                break
            else:
                reason = f"the row has {len(row)} cells, the header has {self.named}"
                self.broken.append(Broken(start, tuple(row), reason))
        self._keep(good_starts, good)
        return runaway

    def _fit(self, row: list[str]) -> list[str] | None:
        """Return the row as wide as the header, or None; only empty cells at the end may be missing or too many."""
        size = len(row)
        if size == self.width:
            return row
        if self.named <= size < self.width:
            return row + [""] * (self.width - size)
        if size > self.width and not any(cell.strip() for cell in row[self.width :]):
            return row[: self.width]
        return None

    def _holds_rows(self, row: list[str], dialect: Dialect) -> bool:
        """Tell whether a line inside a cell has as many cells as the header: a quote swallowed whole rows."""
        if self.named < _FEWEST:
            return False
        inner = (line for cell in row if "\n" in cell for line in cell.split("\n")[1:-1])
        return any(self.named - 1 <= line.count(dialect.delimiter) <= self.width for line in inner)

    def _swallowed(self, start: int, end: int, feed: _Feed, dialect: Dialect) -> bool:
        for number in range(start + 1, min(end, start + _LONGEST_LOOK) + 1):
            _, rows = head_rows(iter([feed.line(number)]), dialect, 1)
            if rows and self._fit(rows[0]) is not None and any(rows[0]):
                return True
        return False

    def _keep(self, starts: list[int], rows: list[list[str]]) -> None:
        if not rows:
            return
        for position, cells in enumerate(zip(*rows, strict=True)):
            self.chunks[position].append(texts(cells))
        self.lines.append(np.asarray(starts, dtype=np.int64))

    def table(self, header: list[str], header_line: int) -> Table:
        """Return what was collected."""
        lines = np.concatenate(self.lines) if self.lines else np.zeros(0, dtype=np.int64)
        return Table(header, header_line, [join_chunks(chunks) for chunks in self.chunks], lines, self.broken)


def table_of(rows: list[list[str]], lines: list[int], header: list[str], header_line: int) -> Table:
    """Return rows that are already apart (a sheet, JSON records) as a table."""
    named = max((i + 1 for i, name in enumerate(header) if name.strip()), default=len(header))
    builder = Builder(len(header), named)
    builder.add(lines, lines, rows)
    return builder.table(header, header_line)

"""Which source a table is from: the header row that a source knows best, read with the delimiter that fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shadowscan.ingest.source import PERSON_FIELDS, Source
from shadowscan.ingest.texts import fold, header_key


@dataclass(frozen=True, slots=True)
class Head:
    """Hold the first rows of a file as one way of reading shows them."""

    starts: Sequence[int]
    rows: Sequence[Sequence[str]]
    delimiter: str = ""
    quoting: str = "standard"
    sheet: str = ""
    explode: str = ""
    is_text: bool = True


@dataclass(frozen=True, slots=True)
class Recognised:
    """Say which source knows which row as its header, and why it was taken."""

    source_id: str
    head: Head
    row: int
    known: int
    why: str

    @property
    def header(self) -> list[str]:
        return list(self.head.rows[self.row])

    @property
    def header_line(self) -> int:
        return self.head.starts[self.row]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Say what was seen and which source came nearest."""

    header: tuple[str, ...]
    nearest: str
    missing: tuple[str, ...]


def recognise(heads: Iterable[Head], sources: dict[str, Source]) -> Recognised | Unknown:
    """Return the best match over all ways of reading; sources of last resort are asked when no other fits."""
    best: tuple[tuple[int, ...], Recognised] | None = None
    near: tuple[tuple[int, int], Unknown] = ((-1, 0), Unknown((), "", ()))
    for head in heads:
        for number, row in enumerate(head.rows):
            keys = [header_key(cell) for cell in row]
            if sum(1 for key in keys if key) < 2:
                continue
            for source_id, source in sorted(sources.items()):
                if not _readable(source, head):
                    continue
                above = _text_above(head, number) if source.detect.preamble else ""
                missing = missing_of(source, keys, above)
                known = count_known(source, keys)
                if missing:
                    near = max(near, ((known, len(row)), Unknown(_names(row), source_id, tuple(missing))), key=_first)
                    continue
                rank = _rank(source, known, head, number)
                if best is None or rank > best[0]:
                    best = rank, Recognised(source_id, head, number, known, _why(source, keys, row, known))
    return best[1] if best else near[1]


def _first(pair: tuple[tuple[int, int], Unknown]) -> tuple[int, int]:
    return pair[0]


def _names(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip()[:60] for cell in row if cell.strip())


def _readable(source: Source, head: Head) -> bool:
    if head.sheet:
        return not source.read.explode
    if head.is_text:
        return source.read.quoting == head.quoting
    return source.read.explode == head.explode


def _rank(source: Source, known: int, head: Head, number: int) -> tuple[int, ...]:
    width = len(head.rows[number])
    below = head.rows[number + 1 :]
    regular = sum(1 for row in below if len(row) == width) * 100 // max(1, len(below))
    told = len(source.detect.headers) + len(source.detect.any) + len(source.detect.preamble)
    return (0 if source.last_resort else 1, known, told, regular, -number)


def _text_above(head: Head, number: int) -> str:
    return fold(" ".join(cell for row in head.rows[:number] for cell in row))


def missing_of(source: Source, keys: Sequence[str], above: str) -> list[str]:
    """Return what a header row lacks to be of this source; nothing when it fits."""
    present = {key for key in keys if key}
    detect = source.detect
    missing = [f"the column '{h}'" for h in detect.headers if not _any_of(h.split(" | "), present)]
    if detect.any and not _any_of(detect.any, present):
        missing.append(f"one of the columns {', '.join(detect.any)}")
    missing += [f"being without the column '{h}'" for h in detect.none if header_key(h) in present]
    if detect.preamble and not any(fold(text) in above for text in detect.preamble):
        missing.append(f"the title '{detect.preamble[0]}'")
    if missing:
        return missing
    fields = fields_of(source, keys)
    for group in source.needed:
        if not fields.intersection(group):
            missing.append("a column for the " + ("person" if group == PERSON_FIELDS else group[0].replace("_", " ")))
    return missing


def _any_of(headers: Sequence[str], present: set[str]) -> bool:
    return any(header_key(header) in present for header in headers)


def fields_of(source: Source, keys: Sequence[str]) -> set[str]:
    """Return the fields that a header row feeds."""
    fields = {name for key in keys if key for name in source.aliases.get(key, ())}
    fields |= {name for key in keys if key for name in source.numbered.get(key, ())}
    if source.read.carry_down:
        fields.add(source.read.carry_down.field)
    return fields


def count_known(source: Source, keys: Sequence[str]) -> int:
    """Count the headers that the source maps or ignores by name."""
    return sum(
        1 for key in keys if key and (key in source.aliases or key in source.numbered or key in source.ignored_keys)
    )


def _why(source: Source, keys: Sequence[str], row: Sequence[str], known: int) -> str:
    named = sum(1 for key in keys if key)
    shown = [row[keys.index(header_key(h))].strip() for h in source.detect.headers if header_key(h) in keys]
    proof = f", among them {', '.join(shown[:4])}" if shown else ""
    return f"{known} of {named} columns are known to it{proof}"

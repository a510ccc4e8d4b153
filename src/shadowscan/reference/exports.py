"""Exports of service-management systems: which format a file is, and the rows it becomes, names not yet looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from shadowscan.errors import InputError
from shadowscan.reference.formats import CellRule, Format, Gives, RowTest, header_key
from shadowscan.reference.sheets import SHEETS, Line, decoded, delimiter_of, lines_of, lines_of_text
from shadowscan.reference.values import as_day, as_number, slug

_HEADER_ROWS = 10  # a title or a filter may stand above the header


@dataclass(frozen=True, slots=True)
class Mapped:
    """Hold one row on its way into a table: texts by column, and the rules of those that name other rows."""

    table: str
    cells: dict[str, str]
    rules: dict[str, CellRule]
    place: str
    record: tuple[str, ...] = ()  # what names the record once, where rows are tallied
    good: bool | None = None  # set where rows are tallied


@dataclass(slots=True)
class Export:
    """Hold one file that was understood."""

    place: str
    format_id: str
    title: str
    rows: list[Mapped]
    skipped: dict[str, int] = field(default_factory=dict)  # rows by the reason for which they say nothing
    unknown: list[str] = field(default_factory=list)  # headers nobody knows
    cut: bool = False  # it has as many rows as the system gives at most
    taken_for: dict[str, None] = field(default_factory=dict)  # what was told of cells that are not among the values


def export_lines(path: Path, place: str) -> list[Line]:
    """Return the lines of an export, whatever its delimiter."""
    if path.suffix.lower() in SHEETS:
        return list(lines_of(path, place))
    text = decoded(path.read_bytes())
    return list(lines_of_text(text, place, delimiter_of(text)))


def read_export(lines: Sequence[Line], place: str, formats: dict[str, Format]) -> Export | None:
    """Return the rows of a file in the format that fits best; None where none fits."""
    fits = [
        ((not one.last_resort, known, -number), format_id, number)
        for format_id, one in sorted(formats.items())
        for number, (_, cells) in enumerate(islice(lines, _HEADER_ROWS))
        if not lacks(one, cells)
        for known in [sum(one.key(cell) in one.known for cell in cells if cell.strip())]
    ]
    if not fits:
        return None
    _, format_id, number = max(fits, key=lambda fit: fit[0])
    return _read(formats[format_id], format_id, lines[number][1], lines[number + 1 :], place)


def lacks(one: Format, cells: Sequence[str]) -> list[str]:
    """Return what a header row lacks to be of a format; nothing when it fits."""
    keys = {one.key(cell) for cell in cells if cell.strip()}
    missing = [h for h in one.detect.headers if keys.isdisjoint(header_key(option) for option in h.split(" | "))]
    return [f"the column '{header}'" for header in missing] + [
        f"being without the column '{header}'" for header in one.detect.none if header_key(header) in keys
    ]


def nearest(lines: Sequence[Line], formats: dict[str, Format]) -> str:
    """Say which format comes nearest to a file and what it lacks."""
    heads = [cells for _, cells in islice(lines, _HEADER_ROWS) if sum(bool(cell.strip()) for cell in cells) > 1]
    best = min(
        ((len(lack), one.title, lack) for one in formats.values() for cells in heads if (lack := lacks(one, cells))),
        default=None,
    )
    return f"The nearest format is {best[1]}, which needs {' and '.join(best[2])}." if best else "It has no header row."


def _read(one: Format, format_id: str, header: Sequence[str], lines: Sequence[Line], place: str) -> Export:
    keys = [one.key(cell) for cell in header]
    unknown = [h.strip() for h, key in zip(header, keys, strict=True) if key and key not in one.known]
    export = Export(place, format_id, one.title, [], unknown=unknown)
    filled = [(line, cells) for line, cells in lines if any(cell.strip() for cell in cells)]
    export.cut = one.cut_at == len(filled) > 0
    for line, cells in filled:
        if one.cut_words and any(cell.startswith(one.cut_words) for cell in cells):
            raise InputError("the export was cut off here", f"{place}:{line}", "Export it in parts, or as CSV.")
        row = _Row(one, {k: c.strip() for k, c in zip(keys, cells, strict=False) if k}, f"{place}:{line}", export)
        skipped = next((test for test in one.skip if row.says(test)), None)
        if skipped:
            export.skipped[skipped.why] = export.skipped.get(skipped.why, 0) + 1
            continue
        export.rows += row.becomes()
    return export


@dataclass(frozen=True, slots=True)
class _Row:
    """Hold the cells of one line by header key."""

    format: Format
    cells: dict[str, str]
    place: str
    export: Export

    def text(self, headers: Sequence[str]) -> str:
        """Return the first filled cell under these headers; the mark a system puts before formulas is taken away."""
        texts = (self.cells.get(header_key(header), "") for header in headers)
        text = next((text for text in texts if text), "")
        return text[1:] if re.match(r"'[=+\-@]", text) else text

    def says(self, test: RowTest) -> bool:
        return test.holds(self.text(test.headers))

    def becomes(self) -> Iterator[Mapped]:
        for give in self.format.gives:
            if all(self.says(test) for test in give.when):
                yield self._mapped(give)

    def _mapped(self, give: Gives) -> Mapped:
        cells = {name: self._cell(name, rule) for name, rule in give.rules.items()}
        record = tuple(self.text([header]) for header in give.tally.distinct) if give.tally else ()
        good = self.says(give.tally.good) if give.tally else None
        return Mapped(give.table, cells, give.rules, self.place, record, good)

    def _cell(self, name: str, rule: CellRule) -> str:
        text = rule.always or self.text(rule.headers) or rule.blank
        if rule.extract and (match := re.search(rule.extract, text)):
            text = match[1]
        if rule.values and text and text != rule.blank:
            text = self._valued(text, name, rule)
        place = f"{self.place}: {name}"
        if rule.kind in ("day", "month") and text:
            day = as_day(text, self.format.day_first, place)
            text = day.isoformat() if rule.kind == "day" else f"{day:%Y-%m}"
        if rule.kind == "number" and text:
            text = as_number(text, place)
        return slug(text) if rule.slug else text

    def _valued(self, text: str, name: str, rule: CellRule) -> str:
        known = {word.casefold(): value for word, value in rule.values.items()}
        if text.casefold() in known:
            return known[text.casefold()]
        if rule.otherwise is not None:
            if rule.tell:
                self.export.taken_for[f"{name} '{text}' as {rule.otherwise}"] = None
            return rule.otherwise
        remedy = f"Known are: {', '.join(rule.values)}. Others can be added in a local rules/catalogue-sources/ file."
        raise InputError(f"'{text}' is not a known value of {name}", self.place, remedy)

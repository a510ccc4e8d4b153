"""One file from bytes to rows: what it is, which source knows it, and what its rows say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from shadowscan.errors import InputError
from shadowscan.ingest.bulk import read_plain
from shadowscan.ingest.decode import Decoded, decode, looks_binary
from shadowscan.ingest.detect import Head, Recognised, Unknown, recognise
from shadowscan.ingest.json_events import Records, read_records, to_rows
from shadowscan.ingest.layouts import flatten, typed_head
from shadowscan.ingest.mapping import Mapped, Setting, map_table
from shadowscan.ingest.sniff import is_ignored_name, sniff
from shadowscan.ingest.source import Source
from shadowscan.ingest.table import Broken, Dialect, Table, head_rows, plain_table, read_table, table_of
from shadowscan.ingest.workbook import Sheet, read_sheets


@dataclass(slots=True)
class FileResult:
    """Hold what became of one file, before rows of several files are compared."""

    path: str
    sha256: str
    status: str  # read, duplicate, ignored, refused
    message: str = ""
    mapped: Mapped | None = None
    recognised: Recognised | None = None
    unknown: Unknown | None = None
    encoding: str = ""
    header: tuple[str, ...] = ()
    preamble: tuple[str, ...] = field(default_factory=tuple)


def read_file(path: Path, shown: str, sources: dict[str, Source], setting: Setting) -> FileResult:
    """Read one file; whatever it holds, this returns a result and never raises for the content."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return FileResult(shown, "", "refused", f"the file cannot be opened ({error.strerror})")
    return read_bytes(data, shown, sources, setting)


def read_bytes(data: bytes, shown: str, sources: dict[str, Source], setting: Setting) -> FileResult:
    """Read the bytes of a file called `shown`."""
    result = FileResult(shown, hashlib.sha256(data).hexdigest(), "refused")
    name = PurePosixPath(shown).name
    if is_ignored_name(name, setting.reading):
        return replace(result, status="ignored", message="not an export, by its name")
    sniffed = sniff(data, setting.reading)
    if sniffed.shape == "note":
        return replace(result, status="ignored", message=f"not an export: {sniffed.reason}")
    if sniffed.shape == "refused":
        return replace(result, message=sniffed.reason)
    if setting.defaults.source:
        if setting.defaults.source not in sources:
            return replace(
                result, message=f"shadowscan.yaml names the source '{setting.defaults.source}', which is unknown"
            )
        sources = {setting.defaults.source: sources[setting.defaults.source]}
    try:
        return _read(data, sniffed.shape, result, sources, setting)
    except InputError as error:
        return replace(result, message=f"{error.message}. {error.remedy}".strip())
    except Exception as error:  # hostile content that no check foresaw: the file is refused, the scan goes on
        return replace(result, message=f"the file cannot be read ({type(error).__name__}: {str(error)[:200]})")


def _read(data: bytes, shape: str, result: FileResult, sources: dict[str, Source], setting: Setting) -> FileResult:
    if shape == "workbook":
        return _read_workbook(data, result, sources, setting)
    decoded = decode(data)
    result.encoding = decoded.encoding
    if shape == "json":
        return _read_json(decoded, result, sources, setting)
    if looks_binary(decoded):
        return replace(result, message="this is no text and no workbook; export the data as CSV or XLSX")
    return _read_text(decoded, result, sources, setting)


def _read_text(decoded: Decoded, result: FileResult, sources: dict[str, Source], setting: Setting) -> FileResult:
    found = recognise(_with_layouts(_text_heads(decoded, setting), sources), sources)
    if isinstance(found, Unknown):
        suffix = PurePosixPath(result.path).suffix.casefold()
        if suffix in setting.reading.note_suffixes:
            return replace(result, status="ignored", message="not an export: a text without the columns of any source")
        return _refuse_unknown(result, found, sources)
    dialect = Dialect(found.head.delimiter, found.head.quoting)
    source = sources[found.source_id]
    if source.read.layouts:
        starts, rows = head_rows(decoded.lines(), dialect, 1 << 62)
        table = _typed_table(source, starts, rows, found)
    else:
        skip = _line_after_header(found)
        columns = None
        if dialect.quoting == "standard":
            columns = read_plain(decoded.data, decoded.encoding, dialect.delimiter, len(found.header), skip)
        if columns is not None:
            table = plain_table(columns, found.header, found.header_line, skip)
        else:
            table = read_table(decoded.lines, dialect, found.header, found.header_line, skip)
    table.notes.extend(decoded.notes)
    return _mapped(result, found, table, sources, setting)


def _line_after_header(found: Recognised) -> int:
    """Return the last physical line of the header; a header cell may span several."""
    breaks = sum(cell.count("\n") for cell in found.header)
    return found.header_line + breaks


def _text_heads(decoded: Decoded, setting: Setting) -> Iterator[Head]:
    for quoting in ("standard", "none"):
        for delimiter in setting.reading.delimiters:
            starts, rows = head_rows(decoded.lines(), Dialect(delimiter, quoting), setting.reading.header_rows + 1)
            if any(len(row) > 1 for row in rows):
                yield Head(starts, rows, delimiter, quoting)


def _with_layouts(heads: Iterator[Head], sources: dict[str, Source]) -> Iterator[Head]:
    for head in heads:
        for source in sources.values():
            typed = typed_head(source, head)
            if typed is not None:
                yield typed
        yield head


def _typed_table(source: Source, starts: list[int], rows: list[list[str]], found: Recognised) -> Table:
    assert source.read.layouts is not None  # noqa: S101  (only called for such a source)
    header, lines, flat, unread = flatten(source.read.layouts, starts, rows)
    table = table_of(flat, lines, header, found.header_line)
    table.broken += [Broken(line, tuple(cells), reason) for line, cells, reason in unread]
    return table


def _read_workbook(data: bytes, result: FileResult, sources: dict[str, Source], setting: Setting) -> FileResult:
    sheets = read_sheets(data, result.path)
    if not sheets:
        return replace(result, message="the workbook has no filled sheet")
    heads = [_sheet_head(sheet, setting) for sheet in sheets]
    fitting: list[tuple[Sheet, Recognised]] = []
    unknown: Unknown | None = None
    for sheet, head in zip(sheets, heads, strict=True):
        found = recognise(_with_layouts(iter([head]), sources), sources)
        if isinstance(found, Recognised):
            fitting.append((sheet, found))
        elif unknown is None or len(found.header) > len(unknown.header):
            unknown = found
    if not fitting:
        return _refuse_unknown(result, unknown or Unknown((), "", ()), sources)
    sheet, found = _preferred(fitting, sources)
    source = sources[found.source_id]
    lines = list(range(1, len(sheet.rows) + 1))
    if source.read.layouts:
        table = _typed_table(source, lines, sheet.rows, found)
    else:
        below = found.row + 1
        table = table_of(sheet.rows[below:], lines[below:], found.header, found.header_line)
    others = [other.name for other, _ in fitting if other is not sheet]
    if others:
        table.notes.append(
            f"only the sheet '{sheet.name}' is read; {', '.join(others)} look like exports too: save each as a file"
        )
    return _mapped(result, found, table, sources, setting)


def _preferred(fitting: list[tuple[Sheet, Recognised]], sources: dict[str, Source]) -> tuple[Sheet, Recognised]:

    def rank(pair: tuple[Sheet, Recognised]) -> tuple[bool, bool]:
        source = sources[pair[1].source_id]
        wanted = bool(source.read.sheet) and re.search(source.read.sheet, pair[0].name) is not None
        return (not source.last_resort, wanted)

    best = max(rank(pair) for pair in fitting)
    return next(pair for pair in fitting if rank(pair) == best)


def _sheet_head(sheet: Sheet, setting: Setting) -> Head:
    rows = sheet.rows[: setting.reading.header_rows + 1]
    return Head(list(range(1, len(rows) + 1)), rows, sheet=sheet.name)


def _read_json(decoded: Decoded, result: FileResult, sources: dict[str, Source], setting: Setting) -> FileResult:
    text = decoded.text()
    try:
        records = read_records(text, result.path)
    except InputError:
        as_text = _read_text(decoded, result, sources, setting)
        if as_text.status == "read":
            return as_text
        raise
    explodes = sorted({source.read.explode for source in sources.values()})
    heads = [_json_head(records, explode) for explode in explodes]
    found = recognise(heads, sources)
    if isinstance(found, Unknown):
        return _refuse_unknown(result, found, sources)
    header, lines, rows = to_rows(records, found.head.explode)
    table = table_of(rows, lines, header, 1)
    table.broken += [Broken(line, (raw,), "the line is no JSON") for line, raw in records.unread]
    return _mapped(result, found, table, sources, setting)


def _json_head(records: Records, explode: str) -> Head:
    header, lines, rows = to_rows(Records(records.items[:200], []), explode)
    return Head([1, *lines], [header, *rows[:1]], explode=explode, is_text=False)


def _mapped(
    result: FileResult, found: Recognised, table: Table, sources: dict[str, Source], setting: Setting
) -> FileResult:
    mapped = map_table(table, found.source_id, sources[found.source_id], setting)
    result.status, result.mapped, result.recognised = "read", mapped, found
    result.header = tuple(table.header)
    result.preamble = tuple(
        text for row in found.head.rows[: found.row] if (text := " ".join(cell for cell in row if cell.strip()))
    )
    return result


def _refuse_unknown(result: FileResult, unknown: Unknown, sources: dict[str, Source]) -> FileResult:
    if not unknown.header:
        return replace(result, unknown=unknown, message="no table with a header row was found; export as CSV or XLSX")
    seen = ", ".join(unknown.header[:20]) + (" ..." if len(unknown.header) > 20 else "")
    near = sources.get(unknown.nearest)
    hint = f"; the nearest is '{near.title}', which also needs {', '.join(unknown.missing)}" if near else ""
    return replace(
        result,
        unknown=unknown,
        message=f"no source knows these columns: {seen}{hint}. Add a rule under rules/sources/ of the workspace.",
    )

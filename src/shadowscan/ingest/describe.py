"""What shadowscan makes of one file, for `shadowscan sources`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from shadowscan.ingest.cells import ColumnUse
from shadowscan.ingest.duplicates import mark_duplicates
from shadowscan.ingest.exports import folder_defaults, workspace_setting
from shadowscan.ingest.files import FileResult, read_file
from shadowscan.ingest.mapping import Setting
from shadowscan.ingest.people import People
from shadowscan.ingest.settlements import load_settlements
from shadowscan.ingest.source import Source, load_reading, load_sources
from shadowscan.ingest.units import Units
from shadowscan.rules import RuleBook
from shadowscan.workspace import Workspace

_MOST = 200


@dataclass(frozen=True, slots=True)
class RowReason:
    """Say why a row is not used; `rule` names the drop of the source for rows out of scope."""

    line: int
    reason: str
    rule: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """Say which source a file is from, why, and what would become of its columns and rows."""

    path: str
    status: str
    message: str
    source_id: str
    title: str
    why: str
    encoding: str
    delimiter: str
    sheet: str
    header_line: int
    columns: tuple[ColumnUse, ...]
    votes: dict[str, str]
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_duplicate: int
    rows_out_of_scope: int
    rejected: tuple[RowReason, ...]  # the first of them
    out_of_scope: tuple[RowReason, ...]
    notes: tuple[str, ...]
    preamble: tuple[str, ...] = ()
    nearest: str = ""
    missing: tuple[str, ...] = ()


def describe_file(
    path: Path, rules: RuleBook, workspace: Workspace | None = None, currency: str = "EUR", day_first: bool = True
) -> SourceReport:
    """Describe one file as `read_exports` would read it, on its own; nothing it holds raises an error.

    Without a workspace, `currency` is the reporting currency and nobody's unit or name is known.
    """
    reading = load_reading(rules)
    setting = Setting(currency, day_first, reading, People(b"shadowscan"), Units(()), load_settlements(rules))
    if workspace:
        below = path.resolve()
        exports = (workspace.root / "exports").resolve()
        shown = below.relative_to(exports).as_posix() if below.is_relative_to(exports) else path.name
        setting = replace(
            workspace_setting(workspace, reading, None), defaults=folder_defaults(workspace.settings, shown)
        )
    sources = load_sources(rules)
    return report(read_file(path, path.as_posix(), sources, setting), sources)


def report(result: FileResult, sources: dict[str, Source]) -> SourceReport:
    """Return the description of a file that was read."""
    mapped, found = result.mapped, result.recognised
    source = sources.get(mapped.source_id) if mapped else None
    duplicates = int(mark_duplicates([(result.sha256, mapped)])[0].sum()) if mapped else 0
    refused = mapped.refused if mapped else []
    dropped = mapped.dropped if mapped else []
    return SourceReport(
        path=result.path,
        status=result.status,
        message=result.message,
        source_id=mapped.source_id if mapped else "",
        title=source.title if source else "",
        why=found.why if found else "",
        encoding=result.encoding,
        delimiter=found.head.delimiter if found else "",
        sheet=found.head.sheet if found else "",
        header_line=found.header_line if found else 0,
        columns=mapped.uses if mapped else (),
        votes=mapped.votes if mapped else {},
        rows_read=mapped.rows_read if mapped else 0,
        rows_accepted=len(mapped.frame) - duplicates if mapped else 0,
        rows_rejected=len(refused),
        rows_duplicate=duplicates,
        rows_out_of_scope=mapped.rows_dropped if mapped else 0,
        rejected=tuple(RowReason(bad.line, bad.reason, raw=bad.raw) for bad in refused[:_MOST]),
        out_of_scope=tuple(
            RowReason(int(line), f"{drop.reason}: {drop.why}", drop.id)
            for drop, lines in dropped
            for line in lines[:_MOST]
        )[:_MOST],
        notes=tuple(mapped.notes) if mapped else (),
        preamble=result.preamble,
        nearest=result.unknown.nearest if result.unknown else "",
        missing=result.unknown.missing if result.unknown else (),
    )

"""Every file below exports/ into transactions and sign-ins, with a report on each."""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from shadowscan.ingest.duplicates import mark_duplicates
from shadowscan.ingest.files import FileResult, read_bytes
from shadowscan.ingest.mapping import Mapped, Setting
from shadowscan.ingest.people import People
from shadowscan.ingest.settlements import load_settlements
from shadowscan.ingest.source import Reading, Source, load_reading, load_sources
from shadowscan.ingest.texts import Mask
from shadowscan.ingest.units import Units
from shadowscan.pseudonyms import pseudonym_key
from shadowscan.records import SIGN_INS, TRANSACTIONS, FileReport, Frame, Ingested, Reject
from shadowscan.workspace import ExportDefaults, Settings, Workspace

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class _File:
    result: FileResult
    file_id: str
    duplicates: Mask
    original: int = -1  # of a copy: the place of the file it repeats


def read_exports(workspace: Workspace, as_of: date | None, today: date, progress: Progress) -> Ingested:
    """Read all exports of a workspace.

    No file stops the others: what cannot be read is listed with its reason. Rows after `today` are errors; those after
    `as_of` (None: none) are out of scope. The result does not depend on the order of the files.
    """
    sources, reading = load_sources(workspace.rules), load_reading(workspace.rules)
    setting = workspace_setting(workspace, reading, today)
    files = _read_all(workspace, sources, setting, progress)
    if as_of is not None:
        _leave_out_later(files, np.datetime64(as_of.isoformat(), "s"))
    _mark_duplicates(files)
    reports = [_report(files, file) for file in files]
    rejects = [
        Reject(file.file_id, bad.line, bad.reason, bad.raw)
        for file in files
        for bad in (file.result.mapped.refused if file.result.mapped else ())
    ]
    return Ingested(reports, rejects, _frame(files, TRANSACTIONS, spend=True), _frame(files, SIGN_INS, spend=False))


def workspace_setting(workspace: Workspace, reading: Reading, today: date | None) -> Setting:
    """Return what the workspace knows that its files do not say."""
    settings, reference = workspace.settings, workspace.reference
    key = pseudonym_key(workspace.private, settings.organisation)
    return Setting(
        settings.currency,
        settings.day_first,
        reading,
        People(key, settings.privacy.pseudonymise, reference.people),
        Units(reference.business_units, reference.cost_centres, reference.people, reading.cost_centre_prefixes),
        load_settlements(workspace.rules),
        today,
    )


def folder_defaults(settings: Settings, path: str) -> ExportDefaults:
    """Return what shadowscan.yaml says of a file, by its path below exports/; the first pattern that says it counts."""
    told = ExportDefaults()
    for pattern, defaults in settings.exports.items():
        if fnmatch.fnmatchcase(path, pattern):
            told = ExportDefaults(
                told.business_unit or defaults.business_unit,
                told.currency or defaults.currency,
                told.source or defaults.source,
            )
    return told


def _read_all(workspace: Workspace, sources: dict[str, Source], setting: Setting, progress: Progress) -> list[_File]:
    paths = workspace.export_files()
    files: list[_File] = []
    first: dict[str, int] = {}
    for number, path in enumerate(paths):
        progress("reading exports", number, len(paths))
        files.append(_read_one(path, workspace, sources, setting, files, first))
    progress("reading exports", len(paths), len(paths))
    return files


def _read_one(
    path: Path,
    workspace: Workspace,
    sources: dict[str, Source],
    setting: Setting,
    files: list[_File],
    first: dict[str, int],
) -> _File:
    shown = path.relative_to(workspace.root).as_posix()
    nothing = np.zeros(0, dtype=bool)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be opened ({error.strerror})"
        return _File(FileResult(shown, "", "refused", reason), _file_id("", shown), nothing)
    digest = hashlib.sha256(data).hexdigest()
    if digest in first and files[first[digest]].result.status == "read":
        same = files[first[digest]].result.path
        copy = FileResult(shown, digest, "duplicate", f"the same content as {same}")
        return _File(copy, _file_id(digest, shown), nothing, first[digest])
    own = replace(setting, defaults=folder_defaults(workspace.settings, shown.removeprefix("exports/")))
    result = read_bytes(data, shown, sources, own)
    known = digest in first
    first.setdefault(digest, len(files))
    return _File(result, _file_id(digest, shown if known else ""), nothing)


def _file_id(digest: str, path: str) -> str:
    """Return an id made of the content; a copy's, and that of a file nobody can open, also of its path."""
    if not path:
        return f"f-{digest[:16]}"
    return f"f-{hashlib.sha256(f'{digest}:{path}'.encode()).hexdigest()[:16]}"


def _leave_out_later(files: list[_File], as_of: np.datetime64) -> None:
    """Count rows after the scan's day as out of scope."""
    for file in files:
        mapped = file.result.mapped
        if mapped:
            later = mapped.frame["date"].to_numpy() > as_of
            mapped.later = int(later.sum())
            mapped.frame = mapped.frame[~later].reset_index(drop=True)
            file.duplicates = np.zeros(len(mapped.frame), dtype=bool)
            if mapped.later:
                mapped.notes.append(f"rows after the scan's day, left out: {mapped.later}")


def _mark_duplicates(files: list[_File]) -> None:
    by_source: dict[tuple[str, bool], list[tuple[_File, Mapped]]] = {}
    for file in files:
        mapped = file.result.mapped
        if mapped:
            by_source.setdefault((mapped.source_id, mapped.source.is_spend), []).append((file, mapped))
    for group in by_source.values():
        masks = mark_duplicates([(file.result.sha256, mapped) for file, mapped in group])
        for (file, _), mask in zip(group, masks, strict=True):
            file.duplicates = mask


def _report(files: list[_File], file: _File) -> FileReport:
    result, mapped = file.result, file.result.mapped
    if file.original >= 0:
        first = files[file.original].result
        rows = first.mapped.rows_read if first.mapped else 0
        source = first.mapped.source_id if first.mapped else ""
        return FileReport(
            file.file_id, result.path, source, result.sha256, "duplicate", result.message, rows, rows_duplicate=rows
        )
    if mapped is None:
        return FileReport(file.file_id, result.path, "", result.sha256, result.status, result.message)
    duplicates = int(file.duplicates.sum())
    accepted = len(mapped.frame) - duplicates
    all_seen = duplicates == mapped.rows_read and duplicates > 0
    return FileReport(
        file.file_id,
        result.path,
        mapped.source_id,
        result.sha256,
        "duplicate" if all_seen else "read",
        "; ".join(mapped.notes),
        mapped.rows_read,
        accepted,
        len(mapped.refused),
        duplicates,
        mapped.rows_dropped,
    )


def _frame(files: list[_File], declared: Frame, spend: bool) -> pd.DataFrame:
    frames = []
    for file in files:
        mapped = file.result.mapped
        if mapped and mapped.source.is_spend == spend and len(mapped.frame):
            kept = mapped.frame[~file.duplicates] if file.duplicates.any() else mapped.frame
            own = [name for name in kept.columns if not name.startswith("_")]
            frames.append(kept[own].assign(file_id=pd.Series(file.file_id, index=kept.index, dtype="str")))
            mapped.frame = mapped.frame.iloc[:0]
    if not frames:
        return declared.empty()
    return declared.check(pd.concat(frames, ignore_index=True))

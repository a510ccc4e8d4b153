"""From a scan's result to files in service: build aside, check, commit, place."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shadowscan.errors import ShadowscanError
from shadowscan.money import minor_digits
from shadowscan.publish import database
from shadowscan.publish.audiences import Audience, audiences
from shadowscan.publish.checks import check_sums
from shadowscan.publish.cut import Cutter, People
from shadowscan.publish.described import described, units_seen
from shadowscan.publish.extract import extract
from shadowscan.publish.facts import facts
from shadowscan.publish.judged import judged
from shadowscan.publish.metadata import metadata
from shadowscan.publish.place import (
    FINDINGS,
    METADATA,
    Progress,
    build_folder,
    commit,
    one_at_a_time,
    place,
    write_metadata,
)
from shadowscan.publish.schema import Schema, read_schema
from shadowscan.publish.tables import check_columns
from shadowscan.records import ScanResult
from shadowscan.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PublishReport:
    """Say what was published: rows a table of each file, what was checked, what was taken out of service."""

    findings: Path
    files: dict[str, dict[str, int]]
    checked: list[str]
    out_of_service: list[str]


def publish(result: ScanResult, workspace: Workspace, progress: Progress) -> PublishReport:
    """Write private/findings.db and published/*.db; raise ShadowscanError if it is unsound."""
    with one_at_a_time(workspace.private):
        _finish_what_was_begun(workspace.root, progress)
        checked = check_sums(result, workspace.settings.currency)
        schema = read_schema(workspace.rules)
        wanted = audiences(workspace)
        build = build_folder(workspace.private)
        steps = len(wanted) + 1
        progress("writing findings.db", 0, steps)
        rows = {FINDINGS: _write_everything(build / FINDINGS, schema, result, workspace)}
        people = _people(result, workspace, schema)
        units = units_seen(result, workspace)
        digits = minor_digits(workspace.settings.currency)
        files_of = _files_of_units(result)
        offered = [service.name for service in workspace.reference.services]
        offered += [row["category"] for row in workspace.rules.table("taxonomy")]
        for done, audience in enumerate(wanted, start=1):
            progress(f"writing {audience.file}", done, steps)
            cutter = Cutter(audience, units, people, workspace.settings.privacy.small_group, schema.words, offered)
            own = {file for unit in audience.holds for file in files_of.get(unit, ())}
            target = build / "published" / audience.file
            rows[audience.file] = extract(build / FINDINGS, target, schema, audience, cutter, digits, own)
        write_metadata(build / METADATA, _metadata(schema, wanted, workspace))
        progress("committing the release", steps, steps)
        commit(build, workspace.private, workspace.published)
        retired = place(workspace.private, workspace.published, progress)
        return PublishReport(workspace.private / FINDINGS, rows, checked, retired)


def recover(folder: Path, progress: Progress) -> bool:
    """Finish the release of a workspace folder that a crash left half placed; return whether there was one."""
    with one_at_a_time(folder / "private"):
        return _finish_what_was_begun(folder, progress)


def rollback(folder: Path, progress: Progress) -> None:
    """Put a workspace's release before the last back in service; a second call brings the newer one back."""
    private, published = folder / "private", folder / "published"
    with one_at_a_time(private):
        _finish_what_was_begun(folder, progress)
        previous = private / "previous"
        if not (previous / METADATA).is_file():
            raise ShadowscanError("there is no release before this one", str(previous), "Scan again instead.")
        build = build_folder(private)
        for file in sorted(previous.iterdir()):
            inside = file.name in (FINDINGS, METADATA)
            shutil.copy2(file, build / file.name if inside else build / "published" / file.name)
        commit(build, private, published)
        place(private, published, progress)


def _finish_what_was_begun(folder: Path, progress: Progress) -> bool:
    begun = (folder / "private" / "next").is_dir()
    if begun:
        place(folder / "private", folder / "published", progress)
    return begun


def _write_everything(path: Path, schema: Schema, result: ScanResult, workspace: Workspace) -> dict[str, int]:
    names = {unit.business_unit_id: unit.name for unit in units_seen(result, workspace)}
    tables = [
        *facts(result, workspace),
        *judged(result, workspace, schema.words, names),
        *described(result, workspace),
    ]
    check_columns(schema, tables)
    with closing(database.create(path, schema, "private")) as connection:
        database.load(connection, schema, tables)
        database.finish(connection, schema, "private")
        database.check(connection, schema, "private", FINDINGS)
    return {table.name: len(table.rows) for table in tables}


def _people(result: ScanResult, workspace: Workspace, schema: Schema) -> People:
    frames: Iterable[pd.DataFrame] = (result.spend, result.ingested.transactions, result.ingested.sign_ins)
    pseudonyms = {str(person) for frame in frames for person in frame["person"].dropna().unique()}
    return People(workspace.reference.people, pseudonyms, schema.words)


def _files_of_units(result: ScanResult) -> dict[str, set[str]]:
    """Return the input files that hold rows of a unit."""
    files: dict[str, set[str]] = {}
    for frame in (result.ingested.transactions, result.ingested.sign_ins, result.spend):
        pairs = frame[["business_unit_id", "file_id"]].drop_duplicates()
        for unit, file in zip(pairs["business_unit_id"], pairs["file_id"], strict=True):
            files.setdefault(unit, set()).add(file)
    return files


def _metadata(schema: Schema, wanted: list[Audience], workspace: Workspace) -> dict[str, object]:
    settings = workspace.settings
    return metadata(schema, wanted, settings.organisation, settings.currency, str(workspace.root.resolve()))

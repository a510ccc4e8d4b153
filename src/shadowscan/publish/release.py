"""From a scan's result to files in service: build aside, check, commit, place."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shadowscan.errors import ShadowscanError
from shadowscan.money import minor_digits
from shadowscan.publish import database
from shadowscan.publish.apply import lay_over
from shadowscan.publish.audiences import Audience, audiences
from shadowscan.publish.before import keep_before, write_changes
from shadowscan.publish.checks import check_sums
from shadowscan.publish.cut import Cutter, People
from shadowscan.publish.decided import Entries, read_entries
from shadowscan.publish.described import described, units_seen
from shadowscan.publish.extract import extract
from shadowscan.publish.facts import facts
from shadowscan.publish.judged import judged
from shadowscan.publish.live import catch_up
from shadowscan.publish.metadata import metadata
from shadowscan.publish.place import (
    FINDINGS,
    METADATA,
    Progress,
    build_folder,
    commit,
    keep,
    one_at_a_time,
    place,
    write_metadata,
)
from shadowscan.publish.portfolio import write_portfolio
from shadowscan.publish.schema import Schema, read_schema
from shadowscan.publish.standing import standing
from shadowscan.publish.tables import Table, check_columns
from shadowscan.publish.together import together
from shadowscan.records import ScanResult
from shadowscan.workspace import Workspace

_EVERYTHING = "everything.db"  # findings.db without its indexes


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
        with together() as pool:
            kept = pool.submit(keep, build, workspace.private, workspace.published)
            rows = _write_all(build, schema, wanted, result, workspace, pool, progress)
            kept.result()
        steps = len(rows)
        write_metadata(build / METADATA, _metadata(schema, wanted, workspace))
        progress("committing the release", steps, steps)
        commit(build, workspace.private)
        retired = place(workspace.private, workspace.published, progress)
        catch_up(workspace.root)  # with what was decided meanwhile
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
        keep(build, private, published)
        commit(build, private)
        place(private, published, progress)
        catch_up(folder)


def _finish_what_was_begun(folder: Path, progress: Progress) -> bool:
    begun = (folder / "private" / "next").is_dir()
    if begun:
        place(folder / "private", folder / "published", progress)
        catch_up(folder)
    return begun


def _write_all(
    build: Path,
    schema: Schema,
    wanted: list[Audience],
    result: ScanResult,
    workspace: Workspace,
    pool: ThreadPoolExecutor,
    progress: Progress,
) -> dict[str, dict[str, int]]:
    """Write findings.db and every audience's file; return the number of rows of each table by file."""
    steps = len(wanted) + 1
    progress(f"writing {FINDINGS}", 0, steps)
    rows = {FINDINGS: _load(build / FINDINGS, schema, result, workspace)}
    everything = build / _EVERYTHING
    shutil.copyfile(build / FINDINGS, everything)  # to be read while findings.db gets its indexes
    keep_before(workspace.private, result.info.as_of.isoformat())
    write_changes(workspace.private, everything, workspace.rules)
    with closing(database.open_new(build / FINDINGS)) as connection:
        cut = _Cutting(result, workspace, schema, read_entries(workspace.private, connection))
    largest_first = sorted(wanted, key=lambda audience: audience.level != "group")
    begun = {a.file: pool.submit(cut.extract, everything, build / "published" / a.file, a) for a in largest_first}
    finished = pool.submit(_finish, build / FINDINGS, schema)
    for done, audience in enumerate(wanted, start=1):
        progress(f"writing {audience.file}", done, steps)
        rows[audience.file] = begun[audience.file].result()
    finished.result()
    everything.unlink()
    return rows


def _load(path: Path, schema: Schema, result: ScanResult, workspace: Workspace) -> dict[str, int]:
    names = {unit.business_unit_id: unit.name for unit in units_seen(result, workspace)}
    tables = [
        *facts(result, workspace),
        *judged(result, workspace, names),
        *described(result, workspace),
        *standing(result, workspace, names),
        Table("changes", (), []),  # stands in published files only, see publish/before.py
        Table("decisions", (), []),  # filled from the log, which may have grown since the scan read it
    ]
    check_columns(schema, tables)
    with closing(database.create(path, schema, "private")) as connection:
        database.load(connection, schema, tables)
        entries = read_entries(workspace.private, connection)
        connection.execute("begin")
        digits = minor_digits(workspace.settings.currency)
        lay_over(connection, schema, "private", entries, None, digits)
        write_portfolio(connection, digits)
        connection.execute("commit")
    return {table.name: len(table.rows) for table in tables}


def _finish(path: Path, schema: Schema) -> None:
    with closing(database.open_new(path)) as connection:
        database.finish(connection, schema, "private")
        database.check(connection, schema, "private", FINDINGS)


class _Cutting:
    """Know what every audience's file takes to be cut out of everything that was found."""

    def __init__(self, result: ScanResult, workspace: Workspace, schema: Schema, entries: Entries) -> None:
        self._schema, self._settings, self._entries = schema, workspace.settings, entries
        self._people = _people(result, workspace, schema)
        self._units = units_seen(result, workspace)
        self._files_of = _files_of_units(result)
        self._offered = [service.name for service in workspace.reference.services]
        self._offered += [row["category"] for row in workspace.rules.table("taxonomy")]

    def extract(self, everything: Path, target: Path, audience: Audience) -> dict[str, int]:
        settings, schema = self._settings, self._schema
        small = settings.privacy.small_group
        cutter = Cutter(audience, self._units, self._people, small, schema.words, self._offered)
        own = {file for unit in audience.holds for file in self._files_of.get(unit, ())}
        digits = minor_digits(settings.currency)
        return extract(everything, target, schema, audience, cutter, digits, own, self._entries)


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

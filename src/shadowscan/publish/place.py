"""A finished release into place: whole files only, resumable after a crash, with the one before kept.

A release is built and checked in `private/build`. One rename to `private/next` commits it; from then on placing can
be repeated from any point, and `recover` does so. Files in `published/` may be open in a running server, so SQLite's
backup API copies into them (write-ahead log): a reader sees the old file or the new one. They are never renamed or
removed.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from shadowscan.errors import ShadowscanError
from shadowscan.publish.database import open_new

Progress = Callable[[str, int, int], None]
METADATA = "datasette.json"
FINDINGS = "findings.db"
_KEPT = "kept"  # the release in service while this one was built


def build_folder(private: Path) -> Path:
    """Return an empty folder to build a release in."""
    folder = private / "build"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "published").mkdir(parents=True)
    return folder


@contextmanager
def one_at_a_time(private: Path) -> Iterator[None]:
    """Hold the workspace's publish lock; a crash lets go of it."""
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(private / "publish.lock", timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("begin exclusive")
        except sqlite3.OperationalError:
            raise ShadowscanError(
                "another scan is publishing into this workspace", str(private), "Wait until it has finished."
            ) from None
        yield


def keep(build: Path, private: Path, published: Path) -> None:
    """Copy what is in service beside the release that is being built."""
    kept = build / _KEPT
    kept.mkdir()
    for live in sorted(published.glob("*.db")):
        if not _is_empty(live):
            _copy(live, kept / live.name)
    for name in (FINDINGS, METADATA):
        if (private / name).is_file():
            shutil.copy2(private / name, kept / name)


def commit(build: Path, private: Path) -> None:
    """Declare a release finished by one rename."""
    for file in build.rglob("*"):
        _flush(file)
    build.rename(private / "next")
    _flush(private)


def place(private: Path, published: Path, progress: Progress) -> list[str]:
    """Put the committed release in service; return the files taken out of service."""
    release = private / "next"
    published.mkdir(exist_ok=True)
    files = sorted((release / "published").glob("*.db"), key=lambda file: (file.stem == "group", file.name))
    stale = [live for live in sorted(published.glob("*.db")) if not (release / "published" / live.name).exists()]
    steps = len(files) + len(stale) + 3
    _replace_metadata(private, _between(private / METADATA, release / METADATA))
    progress("placing findings.db", 1, steps)
    if (release / FINDINGS).exists():
        (release / FINDINGS).replace(private / FINDINGS)
    for done, file in enumerate(files[:-1], start=2):
        progress(f"placing {file.name}", done, steps)
        put(file, published / file.name)
    for done, live in enumerate(stale, start=len(files) + 1):
        progress(f"emptying {live.name}", done, steps)
        _empty(live)
    progress(f"placing {files[-1].name}", steps - 2, steps)
    put(files[-1], published / files[-1].name)
    progress("placing the pages' metadata", steps - 1, steps)
    _replace_metadata(private, json.loads((release / METADATA).read_text(encoding="utf-8")))
    progress("keeping the release before", steps, steps)
    if (release / _KEPT).exists():
        shutil.rmtree(private / "previous", ignore_errors=True)
        (release / _KEPT).rename(private / "previous")
    shutil.rmtree(release)
    return [live.name for live in stale]


def put(source: Path, live: Path) -> None:
    """Copy a database into a file that may be open elsewhere, in one transaction of its write-ahead log."""
    with closing(sqlite3.connect(live, timeout=30)) as target:
        target.execute("pragma journal_mode = wal")
        with closing(sqlite3.connect(source)) as origin:
            origin.backup(target)
        target.execute("pragma wal_checkpoint(passive)")


def _empty(live: Path) -> None:
    """Leave a shell without a table: readers of a running server find nothing at once, and the name can come back."""
    if _is_empty(live):
        return
    with closing(sqlite3.connect(live, timeout=30)) as target, closing(sqlite3.connect(":memory:")) as nothing:
        nothing.execute("pragma user_version = 1")  # makes it one page long
        nothing.backup(target)
        target.execute("pragma wal_checkpoint(truncate)")


def _is_empty(live: Path) -> bool:
    with closing(sqlite3.connect(f"{live.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return bool(connection.execute("select count(*) = 0 from sqlite_master").fetchone()[0])


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as origin, closing(open_new(target)) as copy:
        origin.backup(copy)
        copy.execute("pragma journal_mode = delete")


def _between(old: Path, new: Path) -> dict[str, Any]:
    """Return metadata that grants, while files change one by one, only what both releases grant."""
    after: dict[str, Any] = json.loads(new.read_text(encoding="utf-8"))
    before = json.loads(old.read_text(encoding="utf-8")) if old.is_file() else {}
    audiences = before.get("plugins", {}).get("shadowscan", {}).get("audiences", {})
    ours = after["plugins"]["shadowscan"]
    both = {name: told for name, told in ours["audiences"].items() if name in audiences}
    for name, told in both.items():
        told["holds"] = sorted({*told["holds"], *audiences[name]["holds"]})
    ours["audiences"] = both
    return after


def _replace_metadata(private: Path, content: dict[str, Any]) -> None:
    write_metadata(private / f"{METADATA}.new", content)
    _flush(private / f"{METADATA}.new")
    (private / f"{METADATA}.new").replace(private / METADATA)


def write_metadata(path: Path, content: dict[str, Any]) -> None:
    """Write metadata as JSON, always the same way."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""An empty decision log: made whole beside its place, then put there, so that nobody ever sees half of one."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

VERSION = 1  # of the file's layout
_SCHEMA = f"""
pragma journal_mode = wal;
pragma user_version = {VERSION};
create table decisions (
  number integer primary key,
  decision_id text not null unique,
  at text not null,
  who text not null,
  kind text not null,
  subject text not null,
  value text not null,
  why text not null,
  scan_id text not null,
  token text not null
) strict;
create index decisions_by_subject on decisions (subject);
create index decisions_by_token on decisions (token) where token <> '';
create trigger decisions_stay before delete on decisions
  begin select raise(abort, 'decisions are never deleted: withdraw them'); end;
create trigger decisions_stand before update on decisions
  begin select raise(abort, 'decisions are never changed: decide again'); end;
"""


def make_log(path: Path) -> None:
    """Make an empty log that only its owner may read; one that somebody else has just made is left as it is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(".part", "decisions-", path.parent)  # mode 0600
    os.close(handle)
    beside = Path(name)
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as db:
            db.executescript(_SCHEMA)
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()

"""The decision log on disk: an SQLite file that only ever grows."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from shadowscan.decisions.file import VERSION, make_log
from shadowscan.decisions.fold import standing_of
from shadowscan.decisions.standing import check_against
from shadowscan.decisions.valid import check_time, checked
from shadowscan.errors import InputError
from shadowscan.records.decisions import Decision, Draft

FILE = "decisions.db"
_WAIT = 30.0  # seconds for another writer, whose transaction takes milliseconds
_COLUMNS = "decision_id, at, who, kind, subject, value, why, scan_id"


def read_decisions(private: Path) -> tuple[Decision, ...]:
    """Return all entries in the order in which they hold, oldest first; none when there is no log yet."""
    path = private / FILE
    if not path.is_file():
        return ()
    with _clear(path), closing(_connect(path)) as db:
        return tuple(_all(db))


class DecisionLog:
    """Append to a workspace's decision log; it is made on first use, for its owner's eyes only."""

    def __init__(self, private: Path) -> None:
        self.path = private / FILE
        if not self.path.exists():
            make_log(self.path)

    def append(
        self, drafts: Iterable[Draft], at: str, token: str = "", seen: Mapping[str, str] | None = None
    ) -> list[Decision]:
        """Write decisions, all or none, and return them; on disk when this returns.

        The same `token` twice returns what was written the first time: a form sent twice decides once.
        `seen` names for each subject the newest decision its page showed (empty: none); InputError if one came since.
        """
        clean = [checked(draft) for draft in drafts]
        check_time(at)
        with self._write() as db:
            before = [_decision(row) for row in _select(db, "where token = ? order by number", token)] if token else []
            if before:
                return _sent_before(before, clean)
            entries = _related(db, [*(seen or {}), *(draft.subject for draft in clean)])
            _refuse_stale(in_order(entries), seen or {})
            made: list[Decision] = []
            for draft in clean:
                decision = _made(draft, at, [*entries, *made])
                check_against(decision, [*entries, *made])
                made.append(decision)
            _insert(db, made, token)
        return made

    def add(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Write entries of another log as they stand and return those that were new; InputError if one contradicts."""
        with self._write() as db:
            entries = {entry.decision_id: entry for entry in _all(db)}
            new: list[Decision] = []
            for decision in decisions:
                known = entries.get(decision.decision_id)
                if known is None:
                    entries[decision.decision_id] = decision
                    new.append(decision)
                elif known != decision:
                    remedy = "Leave its line out, or import into an empty log."
                    raise InputError("the log holds other content under this id", decision.decision_id, remedy)
            _insert(db, new, "")
        return new

    def all(self) -> tuple[Decision, ...]:
        """Return all entries in the order in which they hold, oldest first."""
        with self._open() as db:
            return tuple(_all(db))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with _clear(self.path), closing(_connect(self.path)) as db:
            db.execute("pragma synchronous = full")  # an answer given is on disk, whatever happens next
            yield db

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db:
            db.execute("begin immediate")
            try:
                yield db
            except BaseException:
                db.rollback()
                raise
            db.commit()


def _connect(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=rw"
    db = sqlite3.connect(uri, uri=True, timeout=_WAIT, isolation_level=None)
    if db.execute("pragma user_version").fetchone()[0] != VERSION:
        db.close()
        raise sqlite3.DatabaseError("it is no decision log, or of another version of shadowscan")
    return db


@contextmanager
def _clear(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        remedy = "Restore it from a copy or from its CSV; shadowscan never writes over it."
        raise InputError(f"the decision log cannot be used ({error})", str(path), remedy) from error


def _select(db: sqlite3.Connection, tail: str, *bound: str) -> list[tuple[str, ...]]:
    return db.execute(f"select {_COLUMNS} from decisions {tail}", bound).fetchall()  # noqa: S608 - constant texts


def _all(db: sqlite3.Connection) -> list[Decision]:
    return in_order(_decision(row) for row in _select(db, "order by number"))


def _related(db: sqlite3.Connection, subjects: list[str]) -> list[Decision]:
    """Return what a new decision on these subjects must agree with, as it was written: a log may hold very many."""
    tail = """where kind in ('merge', 'withdraw') or subject in (select value from json_each(?1))
      or decision_id in (select value from json_each(?1)) order by number"""
    return [_decision(row) for row in _select(db, tail, json.dumps(subjects))]


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """Return decisions by their instant; those of one instant stay in the order given."""
    return sorted(decisions, key=lambda decision: check_time(decision.at, decision.decision_id))


def _decision(row: Sequence[str]) -> Decision:
    decision_id, at, who, kind, subject, value, why, scan_id = row
    return Decision(decision_id, at, who, kind, subject, json.loads(value), why, scan_id)


def written(value: Mapping[str, str]) -> str:
    """Return a value as the log writes it: JSON with sorted keys."""
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)


def decision_id(decision: Decision, before: Iterable[Decision]) -> str:
    """Return an id made from the content; equal content decided again is told apart by its count."""
    content = _content(decision)
    count = sum(_content(other) == content for other in before)
    return "x-" + hashlib.blake2b("\x1f".join((*content, str(count))).encode(), digest_size=8).hexdigest()


def _content(decision: Decision) -> tuple[str, ...]:
    one = decision
    return one.at, one.who, one.kind, one.subject, written(one.value), one.why, one.scan_id


def _made(draft: Draft, at: str, before: Sequence[Decision]) -> Decision:
    """Return the entry; a clock that runs behind must not put it before what it answers."""
    times = [one.at for one in before if one.subject == draft.subject]
    at = max([*times, at], key=check_time) if times else at
    one = Decision("", at, draft.who, draft.kind, draft.subject, draft.value, draft.why, draft.scan_id)
    return replace(one, decision_id=decision_id(one, before))


def _insert(db: sqlite3.Connection, decisions: Iterable[Decision], token: str) -> None:
    rows = [
        (d.decision_id, d.at, d.who, d.kind, d.subject, written(d.value), d.why, d.scan_id, token) for d in decisions
    ]
    db.executemany(f"insert into decisions ({_COLUMNS}, token) values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608


def _sent_before(before: list[Decision], drafts: list[Draft]) -> list[Decision]:
    same = [Draft(d.who, d.kind, d.subject, d.value, d.why, d.scan_id) for d in before] == drafts
    if not same:
        raise InputError("this form was sent before with other content", "", "Load the page again and decide anew.")
    return before


def _refuse_stale(entries: list[Decision], seen: Mapping[str, str]) -> None:
    """Raise InputError where a subject has a standing decision written after the one its page showed."""
    for subject, shown in sorted(seen.items()):
        written_on = [entry for entry in entries if entry.subject == subject and entry.kind != "look"]
        places = [place for place, entry in enumerate(written_on) if entry.decision_id == shown]
        newer = standing_of(entries, written_on[places[-1] + 1 :] if places else written_on)
        if newer:
            raise InputError(
                f"{newer[-1].who} decided on this at {newer[-1].at}, after your page was loaded",
                subject,
                "Load the page again, look at what was decided, and decide anew if you still want to.",
            )

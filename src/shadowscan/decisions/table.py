"""The log as a CSV file: for version control, for moving between machines, for a spreadsheet to look at."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from shadowscan.decisions.log import decision_id, written
from shadowscan.decisions.valid import check_time, checked
from shadowscan.errors import InputError
from shadowscan.records.decisions import Decision, Draft

COLUMNS = ("decision_id", "at", "who", "kind", "subject", "value", "why", "scan_id")
_NEEDED = ("at", "who", "kind", "subject", "value")
# What a spreadsheet takes for a formula; and an apostrophe, so that taking it away again leads back to the text.
_GUARDED = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n']")


def guard(text: str) -> str:
    """Return a text that no spreadsheet runs; `unguard` leads back to it."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """Return the text that `guard` was given."""
    return text[1:] if text.startswith("'") else text


def write_csv(decisions: Iterable[Decision], path: Path) -> None:
    """Write decisions as CSV in UTF-8, in the order given, one line an entry unless a text holds line ends."""
    handle = io.StringIO(newline="")
    writer = csv.writer(handle, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for one in decisions:
        cells = (one.decision_id, one.at, one.who, one.kind, one.subject, written(one.value), one.why, one.scan_id)
        writer.writerow([guard(cell) for cell in cells])
    path.write_text(handle.getvalue(), encoding="utf-8", newline="")


def read_csv(path: Path) -> tuple[Decision, ...]:
    """Read decisions from CSV; InputError with the line where one cannot stand.

    `decision_id`, `why` and `scan_id` may be missing: an id comes from the content, the same at every reading.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the file cannot be read ({error})", str(path), "Give a CSV file in UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found: list[Decision] = []
    try:
        header = reader.fieldnames or []
        missing = [name for name in _NEEDED if name not in header]
        if missing:
            raise InputError(f"missing columns: {', '.join(missing)}", str(path), f"Needed: {', '.join(_NEEDED)}.")
        for row in reader:
            found.append(_decision(row, f"{path}:{reader.line_num}", found))
    except csv.Error as error:
        raise InputError(f"this is no readable CSV ({error})", f"{path}:{reader.line_num}", "Save it anew.") from None
    return tuple(found)


def _decision(row: Mapping[str | None, str | None], where: str, before: list[Decision]) -> Decision:
    cells = {name: unguard(row.get(name) or "") for name in COLUMNS}
    value = _value(cells["value"], where)
    draft = Draft(cells["who"], cells["kind"], cells["subject"], value, cells["why"], cells["scan_id"])
    draft = checked(draft, where)
    check_time(cells["at"], where)
    one = Decision(
        cells["decision_id"], cells["at"], draft.who, draft.kind, draft.subject, draft.value, draft.why, draft.scan_id
    )
    return one if one.decision_id else replace(one, decision_id=decision_id(one, before))


def _value(text: str, where: str) -> dict[str, str]:
    try:
        value = json.loads(text or "{}")
    except json.JSONDecodeError:
        value = None
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise InputError("`value` is no JSON object of texts", where, 'Write for example: {"ruling": "approved"}.')
    return value

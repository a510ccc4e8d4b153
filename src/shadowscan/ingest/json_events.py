"""JSON and JSON lines into a table: nested names joined by dots, named parameters by their name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shadowscan.errors import InputError

_DEEPEST = 12
_VALUES = ("value", "multiValue", "boolValue", "intValue", "multiIntValue", "messageValue", "multiMessageValue")


@dataclass(frozen=True, slots=True)
class Records:
    """Hold the objects of a file; a number is a line of JSON lines, else the place in the list."""

    items: list[tuple[int, dict[str, Any]]]
    unread: list[tuple[int, str]]


def read_records(text: str, path: str) -> Records:
    """Return the records of a JSON document or of JSON lines; raise InputError where it is neither."""
    try:
        return Records(list(enumerate(_records(_loads(text)), start=1)), [])
    except (ValueError, RecursionError) as error:
        by_line = _json_lines(text)
        if by_line.items and len(by_line.items) > len(by_line.unread):
            return by_line
        place = f"{path}:{error.lineno}" if isinstance(error, json.JSONDecodeError) else path
        raise InputError("the JSON is broken or cut off", place, "Export it again.") from None


def _loads(text: str) -> Any:
    """Parse JSON with numbers left as they are written."""
    return json.loads(text, parse_float=str, parse_int=str)


def _json_lines(text: str) -> Records:
    items: list[tuple[int, dict[str, Any]]] = []
    unread: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            records = list(_records(_loads(line)))
        except (ValueError, RecursionError):
            unread.append((number, line))
            continue
        items.extend((number, record) for record in records)
    return Records(items, unread)


def _records(value: Any) -> Iterator[dict[str, Any]]:
    """Find the list of objects: the document itself, or the first such list inside it."""
    if isinstance(value, dict):
        lists = [v for v in value.values() if _is_list_of_objects(v)]
        plain = [v for v in value.values() if not isinstance(v, (dict, list))]
        if len(lists) == 1 and len(lists) + len(plain) == len(value):  # an envelope round the records
            yield from _records(lists[0])
        else:
            yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def to_rows(records: Records, explode: str) -> tuple[list[str], list[int], list[list[str]]]:
    """Return header, record numbers and rows; each item of the list `explode` becomes a row of its own."""
    flat = [(number, row) for number, record in records.items for row in _explode(record, explode)]
    header: dict[str, None] = {}
    for _, row in flat:
        header.update(dict.fromkeys(row))
    names = list(header)
    return names, [number for number, _ in flat], [[row.get(name, "") for name in names] for _, row in flat]


def _explode(record: dict[str, Any], explode: str) -> Iterator[dict[str, str]]:
    inner = record.get(explode) if explode else None
    items = inner if isinstance(inner, list) else [inner]
    inside = [item for item in items if isinstance(item, dict)]
    for whole in [{**record, explode: item} for item in inside] or [record]:
        row: dict[str, str] = {}
        _flatten("", whole, row, 0)
        yield row


def _flatten(prefix: str, value: Any, row: dict[str, str], depth: int) -> None:
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            _flatten(f"{prefix}.{key}" if prefix else str(key), inner, row, depth + 1)
    elif isinstance(value, list) and _is_list_of_objects(value) and all("name" in item for item in value):
        for item in value:
            found = next((item[name] for name in _VALUES if name in item), "")
            _flatten(f"{prefix}.{item['name']}", found if not isinstance(found, dict) else "", row, depth + 1)
    elif isinstance(value, list) and _is_list_of_objects(value) and depth < _DEEPEST:
        for number, item in enumerate(value):
            _flatten(f"{prefix}{number}", item, row, depth + 1)
    else:
        row[prefix] = _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(_scalar(item) for item in value)
    return str(value) if isinstance(value, (str, float)) else json.dumps(value, default=str)[:2000]

"""An empty workspace for `shadowscan init`: settings, reference tables, explanations and the key of the pseudonyms."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from shadowscan.errors import InputError, RuleError
from shadowscan.rules import RuleBook, packaged_rules
from shadowscan.workspace import Reference, table_name

_KEY_BYTES = 32
_COPIED = {
    "shadowscan.yaml": "templates/shadowscan.yaml",
    "exports/README.txt": "templates/exports.txt",
    "rules/README.md": "templates/local-rules.md",
}


@dataclass(frozen=True, slots=True)
class TableText:
    """Explain one reference table: what it is for, each column, one line as an example."""

    about: str
    columns: dict[str, str]
    example: str


@dataclass(frozen=True, slots=True)
class ReferenceText:
    """Hold rules/templates/reference.yml."""

    title: str
    why: str
    intro: str
    headings: dict[str, str]
    needed: str
    example: str
    values_by_type: dict[str, str]
    capabilities: str
    capabilities_intro: str
    tables: dict[str, TableText]
    where: str = ""


def write_workspace(directory: Path) -> list[Path]:
    """Write an empty workspace and return its files; raise InputError first if one of them is there already."""
    files = {directory / name: text for name, text in _texts(packaged_rules()).items()}
    key = directory / "private" / "pseudonym.key"
    for path in (*files, key):
        if path.exists():
            raise InputError("the file is there already", str(path), "Move it away, or name another folder.")
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as handle:
                handle.write(text)
        _write_key(key)
    except OSError as error:
        raise InputError(
            f"the workspace cannot be written ({error.strerror})", str(error.filename), "Name another folder."
        ) from None
    return sorted([*files, key])


def reference_tables() -> dict[str, type]:
    """Return the row type of every reference table by name, as the workspace reads them."""
    hints = get_type_hints(Reference)
    names = [field.name for field in dataclasses.fields(Reference) if field.name != "notes"]
    return {name: get_args(hints[name])[0] for name in names}


def _texts(rules: RuleBook) -> dict[str, str]:
    words = _words(rules)
    texts = {name: rules.text(source) for name, source in _COPIED.items()}
    for name, table in words.tables.items():
        texts[f"reference/{name}.csv"] = ",".join(table.columns) + "\n"
    texts["reference/README.md"] = _reference_page(words, rules)
    texts["private/.gitignore"] = "*\n"
    return texts


def _words(rules: RuleBook) -> ReferenceText:
    """Read the explanations; raise RuleError where tables or columns are not exactly those a workspace reads."""
    words = rules.one("templates/reference", ReferenceText)
    kinds = reference_tables()
    if set(words.tables) != set(kinds):
        raise RuleError("these are not the tables of a workspace", words.where, f"Name: {', '.join(kinds)}.")
    for name, kind in kinds.items():
        if {field.name for field in dataclasses.fields(kind)} != set(words.tables[name].columns):
            raise RuleError(f"these are not the columns of '{name}'", words.where, f"Name: {table_name(kind)}.")
    return words


def _write_key(path: Path) -> None:
    """Write a random key that only its owner may read."""
    path.parent.chmod(0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(_KEY_BYTES))


def _reference_page(words: ReferenceText, rules: RuleBook) -> str:
    parts = [f"# {words.title}", "", words.intro.rstrip(), ""]
    for name, kind in reference_tables().items():
        parts += _table(name, kind, words)
    parts += [f"## {words.capabilities}", "", words.capabilities_intro, ""]
    parts += [f"- `{row['category_id']}`: {row['category']}" for row in rules.table("taxonomy")]
    return "\n".join(parts) + "\n"


def _table(name: str, kind: type, words: ReferenceText) -> Iterator[str]:
    text, head, hints = words.tables[name], words.headings, get_type_hints(kind)
    required = {field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING}
    yield from (f"## {name}.csv", "", text.about, "")
    yield f"| {head['column']} | {head['needed']} | {head['values']} | {head['meaning']} |"
    yield "| --- | --- | --- | --- |"
    for column, meaning in text.columns.items():
        needed = words.needed if column in required else ""
        yield f"| `{column}` | {needed} | {_values(hints[column], words)} | {meaning} |"
    yield from ("", words.example, "", "```csv", ",".join(text.columns), text.example.rstrip(), "```", "")


def _values(hint: Any, words: ReferenceText) -> str:
    """Return which values a column takes, from its type."""
    if get_origin(hint) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(hint))
    if get_origin(hint) is tuple:
        return words.values_by_type["list"]
    kind = next(option for option in (*get_args(hint), hint) if option is not type(None))
    return words.values_by_type.get(kind.__name__, "")

"""What the organisation says about itself: its own tables, with exports of other systems laid under them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar, get_args, get_type_hints

from shadowscan.errors import InputError
from shadowscan.reference.cells import typed
from shadowscan.reference.examples import check_formats
from shadowscan.reference.exports import Export, export_lines, nearest, read_export
from shadowscan.reference.formats import Format, load_formats
from shadowscan.reference.merge import Merging, told
from shadowscan.reference.tables import SUFFIXES, own_tables
from shadowscan.rules import RuleBook

R = TypeVar("R")

IMPORTS = "imports"  # the folder in reference/ whose files must be exports
_EXPORTS = (*SUFFIXES, ".tsv", ".xls", ".ods")

__all__ = ["check_exports", "read_reference"]


def read_reference(folder: Path, kind: type[R], rules: RuleBook | None = None) -> R:
    """Fill `kind`, whose fields are the tables; a missing optional table stays empty and is noted.

    With `rules`, files in `imports/`, and others that a rule of rules/catalogue-sources/ knows, are read as exports.
    """
    kinds, notes = row_kinds(kind), list[str]()
    tables = own_tables(folder, kinds, notes)
    if rules is not None:
        files = _export_files(folder, set(kinds))
        exports = list(_exports(folder, files, formats_for(rules, kinds), notes)) if files else []
        merging = Merging(tables, kinds, ((row["category_id"], row["category"]) for row in rules.table("taxonomy")))
        merging.take(exports)
        tables = merging.tables()
        notes += told(exports, merging)
    needed = [spec.name for spec in dataclasses.fields(kind) if spec.default is dataclasses.MISSING]  # type: ignore[arg-type]
    for name in needed:
        if name not in tables:
            raise InputError(
                f"the table {name}.csv is missing",
                str(folder / f"{name}.csv"),
                "Write it; `shadowscan init DIR` shows the columns.",
            )
    absent = [name for name in kinds if name not in tables]
    if absent:
        notes.append(f"not in reference/, so what needs them is left out: {', '.join(absent)}.")
    rows = {name: tuple(typed(raw, kinds[name]) for raw in raws) for name, raws in tables.items()}
    filled: R = kind(**rows, notes=tuple(notes))  # type: ignore[call-arg]
    return filled


def check_exports(rules: RuleBook, kind: type) -> list[str]:
    """Run the examples of all formats of exports; `kind` is the type whose fields are the tables."""
    kinds = row_kinds(kind)
    return check_formats(rules, _columns(kinds), kinds)


def row_kinds(kind: type) -> dict[str, type]:
    """Return the row type of every table of a reference type, by name."""
    hints = get_type_hints(kind)
    return {f.name: get_args(hints[f.name])[0] for f in dataclasses.fields(kind) if f.name != "notes"}


def formats_for(rules: RuleBook, kinds: dict[str, type]) -> dict[str, Format]:
    """Read the formats of exports, held against the columns of the tables."""
    return load_formats(rules, _columns(kinds))


def _columns(kinds: dict[str, type]) -> dict[str, set[str]]:
    return {name: {f.name for f in dataclasses.fields(kind)} for name, kind in kinds.items()}


def _exports(folder: Path, files: Iterable[Path], formats: dict[str, Format], notes: list[str]) -> Iterator[Export]:
    """Yield what each file that is no table gives, by path; a file in `imports/` that no format knows is an error."""
    for path in files:
        place = f"reference/{path.relative_to(folder).as_posix()}"
        lines = export_lines(path, place)
        export = read_export(lines, place, formats)
        if export is not None:
            yield export
        elif path.parent == folder:
            notes.append(f"{place}: left out, for it is neither a table nor a known export. {nearest(lines, formats)}")
        else:
            remedy = (
                f"{nearest(lines, formats)} Export it anew, describe it in rules/catalogue-sources/, or move it away."
            )
            raise InputError("no known export looks like this", place, remedy)


def _export_files(folder: Path, tables: set[str]) -> list[Path]:
    base = folder.resolve()
    inside = [*folder.glob("*"), *(folder / IMPORTS).rglob("*")]
    return sorted(
        path
        for path in inside
        if path.is_file()
        and path.suffix.lower() in _EXPORTS
        and not path.name.startswith(("~$", "."))
        and not (path.parent == folder and path.stem in tables and path.suffix in SUFFIXES)
        and path.resolve().is_relative_to(base)
    )

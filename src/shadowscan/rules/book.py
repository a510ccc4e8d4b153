"""The rule files of the package with an organisation's own laid over them."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from yaml import Node

from shadowscan.errors import RuleError
from shadowscan.rules.about import About, about
from shadowscan.rules.decode import compose, decode, decode_part, read_text
from shadowscan.rules.rows import decode_rows

T = TypeVar("T")

_PACKAGE = Path(__file__).resolve().parent.parent


def _bundled(name: str) -> Path:
    """Return a folder that travels inside the wheel; in a checkout it stands at the top level."""
    inside = _PACKAGE / "bundled" / name
    return inside if inside.is_dir() else _PACKAGE.parent.parent / name


def packaged_rules() -> RuleBook:
    """Return the rules that come with shadowscan."""
    return RuleBook((_bundled("rules"),))


def sample_workspace() -> Path:
    """Return the folder of the bundled sample workspace."""
    return _bundled("sample_data")


@dataclasses.dataclass(frozen=True)
class RuleBook:
    """Read rule files from `roots`, later roots laid over earlier ones."""

    roots: tuple[Path, ...]

    def over(self, local: Path) -> RuleBook:
        """Return a book with an organisation's own folder laid over this one, if it exists."""
        return RuleBook((*self.roots, local)) if local.is_dir() else self

    def one(self, name: str, kind: type[T]) -> T:
        """Read `name`.yml as `kind`; a local file need not be whole: it adds to lists and replaces other keys."""
        found = [root / f"{name}.yml" for root in self.roots if (root / f"{name}.yml").is_file()]
        if not found:
            raise RuleError(f"the rule file {name}.yml is missing", str(self.roots[0]), "Reinstall shadowscan.")
        merged: Any = self._read(found[0], kind)
        for path in found[1:]:
            merged = _laid_over(merged, decode_part(kind, self._node(path), self.show(path)), self.show(path))
        return merged  # type: ignore[no-any-return]

    def many(self, folder: str, kind: type[T]) -> dict[str, T]:
        """Read every file of `folder` as `kind`, by stem; a local file of the same stem replaces the packaged one."""
        paths = {path.stem: path for root in self.roots for path in sorted((root / folder).glob("*.yml"))}
        return {stem: self._read(path, kind) for stem, path in sorted(paths.items())}

    def table(self, name: str) -> list[dict[str, str]]:
        """Read `name`.csv of every root, one after the other, as dictionaries of text."""
        rows: list[dict[str, str]] = []
        for root in self.roots:
            path = root / f"{name}.csv"
            if path.is_file():
                rows.extend(csv.DictReader(io.StringIO(read_text(path, self.show(path)), newline="")))
        return rows

    def rows(self, folder: str, kind: type[T]) -> list[T]:
        """Read every table (.csv) of `folder` as dataclasses of text, each with the place where it stands."""
        paths = [path for root in self.roots for path in sorted((root / folder).glob("*.csv"))]
        return [row for path in paths for row in decode_rows(kind, read_text(path, self.show(path)), self.show(path))]

    def about(self, folder: str = "") -> list[About]:
        """Return what the rule files of a folder say about themselves, by stem; a local file replaces the packaged."""
        paths = {path.stem: path for root in self.roots for path in sorted((root / folder).glob("*.yml"))}
        return [about(path, self._node(path)) for _, path in sorted(paths.items())]

    def text(self, name: str) -> str:
        """Return a text file as it stands; a local file replaces the packaged one."""
        found = [root / name for root in self.roots if (root / name).is_file()]
        if not found:
            raise RuleError(f"the file {name} is missing", str(self.roots[0]), "Reinstall shadowscan.")
        return read_text(found[-1], self.show(found[-1]))

    def paths(self, folder: str = "") -> list[Path]:
        """List the rule files below `folder`, roots in order."""
        return [
            path
            for root in self.roots
            for path in sorted((root / folder).rglob("*"))
            if path.is_file() and path.suffix in (".yml", ".csv")
        ]

    def replaced(self) -> list[str]:
        """Name the rules of a folder that a later root replaces by a file of the same name."""
        names = [
            path.relative_to(root).as_posix()
            for root in self.roots
            for path in sorted(root.rglob("*.yml"))
            if path.parent != root
        ]
        return sorted({f"rules/{name}" for name in names if names.count(name) > 1})

    def place_of(self, name: str, text: str) -> str:
        """Return file and line of the last line of `name`.yml that holds a text; where none does, the file alone."""
        place = f"rules/{name}.yml"
        for root in self.roots:
            path = root / f"{name}.yml"
            lines = read_text(path, self.show(path)).splitlines() if path.is_file() else []
            found = [number for number, line in enumerate(lines, start=1) if text in line]
            place = f"{self.show(path)}:{found[-1]}" if found else place
        return place

    @property
    def has_local(self) -> bool:
        """Tell whether an organisation's own rules are laid over the packaged ones."""
        return len(self.roots) > 1

    def show(self, path: Path) -> str:
        """Return how a rule file is called in messages: `rules/...`."""
        for root in reversed(self.roots):
            if path.is_relative_to(root):
                return f"rules/{path.relative_to(root).as_posix()}"
        return path.name

    @cached_property
    def hash(self) -> str:
        """Return a digest of every rule file's name and text."""
        return self.digest("")

    def digest(self, *starts: str) -> str:
        """Return a digest of the name and text of the rule files whose path below `rules/` begins with one of these."""
        digest = hashlib.sha256()
        for path in self.paths():
            name = self.show(path)
            if name.removeprefix("rules/").startswith(starts):
                digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()[:16]

    def _read(self, path: Path, kind: type[T]) -> T:
        return decode(kind, self._node(path), self.show(path))  # type: ignore[no-any-return]

    def _node(self, path: Path) -> Node:
        return compose(read_text(path, self.show(path)), self.show(path))


def _laid_over(base: Any, local: dict[str, Any], name: str) -> Any:
    changes: dict[str, Any] = {}
    for key, new in local.items():
        old = getattr(base, key)
        changes[key] = old + new if isinstance(old, (list, tuple)) else {**old, **new} if isinstance(old, dict) else new
    try:
        return dataclasses.replace(base, **changes)
    except ValueError as error:
        raise RuleError(str(error), name, "Correct the value.") from None

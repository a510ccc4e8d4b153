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
from shadowscan.rules.decode import compose, decode, decode_part, read_text

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

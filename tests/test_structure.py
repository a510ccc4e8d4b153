"""Who may import whom, and what stands where: the rules that keep every room of the house findable."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "shadowscan"

STAGES = {"ingest", "matching", "catalogue", "findings", "ideas"}
FOUNDATIONS = {  # what everybody stands on, each with what it stands on itself
    "errors": set(),
    "records": {"errors"},
    "money": {"errors"},
    "pseudonyms": set(),
    "reference": {"errors", "rules"},
    "rules": {"errors"},
    "workspace": {"errors", "money", "reference", "rules"},
    "cases": {"errors", "money", "records", "rules"},  # the scan and the pages that show decisions reckon alike
}
FOR_STAGES = {"errors", "pseudonyms", "records", "rules", "money", "workspace", "cases"}
OUTLETS = {
    "publish",
    "packs",
    "web",
    "chain",
    "decisions",
    "portfolio",
    "templates",
}  # they tell what was found, and find nothing
CALLERS = {
    "scan",
    "stages",
    "check",
    "evaluate",
    "explain",
    "lists",
    "show",
    "review",
    "knowledge",
    "rulings",
    "cli",
}  # they put stages together
ONLY_IN = {  # libraries that have one room
    "click": {"cli"},
    "datasette": {"web"},
    "uvicorn": {"web"},
    "sqlite_utils": {"publish", "decisions"},
    "sqlite3": {"publish", "decisions", "packs", "chain", "portfolio", "web"},
    "yaml": {"rules"},
    "python_calamine": {"ingest", "reference"},
    "sklearn": {"matching"},
    "currency_converter": {"money"},
}
CHANCE = {"random", "time", "uuid", "secrets", "socket", "ssl", "http", "urllib", "subprocess", "asyncio"}
LONGEST = 350
AT_THE_TOP = re.compile(r"pyproject\.toml|src|rules|tests|sample_data|README\.md|LICENSE|uv\.lock|\..*")


@dataclass(frozen=True, slots=True)
class Import:
    """Say that a line of a module imports another one; `room` and `target` are the parts after the package's name."""

    place: str
    room: str
    target: str  # a room of shadowscan, or empty
    library: str  # the first name of anything else, or empty


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Return every module with its syntax tree."""
    paths = [path for path in sorted(SOURCE.rglob("*.py")) if "bundled" not in path.parts]
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"), path.name)) for path in paths)


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").parts[0]


@cache
def imports() -> tuple[Import, ...]:
    """Return every import, those inside functions too."""
    return tuple(found for path, tree in modules() for found in _imports(path, tree))


def _imports(path: Path, tree: ast.Module) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: write the whole name of what is imported"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            first, _, rest = name.partition(".")
            ours = first == "shadowscan"
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            yield Import(place, room_of(path), rest.partition(".")[0] if ours else "", "" if ours else first)


def rooms() -> set[str]:
    return {room_of(path) for path, _ in modules()}


def _told(found: Iterable[Import]) -> list[str]:
    return [f"{one.place}: {one.room} imports {one.target or one.library}" for one in found]


def _ours(rooms_: set[str]) -> list[Import]:
    return [one for one in imports() if one.room in rooms_ and one.target in rooms() and one.target != one.room]


def test_the_rooms_named_here_exist() -> None:
    assert rooms() >= STAGES | set(FOUNDATIONS) | {"scan", "cli", "publish"}


def test_stages_import_neither_each_other_nor_anything_above_them() -> None:
    assert _told(one for one in _ours(STAGES) if one.target not in FOR_STAGES) == []


def test_foundations_stand_on_foundations() -> None:
    assert _told(one for one in _ours(set(FOUNDATIONS)) if one.target not in FOUNDATIONS[one.room]) == []


def test_what_tells_does_not_find() -> None:
    above = STAGES | CALLERS
    assert _told(one for one in _ours(OUTLETS) if one.target in above) == []


def test_only_callers_put_stages_together() -> None:
    assert _told(one for one in _ours(rooms() - CALLERS) if one.target in STAGES) == []


def test_the_scan_calls_every_stage() -> None:
    called = {one.target for one in _ours({"scan"})}
    assert called >= STAGES


def test_nobody_imports_the_commands() -> None:
    assert _told(one for one in _ours(rooms() - {"__main__"}) if one.target in {"cli", "__main__"}) == []


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_stays_in_its_room(library: str) -> None:
    used = [one for one in imports() if one.library == library]
    assert _told(one for one in used if one.room not in ONLY_IN[library]) == []


def test_stages_know_neither_chance_nor_network() -> None:
    assert _told(one for one in imports() if one.room in STAGES and one.library in CHANCE) == []


def _calls(wanted: set[str]) -> Iterator[tuple[str, str]]:
    """Yield (room, place and call) for each call whose name is wanted: `print`, or the end of `datetime.now`."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in wanted:
                yield room_of(path), f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node.func)}"


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f".{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ({".today", ".now", ".utcnow"}, {"cli", "web"}),  # of a scan it comes from outside; a decision has its time
        ({"print", "input", "breakpoint"}, set()),  # the commands print with click
        ({".exit", "exit", "quit"}, {"cli"}),
        ({".export_files"}, {"ingest"}),
        ({"eval", "exec", "compile"}, set()),
    ],
)
def test_some_things_are_done_in_one_room(wanted: set[str], allowed: set[str]) -> None:
    assert [place for room, place in _calls(wanted) if room not in allowed] == []


def test_only_rules_opens_rule_files() -> None:
    """Others may count or name the files, not read them: they ask the RuleBook."""
    assert [place for room, place in _calls({".paths"}) if room not in {"rules", "check"}] == []
    texts = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "roots" and room_of(path) != "rules"
    ]
    assert texts == []


def test_no_module_is_crowded() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path, _ in modules()}
    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [str(path.relative_to(ROOT)) for path, tree in modules() if tree.body and not ast.get_docstring(tree)] == []


def test_nothing_is_left_unfinished() -> None:
    mark = re.compile(r"#.*\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
    texts = [path for path, _ in modules()] + sorted((ROOT / "rules").rglob("*.yml"))
    assert [str(path.relative_to(ROOT)) for path in texts if mark.search(path.read_text(encoding="utf-8"))] == []


def test_the_top_level_holds_only_what_was_agreed() -> None:
    assert {name for name in _top_level() if not AT_THE_TOP.fullmatch(name)} == set()


def _top_level() -> set[str]:
    """Return what stands at the top level: with git what is or would be committed, else everything."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode == 0 and told.stdout:
        return {name.partition("/")[0] for name in told.stdout.split("\0") if name}
    return {path.name for path in ROOT.iterdir()}

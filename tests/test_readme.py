"""Every example of the README is run, and shows what the README says it shows."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from shadowscan.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Example:
    """A command of the README and the lines shown behind it, in order."""

    command: str
    shown: tuple[str, ...]


def examples() -> list[Example]:
    """Return the commands of all console blocks; `…` stands for lines left out."""
    found: list[Example] = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.splitlines()
            found.append(Example(command, tuple(line for line in lines if line != "…")))
    return found


@pytest.fixture
def folder(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shadowscan-demo").symlink_to(demo)
    monkeypatch.chdir(tmp_path)
    for example in examples():
        if example.command.startswith("cat "):
            (tmp_path / example.command.removeprefix("cat ")).write_text("\n".join(example.shown) + "\n")
    return tmp_path


@pytest.mark.parametrize(
    "example", [e for e in examples() if e.command.startswith("shadowscan")], ids=lambda e: e.command
)
def test_the_example_shows_what_the_readme_says(
    example: Example, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(example.command)[1:]
    if words == ["demo"]:  # as a newcomer runs it: in an empty folder
        monkeypatch.chdir(folder / "..")
        (folder / "empty").mkdir()
        monkeypatch.chdir(folder / "empty")
    result = CliRunner().invoke(main, words, prog_name="shadowscan")
    assert result.exit_code == 0, result.output
    place = 0
    lines = [line.rstrip() for line in result.output.splitlines()]
    for shown in example.shown:
        rest = [number for number, line in enumerate(lines[place:], place) if line.startswith(shown)]
        assert rest, f"not shown from line {place} on: {shown}\n{result.output}"
        place = rest[0] + 1


def test_every_command_the_readme_names_is_there() -> None:
    named = set(re.findall(r"shadowscan ([a-z]+)\b", "\n".join(re.findall(r"`(shadowscan [^`]+)`", README))))
    assert named
    assert named <= set(main.commands)


def test_pictures_and_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#][^)]*)\)", README)
    assert [target for target in targets if not target.startswith("http") and not (ROOT / target).exists()] == []

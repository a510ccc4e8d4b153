"""What is installed is whole: a wheel in an empty environment runs the demo without any file of the checkout."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from test_structure import imports

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", name, maxsplit=1)[0]).lower()


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    owners = importlib.metadata.packages_distributions()
    libraries = {one.library for one in imports() if one.library} - set(sys.stdlib_module_names)
    imported = {_plain(owners[library][0]) for library in libraries}
    assert imported == {_plain(dependency) for dependency in PROJECT["dependencies"]}


def test_the_readme_says_in_one_block_how_to_run_and_how_to_test() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for mark in ("<!-- newcomer: run -->", "<!-- newcomer: test -->"):
        assert re.search(rf"{mark}\n+```\w*\n(?:.*\n){{1,4}}?```", readme), mark


def _run(*command: str | Path, cwd: Path, home: Path | None = None) -> str:
    """Run a command that must succeed and return what it printed; with `home`, nothing of this environment is known."""
    bare = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    words = [str(word) for word in command]
    told = subprocess.run(words, cwd=cwd, env=bare if home else None, capture_output=True, text=True, check=False)
    assert told.returncode == 0, f"{' '.join(words)}\n{told.stdout}\n{told.stderr}"
    assert home is None or told.stderr == "", told.stderr
    return told.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the source distribution, as an index would offer it."""
    out = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a new environment and return the folder of its programs."""
    folder = tmp_path_factory.mktemp("installed")
    programs = folder / "env" / "bin"
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv:
        _run(uv, "venv", "--python", sys.executable, folder / "env", cwd=folder)
        _run(uv, "pip", "install", "--python", programs / "python", wheel, cwd=folder)
    else:
        _run(sys.executable, "-m", "venv", folder / "env", cwd=folder)
        _run(programs / "pip", "install", "--quiet", wheel, cwd=folder)
    return programs


@pytest.mark.slow
def test_the_wheel_holds_code_rules_sample_and_pages(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for source, place in (("rules", "shadowscan/bundled/rules"), ("sample_data", "shadowscan/bundled/sample_data")):
        files = [path for path in (ROOT / source).rglob("*") if path.is_file()]
        assert files
        assert {f"{place}/{path.relative_to(ROOT / source).as_posix()}" for path in files} - inside == set()
    package = ROOT / "src" / "shadowscan"
    ours = [path for path in package.rglob("*") if path.is_file() and not re.search(r"__pycache__|_cache/", str(path))]
    assert {f"shadowscan/{path.relative_to(package).as_posix()}" for path in ours} - inside == set()
    assert [name for name in inside if name.startswith("tests/")] == []


@pytest.mark.slow
def test_the_demo_runs_in_an_empty_folder_with_an_empty_home(installed: Path, tmp_path: Path) -> None:
    folder, home = tmp_path / "somewhere", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    summary = _run(installed / "shadowscan", "demo", cwd=folder, home=home)
    assert re.search(r"€\d[\d,]+ of software spend in \d+ findings", summary)
    for status in ("managed", "unmanaged", "unresolved"):
        assert re.search(rf"^{status} .*\d %", summary, re.MULTILINE | re.IGNORECASE), status
    workspace = folder / "shadowscan-demo"
    for database in (workspace / "private" / "findings.db", workspace / "published" / "group.db"):
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            assert connection.execute("select count(*) from findings").fetchone()[0] > 0
    assert list((workspace / "published").glob("bu_*.db"))
    assert {path.name for path in folder.iterdir()} == {"shadowscan-demo"}


@pytest.mark.slow
def test_the_installed_program_knows_its_version_and_its_rules(installed: Path, tmp_path: Path) -> None:
    from shadowscan import __version__

    assert __version__ in _run(installed / "shadowscan", "--version", cwd=tmp_path, home=tmp_path)
    told = _run(installed / "python", "-m", "shadowscan", "explain", "SLACK TECHNOLOGIES", cwd=tmp_path, home=tmp_path)
    assert "slack.com" in told

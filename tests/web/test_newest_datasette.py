"""The attacks once more, on the newest pre-release of Datasette 1.0."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the pre-release into a folder of its own, to be laid before what is installed."""
    folder = tmp_path_factory.mktemp("newest")
    wanted = ("--target", str(folder), "-r", str(HERE / "newest-datasette.txt"))
    quick = ("--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20")
    pip = subprocess.run(
        [sys.executable, "-m", "pip", "install", *quick, *wanted], capture_output=True, text=True, check=False
    )
    if pip.returncode:
        pytest.skip(f"the pre-release of Datasette could not be fetched: {pip.stderr.strip()[-200:]}")
    return folder


@pytest.mark.slow
def test_the_attacks_find_nothing_on_the_newest_datasette_either(newest: Path) -> None:
    used = _python(newest, "-c", "import datasette; print(datasette.__version__)")
    tried = _python(newest, "-m", "pytest", "-p", "no:cacheprovider", str(HERE / "test_attack.py"))

    assert used.stdout.startswith("1.0"), used.stderr
    assert tried.returncode == 0, tried.stdout[-3000:]


def _python(before: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    told = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    told["PYTHONPATH"] = str(before)
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=told, capture_output=True, text=True, check=False)

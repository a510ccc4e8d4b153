"""What every test shares: steady property tests, browser tests only where a browser is, and a small workspace."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# A shared machine can be slow at any moment: how long an example takes says nothing. CI tries the same ones each time.
settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")

SETTINGS = "organisation: Harbour Mutual\ncurrency: EUR\n"
TABLES = {
    "business_units": "business_unit_id,name,parent_id\nops,Operations,\nclaims,Claims,ops\nretail,Retail,\n",
    "services": (
        "service_id,name,type,status,capabilities,offered_to\n"
        "svc-chat,Team chat,it,live,team-messaging;video-meetings,*\n"
        "svc-claims,Claims processing,business,live,,claims\n"
    ),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the command that rewrites golden files: look at the difference before you commit it."""
    parser.addoption("--rewrite-golden", action="store_true", help="write tests/golden anew instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Return a function that holds content against a file of tests/golden, or rewrites that file when asked to."""

    def hold(name: str, content: bytes) -> None:
        path = Path(__file__).parent / "golden" / name
        if request.config.getoption("--rewrite-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        assert path.is_file(), f"there is no tests/golden/{name}: pytest --rewrite-golden"
        assert content.decode() == path.read_bytes().decode(), f"tests/golden/{name}: if it is meant: --rewrite-golden"

    return hold


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests, saying so, where there is no Chromium; tests/all.py refuses that in CI."""
    if shutil.which("chromium"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no chromium on this machine: apt-get install chromium"))


@pytest.fixture
def write_workspace(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a workspace folder: the required tables, and others by name (None: left out)."""

    def write(settings: str = SETTINGS, **tables: str | bytes | None) -> Path:
        root = tmp_path / "harbour"
        (root / "reference").mkdir(parents=True, exist_ok=True)
        (root / "exports").mkdir(exist_ok=True)
        (root / "shadowscan.yaml").write_text(settings, encoding="utf-8")
        for name, content in {**TABLES, **tables}.items():
            path = root / "reference" / f"{name}.csv"
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample workspace, scanned and published once as `shadowscan demo` does it."""
    from tests.scanned import scan_sample

    return scan_sample(tmp_path_factory.mktemp("demo") / "shadowscan-demo")

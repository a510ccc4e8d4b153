from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from made import make_result, make_workspace
from made.release import quiet
from made.visitor import SECRET, Visitor
from shadowscan.publish import publish
from shadowscan.web.serve import make_datasette


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web") / "workspace"
    workspace = make_workspace(folder)
    publish(make_result(workspace), workspace, quiet)
    return folder


@pytest.fixture
def visitor(published: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setenv("SHADOWSCAN_PROXY_SECRET", SECRET)
    return Visitor(make_datasette(published))


@pytest.fixture
def serve_as(published: Path) -> Callable[[str], Visitor]:
    return lambda person: Visitor(make_datasette(published, person))

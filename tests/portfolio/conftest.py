from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from made.release import Release


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small organisation, published."""
    return Release(tmp_path_factory.mktemp("portfolio") / "harbour").folder


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """Return a copy of the small organisation to decide in."""
    return Path(shutil.copytree(published, tmp_path / "harbour"))

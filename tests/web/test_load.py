"""Pages while scans publish and people decide; `python -m tests.benchmarks.pages_under_load` asks a lot more."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.pages_under_load import Load, run


@pytest.mark.slow
def test_no_page_is_torn_and_no_decision_lost_while_scans_publish(tmp_path: Path) -> None:
    seen = run(tmp_path / "workspace", Load(findings=200, requests=80, decisions=10, publishes=2, clients=4))

    assert seen.errors == []
    assert seen.torn == []
    assert len(seen.noted) == 10
    assert seen.lost == []

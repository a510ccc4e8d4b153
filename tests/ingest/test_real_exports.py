"""Real exports of public bodies, where somebody has put them: SHADOWSCAN_REAL_EXPORTS names the folder."""

import os
from pathlib import Path

import pytest

from shadowscan.ingest import describe_file
from shadowscan.rules import packaged_rules

FOLDER = Path(os.environ.get("SHADOWSCAN_REAL_EXPORTS", "no-such-folder"))
FILES = [path for pattern in ("*.csv", "*.xlsx") for path in sorted(FOLDER.rglob(pattern))]


@pytest.mark.skipif(not FILES, reason="SHADOWSCAN_REAL_EXPORTS names no folder with real exports")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_exports_are_read_almost_whole(path: Path) -> None:
    report = describe_file(path, packaged_rules(), currency="GBP")
    assert report.status == "read"
    assert report.source_id not in ("generic-spend", "generic-sign-ins")
    assert report.rows_rejected <= report.rows_read * 0.05
    assert not [column.header for column in report.columns if column.use == "unknown"]

"""The sample workspace, scanned and published."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

from shadowscan.decisions import take_given
from shadowscan.publish import publish
from shadowscan.rules import sample_workspace
from shadowscan.scan import scan
from shadowscan.workspace import open_workspace

AS_OF = date(2026, 10, 31)
STARTED = datetime(2026, 11, 21, 9, 0)


def scan_sample(folder: Path) -> Path:
    """Copy the sample workspace to `folder`, scan and publish it."""
    shutil.copytree(sample_workspace(), folder)
    scan_folder(folder, STARTED)
    return folder


def scan_folder(folder: Path, started: datetime) -> None:
    """Scan and publish a workspace."""
    take_given(folder)
    workspace = open_workspace(folder)
    publish(scan(workspace, AS_OF, started, quiet), workspace, quiet)


def quiet(*_: object) -> None:
    """Draw no progress."""

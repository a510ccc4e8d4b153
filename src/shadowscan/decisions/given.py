"""Decisions that come with a workspace as a file, taken into its log."""

from __future__ import annotations

from pathlib import Path

from shadowscan.decisions.log import DecisionLog
from shadowscan.decisions.table import read_csv
from shadowscan.records.decisions import Decision

GIVEN = "decisions.csv"


def take_given(workspace: Path) -> list[Decision]:
    """Take what stands in a workspace's decisions.csv into its log, each entry once; return those that were new."""
    path = workspace / GIVEN
    return DecisionLog(workspace / "private").add(read_csv(path)) if path.is_file() else []

"""The steering committee's pack: what the last scan found, as answers to questions, in several formats."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from shadowscan.packs.build import build
from shadowscan.packs.content import Pack
from shadowscan.packs.csv import write_csv
from shadowscan.packs.markdown import write_markdown
from shadowscan.packs.read import read_found
from shadowscan.packs.wording import PackRule
from shadowscan.packs.xlsx import write_xlsx
from shadowscan.rules import packaged_rules

Kind = Literal["xlsx", "md", "csv"]
_WRITERS = {"xlsx": write_xlsx, "md": write_markdown, "csv": write_csv}

__all__ = ["Kind", "Pack", "make_pack", "write_pack"]


def make_pack(workspace_folder: Path) -> Pack:
    """Return the pack of a workspace's last scan; raise InputError where there is none."""
    words = packaged_rules().over(workspace_folder / "rules").one("pack", PackRule)
    return build(read_found(workspace_folder), words)


def write_pack(workspace_folder: Path, kind: Kind, out: Path) -> list[Path]:
    """Write the pack of a workspace's last scan and return its files; for CSV `out` is a folder."""
    return _WRITERS[kind](make_pack(workspace_folder), out)

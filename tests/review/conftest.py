"""A small workspace whose scan leaves questions open: ordinary words that are also names of vendors."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from shadowscan.publish import publish
from shadowscan.scan import scan
from shadowscan.workspace import open_workspace
from tests.conftest import TABLES
from tests.scanned import quiet

AS_OF = date(2026, 6, 30)
AT = "2026-07-01T09:00:00+00:00"
SETTINGS = """\
organisation: Harbour Mutual
currency: EUR
exports: {"*": {business_unit: claims, currency: EUR}}
access: {brm@harbour.example: {role: brm, units: [claims]}}
"""
ROWS = [
    ("LINEAR", "300.00"),
    ("LINEAR LTD", "200.00"),
    ("LINEAR INV-20391", "100.00"),
    ("GONG", "250.00"),
    ("GONG LTD", "50.00"),
    ("=SAGE", "80.00"),
    ("MIRO.COM", "96.00"),
    ("CANTEEN AM HAFEN", "8.40"),
]
SIGN_INS = "Date,User,Application\n2026-05-04,anna@harbour.example,Harbour Rota\n"


def write_exports(root: Path) -> None:
    lines = [f"2026-05-{day:02d},{text},{amount}" for day, (text, amount) in enumerate(ROWS, start=1)]
    (root / "exports").mkdir(parents=True)
    (root / "exports" / "cards.csv").write_text("Date,Merchant,Amount\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (root / "exports" / "sign-ins.csv").write_text(SIGN_INS, encoding="utf-8")


def scan_now(root: Path) -> None:
    workspace = open_workspace(root)
    publish(scan(workspace, AS_OF, datetime(2026, 7, 1, 9, 0), quiet), workspace, quiet)


@pytest.fixture(scope="session")
def scanned_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("review") / "harbour"
    (root / "reference").mkdir(parents=True)
    (root / "shadowscan.yaml").write_text(SETTINGS, encoding="utf-8")
    for name, text in TABLES.items():
        (root / "reference" / f"{name}.csv").write_text(text, encoding="utf-8")
    write_exports(root)
    scan_now(root)
    return root


@pytest.fixture
def harbour(scanned_once: Path, tmp_path: Path) -> Path:
    """Return a copy of the scanned workspace that a test may write to."""
    root = tmp_path / "harbour"
    shutil.copytree(scanned_once, root)
    return root

"""A small organisation whose exports a test writes itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from shadowscan.ingest import read_exports
from shadowscan.records import Ingested
from shadowscan.workspace import open_workspace

REFERENCE = {
    "business_units.csv": "business_unit_id,name,parent_id\nclaims,Claims,\nretail,Retail Sales,\ncoatings,Coatings,\n",
    "services.csv": "service_id,name,type,status\nmail,Mail,it,live\n",
    "cost_centres.csv": (
        "cost_centre,business_unit_id,valid_from,valid_to\n"
        "520,claims,,2025-12-31\n520,retail,2026-01-01,\nCC-700,coatings,,\n"
    ),
    "people.csv": (
        "person_id,email,name,business_unit_id,cost_centre,status,left_on\n"
        "42,ann.lee@example.org,Ann Lee,claims,,active,\n43,bob.ray@example.org,Bob Ray,,CC700,active,\n"
    ),
}


class Organisation:
    """Write files into a workspace and read them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = "organisation: Example\ncurrency: EUR\n"
        for name, text in REFERENCE.items():
            self.write(f"reference/{name}", text)

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def export(self, name: str, content: str | bytes) -> None:
        self.write(f"exports/{name}", content)

    def read(self, as_of: date | None = None) -> Ingested:
        (self.root / "exports").mkdir(exist_ok=True)
        self.write("shadowscan.yaml", self.settings)
        return read_exports(open_workspace(self.root), as_of, date(2026, 11, 21), lambda what, done, total: None)


@pytest.fixture
def organisation(tmp_path: Path) -> Organisation:
    return Organisation(tmp_path)


@pytest.fixture
def organisations(tmp_path: Path) -> Callable[[str], Organisation]:
    return lambda name: Organisation(tmp_path / name)


def reconciles(ingested: Ingested) -> bool:
    """Tell whether every row of every file is accounted for."""
    accepted = sum(file.rows_accepted for file in ingested.files)
    return accepted == len(ingested.transactions) + len(ingested.sign_ins) and all(
        file.rows_read == file.rows_accepted + file.rows_rejected + file.rows_duplicate + file.rows_out_of_scope
        for file in ingested.files
    )

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from made import make_result, make_workspace
from shadowscan.packs import Pack, make_pack
from shadowscan.publish import publish
from shadowscan.records import Flag, ScanResult


def _result_with_news(result: ScanResult) -> ScanResult:
    """Let Salesforce renew soon and Typeform be new, so that every section has something to say."""
    findings = list(result.findings)
    for place, finding in enumerate(findings):
        if finding.product == "Salesforce":
            soon = Flag("renewal-soon", "The next renewal is due on 2026-08-31.")
            findings[place] = dataclasses.replace(finding, next_renewal=date(2026, 8, 31), flags=(soon,))
        elif finding.product == "Typeform" and finding.business_unit_id == "wealth-7":
            new = Flag("new-this-quarter", "First seen 46 days ago.")
            findings[place] = dataclasses.replace(finding, flags=(new,), first_seen=date(2026, 5, 15))
    result.findings = tuple(findings)
    return result


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small workspace as a scan leaves it."""
    folder = tmp_path_factory.mktemp("packs") / "workspace"
    workspace = make_workspace(folder)
    publish(_result_with_news(make_result(workspace)), workspace, lambda what, done, total: None)
    return folder


@pytest.fixture(scope="session")
def pack(scanned: Path) -> Pack:
    return make_pack(scanned)

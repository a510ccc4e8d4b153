from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from pathlib import Path

import pytest

from made import make_result, make_workspace
from shadowscan import chain
from shadowscan.chain import Chain
from shadowscan.errors import InputError
from shadowscan.publish import publish

NO_SUCH = "f0123456789ab"


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chain") / "workspace"
    workspace = make_workspace(folder)
    publish(make_result(workspace), workspace, lambda what, done, total: None)
    return folder


def followed(id: str, workspace: Path) -> Chain:
    found = chain.of(id, workspace)
    assert found is not None
    return found


def test_an_idea_leads_to_its_findings_descriptors_rows_and_sign_ins(scanned: Path) -> None:
    found = followed("id-1", scanned)
    assert found.idea is not None
    assert found.idea.title == "Offer Miro to Claims Handling and Retail Insurance"
    assert [finding.business_unit for finding in found.findings] == ["Claims Handling", "Retail Insurance"]
    (descriptor,) = found.findings[0].descriptors
    assert descriptor.reason == "The text names miro."
    row = descriptor.transactions[0]
    assert (row.path, row.line) == ("exports/cards/f-claims.csv", 2)
    assert (row.amount, row.currency, row.amount_reporting) == (Decimal("240.00"), "USD", Decimal("120.00"))
    assert row.rate_date == row.date
    assert found.findings[0].access[0].users == 14


def test_a_finding_is_told_with_its_flags_and_reasons(scanned: Path) -> None:
    found = followed("fi-01", scanned)
    assert found.idea is None
    (finding,) = found.findings
    assert finding.status == "prohibited"
    assert [rule for rule, _ in finding.flags] == ["prohibited-product"]
    assert finding.spend_12m == Decimal("239.88")


def test_the_page_shows_every_link_in_order(scanned: Path) -> None:
    page = chain.text(followed("id-1", scanned))
    wanted = [
        "Idea id-1: Offer Miro",
        "2 findings behind it, EUR 2,406.00 in the 12 months up to 2026-06-30",
        "Finding fi-00: Miro in Claims Handling",
        "status tolerated",
        "matched, score 0.97",
        "USD 240.00 = EUR 120.00 (ECB rate of 2026-06-15)",
        "[exports/cards/f-claims.csv:14]",
        "14 people, 154 sign-ins",
        "Finding fi-03: Miro in Retail Insurance",
    ]
    places = [page.find(text) for text in wanted]
    assert -1 not in places, wanted[places.index(-1)]
    assert places == sorted(places)


def test_a_finding_of_its_own_begins_the_page(scanned: Path) -> None:
    assert chain.text(followed("fi-01", scanned)).startswith("Finding fi-01: Dropbox in Claims Handling")


def test_the_page_names_no_buyer_by_column(scanned: Path) -> None:
    assert "clara.jensen" not in json.dumps(followed("fi-01", scanned).to_json())


def test_plain_values_keep_money_exact(scanned: Path) -> None:
    plain = followed("fi-00", scanned).to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["findings"][0]["spend_12m"] == "1440.00"
    assert plain["findings"][0]["descriptors"][0]["transactions"][0]["line"] == 2


@pytest.mark.parametrize("id", [NO_SUCH, "", "ADOBE *ACROPRO", "id-1' or '1'='1"])
def test_an_unknown_id_has_no_chain(scanned: Path, id: str) -> None:
    assert chain.of(id, scanned) is None


def test_without_a_workspace_there_is_no_chain() -> None:
    assert chain.of(NO_SUCH, None) is None


def test_an_id_in_a_workspace_that_was_never_scanned_names_the_command(tmp_path: Path) -> None:
    assert chain.of("ADOBE *ACROPRO", tmp_path) is None
    with pytest.raises(InputError) as caught:
        chain.of(NO_SUCH, tmp_path)
    assert caught.value.remedy == f"shadowscan scan {tmp_path}"


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "findings.db").write_text("no database, only a text " * 50)
    with pytest.raises(InputError, match="cannot be read"):
        chain.of(NO_SUCH, tmp_path)


def test_control_characters_do_not_reach_the_terminal(scanned: Path) -> None:
    found = followed("fi-01", scanned)
    hostile = dataclasses.replace(found.findings[0], product="\x1b[31mDropbox\x07")
    page = chain.text(dataclasses.replace(found, findings=(hostile,)))
    assert all(letter.isprintable() or letter == "\n" for letter in page)

from __future__ import annotations

import json
from typing import Any

import pytest

from shadowscan.errors import RuleError, ShadowscanError
from shadowscan.publish.schema import read_schema
from shadowscan.publish.tables import Table, check_columns
from shadowscan.records import STATUSES

CONTRACT = {
    "scans": "scan_id as_of started_at tool_version rules_hash inputs_hash",
    "files": "file_id path source_id sha256 rows_read rows_accepted rows_rejected rows_duplicate rows_out_of_scope "
    "status message",
    "rejects": "file_id line reason raw",
    "descriptors": "descriptor_id descriptor merchant intermediary vendor_id product_id category saas_probability "
    "score verdict reason rows amount",
    "vendors": "vendor_id name domain category parent",
    "products": "product_id vendor_id name domain category parent",
    "transactions": "transaction_id file_id line date descriptor_id amount currency amount_reporting "
    "business_unit_id person kind",
    "access": "access_id product_id business_unit_id month users events",
    "findings": "finding_id business_unit_id business_unit vendor product category status coverage covered_by "
    "spend_12m spend_total currency users first_seen last_seen recurrence annual_run_rate next_renewal risk severity "
    "confidence sources flags",
    "finding_flags": "finding_id rule_id why",
    "evidence": "evidence_id finding_id transaction_id access_id note",
    "review_queue": "descriptor_id descriptor guesses spend",
    "services": "service_id name type status owner offered_to health gaps",
    "slas": "sla_id service_id attainment periods_missed periods_unknown health",
    "ideas": "idea_id type title business_units findings initiative_id service_id stage",
    "coverage_summary": "business_unit_id total " + " ".join(STATUSES),
}


@pytest.mark.parametrize("table", CONTRACT)
def test_the_private_file_has_the_columns_of_the_contract(release: Any, table: str) -> None:
    columns = {row[1] for row in release.rows("findings", f"pragma table_info({table})")}
    assert set(CONTRACT[table].split()) <= columns


def test_tables_are_strict_and_money_has_two_places(release: Any) -> None:
    kinds = release.rows("group", "select name, strict from pragma_table_list where type = 'table' and schema = 'main'")
    assert all(strict for name, strict in kinds if "sqlite_" not in name)
    amounts = "select amount, currency, amount_reporting from transactions where transaction_id = 'tx-03-01'"
    assert release.rows("group", amounts) == [(161.0, "USD", 80.5)]
    for (value,) in release.rows("findings", "select amount_reporting from transactions"):
        assert value == round(value, 2)


def test_coverage_adds_up_to_the_total_and_to_the_transactions(release: Any) -> None:
    statuses = " + ".join(STATUSES)
    assert release.rows("findings", f"select count(*) from coverage_summary where round({statuses} - total, 2)") == [
        (0,)
    ]
    sums = "select business_unit_id, round(sum(amount_reporting), 2) from transactions where date > ? group by 1"
    totals = release.rows("findings", "select business_unit_id, total from coverage_summary order by 1")
    assert release.rows("findings", sums, "2025-06-30") == totals


def test_lists_are_json_and_days_are_iso(release: Any) -> None:
    flags, sources, day = release.rows("group", "select flags, sources, last_seen from findings where risk = 'high'")[0]
    assert json.loads(flags) == ["prohibited-product"]
    assert json.loads(sources) == ["card_statement"]
    assert day == "2026-06-15"


def test_texts_can_be_searched(release: Any) -> None:
    assert release.rows("group", "select count(*) from findings_fts where findings_fts match 'dropbox'") == [(2,)]
    assert release.rows("bu_it", "select count(*) from findings_fts where findings_fts match 'dropbox'") == [(0,)]


def test_every_foreign_key_has_an_index(release: Any) -> None:
    for table in CONTRACT:
        first = f"select i.name from pragma_index_list('{table}') l, pragma_index_info(l.name) i where i.seqno = 0"
        indexed = {row[0] for row in release.rows("findings", first)}
        keyed = {row[3] for row in release.rows("findings", f"pragma foreign_key_list({table})")}
        assert keyed <= indexed, table


def test_a_column_or_table_on_no_publish_list_is_refused(release: Any) -> None:
    schema = read_schema(release.workspace.rules)
    everything = [Table(name, tuple(rule.columns), []) for name, rule in schema.tables.items()]
    check_columns(schema, everything)

    with pytest.raises(ShadowscanError, match="'salary' is on no publish list"):
        check_columns(schema, [*everything, Table("findings", (*schema.tables["findings"].columns, "salary"), [])])
    with pytest.raises(ShadowscanError, match="the table 'salaries' is on no publish list"):
        check_columns(schema, [*everything, Table("salaries", (), [])])


def test_a_rule_that_names_an_unknown_column_is_refused(release: Any, tmp_path: Any) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "vendors.yml").write_text(
        "title: V\ndescription: V\norder: 1\naudience: unit\nkey: [nothing]\n"
        "columns:\n  vendor_id: {title: V, kind: id, audience: unit, description: V}\n"
    )
    with pytest.raises(RuleError, match="nothing"):
        read_schema(release.workspace.rules.over(tmp_path))


def test_the_metadata_describes_every_published_table_and_column(release: Any) -> None:
    told = json.loads((release.folder / "private" / "datasette.json").read_text())
    for name, database in told["databases"].items():
        for table, described in database["tables"].items():
            columns = [row[1] for row in release.rows(name, f"pragma table_info({table})")]
            assert list(described["columns"]) == columns
            assert all(described["columns"].values())
            for key in ("sort", "sort_desc", "label_column"):
                assert described.get(key, columns[0]) in columns
    assert told["databases"]["bu_claims"]["title"] == "Claims Handling"
    assert "(EUR)" in told["databases"]["group"]["tables"]["findings"]["columns"]["spend_12m"]

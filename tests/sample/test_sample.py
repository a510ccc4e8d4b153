"""The committed sample workspace is what the generator writes, and it holds what it promises."""

from __future__ import annotations

import csv
import io

import pytest
import yaml

from .build import FOLDERS, PLANTED, TARGET, build
from .software import all_series

FIX = "Rebuild it with: python -m tests.sample.build"
STATUSES = "prohibited approved tolerated retired not_offered off_channel managed unmanaged unresolved"

Built = tuple[dict[str, bytes], str]


@pytest.fixture(scope="module")
def built() -> Built:
    return build()


def test_committed_files_equal_a_fresh_build(built: Built) -> None:
    inside = [
        TARGET / "shadowscan.yaml",
        TARGET / "decisions.csv",
        *(path for folder in FOLDERS for path in (TARGET / folder).rglob("*")),
    ]
    there = {p.relative_to(TARGET).as_posix(): p.read_bytes() for p in inside if p.is_file()}
    assert sorted(there) == sorted(built[0]), FIX
    assert [path for path, data in built[0].items() if there[path] != data] == [], FIX


def test_planted_list_equals_a_fresh_build(built: Built) -> None:
    assert yaml.safe_load(PLANTED.read_text(encoding="utf-8")) == yaml.safe_load(built[1]), FIX


def test_build_gives_the_same_bytes_twice(built: Built) -> None:
    assert build() == built


def test_sample_stays_small(built: Built) -> None:
    assert sum(map(len, built[0].values())) < 5_200_000


def test_planted_cases_name_known_units_and_services(built: Built) -> None:
    units = {row["business_unit_id"] for row in table(built, "business_units")} | {"unassigned"}
    services = {row["service_id"] for row in table(built, "services")}
    cases = yaml.safe_load(built[1])
    assert len({case["id"] for case in cases}) == len(cases)
    assert {case["unit"] for case in cases if "unit" in case} <= units
    assert {case["expect"]["covered_by"] for case in cases if "covered_by" in case["expect"]} <= services


def test_planted_cases_point_at_files_that_are_there(built: Built) -> None:
    assert {case["path"] for case in yaml.safe_load(built[1]) if "path" in case} <= set(built[0])


def test_planted_cases_show_every_status_and_coverage(built: Built) -> None:
    expected = [case["expect"] for case in yaml.safe_load(built[1])]
    assert {e["status"] for e in expected if "status" in e} == set(STATUSES.split())
    assert {e["coverage"] for e in expected if "coverage" in e} == {"covered", "elsewhere", "gap"}


def test_every_money_case_has_money_or_says_so(built: Built) -> None:
    without = [case["id"] for case in yaml.safe_load(built[1]) if case["expect"].get("spend_total") == "0.00"]
    assert sorted(without) == ["grants-only", "prohibited-sign-in", "sign-ins-only"]


def test_series_have_names_of_their_own() -> None:
    keys = [series.key for series in all_series()]
    assert sorted(keys) == sorted(set(keys))


def test_two_cost_centres_moved_between_units(built: Built) -> None:
    numbers = [row["cost_centre"] for row in table(built, "cost_centres")]
    assert len(set(numbers)) == 40
    assert sorted(n for n in set(numbers) if numbers.count(n) == 2) == ["3150", "4140"]


def table(built: Built, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(built[0][f"reference/{name}.csv"].decode())))

from __future__ import annotations

import csv
import dataclasses
import re
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from shadowscan.errors import InputError
from shadowscan.ingest import read_exports
from shadowscan.matching import Matcher, load_vendors
from shadowscan.matching.examples import check_vendors
from shadowscan.rules import packaged_rules
from shadowscan.templates import reference_tables, write_workspace
from shadowscan.workspace import Settings, open_workspace

CARDS = """\
Date,Merchant,Amount,Currency
2026-03-02,MIRO.COM,96.00,EUR
2026-04-02,MIRO.COM,96.00,EUR
2026-05-02,MIRO.COM,96.00,EUR
2026-05-04,BAKERY AT THE CORNER,12.40,EUR
"""


def examples(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each table with its example lines, as reference/README.md shows them."""
    page = (folder / "reference" / "README.md").read_text(encoding="utf-8")
    for name, block in re.findall(r"## (\w+)\.csv\n.*?```csv\n(.*?)```", page, re.DOTALL):
        yield name, block.splitlines()


def test_it_writes_what_a_workspace_holds(tmp_path: Path) -> None:
    written = write_workspace(tmp_path / "new")
    names = {path.relative_to(tmp_path / "new").as_posix() for path in written}
    assert names >= {"shadowscan.yaml", "exports/README.txt", "rules/README.md", "reference/README.md"}
    assert names >= {f"reference/{name}.csv" for name in reference_tables()}
    assert names >= {"private/pseudonym.key", "private/.gitignore"}
    assert all(path.is_file() for path in written)


def test_the_key_is_random_and_its_owners_alone(tmp_path: Path) -> None:
    keys = []
    for name in ("one", "two"):
        write_workspace(tmp_path / name)
        key = tmp_path / name / "private" / "pseudonym.key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        keys.append(key.read_bytes())
    assert len(keys[0]) == len(keys[1]) == 32
    assert keys[0] != keys[1]
    assert (tmp_path / "one" / "private" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("name", ["shadowscan.yaml", "reference/people.csv", "private/pseudonym.key"])
def test_it_overwrites_nothing_and_then_writes_nothing(tmp_path: Path, name: str) -> None:
    mine = tmp_path / name
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(InputError, match="there already") as caught:
        write_workspace(tmp_path)
    assert caught.value.where == str(mine)
    assert caught.value.remedy
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    assert mine.read_text() == "mine"


def test_a_place_that_is_no_folder_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="cannot be written"):
        write_workspace(tmp_path / "file")


def test_headers_are_those_the_workspace_reads(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    headers = {}
    for name, kind in reference_tables().items():
        with (tmp_path / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            (headers[name],) = csv.reader(handle)
        assert sorted(headers[name]) == sorted(field.name for field in dataclasses.fields(kind))
    assert headers["policy"] == ["vendor", "product", "ruling", "reason", "until"]
    assert headers["business_units"] == ["business_unit_id", "name", "parent_id", "head", "brm_email"]


def test_every_column_is_explained_with_its_values(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    page = (tmp_path / "reference" / "README.md").read_text(encoding="utf-8")
    for name, kind in reference_tables().items():
        part = page.split(f"## {name}.csv\n")[1].split("\n## ")[0]
        for field in dataclasses.fields(kind):
            assert re.search(rf"\| `{field.name}` \|.*\| .+ \|", part), f"{name}.{field.name}"
    assert "`approved`, `tolerated`, `prohibited`" in page
    assert "| `business_unit_id` | yes |" in page
    assert "- `team-messaging`: " in page


def test_the_example_lines_make_a_workspace_that_can_be_opened(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    told = dict(examples(tmp_path))
    assert set(told) == set(reference_tables())
    for name, lines in told.items():
        (tmp_path / "reference" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    reference = open_workspace(tmp_path).reference
    assert reference.notes == ()
    assert all(getattr(reference, name) for name in told)
    known = {row["category_id"] for row in packaged_rules().table("taxonomy")}
    assert {name for row in (*reference.services, *reference.initiatives) for name in row.capabilities} <= known


def test_the_settings_can_be_read_as_they_are_and_with_every_option_taken(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    plain = open_workspace(tmp_path).settings
    assert plain == Settings(organisation="My organisation", currency="EUR")
    path = tmp_path / "shadowscan.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^#(?=\S)", "", text).replace("#  ", "  "), encoding="utf-8")
    full = open_workspace(tmp_path).settings
    assert full.access["brm@example.org"].units == ["sales", "marketing"]
    assert full.unions == {"front office": ["sales", "marketing"]}
    assert {source.source for source in full.exports.values() if source.source} <= {
        path.stem for path in packaged_rules().paths("sources")
    }
    for field in dataclasses.fields(Settings):
        assert re.search(rf"(?m)^#?{field.name}:", text), field.name


def test_the_example_vendor_holds_its_own_examples(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    page = (tmp_path / "rules" / "README.md").read_text(encoding="utf-8")
    block = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[0]
    (tmp_path / "rules" / "vendors").mkdir()
    (tmp_path / "rules" / "vendors" / "ours.yml").write_text(block, encoding="utf-8")
    rules = open_workspace(tmp_path).rules
    matcher = Matcher(load_vendors(rules), rules)
    assert matcher.base.vendor("quillharbour") is not None
    assert [problem for problem in check_vendors(matcher) if "ours.yml" in problem] == []


def test_with_a_unit_a_service_and_an_export_it_can_be_read(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    with (tmp_path / "reference" / "business_units.csv").open("a") as table:
        table.write("sales,Sales,,,\n")
    with (tmp_path / "reference" / "services.csv").open("a") as table:
        table.write("svc-chat,Team chat,it,live" + "," * 8 + "\n")
    (tmp_path / "exports" / "cards.csv").write_text(CARDS, encoding="utf-8")
    ingested = read_exports(open_workspace(tmp_path), None, date(2026, 11, 21), lambda what, done, total: None)
    assert len(ingested.transactions) == 4
    assert {file.path: file.status for file in ingested.files} == {
        "exports/README.txt": "ignored",
        "exports/cards.csv": "read",
    }

"""A rule book lays an organisation's own files over the packaged ones and knows when any rule changes."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shadowscan.errors import RuleError
from shadowscan.matching.vendors import VendorFile
from shadowscan.rules import RuleBook, packaged_rules, sample_workspace


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    accept: float
    billing: list[str]
    regions: tuple[str, ...] = ()
    weights: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.accept > 1:
            raise ValueError("accept is at most 1")


@dataclass(frozen=True, slots=True)
class Flag:
    title: str
    where: str = ""


def lay(root: Path, **files: str) -> Path:
    """Write files; `__` in a name is a folder, the last `_` the dot."""
    for name, text in files.items():
        stem, _, suffix = name.replace("__", "/").rpartition("_")
        path = root / f"{stem}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def packaged(tmp_path: Path) -> RuleBook:
    root = lay(
        tmp_path / "packaged",
        words_yml=(
            "title: Words\naccept: 0.8\nbilling: [INV, RECURRING]\nregions: [EMEA]\nweights: {cosine: 1, ratio: 2}\n"
        ),
        flags__growing_yml="title: Growing\n",
        flags__new_yml="title: New\n",
        taxonomy_csv="category_id,category\ncrm,Customer relations\n",
    )
    return RuleBook((root,))


def test_a_local_file_adds_to_lists_and_replaces_other_keys(packaged: RuleBook, tmp_path: Path) -> None:
    local = lay(
        tmp_path / "own", words_yml="accept: 0.9\nbilling: [ABO]\nregions: [DACH]\nweights: {ratio: 3, tail: 1}\n"
    )
    words = packaged.over(local).one("words", Words)
    assert words == Words(
        "Words", 0.9, ["INV", "RECURRING", "ABO"], ("EMEA", "DACH"), {"cosine": 1, "ratio": 3, "tail": 1}
    )
    assert packaged.one("words", Words).accept == 0.8


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("accept: 0.9\nacept: 0.8\n", "the key 'acept' is not known", ":2"),
        ("accept: high\n", "'high' is not a number", ":1"),
        ("title: Own\n\naccept: 7\n", "accept is at most 1", ""),
        ("accept: [0.9]\n", "a single value is expected", ":1"),
    ],
)
def test_a_local_file_is_read_as_strictly(
    packaged: RuleBook, tmp_path: Path, text: str, message: str, line: str
) -> None:
    with pytest.raises(RuleError) as refused:
        packaged.over(lay(tmp_path / "own", words_yml=text)).one("words", Words)
    assert message in refused.value.message
    assert refused.value.where == f"rules/words.yml{line}"
    assert refused.value.remedy


def test_a_local_file_of_the_same_stem_replaces_the_packaged_one(packaged: RuleBook, tmp_path: Path) -> None:
    local = lay(tmp_path / "own", flags__new_yml="title: Ours\n", flags__zero_yml="title: Zero\n")
    flags = packaged.over(local).many("flags", Flag)
    assert {stem: flag.title for stem, flag in flags.items()} == {"growing": "Growing", "new": "Ours", "zero": "Zero"}
    assert list(flags) == sorted(flags)
    assert flags["new"].where == "rules/flags/new.yml:1"


def test_local_tables_come_after_the_packaged_rows(packaged: RuleBook, tmp_path: Path) -> None:
    local = lay(tmp_path / "own", taxonomy_csv="category_id,category\nclaims,Claims handling\n")
    assert [row["category_id"] for row in packaged.over(local).table("taxonomy")] == ["crm", "claims"]


def test_a_table_in_another_encoding_is_refused(packaged: RuleBook, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "taxonomy.csv").write_bytes(b"category_id,category\nclaims,Sch\xe4den\n")
    with pytest.raises(RuleError, match="UTF-8") as refused:
        packaged.over(tmp_path / "own").table("taxonomy")
    assert refused.value.where == "rules/taxonomy.csv:2"


def test_a_missing_rule_file_is_named(packaged: RuleBook) -> None:
    with pytest.raises(RuleError, match=r"nowhere\.yml is missing") as refused:
        packaged.one("nowhere", Words)
    assert refused.value.remedy


def test_without_a_local_folder_nothing_changes(packaged: RuleBook, tmp_path: Path) -> None:
    assert packaged.over(tmp_path / "absent") == packaged


def test_the_hash_changes_with_any_rule(packaged: RuleBook, tmp_path: Path) -> None:
    root = packaged.roots[0]
    seen = {packaged.hash}
    for path in packaged.paths():
        old = path.read_bytes()
        path.write_bytes(old + b"\n")
        seen.add(RuleBook((root,)).hash)
        path.write_bytes(old)
    (root / "words.yml").rename(root / "texts.yml")
    seen.add(RuleBook((root,)).hash)
    (root / "texts.yml").rename(root / "words.yml")
    (root / "flags" / "old.yml").write_text("title: Old\n")
    seen.add(RuleBook((root,)).hash)
    (root / "flags" / "old.yml").unlink()
    seen.add(packaged.over(lay(tmp_path / "own", words_yml="accept: 0.9\n")).hash)
    assert len(seen) == 1 + 4 + 3
    assert RuleBook((root,)).hash == packaged.hash


def test_the_hash_does_not_change_with_place_time_or_other_files(packaged: RuleBook, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(packaged.roots[0], moved)
    for path in moved.rglob("*"):
        os.utime(path, (0, 0))
    (moved / "notes.txt").write_text("no rule")
    (tmp_path / "empty").mkdir()
    assert RuleBook((moved,)).over(tmp_path / "empty").hash == packaged.hash


def test_the_packaged_rules_are_found() -> None:
    rules = packaged_rules()
    assert len(rules.many("vendors", VendorFile)) > 1
    assert len(rules.table("taxonomy")) >= 60
    assert (sample_workspace() / "shadowscan.yaml").is_file()

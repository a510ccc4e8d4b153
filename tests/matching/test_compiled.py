"""The compiled base is the same base, and a file that cannot be trusted is as good as none."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import platformdirs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shadowscan.matching import VendorBase, compiled, load_vendors
from shadowscan.rules import RuleBook

RULES = """\
title: Test
why: To test.
source: Made up
vendors:
  - name: Boxwood
    domain: boxwood.example
    category: file-sharing
    products: [{name: Shelf, domain: shelf.example}]
    matches: ["BOXWOOD INC", {descriptor: "SHELF", product: Shelf}]
    ignores: ["WOODEN BOXES"]
"""
WIDE = """\
name,domain,category,ordinary,source
Quorvex,quorvex.example,,,some-list
Lantern,lantern.example,,yes,some-list
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RuleBook:
    """Return a small book of rules; what it compiles is kept in a folder of its own."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    wide = tmp_path / "rules" / "vendors" / "wide"
    wide.mkdir(parents=True)
    (wide.parent / "one.yml").write_text(RULES, encoding="utf-8")
    (wide / "some.csv").write_text(WIDE, encoding="utf-8")
    return RuleBook((tmp_path / "rules",))


@pytest.fixture
def kept(book: RuleBook, tmp_path: Path) -> Path:
    """Return the file a first load leaves behind."""
    load_vendors(book)
    (path,) = (tmp_path / "cache").iterdir()
    return path


def _key(path: Path) -> str:
    return path.stem.removeprefix("vendors-")


def _whole(base: VendorBase) -> tuple[object, ...]:
    return base.vendors, base.products, base.aliases, base.domains, base.examples


def _sealed(key: str, main: object, examples: object = ()) -> bytes:
    """Return a file whose header and checksum are right, whatever is in it."""
    rest = json.dumps(main).encode() + b"\n" + json.dumps(examples).encode()
    header = {"key": key, "sha256": hashlib.sha256(rest).hexdigest()}
    return json.dumps(header).encode() + b"\n" + rest


def test_what_is_compiled_is_what_the_rules_say(book: RuleBook, kept: Path) -> None:
    stored = compiled.load(_key(kept))
    assert stored is not None
    assert _whole(stored) == _whole(load_vendors(book))
    assert [(v.vendor_id, v.tier, v.source) for v in stored.vendors] == [
        ("boxwood", "core", "Made up"),
        ("quorvex", "wide", "some-list"),
        ("lantern", "wide", "some-list"),
    ]
    assert [(e.descriptor, must) for _, e, must in stored.examples] == [
        ("BOXWOOD INC", True), ("SHELF", True), ("WOODEN BOXES", False),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["one.yml", "wide/some.csv"])
def test_any_change_of_a_rule_file_compiles_anew(name: str, book: RuleBook, kept: Path) -> None:
    path = book.roots[0] / "vendors" / name
    path.write_text(path.read_text().replace("Boxwood", "Boxtree").replace("Quorvex", "Quorvix"))
    names = {vendor.name for vendor in load_vendors(RuleBook(book.roots)).vendors}
    assert names & {"Boxtree", "Quorvix"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_file_that_was_cut_or_changed_is_not_used(data: st.DataObject, book: RuleBook, kept: Path) -> None:
    whole = kept.read_bytes()
    try:
        place = data.draw(st.integers(0, len(whole) - 1))
        other = data.draw(st.integers(1, 255))
        changed = whole[:place] + bytes([whole[place] ^ other]) + whole[place + 1 :]
        kept.write_bytes(data.draw(st.sampled_from([whole[:place], changed])))
        assert compiled.load(_key(kept)) is None
    finally:
        kept.write_bytes(whole)


def _main(kept: Path) -> dict[str, list[object]]:
    return dict(json.loads(kept.read_bytes().split(b"\n")[1]))


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("owners", [99, 0, 0, 0]),
        ("owners", [-1, 0, 0, 0]),
        ("owners", "0000"),
        ("named", [True] * 4),
        ("led", ["0"]),
        ("vendors", [["x"]]),
        ("vendors", {"vendor_id": ["a"]}),
        ("products", "text"),
        ("aliases", {"text": [["nested"]], "strength": ["x"], "where": ["x"], "tier": ["x"]}),
        ("domains", {"domain": [1]}),
        ("domains", {"domain": "x"}),
    ],
)
def test_a_file_of_another_shape_is_not_used_even_with_the_right_checksum(
    part: str, value: object, book: RuleBook, kept: Path
) -> None:
    before = load_vendors(book)
    kept.write_bytes(_sealed(_key(kept), {**_main(kept), part: value}))
    assert compiled.load(_key(kept)) is None
    assert _whole(load_vendors(book)) == _whole(before)


def test_a_bottomless_file_is_not_used(kept: Path) -> None:
    rest = b"[" * 100_000 + b"\n[]"
    header = {"key": _key(kept), "sha256": hashlib.sha256(rest).hexdigest()}
    kept.write_bytes(json.dumps(header).encode() + b"\n" + rest)
    assert compiled.load(_key(kept)) is None


def test_a_file_of_another_key_is_not_used(kept: Path) -> None:
    kept.write_bytes(_sealed("another", _main(kept)))
    assert compiled.load(_key(kept)) is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system knows no owners of files")
def test_a_file_others_may_write_is_not_used(kept: Path) -> None:
    kept.chmod(0o666)
    assert compiled.load(_key(kept)) is None
    kept.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert compiled.load(_key(kept)) is not None


def test_where_nothing_can_be_kept_the_rules_are_read(
    book: RuleBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "file" / "cache")
    assert len(load_vendors(book).vendors) == 3


def test_many_may_compile_at_once(book: RuleBook, tmp_path: Path) -> None:
    load: Callable[[int], VendorBase] = lambda _: load_vendors(RuleBook(book.roots))  # noqa: E731
    with ThreadPoolExecutor(8) as pool:
        bases = list(pool.map(load, range(32)))
    assert all(_whole(base) == _whole(bases[0]) for base in bases)
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".json"]


def test_older_files_do_not_pile_up(book: RuleBook, tmp_path: Path) -> None:
    path = book.roots[0] / "vendors" / "one.yml"
    for number in range(9):
        path.write_text(RULES.replace("Made up", f"Made up {number}"))
        load_vendors(RuleBook(book.roots))
    assert len(list((tmp_path / "cache").iterdir())) == 5

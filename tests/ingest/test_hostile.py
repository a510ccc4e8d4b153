import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shadowscan.ingest.files import read_bytes
from shadowscan.ingest.mapping import Setting
from shadowscan.ingest.people import People
from shadowscan.ingest.settlements import load_settlements
from shadowscan.ingest.source import load_reading, load_sources
from shadowscan.ingest.units import Units
from shadowscan.rules import packaged_rules

RULES = packaged_rules()
SOURCES = load_sources(RULES)
SETTING = Setting("EUR", True, load_reading(RULES), People(b"k"), Units(()), load_settlements(RULES))
EXAMPLES = [(one.name, one.file.encode(one.encoding)) for source in SOURCES.values() for one in source.reads]


def holds(data: bytes, name: str) -> None:
    """Read bytes: a result comes back, and every row is accounted for."""
    result = read_bytes(data, f"exports/{name}", SOURCES, SETTING)
    assert result.status in ("read", "ignored", "refused")
    assert "Error:" not in result.message
    if result.mapped:
        mapped = result.mapped
        assert mapped.rows_read == len(mapped.frame) + len(mapped.refused) + mapped.rows_dropped


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["x.csv", "x.xlsx", "x.json", "x.txt"]))
def test_random_bytes_are_no_trouble(data: bytes, name: str) -> None:
    holds(data, name)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(EXAMPLES), st.integers(0, 10**6))
def test_mangled_exports_are_no_trouble(example: tuple[str, bytes], seed: int) -> None:
    name, data = example
    chance = random.Random(seed)
    mangled = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(mangled) + 1)
        piece = chance.choice([b'"', b",", b"\n", b"\r", b"\0", b"\xff", b'""', b";", b"\t", b"'", b"9" * 40, b"-"])
        mangled[place : place + chance.choice([0, 0, 1, 5])] = piece
    if chance.random() < 0.3:
        del mangled[chance.randrange(len(mangled) + 1) :]
    holds(bytes(mangled), name)


@pytest.mark.parametrize("name", ["deep.json", "deep2.json"])
def test_json_without_bottom_is_no_trouble(name: str, tmp_path: Path) -> None:
    holds((b'{"a":' if name == "deep.json" else b"[") * 100_000, name)


def test_a_file_of_open_quotation_marks_ends(tmp_path: Path) -> None:
    holds(b"Date,Merchant,Amount\n" + b'2026-01-05,"Miro,1.00\n' * 3000, "open.csv")

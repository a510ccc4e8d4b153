"""The tables the generator works from, read from `data/`."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "data"


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of `data/<name>.csv`."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def header(name: str) -> list[str]:
    """Return the columns of `data/<name>.csv`."""
    return list(table(name)[0])


@cache
def _document(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def words(name: str) -> list[str]:
    """Return one list of `data/words.yml`."""
    return str(_document("words")[name]).split()


def phrases(name: str) -> dict[str, Any]:
    """Return one mapping of `data/words.yml`."""
    found: dict[str, Any] = _document("words")[name]
    return found


def export_header(name: str) -> list[str]:
    """Return the header row of an export from `data/headers.yml`."""
    return list(_document("headers")[name])


def other_cases() -> list[dict[str, Any]]:
    """Return the planted cases that are no finding."""
    return list(_document("other_cases"))


def pairs(text: str) -> list[tuple[str, str]]:
    """Return `a=1 b=2` as pairs."""
    return [(name, value) for name, _, value in (item.partition("=") for item in text.split())]

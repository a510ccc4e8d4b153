"""The other side: ordinary sellers, and sellers that only look like software."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from .dice import Dice
from .statement import Feed, Manner, Row, context, feed_of, written
from .words import HERE, Words, items, read, split

_SOFTWARE_TEXT_SHARE = 0.03  # of the rows with a text: booked as software though it is none
_NEAR_MISS_SHARE = 0.3  # of the sure near misses of the vendor base
_SECOND_SHARE = 0.35  # of the well-known names: written in a second way
_TRIES = 30  # draws for each row that is wanted, as some come out twice


@dataclass(frozen=True, slots=True)
class Kind:
    """Describe one kind of seller: its names, codes, expense texts and how many rows it gives."""

    kind: str
    rows: int
    codes: list[str]
    texts: list[str]
    patterns: list[str]
    manner: Manner
    baseline_rows: int
    always_coded: bool


def kinds() -> list[Kind]:
    """Read the kinds that are described by patterns."""
    return [_kind(entry) for stem in ("everyday", "institutions", "hard") for entry in _entries(stem)]


@cache
def _entries(stem: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((HERE / "kinds" / f"{stem}.yml").read_text(encoding="utf-8"))
    return loaded


def _kind(entry: Mapping[str, Any]) -> Kind:
    manner = Manner(entry.get("via", {}), entry.get("region", ""), legal=entry.get("legal", True))
    return Kind(
        entry["kind"],
        entry["rows"],
        str(entry["mcc"]).split(),
        items(entry["texts"]),
        list(entry["patterns"]),
        manner,
        int(entry.get("benign", 0)),
        bool(entry.get("always", False)),
    )


def made(words: Words, software_texts: list[str]) -> Iterator[Row]:
    """Compose rows from the patterns of each kind."""
    for kind in kinds():
        seen: set[str] = set()
        for number in range(kind.rows * _TRIES):
            if len(seen) == kind.rows:
                break
            dice = Dice(f"{kind.kind} {number}")
            name = words.fill(dice.pick(kind.patterns), dice)
            if name in seen:
                continue
            seen.add(name)
            yield _row(name, dice, words, kind, software_texts)


def _row(name: str, dice: Dice, words: Words, kind: Kind, software_texts: list[str]) -> Row:
    feed: Feed = "card" if kind.always_coded else feed_of(dice)
    texts = software_texts if dice.chance(_SOFTWARE_TEXT_SHARE) else kind.texts
    code, text = context(dice, feed, kind.codes, texts)
    return Row(written(name, dice, words, feed, kind.manner), code, text, "other", "", "made")


def known(words: Words) -> Iterator[Row]:
    """Compose rows from well-known names, some of them written two ways."""
    for entry in _entries("brands"):
        names = items(entry["names"])
        codes, texts = str(entry["mcc"]).split(), items(entry["texts"])
        for name in split(names, baseline=False) if entry["benign"] else names:
            for number in range(2 if Dice(name).chance(_SECOND_SHARE) else 1):
                dice = Dice(f"{name} {number}")
                feed = feed_of(dice)
                code, text = context(dice, feed, codes, texts)
                yield Row(written(name, dice, words, feed, Manner({})), code, text, "other", "", "hand")


def baseline(words: Words) -> Iterator[tuple[str, str]]:
    """Compose names (and their kind) of ordinary businesses from the held-out words."""
    for kind in kinds():
        plain = dataclasses.replace(kind.manner, via={})
        seen: set[str] = set()
        for number in range(kind.baseline_rows * _TRIES):
            if len(seen) == kind.baseline_rows:
                break
            dice = Dice(f"baseline {kind.kind} {number}")
            name = words.fill(dice.pick(kind.patterns), dice)
            if name not in seen:
                seen.add(name)
                yield written(name, dice, words, feed_of(dice), plain), kind.kind
    for entry in _entries("brands"):
        if entry["benign"]:
            for name in split(items(entry["names"]), baseline=True):
                yield written(name, Dice(f"baseline {name}"), words, "ledger", Manner({})), entry["kind"]


class Neighbours:
    """Compose rows from what the vendor base knows of sellers of other things."""

    def __init__(self, words: Words, trades: frozenset[str]) -> None:
        self._words, self._trades = words, trades
        setup = read(HERE / "kinds" / "own.yml")
        self._places = {name: _places(entry) for name, entry in setup["sells"].items()}
        self._near_miss = _places(setup["near_miss"])

    def another(self, name: str, sells: str) -> Row:
        """Return a row of a known vendor that sells something else."""
        dice = Dice(f"vendor {name}")
        feed = feed_of(dice)
        code, text = context(dice, feed, *self._places[sells])
        return Row(written(name, dice, self._words, feed, Manner({})), code, text, "other", "", "vendor base")

    def near_misses(self, vendor: str, texts: Sequence[str]) -> Iterator[Row]:
        """Take texts that share letters with a vendor, if their last word proves another trade."""
        for text in texts:
            dice = Dice(f"near miss {vendor} {text}")
            sure = len(text.split()) > 1 and text.upper().split()[-1] in self._trades
            if sure and dice.chance(_NEAR_MISS_SHARE):
                code, note = context(dice, feed_of(dice), *self._near_miss)
                yield Row(text, code, note, "other", "", "vendor base")


def _places(entry: Mapping[str, str]) -> tuple[list[str], list[str]]:
    return entry["mcc"].split(), items(entry["texts"])

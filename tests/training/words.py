"""Word lists, and names composed from them by patterns such as `{surname.uk} Roofing`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from .dice import Dice

HERE = Path(__file__).parent
_SLOT = re.compile(r"\{([A-Za-z0-9_.]+)\}")
_HOST = re.compile(r"^\S*\.(?:[a-z]{2,8})$", re.IGNORECASE)
_HELD_OUT = 4  # every fourth word of an open list is kept for the baseline
# Parts of made-up words, separated by blanks.
_STARTS = "b c d f g h j k l m n p r s t v w z br cr dr fl gr kr pl qu sh st tr"
_VOWELS = "a e i o u a e i o ai ea io"
_CLOSES = "l m n r s t x c d k nd nt rt st lt rn ck p v z"
_LASTS = "a o ex ix us en er is on ia um or an y et al ic"


def read(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds a mapping."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise TypeError(f"{path.name} should hold a mapping")
    return loaded


def items(value: str | Sequence[str]) -> list[str]:
    """Return the words of a list: separated by commas, or given one by one."""
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    return list(value)


def coin(dice: Dice) -> str:
    """Return a made-up word of two or three syllables; it says nothing of what is sold."""
    text = dice.pick(_STARTS.split()) + dice.pick(_VOWELS.split()) + dice.pick(_CLOSES.split())
    if dice.chance(0.45):
        text += dice.pick(_VOWELS.split()) + dice.pick(_CLOSES.split())
    text += dice.pick(_LASTS.split()) if dice.chance(0.7) else ""
    return text.upper() if len(text) < 5 and dice.chance(0.5) else text.capitalize()


_MADE: dict[str, Callable[[Dice], str]] = {
    "coin": coin,
    "code": Dice.code,
    **dict.fromkeys("ABCD", Dice.capital),
    **{"n" * length: partial(Dice.digits, length=length) for length in range(1, 6)},
}


class Words:
    """Hold word lists by name; of an open list either the words for training or those held out."""

    def __init__(self, baseline: bool) -> None:
        self.lists: dict[str, list[str]] = {}
        for path in sorted((HERE / "words").glob("*.yml")):
            content = read(path)
            for name, value in content.get("open", {}).items():
                self.lists[name] = split(items(value), baseline)
            for name, value in content.get("shared", {}).items():
                self.lists[name] = items(value)

    def fill(self, pattern: str, dice: Dice, more: Mapping[str, Sequence[str]] | None = None) -> str:
        """Return a pattern with each slot filled by a word; what ends as a web address is written as one."""

        def word(found: re.Match[str]) -> str:
            slot = found[1]
            if more and slot in more:
                return dice.pick(more[slot])
            return _MADE[slot](dice) if slot in _MADE else dice.pick(self.lists[slot])

        return as_host(_SLOT.sub(word, pattern))


def split(words: Sequence[str], baseline: bool) -> list[str]:
    """Return the words held out for the baseline, or the others."""
    return [word for place, word in enumerate(words) if (place % _HELD_OUT == _HELD_OUT - 1) == baseline]


def as_host(text: str) -> str:
    """Return a web address in small letters without the blanks and signs of the words it was made from."""
    stem, dot, _ = text.partition(".")
    squeezed = text.replace(stem, re.sub(r"[^A-Za-z0-9-]", "", stem), 1) if dot else text
    return squeezed.lower() if dot and is_host(squeezed) else text


def is_host(text: str) -> bool:
    """Tell whether a name is a web address."""
    return _HOST.match(text) is not None

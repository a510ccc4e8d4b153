"""Whether two payee names may be the same: equal, the beginning or a part of the other, or nearly equal."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from shadowscan.ingest.texts import fold


@lru_cache(maxsize=262144)
def _words(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", fold(name)))


@lru_cache(maxsize=1_048_576)
def compatible(one: str, other: str, similarity: int, shortest: int) -> bool:
    """Tell whether two payee names may mean one payee; an empty name fits none."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return False
    if a == b or set(a) <= set(b) or set(b) <= set(a):
        return True
    short, long = sorted(("".join(a), "".join(b)), key=lambda text: (len(text), text))
    if len(short) >= shortest and long.startswith(short):
        return True
    return len(short) >= shortest and fuzz.ratio(short, long) >= similarity

"""Texts as a rule file holds them."""

from __future__ import annotations

import json
import re

_UNPRINTABLE = re.compile("[\x7f-\x9f\ufeff\u2028\u2029\ufffe\uffff]")


def quoted(text: str) -> str:
    """Return a text in double quotes, so that YAML reads the same text back, whatever stands in it."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))

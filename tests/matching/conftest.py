"""One matcher for the whole folder, and short ways to ask it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from shadowscan.matching import Matcher, load_vendors
from shadowscan.records import DESCRIPTORS
from shadowscan.rules import RuleBook, packaged_rules

Row = dict[str, Any]


@pytest.fixture(scope="session")
def rules() -> RuleBook:
    """Return the packaged rules."""
    return packaged_rules()


@pytest.fixture(scope="session")
def matcher(rules: RuleBook) -> Matcher:
    """Return a matcher over the packaged vendor base."""
    return Matcher(load_vendors(rules), rules)


def asked(texts: list[str], **columns: str | list[str]) -> pd.DataFrame:
    """Return texts as DESCRIPTORS; a column may be one value for all rows or a list."""
    plain: dict[str, Any] = {"origin": "spend", "mcc": "", "category_text": "", "memo": ""}
    frame = pd.DataFrame({"descriptor": texts, **plain, **columns, "amount_minor": 0, "rows": 1})
    return DESCRIPTORS.check(frame)


@pytest.fixture(scope="session")
def ask(matcher: Matcher) -> Callable[..., Row]:
    """Return a function that matches one descriptor: ask("SLACK", mcc="5734", origin="sso", memo="...")."""

    def answer(text: str, **columns: str) -> Row:
        return matcher.match(asked([text], **columns)).to_dict("records")[0]  # type: ignore[return-value]

    return answer

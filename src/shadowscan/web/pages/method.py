"""Method: how things are counted, which rules judge, where their thresholds stand, how sure the matching is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from shadowscan.rules import About, packaged_rules
from shadowscan.web.ask import Ask, View
from shadowscan.web.library import Row

_FOLDERS = {"flags": "What wants a look", "ideas": "What is proposed"}
_WORDING = frozenset({"pack", "publish"})  # words of packs and pages, no judgement


def method(ask: Ask) -> View:
    """Show how the figures come about."""
    told = _told(ask.site.workspace, ask.scan()["rules_hash"])
    context: dict[str, Any] = {
        "scan": ask.scan(),
        "words": ask.site.words,
        "flags": [(rule, _raised(ask).get(rule.name, 0)) for rule in told["flags"]],
        "ideas": [(rule, _proposed(ask).get(rule.name, 0)) for rule in told["ideas"]],
        "settings": [rule for rule in told[""] if rule.name not in _WORDING],
        "verdicts": _verdicts(ask),
        "small_group": ask.scan()["small_group"],
        "table": ask.table,
        "urls_": ask.urls,
    }
    return View("method", "Method", context)


@lru_cache(maxsize=4)
def _told(workspace: Path, rules_hash: str) -> dict[str, list[About]]:
    """Read the rule files once for each scan: reading all of them takes a while."""
    book = packaged_rules().over(workspace / "rules")
    return {folder: book.about(folder) for folder in ("", *_FOLDERS)}


def _raised(ask: Ask) -> dict[str, int]:
    rows = ask.library.rows("select rule_id, count(*) as times from finding_flags group by rule_id")
    return _added(rows)


def _proposed(ask: Ask) -> dict[str, int]:
    rows = ask.library.rows("select rule_id, count(*) as times from ideas group by rule_id")
    return _added(rows)


def _added(rows: list[Row]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row["rule_id"] or ""] = sums.get(row["rule_id"] or "", 0) + row["times"]
    return sums


def _verdicts(ask: Ask) -> list[dict[str, Any]]:
    """Return how sure the matching of this scan is: texts and spend by verdict."""
    rows = ask.library.rows(
        "select verdict, count(*) as texts, sum(amount) as amount from descriptors where origin = 'spend' group by 1"
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        mine = found.setdefault(row["verdict"], {"verdict": row["verdict"], "texts": 0, "amount": 0.0})
        mine["texts"] += row["texts"]
        mine["amount"] += row["amount"] or 0
    return sorted(found.values(), key=lambda row: -row["amount"])

"""Review queue: payee texts nobody is sure of, the largest spend first."""

from __future__ import annotations

import json
from typing import Any

from shadowscan.web.ask import Ask, View
from shadowscan.web.deciding.panel import queue
from shadowscan.web.library import Row

_SHOWN = 40


def review(ask: Ask) -> View:
    """Show what waits for somebody who knows it, with the best guesses and a form each."""
    merged: dict[str, Row] = {}
    for row in ask.library.rows("select * from review_queue"):
        known = merged.get(row["descriptor_id"])
        shown = row | {"guesses": [_guess(guess) for guess in json.loads(row["guesses"] or "[]")]}
        merged[row["descriptor_id"]] = (
            known | {name: known[name] + row[name] for name in ("rows", "spend")} if known else shown
        )
    rows = sorted(merged.values(), key=lambda row: (-abs(row["spend"]), row["descriptor"]))
    waiting = [row for row in rows if not row.get("answer")]
    context: dict[str, Any] = {
        "rows": waiting[:_SHOWN],
        "count": len(waiting),
        "spend": sum(row["spend"] for row in waiting),
        "answered": [row for row in rows if row.get("answer")],
        "table": ask.table("review_queue"),
        "decide": queue(ask),
        "urls_": ask.urls,
    }
    return View("review", "Review queue", context)


def _guess(guess: Any) -> dict[str, Any]:
    name, score = (guess[0], guess[1]) if isinstance(guess, list) and len(guess) > 1 else (guess, None)
    return {"name": str(name), "score": score if isinstance(score, (int, float)) else None}

"""The list of ideas and the totals of the portfolio, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from shadowscan.portfolio.layout import clean, money_text, table
from shadowscan.portfolio.read import Row

_TOTALS = (
    "spend_12m", "benefit_base", "one_off_cost", "annual_cost", "readiness_cost", "net_3y", "expected_npv",
    "planned", "actual", "shadow_before", "shadow_after",
)  # fmt: skip
_TOTALS_NOTE = "all: ideas that live; pays: those of them that pay, with what they wait for. Money counts once."


def listed(currency: str, ideas: Sequence[Row]) -> str:
    """Return ideas as a table, one line each."""
    rows = [
        [
            idea["rank"],
            idea["idea_id"],
            idea["type"],
            idea["stage"],
            _short(clean(idea["title"]), 58),
            _units(idea["unit_names"]),
            money_text(idea["net_3y"], currency),
            money_text(idea["expected_npv"], currency),
            idea["outlook"] or "",
            f"{idea['service_readiness']} ({idea['items_answered']})",
            "yes" if idea["blocked_by"] else "",
        ]
        for idea in ideas
    ]
    heads = ["rank", "id", "type", "stage", "idea", "units", "net 3 years", "expected", "outlook", "readiness", "waits"]
    return table(rows, heads, right=(0, 6, 7)) if rows else "No idea fits."


def totals(currency: str, rows: Sequence[Row]) -> str:
    """Return the portfolio as a table, one line a stage."""
    lines = [
        [row["stage"], row["ideas"], row["findings"], *(money_text(row[name], currency) for name in _TOTALS)]
        for row in rows
    ]
    heads = ["stage", "ideas", "findings", "spend 12 m", "benefit/a", "once", "cost/a", "readiness", "net 3 y"]
    heads += ["expected", "promised", "realised", "outside before", "after"]
    return f"{table(lines, heads, right=range(1, len(heads)))}\n{_TOTALS_NOTE}"


def _units(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} units" if names else ""


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"

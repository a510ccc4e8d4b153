"""An idea's business case as pages show it: lines by year, scenarios side by side, what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shadowscan.records import SCENARIOS, SUMMED_KINDS
from shadowscan.web import svg
from shadowscan.web.ask import Ask
from shadowscan.web.library import Row

YEARS = (0, 1, 2, 3)
_KINDS = {"benefit": "Benefits", "one_off": "One-off cost", "annual": "Cost a year", "readiness": "Service readiness"}
_NAMES = {"low": "Cautious", "base": "Base", "high": "Hopeful"}


@dataclass(frozen=True, slots=True)
class Case:
    """Hold what the page of an idea shows of its money."""

    lines: Sequence[dict[str, Any]]  # of the base case, one a line of the case with an amount a year
    totals: Sequence[float]  # of the base case by year
    scenarios: Sequence[dict[str, Any]]  # one a kind of line with a sum of three years for each scenario
    nets: dict[str, float]
    names: dict[str, str]
    curve: Any
    assumptions: int


def case(ask: Ask, idea: Row) -> Case | None:
    """Return the business case of an idea, None where its readers do not see the money or none was reckoned."""
    rows = ask.library.distinct(
        "line_id", "select * from business_case_lines where idea_id = :id order by position", id=idea["idea_id"]
    )
    if not rows:
        return None
    summed = [row for row in rows if row["kind"] in SUMMED_KINDS]
    nets = {name: round(sum(row["amount"] for row in summed if row["scenario"] == name), 2) for name in SCENARIOS}
    lines = _lines([row for row in rows if row["scenario"] == "base"])
    totals = [sum(line["years"][year] for line in lines if line["summed"]) for year in YEARS]
    return Case(
        lines=lines,
        totals=totals,
        scenarios=_scenarios(summed),
        nets=nets,
        names=_NAMES,
        curve=_curve(summed),
        assumptions=len({row["line"] for row in rows if row["assumption"] == "yes"}),
    )


def _lines(rows: Sequence[Row]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(
            row["line"],
            {
                "title": row["title"],
                "kind": row["kind"],
                "summed": row["kind"] in SUMMED_KINDS,
                "years": dict.fromkeys(YEARS, 0.0),
                "formula": row["formula"],
                "source": row["source"],
                "assumption": row["assumption"] == "yes",
            },
        )
        line["years"][row["year"]] += row["amount"]
        if abs(row["amount"]) >= abs(line["years"].get(row["year"], 0)) and row["year"]:
            line["formula"] = row["formula"]
    return [line | {"sum": round(sum(line["years"].values()), 2)} for line in found.values()]


def _scenarios(rows: Sequence[Row]) -> list[dict[str, Any]]:
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        sums[row["kind"], row["scenario"]] += row["amount"]
    return [
        {"title": title, "sums": {name: round(sums[kind, name], 2) for name in SCENARIOS}}
        for kind, title in _KINDS.items()
    ]


def _curve(rows: Sequence[Row]) -> Any:
    """Draw what has come in less what has gone out, by the end of each year, in the three cases."""
    by_year: dict[tuple[str, int], float] = defaultdict(float)
    for row in rows:
        by_year[row["scenario"], row["year"]] += row["amount"]
    series = []
    for name, style in (("low", "unresolved"), ("base", "accent"), ("high", "managed")):
        values = [sum(by_year[name, year] for year in YEARS[: n + 1]) for n in range(len(YEARS))]
        series.append(svg.Series(style, _NAMES[name], values))
    labels = ["Start", "Year 1", "Year 2", "Year 3"]
    return {"series": series, "labels": labels, "chart": svg.lines(labels, series, "Running total by year")}


def benefits(ask: Ask, idea_id: str) -> dict[str, Any]:
    """Return the benefits register of an idea with its sums."""
    rows = ask.library.distinct("period", "select * from benefits where idea_id = :id order by period", id=idea_id)
    return {
        "rows": rows,
        "planned": sum(row["planned"] or 0 for row in rows),
        "actual": sum(row["actual"] or 0 for row in rows),
    }

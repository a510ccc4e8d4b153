"""How sure the figures are, and how they were counted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from shadowscan.errors import RuleError
from shadowscan.packs.content import Cell, Kind, Row, Section
from shadowscan.packs.context import Context, sum_of
from shadowscan.packs.wording import fill, share
from shadowscan.records import STATUSES, UNASSIGNED

_Figures = tuple[Cell, Cell, Cell]


def trust(context: Context) -> Section:
    """Answer how sure we are: what is unresolved, waits for review, could not be read, and whether the sums agree."""
    columns: dict[str, Kind] = {
        "what": "text", "count": "count", "amount": "money", "share": "percent", "meaning": "text",
    }  # fmt: skip
    found, words = context.found, context.words
    differ = _difference(context)
    facts = {
        "resolved_share": context.percent(context.total - context.by_group["unresolved"], context.total),
        "review": words.counted(found.review_count, "descriptor"),
        "review_spend": context.money(found.review_spend),
        "rejected": f"{found.rows['rejected']:,}",
        "rows": words.counted(found.rows["read"], "row"),
        "difference": context.money(differ),
    }
    rows = _rows(context, "trust", facts, _figures(context, differ))
    return context.section("trust", columns, rows, facts, "differ" if differ else "")


def _difference(context: Context) -> Decimal:
    """Return by how much the sums differ that must be equal; 0 where all agree."""
    found = context.found
    months = sum_of(amount for status, amount in found.by_status.items() if status in STATUSES)
    findings = sum_of(f.spend_total for f in found.findings)
    recent = abs(found.coverage_total - context.total)
    return max(abs(months - findings), abs(months - found.transactions_total), recent)


def _figures(context: Context, differ: Decimal) -> dict[str, _Figures]:
    found, total = context.found, context.total
    unresolved = [f for f in found.findings if context.words.group(f.status) == "unresolved"]
    unassigned = [f for f in found.findings if f.unit_id == UNASSIGNED]
    figures: dict[str, _Figures] = {
        "unresolved": _of_spend(len(unresolved), sum_of(f.spend for f in unresolved), total),
        "unassigned": _of_spend(len(unassigned), sum_of(f.spend for f in unassigned), total),
        "review": (found.review_count, found.review_spend, None),
    }
    for status in ("read", "duplicate", "refused", "ignored"):
        figures[f"files_{status}"] = (found.files.get(status, 0), None, None)
    for name, count in found.rows.items():
        figures[f"rows_{name}"] = (count, None, share(Decimal(count), Decimal(found.rows["read"])))
    figures["accepted"] = (None, sum_of(found.by_status.values()), None)
    figures["software"] = (found.transactions, found.transactions_total, None)
    figures["difference"] = (None, differ, None)
    return figures


def _of_spend(count: int, amount: Decimal, total: Decimal) -> _Figures:
    return count, amount, share(amount, total)


def counting(context: Context) -> Section:
    """Answer how this was counted: one row a rule, the hashes and versions at the end."""
    columns: dict[str, Kind] = {"what": "text", "meaning": "text"}
    found, words = context.found, context.words
    facts = {
        "currencies": ", ".join(each.currency for each in found.converted),
        "converted": f"{sum(each.rows for each in found.converted):,}",
        "transactions": words.counted(found.transactions, "transaction"),
        "statuses": ", ".join(words.status(status) for status in STATUSES),
    }
    figures = dict.fromkeys(words.questions["counting"].rows, ())
    rows = _rows(context, "counting", facts, figures)
    return context.section("counting", columns, rows, facts, "" if found.converted else "none")


def _rows(context: Context, key: str, facts: Mapping[str, str], figures: Mapping[str, tuple[Cell, ...]]) -> list[Row]:
    """Return the rows a question words: label, figures, meaning."""
    question = context.words.questions[key]
    if set(question.rows) != set(figures):
        raise RuleError("the rows are not those of the table", question.where, f"Name: {', '.join(figures)}.")
    known = context.shared | dict(facts)
    try:
        return [(label, *figures[name], fill(meaning, known)) for name, (label, meaning) in question.rows.items()]
    except ValueError as error:
        raise RuleError(str(error), question.where, "Correct the text.") from None

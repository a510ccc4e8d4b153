"""What ideas promise: the portfolio, and the business case of each of the first ideas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from shadowscan.packs.content import Kind, Row, Section
from shadowscan.packs.context import Context, sum_of
from shadowscan.packs.proposals import Case, Line
from shadowscan.packs.read import Idea
from shadowscan.packs.wording import fill
from shadowscan.records import AT_REST

_YEARS = (0, 1, 2, 3)
_ALL = "all"


def portfolio(context: Context) -> Section:
    """Answer what ideas promise and what came of it: one row a stage."""
    columns: dict[str, Kind] = {
        "stage": "text", "ideas": "count", "findings": "count", "spend": "money", "benefit": "money", "cost": "money",
        "net": "money", "expected": "money", "planned": "money", "actual": "money", "before": "money",
        "after": "money",
    }  # fmt: skip
    stages = context.found.worth.stages
    rows: list[Row] = [
        (
            context.label(one.stage),
            one.ideas,
            one.findings,
            one.spend,
            one.benefit,
            one.cost,
            one.net,
            one.expected,
            one.planned,
            one.actual,
            one.before,
            one.after,
        )
        for one in stages
    ]
    whole = next((one for one in stages if one.stage == _ALL), None)
    if whole is None:
        return context.section("portfolio", columns, rows, {}, "none")
    facts = {
        "ideas": context.words.counted(whole.ideas, "idea"),
        "behind": context.words.counted(whole.findings, "finding"),
        "spend": context.money(whole.spend),
        "net": context.money(whole.net),
        "expected": context.money(whole.expected),
        "planned": context.money(whole.planned),
        "actual": context.money(whole.actual),
    }
    return context.section("portfolio", columns, rows, facts)


def cases(context: Context) -> list[Section]:
    """Return a section with the business case of each of the first living ideas that promise money."""
    worth = context.found.worth.cases
    ideas = [i for i in context.found.ideas if i.stage not in AT_REST and worth[i.idea_id].benefit]
    first = ideas[: context.words.cases_at_most]
    return [_case(context, idea, worth[idea.idea_id], number) for number, idea in enumerate(first, start=1)]


def _case(context: Context, idea: Idea, case: Case, number: int) -> Section:
    columns: dict[str, Kind] = {
        "what": "text", "kind": "text", "start": "money", "year_1": "money", "year_2": "money", "year_3": "money",
        "total": "money", "assumption": "text", "formula": "text", "source": "text",
    }  # fmt: skip
    base = [line for line in case.counted if line.scenario == "base"]
    rows = [
        _line(context, [line for line in base if line.line == key]) for key in dict.fromkeys(line.line for line in base)
    ]
    for scenario in ("low", "high"):
        mine = [line for line in case.counted if line.scenario == scenario]
        rows.append(_sums(context.label(f"net_{scenario}"), mine))
    facts = _facts(context, idea, case)
    section = context.section("case", columns, rows, facts, total=_sums(context.label("net_base"), base))
    question = context.words.questions["case"]
    return replace(
        section,
        key=f"case-{number}",
        short=fill(question.short, {"number": str(number)}),
        title=fill(question.title, {"title": idea.title}),
    )


def _facts(context: Context, idea: Idea, case: Case) -> dict[str, str]:
    labels = context.words.labels
    open_items = [item.title for item in case.items if item.state == "open"]
    benefits = [line.amount for line in case.counted if line.scenario == "base" and line.kind == "benefit"]
    chance, rate = case.probability, context.found.worth.rate
    return {
        "number": "",
        "title": idea.title,
        "net": _told(context, case.net),
        "npv": _told(context, case.npv),
        "npv_low": _told(context, case.npv_low),
        "npv_high": _told(context, case.npv_high),
        "expected": _told(context, case.expected),
        "rate": context.percent(rate, Decimal(1)) if rate is not None else labels["no_share"],
        "chance": context.percent(chance, Decimal(1)) if chance is not None else labels["no_share"],
        "payback": labels["months"].format(months=case.payback) if case.payback is not None else labels["no_payback"],
        "at_risk": _told(context, case.at_risk),
        "benefits": context.money(sum_of(benefits)),
        "answered": labels["of"].format(part=case.answered, whole=len(case.items)),
        "open": ", ".join(open_items) or labels["nothing_open"],
        "outlook": context.label(case.outlook),
        "waits": labels["waits"].format(title=case.waits_for) if case.waits_for else labels["waits_for_nothing"],
        "alternatives": case.alternatives or labels["no_alternatives"],
        "idea_id": idea.idea_id,
    }


def _told(context: Context, amount: Decimal | None) -> str:
    return context.money(amount) if amount is not None else context.label("not_reckoned")


def _line(context: Context, lines: Sequence[Line]) -> Row:
    first, last = lines[0], lines[-1]
    label, amounts = first.title, _years(lines)
    mark = context.label("assumption") if first.assumption else None
    return (
        label,
        context.label(first.kind),
        *amounts,
        sum_of(line.amount for line in lines),
        mark,
        last.formula,
        first.source,
    )


def _sums(label: str, lines: Sequence[Line]) -> Row:
    return label, None, *_years(lines), sum_of(line.amount for line in lines), None, None, None


def _years(lines: Sequence[Line]) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    start, one, two, three = (sum_of(line.amount for line in lines if line.year == year) for year in _YEARS)
    return start, one, two, three

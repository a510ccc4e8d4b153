"""What to do next: the ideas, each with the findings and the spend behind it."""

from __future__ import annotations

from decimal import Decimal

from shadowscan.packs.content import Kind, Row, Section
from shadowscan.packs.context import NOTHING, Context, sum_of
from shadowscan.packs.read import Finding, Idea
from shadowscan.records import AT_REST


def ideas(context: Context) -> Section:
    """Answer what to do next: one row an idea, in the order of their rank."""
    columns: dict[str, Kind] = {
        "rank": "count", "type": "text", "title": "text", "why": "text", "units": "text", "spend": "money",
        "benefit": "money", "cost": "money", "net": "money", "expected": "money", "payback": "count",
        "outlook": "text", "ready": "text", "waits": "text", "people": "count", "findings": "count",
        "behind": "text", "service": "text", "initiative": "text", "stage": "text", "idea_id": "text",
    }  # fmt: skip
    found, words = context.found, context.words
    findings = {f.finding_id: f for f in found.findings}
    behind = {f for idea in found.ideas for f in idea.findings if f in findings}
    covered = sum_of(findings[f].spend for f in behind)
    facts = {
        "shown": f"{min(len(found.ideas), words.ideas_at_most):,}",
        "ideas": words.counted(len(found.ideas), "idea"),
        "behind": words.counted(len(behind), "finding"),
        "spend": context.money(covered),
        "share": context.percent(covered, context.total),
    }
    if found.ideas:
        first = max(found.ideas, key=lambda idea: (_expected(context, idea), -idea.rank))
        waiting = [idea for idea in found.ideas if found.worth.cases[idea.idea_id].waits_for]
        facts |= {"top_title": first.title, "top_expected": context.money(_expected(context, first))}
        facts |= {"waiting": context.words.counted(len(waiting), "idea")}
    rows = [_row(context, idea, findings) for idea in found.ideas[: words.ideas_at_most]]
    return context.section("ideas", columns, rows, facts, "" if found.ideas else "none")


def _expected(context: Context, idea: Idea) -> Decimal:
    """Return what an idea is expected to bring; nothing where it is not reckoned, or promises nothing any more."""
    return (context.found.worth.cases[idea.idea_id].expected or NOTHING) if idea.stage not in AT_REST else NOTHING


def _row(context: Context, idea: Idea, findings: dict[str, Finding]) -> Row:
    case = context.found.worth.cases[idea.idea_id]
    return (
        idea.rank,
        context.label(idea.type),
        idea.title,
        idea.why or None,
        ", ".join(idea.units) or None,
        idea.spend,
        case.benefit,
        case.cost,
        case.net,
        case.expected,
        case.payback,
        context.label(case.outlook) or None,
        context.words.labels["of"].format(part=case.answered, whole=len(case.items)),
        case.waits_for or None,
        idea.users,
        len(idea.findings),
        _behind(context, [findings[f] for f in idea.findings if f in findings]),
        idea.service or None,
        idea.initiative or None,
        context.label(idea.stage) or None,
        idea.idea_id,
    )


def _behind(context: Context, mine: list[Finding]) -> str | None:
    """Name the largest findings of an idea and say how many more there are."""
    words = context.words
    ordered = sorted(mine, key=lambda f: (-f.spend, f.product.casefold(), f.finding_id))
    behind = words.labels["behind"]
    texts = [
        behind.format(product=f.product, unit=f.unit, spend=context.money(f.spend))
        for f in ordered[: words.behind_at_most]
    ]
    if len(ordered) > len(texts):
        texts.append(words.labels["more"].format(count=words.counted(len(ordered) - len(texts), "finding")))
    return "; ".join(texts) or None

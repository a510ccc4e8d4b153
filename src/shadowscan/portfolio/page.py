"""One idea for the terminal, from why it is proposed to what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shadowscan.portfolio.case import case, figures, formulas, worth
from shadowscan.portfolio.layout import clean, exact, indented, money_text, percent, table, wrapped
from shadowscan.portfolio.read import Row, Sheet
from shadowscan.records.decisions import IdeaDecisions


def page(sheet: Sheet, life: IdeaDecisions) -> str:
    """Return one idea as a readable page."""
    parts = (
        _head(sheet),
        _said(sheet),
        _findings(sheet),
        case(sheet),
        worth(sheet),
        formulas(sheet),
        _readiness(sheet),
        figures(sheet),
        _benefits(sheet),
        _moves(life),
    )
    return "\n".join(clean(line) for part in parts for line in part)


def _head(sheet: Sheet) -> Iterator[str]:
    idea = sheet.idea
    units = ", ".join(sheet.names.get(u, "everybody" if u == "*" else u) for u in idea["business_units"]) or "no unit"
    yield f"{idea['title']}"
    yield f"{idea['idea_id']} · {idea['type']} · {idea['stage']} · rank {idea['rank']} · {units}"
    who = [f"{label} {idea[name]}" for name, label in _PEOPLE if idea[name]]
    if who:
        yield " · ".join(who)
    if idea["stage_why"]:
        yield f"Reason of the stage: {idea['stage_why']}"


_PEOPLE = (("owner", "owner"), ("sponsor", "business sponsor"), ("it_sponsor", "IT sponsor"))


def _said(sheet: Sheet) -> Iterator[str]:
    idea, names = sheet.idea, sheet.names
    yield from ("", "Why")
    yield from wrapped(idea["why"] or "")
    if sheet.initiative:
        one = sheet.initiative
        aims = "; ".join(text for text in (one["target_outcome"], one["target_value"]) if text)
        yield from wrapped(
            f"It serves the initiative “{one['name']}” ({aims or 'no target named'}), of which nothing is counted here."
        )
    about = [f"capability {names.get(idea['category'], idea['category'])}"] if idea["category"] else []
    about += [f"service {names.get(idea['service_id'], idea['service_id'])}"] if idea["service_id"] else []
    yield from wrapped("; ".join(about))
    if idea["alternatives"]:
        yield from ("", "What else was considered")
        yield from wrapped(idea["alternatives"])
    if idea["blocked_by"]:
        yield from ("", f"Waits for: {names.get(idea['blocked_by'], '')} ({idea['blocked_by']})")
    if idea["overlaps"]:
        told = "; ".join(f"{names.get(one, '')} ({one})" for one in idea["overlaps"])
        yield from ("", "Overlaps, with each finding's money counted in one of them")
        yield from wrapped(told)


def _findings(sheet: Sheet) -> Iterator[str]:
    yield from ("", f"Findings, as of {sheet.as_of}")
    rows = [
        [
            row["finding_id"],
            row["product"],
            row["business_unit"] or row["business_unit_id"],
            row["status"],
            money_text(row["spend_12m"], sheet.currency),
            money_text(row["annual_run_rate"], sheet.currency),
            row["users"],
            row["next_renewal"] or "",
            "here" if row["counts"] else "elsewhere",
        ]
        for row in sheet.findings
    ]
    heads = ["finding", "product", "unit", "status", "12 months", "run rate", "people", "renewal", "counts"]
    yield from (
        indented(table(rows, heads, right=(4, 5, 6))) if rows else ["  none: it concerns a service or the market"]
    )


def _readiness(sheet: Sheet) -> Iterator[str]:
    if not sheet.readiness:
        return
    answered = sum(row["state"] != "open" for row in sheet.readiness)
    ending = "it may be proposed" if answered == len(sheet.readiness) else "it cannot be proposed yet"
    yield from ("", f"Service readiness: {answered} of {len(sheet.readiness)} answered, {ending}")
    for row in sheet.readiness:
        yield from wrapped(_item(row, sheet), 2, 12)


def _item(row: Row, sheet: Sheet) -> str:
    told = f"{row['state']:<9} {row['title']} ({row['item']})"
    if row["state"] == "open":
        lost = row["washes_out"] * (sheet.idea["rests_on_readiness"] or 0)
        washes = f" Without it {percent(lost)} of the benefits wash out." if lost else ""
        cost = f" Estimated at {money_text(row['cost'], sheet.currency)}." if row["cost"] else ""
        return f"{told}: {row['asks']}{washes}{cost}"
    if row["state"] == "planned":
        told += f", by {row['due']}, {money_text(row['cost'], sheet.currency)}"
    said = [row["why"] if row["from"] == "a person" else row["evidence"], f"({row['by']})" if row["by"] else ""]
    reason = " ".join(text for text in said if text)
    return f"{told}: {reason}" if reason else told


def _benefits(sheet: Sheet) -> Iterator[str]:
    if not sheet.benefits:
        return
    yield from ("", "Benefits register")
    names = ("planned", "actual")
    rows = [
        [
            row["period"],
            *(money_text(row[name], sheet.currency) for name in names),
            row["owner"] or "",
            row["measure"] or "",
        ]
        for row in sheet.benefits
    ]
    sums = [sum((exact(row[name]) for row in sheet.benefits if row[name] is not None), Decimal(0)) for name in names]
    rows.append(["together", *(money_text(total, sheet.currency) for total in sums), "", ""])
    yield from indented(table(rows, ["month", "planned", "actual", "owner", "measured how"], right=(1, 2)))


def _moves(life: IdeaDecisions) -> Iterator[str]:
    if not life.moves:
        return
    yield from ("", "Life")
    for move in life.moves:
        into = f" into {move.into}" if move.into else ""
        yield from wrapped(f"{move.at[:10]} {move.stage}{into}, {move.who}{': ' + move.why if move.why else ''}")

"""Ideas for the terminal: the list, the totals, and one idea with its business case as a page to be read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from tabulate import tabulate

from shadowscan.money import show_money, to_minor
from shadowscan.portfolio.read import Row, Sheet
from shadowscan.records.decisions import IdeaDecisions

_WIDTH = 108
_YEARS = (0, 1, 2, 3)
_SHOWN = 4  # findings of a line
_KINDS = (("benefit", "Benefits"), ("one_off", "Costs once"), ("annual", "Costs a year"), ("readiness", "Readiness"))
_TOTALS = (
    "spend_12m", "benefit_base", "one_off_cost", "annual_cost", "readiness_cost", "net_3y", "expected_npv",
    "planned", "actual", "shadow_before", "shadow_after",
)  # fmt: skip
_TOTALS_NOTE = "all: ideas that live; pays: those of them that pay, with what they wait for. Money counts once."
_OUTLOOK = {
    "pays": "pays: its expected value is above nothing",
    "pays_if_well": "pays only in the hopeful case",
    "costs": "costs more than it brings, even in the hopeful case",
    "enables": "does not pay by itself: other things wait for it",
    "protects": "does not pay by itself: it lowers a risk",
    "to_show": "does not pay by itself: a pilot is to show its benefit",
}


def listed(currency: str, ideas: Sequence[Row]) -> str:
    """Return ideas as a table, one line each."""
    rows = [
        [
            idea["rank"],
            idea["idea_id"],
            idea["type"],
            idea["stage"],
            _short(_clean(idea["title"]), 58),
            _units(idea["unit_names"]),
            _money(idea["net_3y"], currency),
            _money(idea["expected_npv"], currency),
            idea["outlook"] or "",
            f"{idea['items_answered']}",
            "yes" if idea["blocked_by"] else "",
        ]
        for idea in ideas
    ]
    heads = ["rank", "id", "type", "stage", "idea", "units", "net 3 years", "expected", "outlook", "ready", "waits"]
    return _table(rows, heads, right=(0, 6, 7, 9)) if rows else "No idea fits."


def totals(currency: str, rows: Sequence[Row]) -> str:
    """Return the portfolio as a table, one line a stage."""
    lines = [
        [row["stage"], row["ideas"], row["findings"], *(_money(row[name], currency) for name in _TOTALS)]
        for row in rows
    ]
    heads = ["stage", "ideas", "findings", "spend 12 m", "benefit/a", "once", "cost/a", "readiness", "net 3 y"]
    heads += ["expected", "promised", "realised", "outside before", "after"]
    return f"{_table(lines, heads, right=range(1, len(heads)))}\n{_TOTALS_NOTE}"


def page(sheet: Sheet, life: IdeaDecisions) -> str:
    """Return one idea as a readable page."""
    parts = (
        _head(sheet),
        _said(sheet),
        _findings(sheet),
        _case(sheet),
        _worth(sheet),
        _formulas(sheet),
        _readiness(sheet),
        _figures(sheet),
        _benefits(sheet),
        _moves(life),
    )
    return "\n".join(_clean(line) for part in parts for line in part)


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
    yield from _wrapped(idea["why"] or "")
    if sheet.initiative:
        one = sheet.initiative
        aims = "; ".join(text for text in (one["target_outcome"], one["target_value"]) if text)
        yield from _wrapped(
            f"It serves the initiative “{one['name']}” ({aims or 'no target named'}), of which nothing is counted here."
        )
    about = [f"capability {names.get(idea['category'], idea['category'])}"] if idea["category"] else []
    about += [f"service {names.get(idea['service_id'], idea['service_id'])}"] if idea["service_id"] else []
    yield from _wrapped("; ".join(about))
    if idea["alternatives"]:
        yield from ("", "What else was considered")
        yield from _wrapped(idea["alternatives"])
    if idea["blocked_by"]:
        yield from ("", f"Waits for: {names.get(idea['blocked_by'], '')} ({idea['blocked_by']})")
    if idea["overlaps"]:
        told = "; ".join(f"{names.get(one, '')} ({one})" for one in idea["overlaps"])
        yield from ("", "Overlaps, with each finding's money counted in one of them")
        yield from _wrapped(told)


def _findings(sheet: Sheet) -> Iterator[str]:
    yield from ("", f"Findings, as of {sheet.as_of}")
    rows = [
        [
            row["finding_id"],
            row["product"],
            row["business_unit"] or row["business_unit_id"],
            row["status"],
            _money(row["spend_12m"], sheet.currency),
            _money(row["annual_run_rate"], sheet.currency),
            row["users"],
            row["next_renewal"] or "",
            "here" if row["counts"] else "elsewhere",
        ]
        for row in sheet.findings
    ]
    heads = ["finding", "product", "unit", "status", "12 months", "run rate", "people", "renewal", "counts"]
    yield from (
        _indented(_table(rows, heads, right=(4, 5, 6))) if rows else ["  none: it concerns a service or the market"]
    )


def _case(sheet: Sheet) -> Iterator[str]:
    yield from ("", f"Business case in {sheet.currency}, base case")
    rows: list[list[str]] = []
    for kind, title in _KINDS:
        mine = [line for line in sheet.lines if line["kind"] == kind and line["scenario"] == "base"]
        rows += [_years(sheet, name, [one for one in mine if one["line"] == key]) for key, name in _lines_of(mine)]
        if len(_lines_of(mine)) > 1:
            rows.append(_years(sheet, f"{title}, together", mine))
    counted = [line for line in sheet.lines if line["kind"] in dict(_KINDS)]
    for scenario, title in (("base", "Net"), ("low", "Net, cautious case"), ("high", "Net, hopeful case")):
        rows.append(_years(sheet, title, [line for line in counted if line["scenario"] == scenario]))
    yield from _indented(_table(rows, ["", "start", "year 1", "year 2", "year 3", "three years"], right=range(1, 6)))
    for line in sheet.lines:
        explains = line["kind"] in ("baseline", "memo") and not line["line"].startswith("readiness:")
        if explains and line["scenario"] == "base" and line["year"] in (0, 1):
            amount = f"{_money(line['amount'], sheet.currency)}; " if line["kind"] == "memo" else ""
            yield from _wrapped(f"{line['title']}: {amount}{line['formula']}. No sum counts it.")


def _lines_of(lines: Iterable[Row]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((line["line"], line["title"]) for line in lines))


def _years(sheet: Sheet, title: str, lines: Sequence[Row]) -> list[str]:
    sums = {year: sum((_exact(one["amount"]) for one in lines if one["year"] == year), Decimal(0)) for year in _YEARS}
    told = [_money(sums[year], sheet.currency) if sums[year] else "–" for year in _YEARS]
    return [title, *told, _money(sum(sums.values()), sheet.currency)]


def _worth(sheet: Sheet) -> Iterator[str]:
    idea, currency = sheet.idea, sheet.currency

    def money(name: str) -> str:
        return _money(idea[name], currency)

    if idea["probability"] is None:
        yield from ("", "The next scan reckons its business case.")
        return
    rate = next((figure["base"] for figure in sheet.figures if figure["figure"] == "discount_rate"), None)
    payback = f"{idea['payback_months']} months" if idea["payback_months"] is not None else "not within three years"
    spread = f"{money('npv_low')} cautious to {money('npv_high')} hopeful"
    full = f"{money('benefit_base')} before costs ({money('benefit_low')} to {money('benefit_high')})"
    chance = _percent(idea["probability"])
    yield from ("", "Worth")
    rows = [
        ["Outlook", _OUTLOOK.get(idea["outlook"], idea["outlook"] or "")],
        ["Benefit of a full year", full],
        ["Net of three years", money("net_3y")],
        ["Net present value", f"{money('npv')} at {_percent(rate)}; {spread}"],
        ["Expected value", f"{money('expected_npv')}, what comes year by year weighed with {chance}"],
        ["Payback", payback],
        ["Return", f"{idea['roi']:.2f} for each {currency} of cost" if idea["roi"] is not None else "no cost"],
        ["Washes out", f"{money('at_risk_3y')} of three years' benefits, if service readiness is not reached"],
    ]
    if idea["shadow_before"] is not None:
        after = money("shadow_after") or "not known yet"
        rows.append(["Outside the catalogue", f"{money('shadow_before')} before the approval, {after} now"])
    yield from _indented(str(tabulate(rows, tablefmt="plain", disable_numparse=True)))


def _formulas(sheet: Sheet) -> Iterator[str]:
    mine = [line for line in sheet.lines if line["scenario"] == "base" and line["kind"] in dict(_KINDS)]
    if not mine:
        return
    yield from ("", "How it was reckoned, base case; * rests on an assumption, see below")
    for key, title in _lines_of(mine):
        lines = [line for line in mine if line["line"] == key]
        mark = " *" if any(line["assumption"] == "yes" for line in lines) else ""
        yield from _wrapped(f"{title}{mark}, from {_origin(sheet, lines[0])}")
        for years, line in _alike(lines):
            yield from _wrapped(f"{years}: {line['formula']} = {_money(line['amount'], sheet.currency, exact=True)}", 4)


def _origin(sheet: Sheet, line: Row) -> str:
    """Say what a line reads, with the findings among its inputs."""
    known = {row["finding_id"] for row in sheet.findings}
    mine = [one for one in line["inputs"] if one in known]
    more = f" and {len(mine) - _SHOWN} more" if len(mine) > _SHOWN else ""
    told = str(line["source"]).partition(";")[0]
    return f"{told} [{', '.join(mine[:_SHOWN])}{more}]" if mine else told


def _alike(lines: Sequence[Row]) -> list[tuple[str, Row]]:
    """Return lines of years that read the same as one."""
    found: dict[tuple[str, float], list[Row]] = {}
    for line in lines:
        found.setdefault((line["formula"], line["amount"]), []).append(line)
    return [(_when([line["year"] for line in same]), same[0]) for same in found.values()]


def _when(years: Sequence[int]) -> str:
    if years == [0]:
        return "at the start"
    told = " and ".join(str(year) for year in years)
    return f"years {told}, each" if len(years) > 1 else f"year {told}"


def _readiness(sheet: Sheet) -> Iterator[str]:
    if not sheet.readiness:
        return
    answered = sum(row["state"] != "open" for row in sheet.readiness)
    ending = "it may be proposed" if answered == len(sheet.readiness) else "it cannot be proposed yet"
    yield from ("", f"Service readiness: {answered} of {len(sheet.readiness)} answered, {ending}")
    for row in sheet.readiness:
        yield from _wrapped(_item(row, sheet), 2, 12)


def _item(row: Row, sheet: Sheet) -> str:
    told = f"{row['state']:<9} {row['title']} ({row['item']})"
    if row["state"] == "open":
        lost = row["washes_out"] * (sheet.idea["rests_on_readiness"] or 0)
        washes = f" Without it {_percent(lost)} of the benefits wash out." if lost else ""
        cost = f" Estimated at {_money(row['cost'], sheet.currency)}." if row["cost"] else ""
        return f"{told}: {row['asks']}{washes}{cost}"
    if row["state"] == "planned":
        told += f", by {row['due']}, {_money(row['cost'], sheet.currency)}"
    said = [row["why"] if row["from"] == "a person" else row["evidence"], f"({row['by']})" if row["by"] else ""]
    reason = " ".join(text for text in said if text)
    return f"{told}: {reason}" if reason else told


def _figures(sheet: Sheet) -> Iterator[str]:
    yield from ("", "Figures it rests on: cautious / base / hopeful")
    for row in sheet.figures:
        values = " / ".join(dict.fromkeys(_number(row[name]) for name in ("low", "base", "high")))
        mark = f"* assumption: {row['reason']} " if row["assumption"] == "yes" else ""
        source = "" if row["source"] == "shadowscan" else f"{row['source']}, "
        yield from _wrapped(f"{row['title']}: {values} {row['unit']}. {mark}({source}{row['as_of']})", 2, 4)


def _benefits(sheet: Sheet) -> Iterator[str]:
    if not sheet.benefits:
        return
    yield from ("", "Benefits register")
    names = ("planned", "actual")
    rows = [
        [
            row["period"],
            *(_money(row[name], sheet.currency) for name in names),
            row["owner"] or "",
            row["measure"] or "",
        ]
        for row in sheet.benefits
    ]
    sums = [sum((_exact(row[name]) for row in sheet.benefits if row[name] is not None), Decimal(0)) for name in names]
    rows.append(["together", *(_money(total, sheet.currency) for total in sums), "", ""])
    yield from _indented(_table(rows, ["month", "planned", "actual", "owner", "measured how"], right=(1, 2)))


def _moves(life: IdeaDecisions) -> Iterator[str]:
    if not life.moves:
        return
    yield from ("", "Life")
    for move in life.moves:
        into = f" into {move.into}" if move.into else ""
        yield from _wrapped(f"{move.at[:10]} {move.stage}{into}, {move.who}{': ' + move.why if move.why else ''}")


def _table(rows: Sequence[Sequence[Any]], heads: Sequence[str], right: Iterable[int] = ()) -> str:
    aligned = set(right)
    align = ["right" if n in aligned else "left" for n in range(len(heads))]
    return str(tabulate(rows, heads, tablefmt="simple", colalign=align, disable_numparse=True))


def _indented(text: str) -> Iterator[str]:
    yield from (f"  {line}" for line in text.splitlines())


def _wrapped(text: str, first: int = 2, rest: int | None = None) -> list[str]:
    hanging = " " * (first if rest is None else rest)
    return textwrap.wrap(text, _WIDTH, initial_indent=" " * first, subsequent_indent=hanging) if text else []


def _units(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} units" if names else ""


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _money(amount: Decimal | float | None, currency: str, exact: bool = False) -> str:
    if amount is None:
        return ""
    told = _exact(amount)
    return f"{told:,.2f}" if exact else show_money(to_minor(told, currency), currency)


def _exact(amount: Decimal | float) -> Decimal:
    return Decimal(str(amount))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{_number(share * 100)} %"


def _number(value: float) -> str:
    return f"{Decimal(str(round(value, 4))).normalize():f}"


def _clean(line: str) -> str:
    """Return a line without control characters, which a terminal might obey."""
    return "".join(letter if letter.isprintable() else " " for letter in line)

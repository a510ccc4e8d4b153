"""The business case of an idea for the terminal: years, worth, formulas, figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from tabulate import tabulate

from shadowscan.portfolio.layout import exact, indented, money_text, number, percent, table, wrapped
from shadowscan.portfolio.read import Row, Sheet

_YEARS = (0, 1, 2, 3)
_SHOWN = 4  # findings of a line
_KINDS = (("benefit", "Benefits"), ("one_off", "Costs once"), ("annual", "Costs a year"), ("readiness", "Readiness"))
_OUTLOOK = {
    "pays": "pays: its expected value is above nothing",
    "pays_if_well": "pays only in the hopeful case",
    "costs": "costs more than it brings, even in the hopeful case",
    "enables": "does not pay by itself: other things wait for it",
    "protects": "does not pay by itself: it lowers a risk",
    "to_show": "does not pay by itself: a pilot is to show its benefit",
}


def case(sheet: Sheet) -> Iterator[str]:
    """Yield the years of a business case, line by line."""
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
    yield from indented(table(rows, ["", "start", "year 1", "year 2", "year 3", "three years"], right=range(1, 6)))
    for line in sheet.lines:
        explains = line["kind"] in ("baseline", "memo") and not line["line"].startswith("readiness:")
        if explains and line["scenario"] == "base" and line["year"] in (0, 1):
            amount = f"{money_text(line['amount'], sheet.currency)}; " if line["kind"] == "memo" else ""
            yield from wrapped(f"{line['title']}: {amount}{line['formula']}. No sum counts it.")


def _lines_of(lines: Iterable[Row]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((line["line"], line["title"]) for line in lines))


def _years(sheet: Sheet, title: str, lines: Sequence[Row]) -> list[str]:
    sums = {year: sum((exact(one["amount"]) for one in lines if one["year"] == year), Decimal(0)) for year in _YEARS}
    told = [money_text(sums[year], sheet.currency) if sums[year] else "–" for year in _YEARS]
    return [title, *told, money_text(sum(sums.values()), sheet.currency)]


def worth(sheet: Sheet) -> Iterator[str]:
    """Yield what a business case is worth."""
    idea, currency = sheet.idea, sheet.currency

    def money(name: str) -> str:
        return money_text(idea[name], currency)

    if idea["probability"] is None:
        yield from ("", "The next scan reckons its business case.")
        return
    rate = next((figure["base"] for figure in sheet.figures if figure["figure"] == "discount_rate"), None)
    payback = f"{idea['payback_months']} months" if idea["payback_months"] is not None else "not within three years"
    spread = f"{money('npv_low')} cautious to {money('npv_high')} hopeful"
    full = f"{money('benefit_base')} before costs ({money('benefit_low')} to {money('benefit_high')})"
    chance = percent(idea["probability"])
    yield from ("", "Worth")
    rows = [
        ["Outlook", _OUTLOOK.get(idea["outlook"], idea["outlook"] or "")],
        ["Benefit of a full year", full],
        ["Net of three years", money("net_3y")],
        ["Net present value", f"{money('npv')} at {percent(rate)}; {spread}"],
        ["Expected value", f"{money('expected_npv')}, what comes year by year weighed with {chance}"],
        ["Payback", payback],
        ["Return", f"{idea['roi']:.2f} for each {currency} of cost" if idea["roi"] is not None else "no cost"],
        ["Washes out", f"{money('at_risk_3y')} of three years' benefits, if service readiness is not reached"],
    ]
    if idea["shadow_before"] is not None:
        after = money("shadow_after") or "not known yet"
        rows.append(["Outside the catalogue", f"{money('shadow_before')} before the approval, {after} now"])
    yield from indented(str(tabulate(rows, tablefmt="plain", disable_numparse=True)))


def formulas(sheet: Sheet) -> Iterator[str]:
    """Yield how each line was reckoned, from which findings and figures."""
    mine = [line for line in sheet.lines if line["scenario"] == "base" and line["kind"] in dict(_KINDS)]
    if not mine:
        return
    yield from ("", "How it was reckoned, base case; * rests on an assumption, see below")
    for key, title in _lines_of(mine):
        lines = [line for line in mine if line["line"] == key]
        mark = " *" if any(line["assumption"] == "yes" for line in lines) else ""
        yield from wrapped(f"{title}{mark}, from {_origin(sheet, lines[0])}")
        for years, line in _alike(lines):
            yield from wrapped(f"{years}: {line['formula']} = {exact(line['amount']):,.2f}", 4)


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


def figures(sheet: Sheet) -> Iterator[str]:
    """Yield the figures behind the lines with source and date; an assumption with its reason."""
    yield from ("", "Figures it rests on: cautious / base / hopeful")
    for row in sheet.figures:
        values = " / ".join(dict.fromkeys(number(row[name]) for name in ("low", "base", "high")))
        mark = f"* assumption: {row['reason']} " if row["assumption"] == "yes" else ""
        source = "" if row["source"] == "shadowscan" else f"{row['source']}, "
        yield from wrapped(f"{row['title']}: {values} {row['unit']}. {mark}({source}{row['as_of']})", 2, 4)

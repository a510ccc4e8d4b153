"""An amount of money in an initiative's own words: only a number beside a currency is one."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from shadowscan.catalogue.value_rule import AmountRule
from shadowscan.money import is_currency

_NUMBER = r"\d[\d.,' \u00a0\u202f]*\d|\d"


def amount_of(text: str, currency: str, rule: AmountRule) -> Decimal | None:
    """Return the one amount a text names in a currency; None where it names none, or several."""
    signs = "|".join(re.escape(sign) for sign in rule.signs)
    times = "|".join(sorted(rule.times, key=len, reverse=True))
    money = rf"(?:\b[A-Z]{{3}}\b|{signs})"
    pattern = (
        rf"(?P<before>{money})\s?(?P<n1>{_NUMBER})\s?(?P<t1>(?:{times})\b)?"
        rf"|(?P<n2>{_NUMBER})\s?(?P<t2>(?:{times})\b)?\s?(?P<after>{money})"
    )
    found = []
    for match in re.finditer(pattern, text):
        code = match["before"] or match["after"]
        if not is_currency(rule.signs.get(code, code)):
            continue
        number = _decimal(match["n1"] or match["n2"])
        if number is None:
            continue
        found.append((rule.signs.get(code, code), number * rule.times.get(match["t1"] or match["t2"] or "", 1)))
    if len(found) != 1 or found[0][0] != currency:
        return None
    return found[0][1]


def _decimal(text: str) -> Decimal | None:
    """Return a number written with any thousands mark; of two different marks the last is the decimal one."""
    plain = re.sub(r"[' \u00a0\u202f]", "", text)
    marks = [mark for mark in plain if mark in ".,"]
    if len(set(marks)) == 2:
        thousands = marks[0]
        plain = plain.replace(thousands, "").replace(marks[-1], ".")
    elif len(marks) > 1 or (marks and re.search(r"[.,]\d{3}$", plain)):
        plain = plain.replace(marks[0], "")
    elif marks:
        plain = plain.replace(marks[0], ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None

"""Amounts as written into exact minor units: one decimal mark for a column, decided by vote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shadowscan.ingest.texts import Codes, Mask, Texts, distinct, texts
from shadowscan.money import is_currency

_PLACES = 6  # of the plain bulk; finer amounts go the long way
_PLAIN = r"^[+-]?[0-9]{1,11}(\.[0-9]{0,6})?$"
_GROUPED = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{0,6})?$"
_SAMPLE = 5000
_LARGEST = Decimal(10) ** 14


@dataclass(frozen=True, slots=True)
class MarkVote:
    """Say which decimal mark a column uses and what told it."""

    mark: str
    for_point: int
    for_comma: int

    @property
    def why(self) -> str:
        if not self.for_point and not self.for_comma:
            return "no amount settles it"
        return f"{self.for_point} distinct amounts show a point, {self.for_comma} a comma"


_NOISE = re.compile(r"&nbsp;?|[\s'’`\u00a0\u2000-\u200b\u202f\u2060\ufeff]")
_DIGITS = re.compile(r"[0-9][0-9.,]*|[.,][0-9]+")


def vote(values: Iterable[str], default: str) -> MarkVote:
    """Decide the decimal mark from the texts that leave no doubt; `default` where none does."""
    point = comma = 0
    for text in values:
        match = _DIGITS.search(_NOISE.sub("", text))
        mark = _mark_of(match.group()) if match else ""
        point += mark == "."
        comma += mark == ","
    chosen = "." if point > comma else "," if comma > point else (default or ".")
    return MarkVote(chosen, point, comma)


def _mark_of(number: str) -> str:
    """Return the decimal mark that a number cannot be read without, else nothing."""
    last_point, last_comma = number.rfind("."), number.rfind(",")
    if last_point >= 0 and last_comma >= 0:
        return "." if last_point > last_comma else ","
    mark = "." if last_point >= 0 else "," if last_comma >= 0 else ""
    if not mark:
        return ""
    if number.count(mark) > 1:
        return "," if mark == "." else "."
    behind = len(number) - 1 - number.index(mark)
    return mark if behind != 3 or number.index(mark) > 3 or number.startswith("0") else ""


def sample(column: Texts) -> list[str]:
    """Return up to some thousand texts, evenly spread."""
    step = max(1, len(column) // _SAMPLE)
    spread: list[str] = column.take(pa.array(np.arange(0, len(column), step))).to_pylist()
    return spread


_NUMBER = re.compile(
    r"^(?P<open>\()?(?P<sign1>[+\-−–])?(?P<before>[^\d.,()+\-−–]{0,6})(?P<sign2>[+\-−–])?(?P<open2>\()?"
    r"(?P<number>[0-9][0-9.,]*|[.,][0-9]+)(?P<power>[eE][+\-]?[0-9]{1,2})?"
    r"(?P<sign3>[+\-−–])?(?P<after>[^\d.,()+\-−–]{0,6})(?P<close>\))?(?P<after2>[A-Za-z]{2,3})?$"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """Hold an amount read from one text, with the currency written beside it, if any."""

    value: Decimal
    currency: str = ""


def read_amount(text: str, mark: str, signs: dict[str, str]) -> Amount | None:
    """Read one amount: symbols, codes, parentheses, trailing minus, CR and DR; None where it is no amount."""
    match = _NUMBER.match(_NOISE.sub("", text))
    if match is None:
        return None
    value = _number(match["number"], mark)
    if value is None:
        return None
    if match["power"]:
        value = value.scaleb(int(match["power"][1:]))
    minus = sum(1 for name in ("sign1", "sign2", "sign3") if match[name] in ("-", "−", "–"))
    opened = bool(match["open"]) or bool(match["open2"])
    if opened != bool(match["close"]) or minus > 1 or abs(value) >= _LARGEST:
        return None
    currency, negative = "", bool(minus) != opened
    for beside in (match["before"], match["after"], match["after2"] or ""):
        if beside.upper() in ("CR", "DR"):
            negative = negative != (beside.upper() == "CR")
        elif beside:
            known = _currency_beside(beside, signs)
            if known is None:
                return None
            currency = currency or known
    return Amount(-value if negative else value, currency)


def _currency_beside(text: str, signs: dict[str, str]) -> str | None:
    if text in signs:
        return signs[text]
    return text.upper() if is_currency(text.upper()) else None


def _number(text: str, mark: str) -> Decimal | None:
    other = "," if mark == "." else "."
    if other in text:
        whole, _, rest = text.partition(mark)
        groups = whole.split(other)
        if other in rest or len(groups[0]) not in (1, 2, 3) or len(groups[-1]) != 3:
            return None
        if any(len(group) not in (2, 3) for group in groups[1:]):
            return None
        text = "".join(groups) + (mark + rest if mark in text else "")
    try:
        value = Decimal(text.replace(mark, "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


@dataclass(slots=True)
class Amounts:
    """Hold the distinct amounts of a column and which of them each row has."""

    codes: Codes
    micros: Codes  # millionths, where `plain`
    plain: Mask
    finer: dict[int, Decimal]  # by distinct number, where not plain
    readable: Mask  # by distinct number
    currencies: dict[int, str]  # by distinct number, written inside the amount
    vote: MarkVote

    def is_readable(self) -> Mask:
        """Tell, row by row, whether the cell is an amount."""
        return self.readable[self.codes]

    def minor(self, digits: int) -> Codes:
        """Return, row by row, the amount in units of 10**-digits, half-even; 0 where it is not readable."""
        step = 10 ** (_PLACES - digits)
        values = _half_even(self.micros, step)
        for number, value in self.finer.items():
            values[number] = int(value.scaleb(digits).to_integral_value(rounding=ROUND_HALF_EVEN))
        return values[self.codes]

    def written_currency(self) -> list[str]:
        """Return the currencies found inside the amounts, one for each distinct amount."""
        return [self.currencies.get(number, "") for number in range(len(self.plain))]


def _half_even(values: Codes, step: int) -> Codes:
    if step == 1:
        return values.copy()
    whole, rest = np.divmod(values, step)
    up = (rest * 2 > step) | ((rest * 2 == step) & (whole % 2 == 1))
    return np.asarray(whole + up, dtype=np.int64)


def read_amounts(column: Texts, default_mark: str, signs: dict[str, str]) -> Amounts:
    """Read a column of amounts; the plain bulk at once, the rest once for each distinct text."""
    values, codes = distinct(column)
    decided = vote(sample(values), default_mark)
    plain, micros = _plain(values, decided.mark)
    readable = plain.copy()
    finer: dict[int, Decimal] = {}
    currencies: dict[int, str] = {}
    rest = np.flatnonzero(~plain)
    for number, text in zip(rest.tolist(), values.take(pa.array(rest)).to_pylist(), strict=True):
        amount = read_amount(text, decided.mark, signs)
        if amount is not None:
            readable[number] = True
            finer[number] = amount.value
            if amount.currency:
                currencies[number] = amount.currency
    return Amounts(codes, micros, plain, finer, readable, currencies, decided)


def _plain(values: Texts, mark: str) -> tuple[Mask, Codes]:
    """Return which texts are plain numbers, and their millionths."""
    written = values
    if mark == ",":
        for old, new in ((",", "\x00"), (".", ","), ("\x00", ".")):
            written = pc.replace_substring(written, old, new)
    grouped = np.asarray(pc.match_substring_regex(written, _GROUPED).to_numpy(zero_copy_only=False), dtype=bool)
    if grouped.any():
        written = pc.if_else(pa.array(grouped), pc.replace_substring(written, ",", ""), written)
    plain = np.asarray(pc.match_substring_regex(written, _PLAIN).to_numpy(zero_copy_only=False), dtype=bool)
    micros = np.zeros(len(values), dtype=np.int64)
    if plain.any():
        numbers = pc.cast(pc.filter(written, pa.array(plain)), pa.decimal128(24, _PLACES))
        micros[plain] = _low_words(numbers)
    return plain, micros


def _low_words(numbers: pa.Decimal128Array) -> npt.NDArray[np.int64]:
    words = np.frombuffer(numbers.buffers()[1], dtype="<i8")
    return words.reshape(-1, 2)[numbers.offset : numbers.offset + len(numbers), 0].copy()


def products(quantities: Texts, prices: Texts, mark: Callable[[Texts], str], signs: dict[str, str]) -> Texts:
    """Return quantity times unit price as plain numbers; empty where one of them is none."""
    by_quantity, by_price = mark(quantities), mark(prices)
    pairs: dict[tuple[str, str], str] = {}
    made: list[str] = []
    for pair in zip(quantities.to_pylist(), prices.to_pylist(), strict=True):
        if pair not in pairs:
            quantity = read_amount(pair[0], by_quantity, signs)
            price = read_amount(pair[1], by_price, signs)
            pairs[pair] = format(quantity.value * price.value, "f") if quantity and price else ""
        made.append(pairs[pair])
    return texts(made)

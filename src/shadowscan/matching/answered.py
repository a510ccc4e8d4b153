"""What people answered, laid over what the rules say: the text itself first, then the same name in other words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from shadowscan.errors import InputError
from shadowscan.matching.known import AnswerRules, KnownNames, Name, Naming
from shadowscan.matching.local import Lookup
from shadowscan.records import DESCRIPTORS
from shadowscan.records.decisions import DescriptorAnswer

if TYPE_CHECKING:
    from shadowscan.matching.answers import Keys
    from shadowscan.matching.beside import Beside
    from shadowscan.matching.match import Matcher

_KNOWN_FROM_SPEND = "vendor"  # what a payee is called in spend also names it in sign-on data; not the other way round


class Meaning(NamedTuple):
    """Say what an answer comes to; equal answers on different texts are one meaning."""

    answer: str
    product: int  # index into the vendor base, -1 for none
    domain: str
    category: str
    seen_as: str  # the product the rules are sure the text is, else empty


@dataclass(frozen=True, slots=True)
class _Row:
    """Hold what decides about one row."""

    meaning: int
    exact: bool


class Answered:
    """Know people's answers, and which texts they hold for."""

    def __init__(self, matcher: Matcher, answers: Sequence[DescriptorAnswer], lookup: Lookup) -> None:
        """Take the matcher that knows the rules alone, and a look-up of the vendors and products that answers name."""
        self._matcher, self._lookup = matcher, lookup
        self._products = {product.product_id: n for n, product in enumerate(matcher.base.products)}
        self._rules = matcher.book.one("answers", AnswerRules)
        self._naming = Naming(matcher.index.fillers, self._rules)
        self._answers = tuple(answers)
        self.meanings: list[Meaning] = []
        self.days: list[str] = []
        numbers = self._understood()
        self._exact = {(a.origin, a.descriptor, a.memo): n for a, n in zip(self._answers, numbers, strict=True)}
        self._names = {sso: self._index(numbers, sso) for sso in (False, True)}

    def _understood(self) -> list[int]:
        """Return the number of each answer's meaning; `days` holds the newest day of each."""
        seen = self._seen_as()
        found: dict[Meaning, int] = {}
        numbers: list[int] = []
        for given, product in zip(self._answers, seen, strict=True):
            meaning = Meaning(given.answer, self._product(given), given.domain.casefold(), given.category, product)
            number = found.setdefault(meaning, len(found))
            if number == len(self.meanings):
                self.meanings.append(meaning)
                self.days.append("")
            self.days[number] = max(self.days[number], given.at[:10])
            numbers.append(number)
        return numbers

    def _seen_as(self) -> list[str]:
        """Return the product that the rules alone are sure of for each answered text, else an empty text."""
        known = self._matcher.seen_as
        asked = [a for a in self._answers if (a.origin, a.descriptor, a.memo) not in known]
        found = self._matcher.match(as_asked(asked))
        sure = found["product_id"].where(found["verdict"] == "matched", "")
        known.update({(a.origin, a.descriptor, a.memo): product for a, product in zip(asked, sure, strict=True)})
        return [known[a.origin, a.descriptor, a.memo] for a in self._answers]

    def _product(self, given: DescriptorAnswer) -> int:
        if given.answer != "vendor":
            return -1
        vendor_id, product_id = self._lookup(given.vendor, given.product)
        if not vendor_id:
            where, remedy = given.decision_id or given.descriptor, "Correct the name, or withdraw the answer."
            raise InputError(f"the answer names a vendor nobody knows: '{given.vendor}'", where, remedy)
        return self._products[product_id or vendor_id]

    def _index(self, numbers: Sequence[int], sso: bool) -> KnownNames:
        """Index the names of those answers that hold for texts of one origin."""
        names = self._names_of([a.descriptor for a in self._answers], [a.origin == "sso" for a in self._answers])
        mine = [
            (name, number)
            for given, name, number in zip(self._answers, names, numbers, strict=True)
            if not given.memo and ((given.origin == "sso") == sso or (sso and given.answer == _KNOWN_FROM_SPEND))
        ]
        return KnownNames.of(self._rules, self._matcher.rules.cut_letters, mine)

    def _names_of(self, texts: Sequence[str], sso: Sequence[bool]) -> list[Name]:
        cleaned = self._matcher.clean(texts, np.array(sso, dtype=bool))
        columns = (cleaned.clean.to_pylist(), cleaned.domain.to_pylist(), cleaned.cut.to_pylist(), sso)
        return [self._naming.name(*row) for row in zip(*columns, strict=True)]

    def over(self, found: pd.DataFrame, described: pd.DataFrame, keys: Keys, beside: Beside) -> pd.DataFrame:
        """Return MATCHES with people's answers in place of what the rules said."""
        rows = self._rows(found, described, keys, beside)
        return self._written(found, rows, keys) if rows else found

    def _rows(self, found: pd.DataFrame, described: pd.DataFrame, keys: Keys, beside: Beside) -> dict[int, _Row]:
        by_name = self._by_name(keys)
        named = np.array([number for number, _ in by_name] or [-1])[keys.codes]
        spelt = np.array([alike for _, alike in by_name] or [False])[keys.codes]
        exact = self._by_text(described)
        sure = (found["verdict"] == "matched").to_numpy()
        product = found["product_id"].to_numpy(dtype=object)
        rows = {row: _Row(number, True) for row, number in exact.items()}
        for row in np.flatnonzero(named >= 0):
            meaning = self.meanings[named[row]]
            contested = sure[row] and (spelt[row] or product[row] != meaning.seen_as)
            if row not in rows and not contested and self._may_reach(meaning, int(row), keys, beside):
                rows[int(row)] = _Row(int(named[row]), False)
        return rows

    def _may_reach(self, meaning: Meaning, row: int, keys: Keys, beside: Beside) -> bool:
        """Tell whether an answer on the name holds beside such a code: a shop of that name is another business."""
        if meaning.answer != "vendor":
            return True
        short = len(keys.heads[keys.codes[row]]) < self._matcher.rules.coined_letters
        return not beside.goods[row] and not (short and beside.contradicts[row])

    def _by_name(self, keys: Keys) -> list[tuple[int, bool]]:
        """Return for each distinct key the meaning of its name (-1: none), and whether it is only spelt alike."""
        found: list[tuple[int, bool]] = []
        for clean, domain, cut, sso in keys.distinct:
            name, known = self._naming.name(clean, domain, cut, sso), self._names[sso]
            same = known.same(name)
            alike = known.alike(name) if same is None else None
            found.append((next((n for n in (same, alike) if isinstance(n, int)), -1), alike is not None))
        return found

    def _by_text(self, described: pd.DataFrame) -> dict[int, int]:
        """Return the meaning of each row whose very text was answered; one on its note goes before one on all notes."""
        asked = {(origin, text) for origin, text, _ in self._exact}
        columns = [described[name].tolist() for name in ("origin", "descriptor", "memo")]
        rows: dict[int, int] = {}
        for row, (origin, text, memo) in enumerate(zip(*columns, strict=True)):
            if (origin, text) in asked:
                number = self._exact.get((origin, text, memo), self._exact.get((origin, text, "")))
                if number is not None:
                    rows[row] = number
        return rows

    def _written(self, found: pd.DataFrame, rows: dict[int, _Row], keys: Keys) -> pd.DataFrame:
        places = sorted(rows)
        changed = [self._cells(found, place, rows[place], keys) for place in places]
        laid = found.copy()
        for name in changed[0]:
            column = laid[name].to_numpy(dtype=object, copy=True)
            column[places] = [cells[name] for cells in changed]
            laid[name] = pd.Series(column, index=laid.index).astype(found[name].dtype)
        return laid

    def _cells(self, found: pd.DataFrame, place: int, row: _Row, keys: Keys) -> dict[str, Any]:
        meaning = self.meanings[row.meaning]
        product = self._matcher.base.products[meaning.product] if meaning.product >= 0 else None
        software = meaning.answer != "not_software" and (product is None or product.sells == "software")
        verdict = "not_software" if not software else "matched" if product else "software"
        named = product if software else None
        return {
            "vendor_id": named.vendor_id if named else "",
            "product_id": named.product_id if named else "",
            "vendor_domain": (named.domain if named else "") or meaning.domain or found["vendor_domain"].iloc[place],
            "category": self._category(meaning, place, keys) if software else "",
            "saas_probability": 1.0 if software else 0.0,
            "score": 1.0 if named else 0.0,
            "verdict": verdict,
            "reason": self._reason(row, place, keys),
            "guesses": "[]",
        }

    def _category(self, meaning: Meaning, place: int, keys: Keys) -> str:
        product = self._matcher.base.products[meaning.product] if meaning.product >= 0 else None
        told = (product.category if product else "") or meaning.category
        if told:
            return told
        margin = self._matcher.classifier.category_margin
        return self._matcher.model.category([keys.clean[place]], margin)[0]

    def _reason(self, row: _Row, place: int, keys: Keys) -> str:
        meaning = self.meanings[row.meaning]
        product = self._matcher.base.products[meaning.product] if meaning.product >= 0 else None
        sentence: str = getattr(self._rules.texts, meaning.answer + ("" if row.exact else "_too"))
        key = keys.codes[place]
        text = self._naming.name(*keys.distinct[key]).words.title() or keys.distinct[key][1]
        return sentence.format(day=self.days[row.meaning], name=product.name if product else "", text=text)


def as_asked(answers: Iterable[DescriptorAnswer]) -> pd.DataFrame:
    """Return answered texts as DESCRIPTORS, with nothing beside them but their note."""
    given = [(answer.descriptor, answer.origin, answer.memo) for answer in answers]
    frame = pd.DataFrame(given, columns=["descriptor", "origin", "memo"], dtype="str")
    return DESCRIPTORS.check(frame.assign(mcc="", category_text="", amount_minor=0, rows=1))


def named_apps(names: Sequence[str]) -> pd.DataFrame:
    """Return names of applications as DESCRIPTORS."""
    return as_asked(DescriptorAnswer(name, "sso", "software") for name in names)


def alike_groups(matcher: Matcher, described: pd.DataFrame) -> list[int]:
    """Return a number for each row of DESCRIPTORS: rows of one number are the same name, whose first row comes first.

    What an answer on the first row reaches by its words, domain or whole text is in its group.
    """
    naming = Naming(matcher.index.fillers, matcher.book.one("answers", AnswerRules))
    origins, memos = described["origin"].tolist(), described["memo"].tolist()
    sso = [origin == "sso" for origin in origins]
    cleaned = matcher.clean(described["descriptor"].tolist(), np.array(sso, dtype=bool))
    columns = (cleaned.clean.to_pylist(), cleaned.domain.to_pylist(), cleaned.cut.to_pylist(), sso)
    found: dict[tuple[str, str, str], int] = {}
    numbers: list[int] = []
    for row, cells in enumerate(zip(*columns, strict=True)):
        name = naming.name(*cells)
        beside = (origins[row], memos[row])
        known = (found.get((*beside, key)) for key in (*name.keys, name.domain, name.whole) if key)
        number = next((n for n in known if n is not None), row)
        for key in (*name.own, name.domain, name.whole):
            found.setdefault((*beside, key), number)
        numbers.append(number)
    return numbers


def check_answers(matcher: Matcher) -> list[str]:
    """Run the pairs of rules/answers.yml through the real functions and return what does not hold."""
    own = matcher.book.one("answers", AnswerRules)
    cases = [(a, b, True) for a, b in own.same] + [(a, b, False) for a, b in own.other]
    return [
        f"{own.where}: an answer on '{a}' should {'settle' if wanted else 'leave open'} '{b}'"
        for a, b, wanted in cases
        if _settles(matcher, a, b) != wanted
    ]


def _settles(matcher: Matcher, asked: str, other: str) -> bool:
    given, texts = (DescriptorAnswer(text, "spend", "software", at="2026-01-01") for text in (asked, other)), ("", "")
    answer, question = given
    described = as_asked([question])
    with_answer = matcher.answering([answer], lambda *_: texts).match(described)
    return bool((with_answer["reason"] != matcher.match(described)["reason"]).iloc[0])

"""The review of uncertain texts: similar ones together, each answer at once in the log, its reach measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from shadowscan.decisions import Decision, DecisionLog, Draft, fold
from shadowscan.decisions.queue import Question, Queue, read_queue
from shadowscan.errors import InputError
from shadowscan.knowledge import Knowledge, know
from shadowscan.matching.answered import alike_groups
from shadowscan.records import DESCRIPTORS
from shadowscan.records.decisions import DescriptorAnswer
from shadowscan.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Group:
    """Hold texts that are the same name, largest spend first: one answer settles them."""

    questions: tuple[Question, ...]

    @property
    def first(self) -> Question:
        return self.questions[0]

    @property
    def spend(self) -> Decimal:
        return sum((q.spend for q in self.questions), Decimal(0))

    @property
    def rows(self) -> int:
        return sum(q.rows for q in self.questions)

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(sorted({unit for q in self.questions for unit in q.units}))


@dataclass(frozen=True, slots=True)
class Answer:
    """Say what a text is, as a person says it."""

    answer: str  # vendor, software or not_software
    vendor: str = ""
    product: str = ""
    domain: str = ""
    category: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Count what answers have settled; spend in the reporting currency."""

    currency: str
    asked: int  # texts that were open at the beginning
    asked_spend: Decimal
    answered: int  # texts that were answered themselves
    answered_spend: Decimal
    settled: int  # texts that these answers settle besides
    settled_spend: Decimal

    @property
    def left(self) -> int:
        return self.asked - self.answered - self.settled

    @property
    def left_spend(self) -> Decimal:
        return self.asked_spend - self.answered_spend - self.settled_spend

    def to_json(self) -> dict[str, Any]:
        """Return plain values, money as decimal text."""
        names = ("asked", "answered", "settled", "left")
        counts = {name: {"texts": getattr(self, name), "spend": str(getattr(self, f"{name}_spend"))} for name in names}
        return {"currency": self.currency, **counts}


class Review:
    """Ask about what the last scan left open, and write each answer to the decision log."""

    def __init__(self, workspace: Workspace, who: str) -> None:
        self._workspace, self._who = workspace, who
        self._queue: Queue = read_queue(workspace.private)
        self._log = DecisionLog(workspace.private)
        self._steps: list[list[Decision]] = []
        self._known: Knowledge = know(workspace, fold(self._log.all()))
        self._at_first = self._open(self._queue.questions)
        self._left = self._at_first

    @property
    def currency(self) -> str:
        return self._queue.currency

    def groups(self) -> list[Group]:
        """Return what is still open, similar texts together, largest spend first."""
        numbers = alike_groups(self._known.matcher, _as_asked(self._left))
        found: dict[int, list[Question]] = {}
        for number, question in zip(numbers, self._left, strict=True):
            found.setdefault(number, []).append(question)
        return sorted(map(Group, map(tuple, found.values())), key=lambda g: (-g.spend, -g.rows, g.first.descriptor))

    def guess(self, group: Group, number: int) -> Answer:
        """Return the best guesses of a group as answers, counted from 1."""
        if not 1 <= number <= len(group.first.guesses):
            raise InputError(f"there is no guess {number}", group.first.descriptor, "Choose one of those shown.")
        name = group.first.guesses[number - 1][0]
        product = next((p for p in self._known.base.products if p.name == name), None)
        vendor = self._known.base.vendor(product.vendor_id) if product else None
        if product is None or vendor is None:
            return Answer("vendor", vendor=name)
        return Answer("vendor", vendor.name, product.name if "/" in product.product_id else "")

    def vendor(self, name: str) -> tuple[str, str]:
        """Return name and domain of the vendor that a typed name means, both empty where nobody knows it."""
        vendor = self._known.base.vendor(self._known.lookup.exactly(name, "")[0])
        return (vendor.name, vendor.domain) if vendor else ("", "")

    def categories(self) -> list[str]:
        """Return the ids of the taxonomy."""
        return [row["category_id"] for row in self._workspace.rules.table("taxonomy")]

    def answer(self, group: Group, said: Answer, at: str) -> int:
        """Answer a group and return how many texts that settles, those of other groups too.

        Its first text is answered; those of the others that the answer does not reach by itself are answered as well.
        """
        before = len(self._left)
        first, *others = group.questions
        missed = self._with([*self._given(), _as_answer(first, said)]).open_ones(others) if others else []
        self._write([self._draft(question, said) for question in (first, *missed)], at)
        return before - len(self._left)

    def undo(self, at: str) -> list[str]:
        """Withdraw the last step's answers and return their texts; nothing where there is none."""
        if not self._steps:
            return []
        step = self._steps.pop()
        self._log.append([Draft(self._who, "withdraw", one.decision_id) for one in step], at)
        self._known = know(self._workspace, fold(self._log.all()))  # without a vendor that only this step named
        self._left = self._open(self._at_first)
        return [one.subject for one in step]

    def take(self, rows: Sequence[tuple[Question, Answer]], at: str) -> int:
        """Write many answers in one step and return how many of them were new."""
        standing = {(a.origin, a.descriptor, a.memo): a for a in self._given()}
        new = [
            self._draft(question, said)
            for question, said in rows
            if not _says(standing.get((question.origin, question.descriptor, question.memo)), said)
        ]
        if new:
            self._write(new, at)
        return len(new)

    def find(self, descriptor_id: str, descriptor: str, origin: str, memo: str) -> Question:
        """Return a text of the queue, or a bare question on one that is not in it."""
        for question in self._queue.questions:
            if question.descriptor_id == descriptor_id:
                return question
            if (question.descriptor, question.origin, question.memo) == (descriptor, origin, memo):
                return question
        return Question("", descriptor, origin, memo, "", "", "", "", "", "", 0, Decimal(0), (), ())

    def progress(self) -> Progress:
        """Return how far this review has come."""
        answered_texts = {(d.value["origin"], d.subject, d.value.get("memo", "")) for s in self._steps for d in s}
        left = {q.descriptor_id for q in self._left}
        gone = [q for q in self._at_first if q.descriptor_id not in left]
        answered = [q for q in gone if (q.origin, q.descriptor, q.memo) in answered_texts]
        spend = {name: sum((q.spend for q in some), Decimal(0)) for name, some in (("gone", gone), ("own", answered))}
        return Progress(
            self.currency,
            len(self._at_first),
            sum((q.spend for q in self._at_first), Decimal(0)),
            len(answered),
            spend["own"],
            len(gone) - len(answered),
            spend["gone"] - spend["own"],
        )

    def _given(self) -> list[DescriptorAnswer]:
        return list(fold(self._log.all()).descriptors)

    def _draft(self, question: Question, said: Answer) -> Draft:
        value = {"origin": question.origin, "memo": question.memo, "answer": said.answer}
        value |= {key: getattr(said, key) for key in ("vendor", "product", "domain", "category")}
        return Draft(self._who, "descriptor", question.descriptor, value, said.why, self._queue.scan_id)

    def _write(self, drafts: list[Draft], at: str) -> None:
        self._steps.append(self._log.append(drafts, at))
        self._refresh()

    def _refresh(self) -> None:
        self._known = self._with(self._given()).known
        self._left = self._open(self._at_first)

    def _with(self, answers: Sequence[DescriptorAnswer]) -> _Trial:
        """Return what would be known with these answers; the vendor base is built anew only for a new vendor."""
        lookup = self._known.lookup
        if all(lookup.exactly(a.vendor, a.product)[0] for a in answers if a.answer == "vendor"):
            matcher = self._known.matcher.answering(answers, lookup.exactly)
            return _Trial(replace(self._known, matcher=matcher))
        decided = fold(self._log.all())
        return _Trial(know(self._workspace, replace(decided, descriptors=tuple(answers))))

    def _open(self, questions: Iterable[Question]) -> tuple[Question, ...]:
        return tuple(_Trial(self._known).open_ones(list(questions)))


@dataclass(frozen=True, slots=True)
class _Trial:
    """Hold what would be known."""

    known: Knowledge

    def open_ones(self, questions: Sequence[Question]) -> list[Question]:
        """Return those questions that would still be asked."""
        if not questions:
            return []
        verdicts = self.known.matcher.match(_as_asked(questions))["verdict"]
        return [question for question, verdict in zip(questions, verdicts, strict=True) if verdict == "review"]


def _as_asked(questions: Sequence[Question]) -> pd.DataFrame:
    """Return questions as the frame the matcher takes."""
    names = ("descriptor", "origin", "memo", "mcc", "category_text")
    columns: Mapping[str, Any] = {name: [getattr(q, name) for q in questions] for name in names}
    rows = [q.rows for q in questions]
    return DESCRIPTORS.check(pd.DataFrame(columns, dtype="str").assign(rows=rows, amount_minor=0))


def _as_answer(question: Question, said: Answer) -> DescriptorAnswer:
    own = {key: getattr(said, key) for key in ("answer", "vendor", "product", "domain", "category")}
    return DescriptorAnswer(descriptor=question.descriptor, origin=question.origin, memo=question.memo, **own)


def _says(standing: DescriptorAnswer | None, said: Answer) -> bool:
    keys = ("answer", "vendor", "product", "domain", "category")
    return standing is not None and all(getattr(standing, key) == getattr(said, key).strip() for key in keys)

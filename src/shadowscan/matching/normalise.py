"""Descriptors as written into the words that name the merchant; the text itself is kept by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import tldextract

from shadowscan.rules import RuleBook


@dataclass(frozen=True, slots=True)
class Step:
    """Replace a pattern; the examples hold both sides."""

    id: str
    why: str
    pattern: str
    replace: str
    becomes: dict[str, str]
    keeps: list[str]
    first: bool = False  # before intermediaries are taken off
    where: str = ""


@dataclass(frozen=True, slots=True)
class NormaliseRules:
    title: str
    why: str
    steps: list[Step]
    walls: list[int]


@dataclass(frozen=True, slots=True)
class Intermediary:
    """Name someone between buyer and merchant, and how the text shows it."""

    id: str
    name: str
    kind: Literal["processor", "merchant_of_record", "reseller", "store"]
    patterns: list[str]
    becomes: dict[str, str]
    keeps: list[str]
    cut_after: int = 0
    goods: bool = False  # what is bought through it is mostly no software
    where: str = ""


@dataclass(frozen=True, slots=True)
class IntermediaryRules:
    title: str
    why: str
    intermediaries: list[Intermediary]


@dataclass(slots=True)
class Normalised:
    """Hold, for each text: clean words, index of the intermediary (-1: none), domain read in it, cut at a wall."""

    clean: pa.Array
    intermediary: pa.Array
    domain: pa.Array
    cut: pa.Array
    trace: list[tuple[str, str, str]] = field(default_factory=list)  # (rule id, why, text after), for one text


_DOMAIN = r"(?P<host>(?:[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?\.)+[A-Z]{2,12})\b"


class Normaliser:
    """Clean texts by the rules of `normalise.yml` and `intermediaries.yml`, column-wise."""

    def __init__(self, rules: RuleBook) -> None:
        self.rules = rules.one("normalise", NormaliseRules)
        self.intermediaries = rules.one("intermediaries", IntermediaryRules).intermediaries
        self._suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    @cached_property
    def _any_intermediary(self) -> str:
        return "|".join(f"(?:{p})" for i in self.intermediaries for p in i.patterns)

    def clean(self, texts: pa.Array, explain: bool = False) -> Normalised:
        """Return the cleaned form of each text; with `explain`, `trace` tells what each rule did to the first text."""
        trace: list[tuple[str, str, str]] = []

        def note(rule: str, why: str, column: pa.Array) -> None:
            if explain and (not trace or trace[-1][2] != column[0].as_py()):
                trace.append((rule, why, column[0].as_py()))

        column = _plain(texts)
        note("text", "Upper case, accents taken off.", column)
        cut = pc.is_in(pc.utf8_length(pc.utf8_rtrim_whitespace(texts)), pa.array(self.rules.walls, pa.int32()))
        for step in self.rules.steps:
            if step.first:
                column = _step(column, step)
                note(step.id, step.why, column)
        column, via, short = self._take_off_intermediaries(column, note)
        cut = pc.or_(cut, short)
        for step in self.rules.steps:
            if not step.first:
                column = _step(column, step)
                note(step.id, step.why, column)
        domain = self._domains(column)
        column = _words(column)
        note("words", "Punctuation becomes spaces; a star stays as the border of two parts.", column)
        return Normalised(column, via, domain, cut, trace)

    def needs_note(self, texts: pa.Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Tell for each text whether only the note beside it can name what was bought: a reseller, or nothing else."""
        needs = np.zeros(len(texts), dtype=bool)
        rows = np.flatnonzero(np.asarray(pc.match_substring_regex(_plain(texts), self._any_intermediary)))
        if len(rows):
            cleaned = self.clean(texts.take(pa.array(rows)))
            resells = np.array([i.kind == "reseller" for i in self.intermediaries] + [False])
            bare = np.asarray(pc.equal(cleaned.clean, ""))
            needs[rows] = bare | resells[np.asarray(cleaned.intermediary)]
        return needs

    def _take_off_intermediaries(self, column: pa.Array, note: Any) -> tuple[pa.Array, pa.Array, pa.Array]:
        """Cut processors and resellers off the front, two deep; the innermost that sells software wins."""
        via = pa.array([-1] * len(column), pa.int32())
        short = pa.array([False] * len(column), pa.bool_())
        for _ in range(2):
            hit = pc.match_substring_regex(column, self._any_intermediary)
            if not pc.any(hit).as_py():
                break
            part, part_via, part_short = self._peel(column.filter(hit), note)
            via = pc.replace_with_mask(via, hit, part_via)
            short = pc.replace_with_mask(short, hit, part_short)
            column = pc.replace_with_mask(column, hit, part)
        return column, via, short

    def _peel(self, part: pa.Array, note: Any) -> tuple[pa.Array, pa.Array, pa.Array]:
        via = pa.array([-1] * len(part), pa.int32())
        short = pa.array([False] * len(part), pa.bool_())
        open_rows = pc.equal(via, -1)
        for index, rule in enumerate(self.intermediaries):
            for pattern in rule.patterns:
                hit = pc.and_(open_rows, pc.match_substring_regex(part, pattern))
                if not pc.any(hit).as_py():
                    continue
                rest = pc.replace_substring_regex(part, pattern, "", max_replacements=1)
                part = pc.if_else(hit, rest, part)
                via = pc.if_else(hit, pa.scalar(index, pa.int32()), via)
                if rule.cut_after:
                    length = pc.utf8_length(pc.utf8_trim_whitespace(rest))
                    short = pc.or_(short, pc.and_(hit, pc.greater_equal(length, rule.cut_after)))
                open_rows = pc.and_(open_rows, pc.invert(hit))
                note(f"intermediary {rule.id}", f"{rule.name} ({rule.kind}) stands in between.", part)
        return part, via, short

    def _domains(self, column: pa.Array) -> pa.Array:
        """Return the registrable domain written in each text (lower case), else an empty text."""
        found = pc.struct_field(pc.extract_regex(column, _DOMAIN), "host")
        coded = pc.fill_null(found, "").dictionary_encode()
        hosts = [self._registrable(host) for host in coded.dictionary.to_pylist()]
        return pa.array(hosts, pa.string()).take(coded.indices)

    def _registrable(self, host: str) -> str:
        if not host:
            return ""
        parts = self._suffixes(host.lower())
        return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else ""

    def words(self, text: str) -> str:
        """Return one alias in the form that cleaned texts have."""
        return self.words_of([text])[text]

    def words_of(self, texts: Sequence[str]) -> dict[str, str]:
        """Return each text in the form that cleaned texts have."""
        column = _words(_plain(pa.array(texts, pa.string())))
        return dict(zip(texts, column.to_pylist(), strict=True))

    def check(self) -> list[str]:
        """Run every rule's own examples through the real functions; return what does not hold."""
        problems = []
        for step in self.rules.steps:
            cases = [*step.becomes.items(), *((text, text) for text in step.keeps)]
            for before, after in cases:
                got = _step(_plain(pa.array([before])), step)[0].as_py()
                if " ".join(got.split()) != " ".join(after.upper().split()):
                    problems.append(f"{step.where}: {step.id}: '{before}' gives '{got}', not '{after}'")
        for rule in self.intermediaries:
            for before, after in rule.becomes.items():
                done = self.clean(pa.array([before]))
                got, via = done.clean[0].as_py(), done.intermediary[0].as_py()
                if via < 0 or self.intermediaries[via].name != rule.name or got != self.words(after):
                    problems.append(f"{rule.where}: {rule.id}: '{before}' gives '{got}', not '{after}'")
            for text in rule.keeps:
                via = self.clean(pa.array([text])).intermediary[0].as_py()
                if via >= 0 and self.intermediaries[via].id == rule.id:
                    problems.append(f"{rule.where}: {rule.id}: '{text}' should be left as it is")
        return problems


def text_array(values: Any) -> pa.Array:
    """Return texts as one Arrow array, whatever holds them."""
    column = pa.array(values, pa.string())
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _plain(texts: pa.Array) -> pa.Array:
    """Upper case without accents; odd spaces become plain ones."""
    column = pc.utf8_normalize(texts, "NFKD")
    column = pc.replace_substring_regex(column, r"\p{Mn}", "")
    column = pc.utf8_upper(column)
    column = pc.replace_substring_regex(column, r"[\pZ\pC]", " ")
    column = pc.replace_substring_regex(column, r" *\* *", " *")
    return pc.utf8_trim_whitespace(column)


def _step(column: pa.Array, step: Step) -> pa.Array:
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(column, step.pattern, step.replace))


def _words(column: pa.Array) -> pa.Array:
    """Letters and digits with single spaces; '&' becomes AND, apostrophes vanish, a star stays."""
    column = pc.replace_substring_regex(column, r"['’`´]", "")
    column = pc.replace_substring_regex(column, r" ?[&+] ?", " AND ")
    column = pc.replace_substring_regex(column, r"[^\p{L}\p{N}*]+", " ")
    column = pc.replace_substring_regex(column, r" *\*+[ *]*", " * ")
    return pc.utf8_trim(column, " *")

"""People's answers written as vendor rules: each held against the real matcher before it is written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from shadowscan.decisions import fold, read_decisions
from shadowscan.errors import InputError
from shadowscan.matching import Matcher, Resolver
from shadowscan.matching.answered import as_asked
from shadowscan.matching.fillers import compact
from shadowscan.matching.known import AnswerRules, Name, Naming
from shadowscan.matching.normalise import Normaliser
from shadowscan.matching.vendors import Alias, read_vendors
from shadowscan.records.decisions import DescriptorAnswer
from shadowscan.rules import quoted
from shadowscan.workspace import Workspace

Key = tuple[str, str, str]


@dataclass(slots=True)
class _Entry:
    """Gather what answers say of one vendor or product."""

    vendor: str
    known: bool  # the rules have an entry for it
    product: str = ""
    domain: str = ""
    category: str = ""
    software: bool = True
    names: dict[str, str] = field(default_factory=dict)  # origin and letters -> name
    matches: list[DescriptorAnswer] = field(default_factory=list)
    ignores: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Written:
    """Say what was written and what could not be."""

    vendors: int
    answers: int
    notes: tuple[str, ...]


def write_rules(workspace: Workspace, path: Path) -> Written:
    """Write all standing answers as a vendor rule file for `rules/vendors/`; what the rules know already is left out.

    Answers that rules cannot hold (one on a reseller's note, one that another vendor's name contradicts) stay in the
    log and are named in the notes.
    """
    answers = fold(read_decisions(workspace.private)).descriptors
    if not answers:
        raise InputError("nobody has answered anything yet", str(workspace.private), "Run: shadowscan review WORKSPACE")
    with tempfile.TemporaryDirectory() as folder:
        return _Writer(workspace, path, Path(folder)).write(answers)


class _Writer:
    def __init__(self, workspace: Workspace, path: Path, folder: Path) -> None:
        self._path, self._beside = path, folder / "vendors" / f"{path.stem}.yml"
        self._beside.parent.mkdir()
        self._book = workspace.rules.over(folder)
        self._own = self._book.one("answers", AnswerRules)
        self._beside.write_text(self._text([]), encoding="utf-8")  # without what an older export put there
        self._base = read_vendors(self._book)
        self._matcher = Matcher(self._base, self._book)
        self._lookup = Resolver(self._base, Normaliser(self._book), self._book)
        self._notes: list[str] = []

    def write(self, answers: Sequence[DescriptorAnswer]) -> Written:
        """Write the file and return what it holds."""
        entries = list(self._gather(self._to_tell(answers)).values())
        self._give_near_misses(entries)
        while entries:
            self._beside.write_text(self._text(entries), encoding="utf-8")
            kept = self._held(entries, Matcher(read_vendors(self._book), self._book))
            if kept == entries:
                break
            entries = kept
        self._path.write_text(self._text(entries), encoding="utf-8")
        return Written(len(entries), sum(len(entry.matches) for entry in entries), tuple(self._notes))

    def _to_tell(self, answers: Sequence[DescriptorAnswer]) -> list[DescriptorAnswer]:
        """Return the answers that rules can hold and do not say yet."""
        found = self._matcher.match(as_asked(answers))
        left: list[DescriptorAnswer] = []
        for answer, verdict, product in zip(answers, found["verdict"], found["product_id"], strict=True):
            ids = self._lookup.exactly(answer.vendor, answer.product) if answer.vendor else ("", "")
            said = (answer.answer, ids[1] or ids[0]) if answer.answer == "vendor" else (answer.answer, "")
            if said == ("vendor" if verdict == "matched" else verdict, product if verdict == "matched" else ""):
                continue
            if answer.memo:
                self._note(answer, "it is about a note beside the payee")
            elif answer.origin == "sso" and answer.answer == "not_software":
                self._note(answer, "an application of your own belongs under `internal:` in rules/platform.yml")
            else:
                left.append(answer)
        return left

    def _note(self, answer: DescriptorAnswer, why: str) -> None:
        self._notes.append(f"the answer on '{answer.descriptor}' stays in the log alone: {why}")

    def _gather(self, answers: Sequence[DescriptorAnswer]) -> dict[Key, _Entry]:
        categories = self._matcher.match(as_asked(answers))["category"].tolist() if answers else []
        entries: dict[Key, _Entry] = {}
        owners: dict[str, Key] = {}
        for answer, (name, text), guess in zip(answers, self._names(answers), categories, strict=True):
            entry = self._entry(answer, name, guess)
            key = (answer.answer, compact(entry.vendor), entry.product)
            written = self._as_alias(name, text, answer.origin, entry)
            letters = f"{answer.origin} {compact(written)}"
            if not compact(written):
                self._note(answer, "the rules give its name to another vendor, or it has none")
                continue
            if owners.setdefault(letters, key) != key:
                self._note(answer, "another answer gives its name to another vendor")
                continue
            own = entries.setdefault(key, entry)
            own.category, own.domain = own.category or entry.category, own.domain or entry.domain
            own.names[letters] = written
            own.matches.append(answer)
        return {key: entry for key, entry in entries.items() if self._has_category(entry)}

    def _has_category(self, entry: _Entry) -> bool:
        """Tell whether a vendor may stand in the rules; what is no software, or known already, needs no category."""
        good = entry.known or not entry.software or bool(entry.category)
        for answer in () if good else entry.matches:
            self._note(answer, "a vendor needs a category; answer again and give one")
        return good

    def _names(self, answers: Sequence[DescriptorAnswer]) -> list[tuple[Name, str]]:
        """Return the name in each text, and the whole text as cleaned."""
        naming = Naming(self._matcher.index.fillers, self._own)
        sso = np.array([answer.origin == "sso" for answer in answers], dtype=bool)
        cleaned = self._matcher.clean([answer.descriptor for answer in answers], sso)
        columns = (cleaned.clean.to_pylist(), cleaned.domain.to_pylist(), cleaned.cut.to_pylist())
        return [
            (naming.name(clean, domain, cut, answer.origin == "sso"), clean)
            for clean, domain, cut, answer in zip(*columns, answers, strict=True)
        ]

    def _entry(self, answer: DescriptorAnswer, name: Name, guess: str) -> _Entry:
        if answer.answer != "vendor":
            software = answer.answer == "software"
            category = (answer.category or guess or "") if software else ""
            return _Entry(name.words.title(), False, "", name.domain if software else "", category, software)
        vendor_id, product_id = self._lookup.exactly(answer.vendor, answer.product)
        vendor, product = self._base.vendor(vendor_id), self._base.product(product_id)
        category = answer.category or guess
        if vendor is None:
            return _Entry(answer.vendor, False, answer.product, answer.domain, category)
        new = answer.product if product is None else ""
        part = product.name if product is not None and "/" in product.product_id else new
        return _Entry(vendor.name, True, part, "", (category or vendor.category) if new else "")

    def _as_alias(self, name: Name, text: str, origin: str, entry: _Entry) -> str:
        """Return what to write as a name: the whole text where that is an ordinary word; nothing where it is taken."""
        for words in (name.words, text):
            alias = self._known_as(words, origin)
            if alias is None:
                return words
            owner = self._base.vendor(self._base.products[alias.product].vendor_id)
            if owner is None or owner.name != entry.vendor:
                return ""
            if alias.strength == "strong":
                return words
        return ""

    def _known_as(self, words: str, origin: str) -> Alias | None:
        index = self._matcher.index
        number = index.spend.get(compact(words))
        number = index.sso.get(compact(words), number) if origin == "sso" else number
        return None if number is None else index.aliases[number]

    def _give_near_misses(self, entries: Iterable[_Entry]) -> None:
        for entry in entries:
            entry.ignores = [text.format(name=name) for name in entry.names.values() for text in self._own.near_misses]

    def _held(self, entries: Sequence[_Entry], matcher: Matcher) -> list[_Entry]:
        """Return the entries with those of their examples that hold; of near misses one for each is enough."""
        kept: list[_Entry] = []
        for entry in entries:
            good = replace(entry, matches=self._matching(entry, matcher), ignores=self._ignored(entry, matcher)[:2])
            for answer in entry.matches:
                if answer not in good.matches:
                    self._note(answer, "as a rule it would not be found again")
            if good.matches and good.ignores:
                kept.append(good)
        return kept

    def _matching(self, entry: _Entry, matcher: Matcher) -> list[DescriptorAnswer]:
        found = matcher.match(as_asked(entry.matches))
        names = {vendor.vendor_id: vendor.name for vendor in matcher.base.vendors}
        columns = (found["verdict"], found["vendor_id"].map(names).fillna(""), found["reason"])
        return [
            answer
            for answer, verdict, vendor, reason in zip(entry.matches, *columns, strict=True)
            if (verdict == "matched" and vendor == entry.vendor)
            or (not entry.software and verdict == "not_software" and "not software" in reason)
        ]

    def _ignored(self, entry: _Entry, matcher: Matcher) -> list[str]:
        asked = [DescriptorAnswer(text, "spend", "software") for text in entry.ignores]
        found = matcher.match(as_asked(asked))
        names = {vendor.vendor_id: vendor.name for vendor in matcher.base.vendors}
        mine = (found["vendor_id"].map(names).fillna("") == entry.vendor) & (found["verdict"] == "matched")
        return [text for text, hit in zip(entry.ignores, mine, strict=True) if not hit]

    def _text(self, entries: Sequence[_Entry]) -> str:
        texts = self._own.as_rules
        lines = [f"title: {quoted(texts.title)}", f"why: {quoted(texts.why)}", f"source: {quoted(texts.source)}"]
        for title, known in (("vendors", False), ("names", True)):
            mine = sorted((e for e in entries if e.known == known), key=lambda e: (e.vendor, e.product))
            lines.append(f"{title}:" if mine else f"{title}: []")
            for entry in mine:
                lines += _named(entry) if known else _described(entry)
        return "\n".join(lines) + "\n"


def _described(entry: _Entry) -> list[str]:
    own = [f"name: {quoted(entry.vendor)}", f"domain: {quoted(entry.domain)}", f"category: {quoted(entry.category)}"]
    if not entry.software:
        own.append("sells: goods")
    if entry.product:
        own.append(f"products: [{{name: {quoted(entry.product)}}}]")
    return _as_item([*own, *_examples(entry)])


def _named(entry: _Entry) -> list[str]:
    own = [f"vendor: {quoted(entry.vendor)}"]
    own += [f"product: {quoted(entry.product)}"] if entry.product else []
    own += [f"category: {quoted(entry.category)}"] if entry.category else []
    return _as_item([*own, *_examples(entry)])


def _examples(entry: _Entry) -> list[str]:
    names = {"aliases": "spend", "sso": "sso"}
    lines = []
    for key, origin in names.items():
        mine = sorted({text for told, text in entry.names.items() if told.startswith(f"{origin} ")} - {entry.vendor})
        mine = [text for text in mine if compact(text) != compact(entry.vendor)]
        lines += [f"{key}: {_list(map(quoted, mine))}"] if mine else []
    matches = [
        quoted(a.descriptor) if a.origin == "spend" else f"{{descriptor: {quoted(a.descriptor)}, kind: sso}}"
        for a in entry.matches
    ]
    return [*lines, f"matches: {_list(matches)}", f"ignores: {_list(map(quoted, entry.ignores))}"]


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"


def _as_item(lines: Sequence[str]) -> list[str]:
    return [f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]

"""What a rule of rules/catalogue-sources/ may say: one file describes one export of a service-management system."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from shadowscan.errors import RuleError
from shadowscan.rules import RuleBook

FOLDER = "catalogue-sources"
DEFINITIONS = "sla_definitions"  # what a system calls its service levels; no table of a workspace
_DEFINITION_FIELDS = ("definition", "kind", "measure")
_HELPERS = ("service_id",)  # cells that only help to find another one


@dataclass(frozen=True, slots=True)
class CellRule:
    """Say how a cell is made when a list of headers is not enough."""

    headers: tuple[str, ...] = ()  # the first that is filled counts
    always: str = ""  # the same in every row
    values: dict[str, str] = field(default_factory=dict)  # as the system writes it, in any case → as tables write it
    otherwise: str | None = None  # for what is not among `values`; without it such a cell is refused
    tell: bool = False  # say in a note what was taken for `otherwise`
    blank: str = ""  # for an empty cell
    extract: str = ""  # a pattern with one group; a cell that does not fit stays as it is
    split: str = ""  # letters that part the items of a list
    slug: bool = False  # an id made of the text
    of: Literal["", "business_units", "services", "slas", "capabilities"] = ""  # names or ids of these
    unknown: Literal["refuse", "leave_row", "leave_cell"] = "refuse"  # what becomes of a name that is not known
    kind: Literal["text", "day", "month", "number"] = "text"

    def __post_init__(self) -> None:
        if bool(self.headers) == bool(self.always):
            raise ValueError("a cell has either headers or always")
        if self.extract and re.compile(self.extract).groups != 1:
            raise ValueError("extract needs exactly one group in parentheses")


@dataclass(frozen=True, slots=True)
class RowTest:
    """Name a cell and what it must or must not say; texts in any case."""

    headers: tuple[str, ...]
    equals: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    empty: bool | None = None
    why: str = ""

    def __post_init__(self) -> None:
        if not (self.equals or self.unless) and self.empty is None:
            raise ValueError("a test needs equals, unless or empty")

    def holds(self, text: str) -> bool:
        """Tell whether a cell says it."""
        folded = text.casefold()
        if self.empty is not None and self.empty != (not folded):
            return False
        if self.equals and folded not in {word.casefold() for word in self.equals}:
            return False
        return not (self.unless and folded in {word.casefold() for word in self.unless})


@dataclass(frozen=True, slots=True)
class Tally:
    """Make one value of all rows of a service level and a month: the share in percent of those that are good."""

    good: RowTest
    distinct: tuple[str, ...]  # headers that together name a record once


@dataclass(frozen=True)
class Gives:
    """Say what each row of the file becomes."""

    table: str
    cells: dict[str, tuple[str, ...] | CellRule]
    when: tuple[RowTest, ...] = ()
    tally: Tally | None = None

    @cached_property
    def rules(self) -> dict[str, CellRule]:
        """Return the rule of every cell."""
        return {name: rule if isinstance(rule, CellRule) else CellRule(rule) for name, rule in self.cells.items()}


@dataclass(frozen=True, slots=True)
class Detect:
    """Say what a header row of this format must show; `A | B` means either."""

    headers: tuple[str, ...]
    none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reads:
    """Give a file, tables that are there already, and the rows that come of both."""

    file: str
    gives: dict[str, list[dict[str, str]]]
    given: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True)
class Refuses:
    """Give a file that is not of this format; or, with `reason`, one that is refused for that reason."""

    file: str
    why: str
    reason: str = ""
    given: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True)
class Format:
    """Describe one export of a service-management system."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    detect: Detect
    gives: tuple[Gives, ...]
    reads: tuple[Reads, ...]
    refuses: tuple[Refuses, ...]
    known_false_positives: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()  # what database views put before each header
    skip: tuple[RowTest, ...] = ()  # rows that say nothing of the catalogue
    ignored: tuple[str, ...] = ()
    cut_at: int = 0  # rows at which the system cuts an export without a word; 0: at none
    cut_words: tuple[str, ...] = ()  # how a row begins that says that the export was cut
    day_first: bool = True  # when nothing else settles 03/04/2026
    last_resort: bool = False  # asked only when no other format knows the file
    where: str = ""

    def __post_init__(self) -> None:
        if not self.reads or not self.refuses:
            raise ValueError("a format needs an example it reads and one it refuses")

    @cached_property
    def known(self) -> frozenset[str]:
        """Return the keys of all headers that the format maps or ignores by name."""
        names = [*self.ignored, *(h for test in self.skip for h in test.headers)]
        for give in self.gives:
            names += [h for rule in give.rules.values() for h in rule.headers]
            names += [h for test in give.when for h in test.headers]
            if give.tally:
                names += [*give.tally.good.headers, *give.tally.distinct]
        return frozenset(header_key(name) for name in names)

    def key(self, header: str) -> str:
        """Return a header's key without what a view puts before it."""
        text = header.strip()
        prefix = next((p for p in self.prefixes if text.casefold().startswith(p.casefold())), "")
        return header_key(text[len(prefix) :])


@lru_cache(maxsize=4096)  # asked for every cell of every row
def header_key(header: str) -> str:
    """Return what two spellings of one header share: letters and digits, case folded."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(character for character in folded if character.isalnum())


def load_formats(rules: RuleBook, columns: dict[str, set[str]]) -> dict[str, Format]:
    """Read every format in use, by id; RuleError where one names a table or column that is not there.

    `columns` are those of each table of a workspace.
    """
    formats = {name: one for name, one in rules.many(FOLDER, Format).items() if one.status != "retired"}
    known = columns | {DEFINITIONS: set(_DEFINITION_FIELDS)}
    for one in formats.values():
        for give in one.gives:
            if give.table not in known:
                raise RuleError(f"there is no table '{give.table}'", one.where, f"Tables: {', '.join(sorted(known))}.")
            odd = sorted(set(give.cells) - known[give.table] - set(_HELPERS))
            if odd:
                remedy = f"Columns: {', '.join(sorted(known[give.table]))}."
                raise RuleError(f"the table '{give.table}' has no column '{odd[0]}'", one.where, remedy)
    return formats

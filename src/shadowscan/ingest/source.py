"""What a source rule may say: one YAML file describes one format, with its own examples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from shadowscan.errors import RuleError
from shadowscan.ingest.texts import header_key
from shadowscan.records import KINDS
from shadowscan.rules import RuleBook

SIGN_IN_KINDS = ("sign_in", "assignment", "grant")
PERSON_FIELDS = ("person_email", "person_id", "person_name", "person_first", "person_last")
COMMON_FIELDS = (*PERSON_FIELDS, "date", "business_unit", "cost_centre", "kind", "status", "revision")
SPEND_FIELDS = (
    *COMMON_FIELDS,
    "descriptor",
    "memo",
    "mcc",
    "category",
    "amount",
    "debit",
    "credit",
    "quantity",
    "unit_price",
    "currency",
    "original_amount",
    "original_currency",
    "sign",
    "paid_with",
    "personal",
    "contract_id",
    "doc_id",
    "po_ref",
)
SIGN_IN_FIELDS = (*COMMON_FIELDS, "app", "app_id", "app_owner", "event", "outcome", "events")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Say how a field is made when a list of headers is not enough."""

    headers: tuple[str, ...] = ()
    join: str = ""  # put all filled cells together with this between them, instead of taking the first
    extract: str = ""  # a pattern with one group; a cell that does not fit stays as it is
    choose: str = ""  # a header with {n}, for n = 0, 1, 2 ...
    beside: str = ""  # the header with the same {n} that must say ...
    says: str = ""  # ... this

    def __post_init__(self) -> None:
        if self.extract and re.compile(self.extract).groups != 1:
            raise ValueError("extract needs exactly one group in parentheses")
        if bool(self.headers) == bool(self.choose):
            raise ValueError("a field has either headers or choose")
        if self.choose and not (self.beside and self.says):
            raise ValueError("choose needs beside and says")


@dataclass(frozen=True, slots=True)
class KindMap:
    """Tell the kind of a row from a column; a value that is not listed is `otherwise`, or a reject without one."""

    column: str
    values: dict[str, str]
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Detect:
    """Say what a file of this source must show; `A | B` in a header means either."""

    headers: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    preamble: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # fields that must be mapped, beyond those every source of its kind needs


@dataclass(frozen=True, slots=True)
class CarryDown:
    """A cell that stands alone in its row holds for the rows below it."""

    position: int
    field: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One record type of a file with several; `headers` tell its header row from the others."""

    role: Literal["rows", "carries", "skip"]
    headers: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Layouts:
    """Record types by the text in the first column; a carrier's cells are added to its rows as `Type: header`."""

    column: str
    types: dict[str, Layout]
    row_key: str = ""
    carrier_key: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """Say how the cells are got out of the file."""

    quoting: Literal["standard", "none"] = "standard"
    sheet: str = ""  # a pattern: prefer the sheet with this name
    explode: str = ""  # JSON: a list inside each record; each item becomes a row
    carry_down: CarryDown | None = None
    layouts: Layouts | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Name rows that are out of scope; all given conditions must hold."""

    id: str
    reason: Literal["settlement", "payment", "personal", "cancelled", "event", "repeated"]
    why: str
    column: str  # a field of this source, or a header
    equals: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    matches: str = ""
    unless: tuple[str, ...] = ()  # drop every row whose cell is none of these

    def __post_init__(self) -> None:
        if not (self.equals or self.starts or self.matches or self.unless):
            raise ValueError("a drop needs equals, starts, matches or unless")
        if self.matches:
            re.compile(self.matches)


@dataclass(frozen=True, slots=True)
class Rows:
    drop: tuple[Drop, ...] = ()


@dataclass(frozen=True, slots=True)
class SignColumn:
    """The field `sign` tells refunds: they are negative however they are written; other rows are as written."""

    refund: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """Say how amounts are written; `currency` always holds, `usual_currency` unless the folder says otherwise."""

    sign: Literal["as_is", "invert"] | SignColumn = "as_is"
    currency: str = ""
    usual_currency: str = ""
    decimal: Literal["", ".", ","] = ""


@dataclass(frozen=True, slots=True)
class Dates:
    order: Literal["", "day_first", "month_first"] = ""


@dataclass(frozen=True, slots=True)
class PaidWith:
    """Tell out-of-pocket lines from lines paid with the company's card, by the field `paid_with`."""

    own: tuple[str, ...] = ()
    company: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadsExample:
    """A file of this source and what it gives."""

    file: str
    gives: tuple[dict[str, str], ...]
    name: str = "example.csv"
    encoding: str = "utf-8"
    rejected: int = 0
    out_of_scope: int = 0
    duplicate: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class RefusesExample:
    """A file that is not of this source; or, with `reason`, one whose rows are all refused for that reason."""

    file: str
    why: str
    reason: str = ""
    name: str = "example.csv"
    where: str = ""


@dataclass(frozen=True)
class Source:
    """Describe one export format."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    kind: str | KindMap
    columns: dict[str, tuple[str, ...] | FieldRule]
    reads: tuple[ReadsExample, ...]
    refuses: tuple[RefusesExample, ...]
    known_false_positives: tuple[str, ...] = ()
    detect: Detect = Detect()
    read: Read = Read()
    rows: Rows = Rows()
    money: Money = Money()
    dates: Dates = Dates()
    unique_id: tuple[str, ...] = ()  # fields or headers that together name a row once and for ever
    success: tuple[str, ...] = ()  # what `outcome` says of a sign-in that went through
    paid_with: PaidWith = PaidWith()
    personal: tuple[str, ...] = ()  # headers never loaded and masked in rejects
    ignored: tuple[str, ...] = ()
    last_resort: bool = False  # asked only when no other source knows the file
    where: str = ""

    def __post_init__(self) -> None:
        kinds = list(self.kind.values.values()) if isinstance(self.kind, KindMap) else [self.kind]
        if isinstance(self.kind, KindMap) and self.kind.otherwise:
            kinds.append(self.kind.otherwise)
        known = KINDS if self.is_spend else SIGN_IN_KINDS
        wrong = [kind for kind in kinds if kind not in known]
        if wrong or not kinds:
            raise ValueError(f"the kind must be one of {', '.join((*KINDS, *SIGN_IN_KINDS))}, all spend or all sign-in")
        fields = SPEND_FIELDS if self.is_spend else SIGN_IN_FIELDS
        unknown = [name for name in self.columns if name not in fields]
        if unknown:
            raise ValueError(f"no such field: {', '.join(unknown)}; fields are {', '.join(fields)}")
        if not self.reads or not self.refuses:
            raise ValueError("a source needs an example it reads and one it refuses")

    @cached_property
    def is_spend(self) -> bool:
        first = next(iter(self.kind.values.values()), "") if isinstance(self.kind, KindMap) else self.kind
        return first in KINDS

    def field(self, name: str) -> FieldRule | None:
        """Return how a field is made, or None where the source does not have it."""
        rule = self.columns.get(name)
        return rule if rule is None or isinstance(rule, FieldRule) else FieldRule(headers=rule)

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Return, for each header key, the fields it feeds."""
        found: dict[str, tuple[str, ...]] = {}
        for name in self.columns:
            rule = self.field(name)
            for header in rule.headers if rule else ():
                found[header_key(header)] = (*found.get(header_key(header), ()), name)
        return found

    @cached_property
    def numbered(self) -> dict[str, tuple[str, ...]]:
        """Return, for each header key of a numbered family, the fields it feeds."""
        found: dict[str, tuple[str, ...]] = {}
        for name in self.columns:
            rule = self.field(name)
            for template in (rule.choose, rule.beside) if rule else ():
                for n in range(10) if template else ():
                    key = header_key(template.replace("{n}", str(n)))
                    found[key] = (*found.get(key, ()), name)
        return found

    @cached_property
    def personal_keys(self) -> frozenset[str]:
        return frozenset(header_key(h) for h in self.personal)

    @cached_property
    def ignored_keys(self) -> frozenset[str]:
        """Return the header keys that are known and not loaded."""
        extra = [*self.unique_id, *(drop.column for drop in self.rows.drop)]
        if isinstance(self.kind, KindMap):
            extra.append(self.kind.column)
        if self.read.layouts:
            extra += [self.read.layouts.column, self.read.layouts.row_key, self.read.layouts.carrier_key]
        return frozenset(header_key(h) for h in (*self.ignored, *extra)) | self.personal_keys

    @cached_property
    def needed(self) -> tuple[tuple[str, ...], ...]:
        """Return the fields a file must have; of each group one is enough."""
        person = PERSON_FIELDS
        if self.is_spend:
            amount = ("amount", "debit", "credit", "unit_price", "original_amount")
            base: tuple[tuple[str, ...], ...] = (("date",), amount, ("descriptor",))
        else:
            base = (("app", "app_id"),) if self.kind == "assignment" else (("date",), ("app", "app_id"))
        return (*base, *(person if name == "person" else (name,) for name in self.detect.needs))


@dataclass(frozen=True, slots=True)
class RowCap:
    """A number of rows at which a system cuts its exports without a word."""

    rows: int
    who: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold `rules/reading.yml`: what holds for the reading of every file."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    header_rows: int
    delimiters: tuple[str, ...]
    row_caps: tuple[RowCap, ...]
    refund_share: Decimal
    earliest_year: int
    future_days: int
    max_file_mb: int
    max_unpacked_mb: int
    max_cells_million: int
    ignored_names: tuple[str, ...]
    note_suffixes: tuple[str, ...]
    total_words: tuple[str, ...]
    empty_words: tuple[str, ...]
    warning_words: tuple[str, ...]
    currency_signs: dict[str, str]
    month_languages: tuple[str, ...]
    cost_centre_prefixes: tuple[str, ...]


def load_sources(rules: RuleBook) -> dict[str, Source]:
    """Read every source rule that is in use, by id."""
    sources = rules.many("sources", Source)
    if not sources:
        raise RuleError("there are no source rules", "rules/sources", "Reinstall shadowscan.")
    return {name: source for name, source in sources.items() if source.status != "retired"}


def load_reading(rules: RuleBook) -> Reading:
    """Read what holds for every file."""
    return rules.one("reading", Reading)

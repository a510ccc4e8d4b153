"""The types that flow between stages: frames for rows by the million, dataclasses for things by the thousand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

import pandas as pd

from shadowscan.errors import ShadowscanError

UNASSIGNED = "unassigned"
KINDS = ("card_txn", "expense_line", "po_line", "invoice_line", "ap_payment", "gl_line")
CONTRACT_KINDS = frozenset({"po_line", "invoice_line", "ap_payment"})  # inside the channel `contract`
CARD_KINDS = frozenset({"card_txn", "expense_line"})  # inside the channel `card`
STATUSES = (
    "prohibited",
    "approved",
    "tolerated",
    "retired",
    "not_offered",
    "off_channel",
    "managed",
    "unmanaged",
    "unresolved",
)
VERDICTS = ("matched", "software", "review", "not_software")


@dataclass(frozen=True, slots=True)
class Column:
    """Declare one column of a frame: its type, its unit and what it means."""

    name: str
    dtype: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Declare the columns of a DataFrame that crosses a stage border."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """Return a frame with no rows and the declared types."""
        return pd.DataFrame({c.name: pd.Series([], dtype=c.dtype) for c in self.columns})

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with exactly the declared columns and types; a missing column is a programming error."""
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise ShadowscanError(f"the frame '{self.name}' lacks {', '.join(missing)}")
        wanted = {c.name: c.dtype for c in self.columns if str(frame[c.name].dtype) != c.dtype}
        return frame[self.names].astype(wanted) if wanted else frame[self.names]


TRANSACTIONS = Frame(
    "transactions",
    (
        Column("file_id", "str", "input file the row came from"),
        Column("line", "int64", "physical line (CSV, JSON lines) or sheet row where the record starts, from 1"),
        Column("source_id", "str", "rule file that read it"),
        Column("kind", "str", "one of KINDS"),
        Column("date", "datetime64[s]", "day of the purchase, else of the booking", "day"),
        Column("descriptor", "str", "payee text as the source wrote it"),
        Column("memo", "str", "free text beside the payee: item, note, virtual card name"),
        Column("mcc", "str", "four-digit merchant category code, else empty"),
        Column("category_text", "str", "expense type, GL text or merchant category as written"),
        Column("amount_minor", "int64", "charge positive, refund negative, in `currency`", "minor units"),
        Column("currency", "str", "ISO 4217 code of the amount as written"),
        Column("reporting_minor", "int64", "the amount in the reporting currency", "minor units"),
        Column("rate_date", "datetime64[s]", "day of the ECB reference rate used; NaT when none was needed", "day"),
        Column("business_unit_id", "str", "unit that owns the spend, else 'unassigned'"),
        Column("unit_from", "str", "what told the unit: column, cost_centre, person, folder or nothing"),
        Column("person", "str", "stable pseudonym of the buyer, else empty"),
        Column("contract_id", "str", "contract the row names, else empty"),
        Column("doc_id", "str", "the source's own number of the document, else empty"),
        Column("po_ref", "str", "purchase order the row names, else empty"),
        Column("paid_with", "str", "own (out of pocket), company, or empty where the source does not say"),
        Column("occurrence", "int64", "1 for the first of equal rows in its file, 2 for the second ..."),
    ),
)

SIGN_INS = Frame(
    "sign_ins",
    (
        Column("file_id", "str", "input file the row came from"),
        Column("line", "int64", "physical line or record number, from 1"),
        Column("source_id", "str", "rule file that read it"),
        Column("kind", "str", "sign_in (used), assignment (may use), grant (a person gave an app access)"),
        Column("date", "datetime64[s]", "day of the event; of an assignment: last use, else NaT", "day"),
        Column("app", "str", "application name as the source wrote it"),
        Column("app_id", "str", "the identity provider's id of the application, else empty"),
        Column("person", "str", "stable pseudonym, else empty"),
        Column("business_unit_id", "str", "unit of the person, else 'unassigned'"),
        Column("success", "bool", "the sign-in went through"),
        Column("events", "int64", "how many events the row stands for", "events"),
    ),
)

DESCRIPTORS = Frame(
    "descriptors",
    (
        Column("descriptor", "str", "payee text or application name as written"),
        Column("origin", "str", "spend or sso"),
        Column("mcc", "str", "commonest four-digit merchant category code of its rows, else empty"),
        Column("category_text", "str", "commonest category text of its rows, else empty"),
        Column("memo", "str", "commonest memo of its rows, else empty"),
        Column("amount_minor", "int64", "middle amount of its rows in the reporting currency", "minor units"),
        Column("rows", "int64", "how many rows carry it", "rows"),
    ),
)

MATCHES = Frame(
    "matches",
    (
        Column("descriptor", "str", "as in DESCRIPTORS, same order"),
        Column("merchant", "str", "who was paid, cleaned for reading"),
        Column("intermediary", "str", "processor, store or reseller in between, else empty"),
        Column("vendor_id", "str", "known vendor (best guess when the verdict is review), else empty"),
        Column("product_id", "str", "known product, else empty"),
        Column("vendor_domain", "str", "domain the product is known by, else a domain read in the text, else empty"),
        Column("category", "str", "category id of the taxonomy, else empty"),
        Column("saas_probability", "float64", "calibrated probability that it is software", "0..1"),
        Column("score", "float64", "how sure the vendor is", "0..1"),
        Column("verdict", "str", "one of VERDICTS"),
        Column("reason", "str", "one sentence: why"),
        Column("guesses", "str", "JSON list of [vendor name, score], best first, for the review queue"),
    ),
)


SPEND = Frame(
    "spend",
    (
        Column("transaction_id", "str", "stable id, made from the row's content"),
        Column("descriptor_id", "str", "stable id of the descriptor"),
        Column("file_id", "str", "input file the row came from"),
        Column("source_id", "str", "rule file that read it"),
        Column("line", "int64", "physical line or sheet row, from 1"),
        Column("kind", "str", "one of KINDS"),
        Column("date", "datetime64[s]", "day of the purchase, else of the booking", "day"),
        Column("amount_minor", "int64", "as written, refunds negative", "minor units of currency"),
        Column("currency", "str", "ISO 4217 code of the amount as written"),
        Column("reporting_minor", "int64", "in the reporting currency", "minor units"),
        Column("rate_date", "datetime64[s]", "day of the ECB rate used; NaT when none was needed", "day"),
        Column("business_unit_id", "str", "unit that owns the spend, else 'unassigned'"),
        Column("unit_from", "str", "what told the unit: column, cost_centre, person, folder or nothing"),
        Column("person", "str", "stable pseudonym of the buyer, else empty"),
        Column("contract_id", "str", "contract the row names, else empty"),
        Column("doc_id", "str", "the source's own number of the document, else empty"),
        Column("merchant", "str", "who was paid, cleaned"),
        Column("intermediary", "str", "processor, store or reseller in between, else empty"),
        Column("vendor_id", "str", "known vendor, else empty"),
        Column("product_id", "str", "known product, else empty"),
        Column("category", "str", "category id, else empty"),
        Column("verdict", "str", "matched, software or review"),
        Column("score", "float64", "how sure the vendor is", "0..1"),
        Column("saas_probability", "float64", "probability that it is software", "0..1"),
    ),
)

USE = Frame(
    "use",
    (
        Column("file_id", "str", "input file the row came from"),
        Column("source_id", "str", "rule file that read it"),
        Column("line", "int64", "physical line or record number, from 1"),
        Column("kind", "str", "sign_in, assignment or grant"),
        Column("date", "datetime64[s]", "day of the event; of an assignment: last use, else NaT", "day"),
        Column("person", "str", "stable pseudonym, else empty"),
        Column("business_unit_id", "str", "unit of the person, else 'unassigned'"),
        Column("success", "bool", "the sign-in went through"),
        Column("events", "int64", "how many events the row stands for", "events"),
        Column("merchant", "str", "application name, cleaned"),
        Column("vendor_id", "str", "known vendor, else empty"),
        Column("product_id", "str", "known product, else empty"),
        Column("category", "str", "category id, else empty"),
        Column("verdict", "str", "matched, software or review"),
    ),
)

ACCESS = Frame(
    "access",
    (
        Column("access_id", "str", "stable id of product, unit and month"),
        Column("product_id", "str", "product, or 'name:<merchant>' where the product is not known"),
        Column("business_unit_id", "str", "unit of the people"),
        Column("month", "str", "YYYY-MM"),
        Column("users", "int64", "distinct people with a successful sign-in in the month", "people"),
        Column("events", "int64", "successful sign-ins in the month", "events"),
    ),
)

BALANCE = Frame(
    "balance",
    (
        Column("business_unit_id", "str", "unit, else 'unassigned'"),
        Column("month", "str", "YYYY-MM"),
        Column("status", "str", "one of STATUSES, or not_software"),
        Column("reporting_minor", "int64", "accepted spend", "minor units"),
        Column("rows", "int64", "accepted rows", "rows"),
    ),
)


@dataclass(frozen=True, slots=True)
class FileReport:
    """Count what became of the rows of one input file; rows_read is the sum of the other four row counts."""

    file_id: str
    path: str
    source_id: str
    sha256: str
    status: str  # read, duplicate, ignored, refused
    message: str = ""
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_duplicate: int = 0
    rows_out_of_scope: int = 0


@dataclass(frozen=True, slots=True)
class Reject:
    """Keep a row that could not be read, with its reason and its text, personal columns masked."""

    file_id: str
    line: int
    reason: str
    raw: str


@dataclass(slots=True)
class Ingested:
    """Hold what the exports gave: rows, reports and notes for the reader."""

    files: list[FileReport]
    rejects: list[Reject]
    transactions: pd.DataFrame
    sign_ins: pd.DataFrame
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Product:
    """Name a product that buyers tell apart; the first product of a vendor is the vendor's own name."""

    product_id: str
    vendor_id: str
    name: str
    domain: str
    category: str
    sells: str = "software"


@dataclass(frozen=True, slots=True)
class Vendor:
    """Name a company behind products."""

    vendor_id: str
    name: str
    domain: str
    category: str
    parent: str
    products: tuple[Product, ...]
    where: str = ""  # rule file and line


@dataclass(frozen=True, slots=True)
class Ruling:
    """Say what policy or a decision rules, for a vendor's product (empty: all of the vendor's) or for one finding."""

    ruling: Literal["approved", "tolerated", "prohibited"]
    vendor_id: str = ""
    product_id: str = ""
    finding_id: str = ""  # set by a decision on one finding, which needs no vendor
    reason: str = ""
    until: date | None = None  # the last day it holds
    decided: bool = False  # True: from the decision log, else from policy


class SpendRow(NamedTuple):
    """Name what tells whether a spend row ran through a service's channel."""

    kind: str
    contract_id: str
    reporting_minor: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """Say how the catalogue, policy and decisions see a unit's use of a product."""

    status: str
    status_why: str
    coverage: str
    coverage_why: str
    covered_by: str  # service_id, else empty
    service_id: str  # the service that has the product, else the one whose capability fits, else empty
    off_channel_minor: int  # net spend outside the channel
    outside: tuple[int, ...]  # positions of the spend rows outside the channel
    contract_id: str
    next_renewal: date | None  # the contract's
    notice_days: int | None
    tolerance_ended: date | None  # the last day of a tolerance that has run out


@dataclass(frozen=True, slots=True)
class Flag:
    """Say which rule raised a flag on a finding and why."""

    rule_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Point at one row that supports a finding."""

    transaction_id: str | None
    access_id: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Describe one business unit's use of one product; money in minor units of the reporting currency."""

    finding_id: str
    business_unit_id: str
    vendor_id: str
    vendor: str
    product_id: str
    product: str
    category: str
    status: str
    status_why: str
    coverage: str  # covered, elsewhere, gap, or empty where the product is managed
    coverage_why: str
    covered_by: str  # service_id, else empty
    spend_12m: int
    spend_total: int
    off_channel_12m: int
    currency: str
    users: int
    seats_unused: int
    first_seen: date
    last_seen: date
    recurrence: str
    recurrence_why: str
    annual_run_rate: int
    next_renewal: date | None
    risk: str  # high, medium, low
    severity: int  # 0..100
    severity_why: str
    confidence: float  # 0..1, share of the evidence's weight that is certain
    sources: tuple[str, ...]
    flags: tuple[Flag, ...]
    evidence: tuple[Evidence, ...]
    service_id: str = ""  # the service that has the product, else the one whose capability fits, else empty


@dataclass(frozen=True, slots=True)
class Idea:
    """Propose something to the business, with the findings behind it; money in minor units."""

    idea_id: str
    type: str
    title: str
    why: str
    business_units: tuple[str, ...]
    findings: tuple[str, ...]
    initiative_id: str
    service_id: str
    category: str
    vendor: str
    product: str
    spend_12m: int
    users: int
    rank: int


@dataclass(frozen=True, slots=True)
class SlaHealth:
    """Say how one service level was kept; attainment is a share of the known periods, None where none is known."""

    sla_id: str
    attainment: float | None
    periods_missed: int
    periods_unknown: int
    health: str  # met, missed, unknown, drawer, not_agreed
    why: str


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """Say what the catalogue entry of one service lacks."""

    service_id: str
    health: str  # complete, partial, bare, retired
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScanInfo:
    """Name one scan: when, as of which day, with which tool, rules and inputs."""

    scan_id: str
    as_of: date
    started_at: str
    tool_version: str
    rules_hash: str
    inputs_hash: str


@dataclass(slots=True)
class ScanResult:
    """Hold everything one scan found, ready to be published."""

    info: ScanInfo
    ingested: Ingested
    descriptors: pd.DataFrame  # MATCHES columns plus descriptor_id, origin, rows, reporting_minor; software or may be
    vendors: tuple[Vendor, ...]  # those seen
    spend: pd.DataFrame  # SPEND
    access: pd.DataFrame  # ACCESS
    findings: tuple[Finding, ...]
    ideas: tuple[Idea, ...]
    balance: pd.DataFrame  # BALANCE
    notes: tuple[str, ...]
    slas: tuple[SlaHealth, ...] = ()  # one per row of reference.slas
    services: tuple[ServiceHealth, ...] = ()  # one per row of reference.services

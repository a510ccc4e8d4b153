"""Things by the thousand: frozen dataclasses that flow from stage to stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

import pandas as pd

from shadowscan.records.cases import FigureUsed, Idea
from shadowscan.records.decisions import Benefit, Decision
from shadowscan.records.standing import ServiceHealth, SlaHealth, Standing


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
    tier: str = "core"  # core: curated by hand; wide: from public lists; own: from the organisation's own tables
    source: str = ""  # where its facts come from


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
    status_found: str = ""  # what the status would be without decisions
    status_found_why: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """Say which rule raised a flag on a finding and why."""

    rule_id: str
    why: str


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
    signed_on: bool  # sign-on data name the product in this unit
    service_id: str = ""  # the service that has the product, else the one whose capability fits, else empty
    owner: str = ""  # who looks after it, by decision
    ruling: str = ""  # the newest decision on it: approved, tolerated, prohibited, false_positive, reopened, else empty
    ruling_why: str = ""
    ruling_until: date | None = None  # the last day it holds
    ruled_on: date | None = None
    reopened: str = ""  # why the ruling is to be looked at again, else empty
    status_found: str = ""  # what the status would be without decisions
    status_found_why: str = ""


@dataclass(frozen=True, slots=True)
class ScanInfo:
    """Name one scan: when, as of which day, with which tool, rules and inputs."""

    scan_id: str
    as_of: date
    started_at: str
    tool_version: str
    rules_hash: str
    inputs_hash: str
    decisions_hash: str = ""


@dataclass(slots=True)
class ScanResult:
    """Hold everything one scan found, ready to be published."""

    info: ScanInfo
    ingested: Ingested
    descriptors: pd.DataFrame  # MATCHES columns plus descriptor_id, origin, rows, reporting_minor; software or may be
    vendors: tuple[Vendor, ...]  # those seen
    spend: pd.DataFrame  # SPEND
    access: pd.DataFrame  # ACCESS
    evidence: pd.DataFrame  # EVIDENCE
    findings: tuple[Finding, ...]
    ideas: tuple[Idea, ...]
    balance: pd.DataFrame  # BALANCE
    notes: tuple[str, ...]
    slas: tuple[SlaHealth, ...] = ()  # one per row of reference.slas
    services: tuple[ServiceHealth, ...] = ()  # one per row of reference.services
    standing: Standing = field(default_factory=Standing)
    figures: tuple[FigureUsed, ...] = ()  # those that business cases rest on
    benefits: tuple[Benefit, ...] = ()  # of ideas that are there
    decisions: tuple[Decision, ...] = ()  # the whole log, oldest first
    moved: Mapping[str, str] = field(default_factory=dict)  # subjects of decisions that have another id in this scan

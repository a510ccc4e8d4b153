"""The links of a chain of evidence, from an idea to single rows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Transaction:
    """Hold one spend row: where it stands, what was paid, and how it became the reporting currency."""

    transaction_id: str
    path: str
    line: int
    date: str
    kind: str
    amount: Decimal
    currency: str
    amount_reporting: Decimal
    rate_date: str  # empty where no rate was needed
    contract_id: str
    note: str


@dataclass(frozen=True, slots=True)
class AccessRow:
    """Hold the sign-ins of one month."""

    access_id: str
    month: str
    users: int
    events: int
    note: str


@dataclass(frozen=True, slots=True)
class DescriptorLink:
    """Hold one text as a source wrote it, what it was taken for and why, and its rows."""

    descriptor_id: str
    descriptor: str
    merchant: str
    intermediary: str
    verdict: str
    score: float
    saas_probability: float
    reason: str
    origin: str
    transactions: tuple[Transaction, ...]


@dataclass(frozen=True, slots=True)
class FindingLink:
    """Hold one finding with its reasons and everything that supports it."""

    finding_id: str
    product: str
    vendor: str
    business_unit: str
    status: str
    status_why: str
    coverage: str
    coverage_why: str
    spend_12m: Decimal
    spend_total: Decimal
    users: int
    recurrence_why: str
    risk: str
    severity_why: str
    flags: tuple[tuple[str, str], ...]  # rule id and why
    descriptors: tuple[DescriptorLink, ...]
    access: tuple[AccessRow, ...]


@dataclass(frozen=True, slots=True)
class IdeaLink:
    """Hold the idea a chain begins with."""

    idea_id: str
    type: str
    title: str
    why: str
    stage: str
    spend_12m: Decimal
    business_units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Hold a chain from an idea (None where it begins with a finding) to single rows; money in `currency`."""

    as_of: str
    currency: str
    idea: IdeaLink | None
    findings: tuple[FindingLink, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain values, money as decimal text."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return plain

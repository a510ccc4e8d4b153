"""What people decided: the entries of the decision log, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

# Each kind of decision with the keys its value may have; all values are text, money decimal, days ISO.
DECISION_KINDS: Mapping[str, tuple[str, ...]] = {
    # `memo`: the note beside a payee that only resells or collects; without it the answer is for every note
    "descriptor": ("origin", "memo", "answer", "vendor", "product", "domain", "category"),
    "ruling": ("ruling", "until", "business_unit_id", "vendor_id", "product_id", "spend_12m", "risk"),
    "owner": ("owner",),
    "note": (),
    "disposition": ("disposition",),
    "merge": ("into",),
    "idea_open": ("type", "title", "findings", "initiative_id", "service_id", "category"),
    "idea_shape": ("field", "value"),
    "gate": ("item", "state", "on", "cost", "by"),
    "idea_move": ("stage", "into"),
    "benefit": ("period", "planned", "actual", "owner", "measure"),
    "look": (),
    "withdraw": (),
}
ANSWERS = ("vendor", "software", "not_software")
RULINGS = ("approved", "tolerated", "prohibited", "false_positive", "reopened")
DISPOSITIONS = ("tolerate", "invest", "migrate", "eliminate")
GATE_STATES = ("met", "planned", "waived")


@dataclass(frozen=True, slots=True)
class Draft:
    """Say what somebody decides, before the log gives it an id and a time."""

    who: str
    kind: str  # one of DECISION_KINDS
    subject: str  # id of the thing decided on; of a descriptor its text as written
    value: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    scan_id: str = ""  # the scan it was based on, else empty


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold one entry of the log: who decided what, when, why, and looking at which scan."""

    decision_id: str
    at: str  # ISO 8601 with zone
    who: str
    kind: str
    subject: str
    value: Mapping[str, str]
    why: str
    scan_id: str


@dataclass(frozen=True, slots=True)
class DescriptorAnswer:
    """Say what a person knows a descriptor to be."""

    descriptor: str
    origin: str  # spend or sso
    answer: str  # one of ANSWERS
    memo: str = ""  # of a payee that only resells or collects: the note it is about, else empty for all of them
    vendor: str = ""
    product: str = ""
    domain: str = ""
    category: str = ""
    why: str = ""
    who: str = ""
    at: str = ""
    decision_id: str = ""


@dataclass(frozen=True, slots=True)
class FindingRuling:
    """Say how a person ruled a finding, and what it looked like then."""

    finding_id: str
    ruling: str  # one of RULINGS
    until: date | None = None  # the last day it holds
    business_unit_id: str = ""
    vendor_id: str = ""
    product_id: str = ""
    spend_12m: Decimal | None = None  # in the reporting currency, when it was ruled
    risk: str = ""
    why: str = ""
    who: str = ""
    at: str = ""
    decision_id: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Hold one remark on a thing."""

    text: str
    who: str
    at: str
    decision_id: str


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """Answer one item of an idea's service-readiness gate."""

    item: str
    state: str  # one of GATE_STATES
    on: date | None = None
    cost: Decimal | None = None  # in the reporting currency
    by: str = ""
    why: str = ""
    who: str = ""
    at: str = ""
    decision_id: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Say that an idea came to a stage."""

    stage: str
    into: str  # the idea it was merged into, else empty
    why: str
    who: str
    at: str
    decision_id: str


@dataclass(frozen=True, slots=True)
class IdeaDecisions:
    """Hold what was decided on one idea."""

    stage: str = ""  # empty while nobody moved it
    stage_why: str = ""
    into: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)  # by `idea_shape` and `owner`
    gate: Mapping[str, GateAnswer] = field(default_factory=dict)
    opened: Mapping[str, str] | None = None  # the value of `idea_open` with its `why` and `who`
    moves: tuple[Move, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True)
class Benefit:
    """Hold what an idea was to bring and brought in one month; money in the reporting currency."""

    idea_id: str
    period: str  # YYYY-MM
    planned: Decimal | None = None
    actual: Decimal | None = None
    owner: str = ""
    measure: str = ""
    who: str = ""
    at: str = ""
    decision_id: str = ""  # the newest entry behind it


@dataclass(frozen=True, slots=True)
class Decided:
    """Hold what the log adds up to: the newest answer for each subject, without what was withdrawn."""

    descriptors: tuple[DescriptorAnswer, ...] = ()
    rulings: tuple[FindingRuling, ...] = ()
    owners: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)  # oldest first
    dispositions: Mapping[str, str] = field(default_factory=dict)
    merges: Mapping[str, str] = field(default_factory=dict)  # each vendor to the last one of its chain
    ideas: Mapping[str, IdeaDecisions] = field(default_factory=dict)
    benefits: tuple[Benefit, ...] = ()

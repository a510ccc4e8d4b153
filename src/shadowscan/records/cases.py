"""Ideas with what they cost and bring: the idea, its lines of money, its service readiness, the figures used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

SCENARIOS = ("low", "base", "high")  # low is the cautious one: little benefit, much cost
SUMMED_KINDS = ("benefit", "one_off", "annual", "readiness")  # their lines add up to the net; others only explain
IDEA_TYPES = ("adopt", "extend", "migrate", "consolidate", "improve", "secure", "retire", "fill", "explore")
FIRST_STAGE = "spotted"
AT_REST = ("declined", "merged", "parked")  # stages whose ideas promise nothing


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Hold one amount of a business case in minor units: what speaks for the idea is positive, what it costs negative.

    `year` 0 is the start, 1 to 3 are the years after it. `inputs` are ids of findings, services and figures.
    """

    line: str
    title: str
    kind: str  # baseline, benefit, one_off, annual, readiness, memo
    scenario: str  # one of SCENARIOS
    year: int
    amount: int
    formula: str  # with the numbers filled in
    inputs: tuple[str, ...]
    source: str
    assumption: bool  # some figure in it has no public source


@dataclass(frozen=True, slots=True)
class Worth:
    """Sum up a business case; money in minor units, costs positive. All but the low and high columns are base.

    Benefits and yearly costs are those of a year in full effect; net sums up three years, npv discounts them.
    """

    benefit_low: int = 0
    benefit_base: int = 0
    benefit_high: int = 0
    one_off_cost: int = 0
    annual_cost: int = 0
    readiness_cost: int = 0
    benefit_3y: int = 0
    cost_3y: int = 0
    net_low: int = 0
    net_3y: int = 0
    net_high: int = 0
    npv_low: int = 0
    npv: int = 0
    npv_high: int = 0
    expected_npv: int = 0  # what comes year by year weighed with the probability, costs once in full
    at_risk_3y: int = 0  # the part of benefit_3y that washes out if service readiness is not reached
    probability: Decimal = Decimal(1)
    roi: Decimal | None = None  # net_3y for each unit of cost_3y; None without costs
    payback_months: int | None = None  # None: not within the three years
    outlook: str = ""  # pays, pays_if_well, costs, enables, protects, to_show
    purpose: str = ""  # what speaks for it where it does not pay: enables, protects, to_show
    rests_on_readiness: Decimal = Decimal(1)  # share of the benefits that hangs on service readiness


@dataclass(frozen=True, slots=True)
class ReadinessItem:
    """Say how one item of service readiness stands for an idea; money in minor units."""

    item: str
    title: str
    asks: str
    state: str  # met, planned, waived, open
    on: date | None
    cost: int  # what it takes still; of an open item the estimate of the base case
    by: str
    why: str  # the reason of an answer
    evidence: str  # where the catalogue shows it, whoever answered
    answered: bool  # by a person; False: seen in the catalogue, or open
    washes_out: Decimal  # share of the benefits that goes without it


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
    alternatives: str = ""
    rule_id: str = ""  # the rule that speaks for it; empty where a person opened it
    stage: str = FIRST_STAGE
    stage_why: str = ""
    merged_into: str = ""
    owner: str = ""
    sponsor: str = ""
    it_sponsor: str = ""
    counted: tuple[str, ...] = ()  # findings whose money counts in this idea and in no other
    spend_counted: int = 0
    overlaps: tuple[str, ...] = ()  # other ideas on the same findings
    blocked_by: str = ""  # the idea that comes first
    service_readiness: str = "open"  # open: some item unanswered; planned: all answered; met: nothing left to do
    readiness_known: tuple[str, ...] = ()  # items that the catalogue itself answers
    items_answered: int = 0
    worth: Worth = field(default_factory=Worth)
    lines: tuple[CaseLine, ...] = ()
    readiness: tuple[ReadinessItem, ...] = ()
    shadow_before: int | None = None  # spend outside the catalogue in the 12 months up to the approval
    shadow_after: int | None = None  # the same in the last 12 months


@dataclass(frozen=True, slots=True)
class FigureUsed:
    """Name one figure that business cases rest on, with its source and date."""

    figure: str
    title: str
    unit: str
    low: Decimal
    base: Decimal
    high: Decimal
    source: str
    as_of: date
    assumption: bool
    reason: str

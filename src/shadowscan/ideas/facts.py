"""What idea rules may ask: the facts of one finding, and of the findings that stand behind one idea together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shadowscan.ideas.services import Services
from shadowscan.money import from_minor
from shadowscan.records import UNASSIGNED, Finding


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold one finding as rules see it; money in units of the reporting currency."""

    finding_id: str = ""
    business_unit_id: str = "unit"
    vendor: str = "Vendor"
    product_id: str = "vendor/product"
    product: str = "Product"
    category: str = "forms-feedback"
    status: str = "unmanaged"
    coverage: str = "gap"
    service_id: str = ""  # the service that should have served
    sla: str = ""  # how its service levels stand for the unit: missed, drawer, not_agreed, none, unknown, met
    alike: bool = True  # products of this category can stand in for each other
    in_service: bool = False  # the service has other products of this vendor
    wanted: bool = False  # an initiative under way needs the capability
    recurrence: str = "monthly"
    risk: str = "low"
    flags: tuple[str, ...] = ()
    active: bool = True  # spend or sign-ins in the last 12 months
    spend_12m: Decimal = Decimal(0)
    annual_run_rate: Decimal = Decimal(0)
    off_channel_12m: Decimal = Decimal(0)
    users: int = 0
    seats_unused: int = 0
    seat_price: Decimal | None = None  # of the product, a year, by its contract
    next_renewal: date | None = None
    signed_on: bool = False  # sign-on data name the product in this unit
    severity: int = 0
    spend_minor: int = 0  # spend_12m in minor units


@dataclass(frozen=True, slots=True)
class Together:
    """Hold the findings of one idea as rules see them."""

    units: int
    products: int
    spend_12m: Decimal
    users: int
    off_channel_12m: Decimal

    @classmethod
    def of(cls, group: Sequence[Facts]) -> Together:
        """Count units and products once, add spend and people."""
        return cls(
            units=len({facts.business_unit_id for facts in group} - {UNASSIGNED}),
            products=len({facts.product_id for facts in group}),
            spend_12m=sum((facts.spend_12m for facts in group), Decimal(0)),
            users=sum(facts.users for facts in group),
            off_channel_12m=sum((facts.off_channel_12m for facts in group), Decimal(0)),
        )


def facts_of(finding: Finding, services: Services, unlike: Collection[str], wanted: Collection[str]) -> Facts:
    """Return a finding's facts; `unlike` and `wanted` are ids of the taxonomy."""
    service_id = finding.covered_by or finding.service_id
    return Facts(
        finding_id=finding.finding_id,
        business_unit_id=finding.business_unit_id,
        vendor=finding.vendor,
        product_id=finding.product_id,
        product=finding.product or finding.vendor,
        category=finding.category,
        status=finding.status,
        coverage=finding.coverage,
        service_id=service_id,
        sla=services.sla(service_id, finding.business_unit_id),
        alike=finding.category not in unlike,
        in_service=services.has_vendor(service_id, finding.vendor),
        wanted=finding.category in wanted,
        recurrence=finding.recurrence,
        risk=finding.risk,
        flags=tuple(flag.rule_id for flag in finding.flags),
        active=finding.spend_12m > 0 or finding.users > 0,
        spend_12m=from_minor(finding.spend_12m, finding.currency),
        annual_run_rate=from_minor(finding.annual_run_rate, finding.currency),
        off_channel_12m=from_minor(finding.off_channel_12m, finding.currency),
        users=finding.users,
        seats_unused=finding.seats_unused,
        seat_price=services.seat_of(finding),
        next_renewal=finding.next_renewal,
        signed_on=finding.signed_on,
        severity=finding.severity,
        spend_minor=finding.spend_12m,
    )

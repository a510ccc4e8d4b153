"""Products that services have: which finding they concern, whom they reach, through which channel they are bought."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from shadowscan.records import CARD_KINDS, CONTRACT_KINDS, SpendRow
from shadowscan.workspace import Reference, Service, ServiceProduct

Lookup = Callable[[str, str], tuple[str, str]]

CURRENT = ("live", "agreed")


@dataclass(frozen=True, slots=True)
class Offer:
    """Join a service with one product it has."""

    service: Service
    vendor_ids: frozenset[str]
    product_id: str  # empty: all of the vendor's
    channel: str
    kinds: frozenset[str] | None  # spend kinds inside the channel; None: any
    contract_id: str
    renewal_date: date | None
    notice_days: int | None

    def has(self, vendor_id: str, product_id: str) -> bool:
        """Tell whether the service has the product; of a vendor whose product is unknown, any product will do."""
        if vendor_id not in self.vendor_ids:
            return False
        return product_id in ("", vendor_id) or self.product_id in ("", product_id)

    def takes(self, row: SpendRow) -> bool:
        """Tell whether a spend row ran through the channel; one that names the contract did, whatever its kind."""
        if self.kinds is None or row.kind in self.kinds:
            return True
        return bool(self.contract_id) and row.contract_id.strip().casefold() == self.contract_id.casefold()


def read_offers(reference: Reference, lookup: Lookup) -> list[Offer]:
    """Return the offers of all services but drafts, live ones first, then by service id."""
    services = {service.service_id: service for service in reference.services}
    offers = [_offer(services[row.service_id], row, lookup) for row in reference.service_products]
    return sorted(
        (offer for offer in offers if offer.service.status != "draft"),
        key=lambda offer: (rank(offer.service), offer.product_id, offer.contract_id),
    )


def rank(service: Service) -> tuple[int, str]:
    """Return the order in which services are named: live, agreed, retired, each by id."""
    return ("live", "agreed", "retired", "draft").index(service.status), service.service_id


def channel_kinds(channel: str) -> frozenset[str] | None:
    """Return the spend kinds a channel text stands for; a text that names neither contract nor card allows any."""
    words = re.findall(r"[a-z]+", channel.casefold())
    if "any" in words:
        return None
    kinds: set[str] = set()
    if any(word.startswith("contract") for word in words):
        kinds |= CONTRACT_KINDS
    if any(word.startswith("card") for word in words):
        kinds |= CARD_KINDS
    return frozenset(kinds) or None


def reaches(offered_to: Iterable[str], chain: Iterable[str]) -> bool:
    """Tell whether an offer covers a unit, given the unit and its parents."""
    offered = set(offered_to)
    return "*" in offered or not offered.isdisjoint(chain)


def named(vendor: str, product: str, lookup: Lookup) -> tuple[str, str]:
    """Return the ids of a vendor and product text; only a blank product stands for all of the vendor's."""
    vendor_id, product_id = lookup(vendor, product)
    if not product:
        return vendor_id, ""
    return vendor_id, product_id or f"{vendor_id}/{product.casefold()}"


def _offer(service: Service, row: ServiceProduct, lookup: Lookup) -> Offer:
    vendor_id, product_id = named(row.vendor, row.product, lookup)
    # "Atlassian, Trello" is Trello's own vendor entry, and still a product of Atlassian's when only the payee is known.
    named_id = lookup(row.vendor, "")[0]
    return Offer(
        service=service,
        vendor_ids=frozenset({vendor_id, named_id} - {""}),
        product_id=product_id,
        channel=row.channel,
        kinds=channel_kinds(row.channel),
        contract_id=row.contract_id.strip(),
        renewal_date=row.renewal_date,
        notice_days=row.notice_days,
    )

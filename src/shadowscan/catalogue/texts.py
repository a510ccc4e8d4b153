"""The sentences that say why a status or a coverage holds: the one place that words them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shadowscan.catalogue.offers import Offer
from shadowscan.records import CARD_KINDS, CONTRACT_KINDS, Ruling
from shadowscan.workspace import Service

_RULED = {"prohibited": "prohibits", "approved": "approves", "tolerated": "tolerates"}
_ROUTES = ((CARD_KINDS, "card purchases and expense claims"), (CONTRACT_KINDS, "purchase orders and invoices"))


def ruled(ruling: Ruling) -> str:
    """Say which ruling decides."""
    voice = "A decision" if ruling.decided else "The policy"
    until = f" until {ruling.until.isoformat()}" if ruling.until else ""
    reason = f": {ruling.reason.rstrip('.')}" if ruling.reason else ""
    return f"{voice} {_RULED[ruling.ruling]} it{until}{reason}."


def tolerance_ended(day: date) -> str:
    """Say that a tolerance has run out."""
    return f" It was tolerated until {day.isoformat()}."


def retired(offer: Offer) -> str:
    """Say that only a retired service has the product."""
    return f"Only a retired service has it: {offer.service.name}."


def not_offered(offer: Offer) -> str:
    """Say that a service has the product, but not for this unit."""
    return f"The service {offer.service.name} has it, but is not offered to this unit."


def off_channel(offer: Offer, kinds: Iterable[str]) -> str:
    """Say through which route the spend outside the channel ran."""
    seen = set(kinds)
    routes = [name for known, name in _ROUTES if seen & known]
    if seen - CARD_KINDS - CONTRACT_KINDS:
        routes.append("ledger bookings")
    return (
        f"The service {offer.service.name} offers it to this unit by {_channel(offer)}, "
        f"yet some spend of the last 12 months came as {' and '.join(routes)}."
    )


def managed(offer: Offer, spent: bool) -> str:
    """Say that the catalogue has the product for this unit."""
    spend = (
        f"all spend of the last 12 months ran through {_channel(offer)}"
        if spent
        else "no spend was seen in the last 12 months"
    )
    return f"The service {offer.service.name} offers it to this unit, and {spend}."


def unmanaged(drafts: Iterable[str]) -> str:
    """Say that nobody manages the product yet."""
    names = " and ".join(drafts)
    return "No live or agreed service has it." + (f" The draft service {names} has it in view." if names else "")


UNRESOLVED = "It is software, but it is not known yet who makes it."


def covered(service: Service, capability: str) -> str:
    """Say which service meets the need."""
    return f"The service {service.name} offers {capability} to this unit."


def covered_by_itself(offer: Offer) -> str:
    """Say that the service with this very product meets the need."""
    return f"The service {offer.service.name} offers this very product to this unit."


def elsewhere(service: Service, capability: str) -> str:
    """Say which service meets the need of other units."""
    return f"The service {service.name} offers {capability} to other units, not to this one."


def gap(capability: str) -> str:
    """Say that no service meets the need."""
    return f"No live or agreed service offers {capability}: a need the catalogue does not meet yet."


NO_CAPABILITY = "What it is for is not known yet, so no service can be named."


def _channel(offer: Offer) -> str:
    return f"its channel ({offer.channel})" if offer.channel else "its channel (any)"

"""Services, policy and decisions: what the organisation offers, to whom, and how a purchase stands to that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shadowscan.catalogue.book import Catalogue
from shadowscan.catalogue.examples import check_catalogue
from shadowscan.catalogue.health import assess
from shadowscan.catalogue.readiness import readiness
from shadowscan.catalogue.standing import stand
from shadowscan.records import Judgement, SpendRow

__all__ = ["Catalogue", "assess", "check_catalogue", "judge", "readiness", "stand"]


def judge(
    catalogue: Catalogue,
    unit_id: str,
    vendor_id: str,
    product_id: str,
    category: str,
    spend_rows: Sequence[SpendRow],
    as_of: date,
    finding_id: str = "",
) -> Judgement:
    """Return the first status of the contract's order that applies; see `Catalogue.judge`."""
    return catalogue.judge(unit_id, vendor_id, product_id, category, spend_rows, as_of, finding_id)

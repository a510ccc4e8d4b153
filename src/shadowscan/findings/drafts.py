"""One group's rows into a draft: sums, recurrence, judgement and evidence, before findings are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd

from shadowscan.findings import texts
from shadowscan.findings.charges import Charge
from shadowscan.findings.groups import Group
from shadowscan.findings.recurrence import Recurrence, judge_ordered
from shadowscan.findings.rhythm import RhythmRules
from shadowscan.findings.spend import Spend, SpendRows, Sums, read_spend
from shadowscan.findings.use import Use
from shadowscan.findings.windows import Windows
from shadowscan.records import CONTRACT_KINDS, Judgement, Product, SpendRow, Vendor


class Judges(Protocol):
    """Name what findings need of the catalogue."""

    def judge(
        self,
        unit_id: str,
        vendor_id: str,
        product_id: str,
        category: str,
        spend_rows: list[SpendRow],
        as_of: date,
        finding_id: str = "",
    ) -> Judgement:
        """Return how catalogue, policy and decisions see a unit's use of a product."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold what one group's own rows tell."""

    group: Group
    finding_id: str
    vendor_id: str
    vendor: str
    product_id: str
    product: str
    category: str
    judgement: Judgement
    recurrence: Recurrence
    sums: Sums
    use: Use
    first_seen: date
    last_seen: date
    confidence: float
    sources: tuple[str, ...]
    intermediaries: tuple[str, ...]
    notes: list[str]  # on each spend row, in the order of the rows

    @property
    def active(self) -> bool:
        """Tell whether the last 12 months saw spend, sign-ins or access."""
        return self.sums.last_12 > 0 or self.use.users > 0 or self.use.grants > 0


@dataclass(frozen=True, slots=True)
class Drafting:
    """Hold what every draft needs."""

    as_of: date
    currency: str
    catalogue: Judges
    rhythm: RhythmRules
    vendors: Mapping[str, Vendor]
    products: Mapping[str, Product]
    rows: SpendRows
    windows: Windows

    @classmethod
    def start(
        cls,
        as_of: date,
        currency: str,
        catalogue: Judges,
        rhythm: RhythmRules,
        vendors: Sequence[Vendor],
        spend: pd.DataFrame,
    ) -> Drafting:
        """Index the vendors, set the windows and read the spend rows (a SPEND frame with groups, days and memos)."""
        windows = Windows.until(as_of)
        return cls(
            as_of=as_of,
            currency=currency,
            catalogue=catalogue,
            rhythm=rhythm,
            vendors={vendor.vendor_id: vendor for vendor in vendors},
            products={product.product_id: product for vendor in vendors for product in vendor.products},
            rows=read_spend(spend, rhythm.says_annual, windows),
            windows=windows,
        )

    def draft(self, group: Group, spend: Spend, use: Use) -> Draft:
        """Judge one group."""
        finding_id = group.finding_id
        vendor_id = (spend.vendor_id or use.vendor_id) if group.known else ""
        product_id = group.key if group.known else ""
        product = self.products.get(product_id)
        category = spend.category or use.category or (product.category if product else "")
        start, recent = self.rows.since(spend, self.windows.since_12)
        judgement = self.catalogue.judge(group.unit_id, vendor_id, product_id, category, recent, self.as_of, finding_id)
        charges = _hinted(self.rows.charges(spend), judgement)
        recurrence = judge_ordered(charges, self.rhythm, self.as_of, self.currency)
        first, last = self._seen(spend, use)
        return Draft(
            group=group,
            finding_id=finding_id,
            vendor_id=vendor_id,
            vendor=self._vendor_name(vendor_id) or spend.merchant or use.merchant,
            product_id=product_id,
            product=product.name if product else self._vendor_name(vendor_id),
            category=category,
            judgement=judgement,
            recurrence=recurrence,
            sums=spend.sums,
            use=use,
            first_seen=first,
            last_seen=last,
            confidence=_confidence(spend, use),
            sources=tuple(sorted({*spend.sources, *use.sources})),
            intermediaries=spend.intermediaries,
            notes=_notes(recurrence.roles, spend.end - spend.past, [start + place for place in judgement.outside]),
        )

    def _seen(self, spend: Spend, use: Use) -> tuple[date, date]:
        days = [day for day in (spend.first, spend.last, use.first, use.last) if day]
        days = days or [self.as_of.toordinal()]  # only assignments without a date: seen on the day of the scan
        return date.fromordinal(min(days)), date.fromordinal(max(days))

    def _vendor_name(self, vendor_id: str) -> str:
        vendor = self.vendors.get(vendor_id)
        return vendor.name if vendor else vendor_id


def _hinted(charges: list[Charge], judgement: Judgement) -> list[Charge]:
    """Mark charges that a contract makes yearly: they are invoiced where the contract renews."""
    if judgement.next_renewal is None:
        return charges
    return [charge._replace(annual_hint=True) if charge.kind in CONTRACT_KINDS else charge for charge in charges]


def _confidence(spend: Spend, use: Use) -> float:
    """Return the certain share of the spend; without spend, whether the application's name was known."""
    if spend.weight:
        return round(spend.certain / spend.weight, 2)
    return 1.0 if use.matched else 0.5


def _notes(roles: tuple[str, ...], later: int, outside: list[int]) -> list[str]:
    """Return what each spend row tells: its role, and whether it ran outside the channel."""
    notes = [*roles, *[texts.NOT_YET] * later]
    for position in outside:
        notes[position] += texts.OUTSIDE
    return notes

"""One group's rows into a draft: sums, recurrence, judgement and evidence, before findings are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

import pandas as pd

from shadowscan.findings import texts
from shadowscan.findings.charges import Charge, in_order
from shadowscan.findings.groups import Group, slices
from shadowscan.findings.recurrence import Recurrence, judge_recurrence
from shadowscan.findings.rhythm import RhythmRules
from shadowscan.findings.use import Use
from shadowscan.findings.windows import window_start
from shadowscan.records import CONTRACT_KINDS, Evidence, Judgement, Product, SpendRow, Vendor


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


class Spend(NamedTuple):
    """Hold one group's spend rows, in the order of their charges, and what they share."""

    charges: tuple[Charge, ...] = ()
    vendor_id: str = ""
    category: str = ""
    merchant: str = ""
    sources: tuple[str, ...] = ()
    certain: float = 0.0  # sum of amount x score
    weight: int = 0  # sum of amounts, refunds counted as positive


@dataclass(frozen=True, slots=True)
class Sums:
    """Hold one group's spend in minor units of the reporting currency, refunds deducted."""

    total: int
    last_12: int
    last_3: int
    before_3: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold what one group's own rows tell."""

    group: Group
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
    evidence: tuple[Evidence, ...]

    @property
    def active(self) -> bool:
        """Tell whether the last 12 months saw spend, sign-ins or access."""
        return self.sums.last_12 > 0 or self.use.users > 0 or self.use.grants > 0


@dataclass(frozen=True, slots=True)
class Drafting:
    """Hold what every draft needs; ordinals are the first days of the windows."""

    as_of: date
    currency: str
    catalogue: Judges
    rhythm: RhythmRules
    vendors: Mapping[str, Vendor]
    products: Mapping[str, Product]
    since_12: int
    since_3: int
    since_6: int

    @classmethod
    def start(
        cls, as_of: date, currency: str, catalogue: Judges, rhythm: RhythmRules, vendors: tuple[Vendor, ...]
    ) -> Drafting:
        """Index the vendors and set the windows."""
        since_3 = window_start(as_of, 3)
        return cls(
            as_of=as_of,
            currency=currency,
            catalogue=catalogue,
            rhythm=rhythm,
            vendors={vendor.vendor_id: vendor for vendor in vendors},
            products={product.product_id: product for vendor in vendors for product in vendor.products},
            since_12=window_start(as_of, 12).toordinal(),
            since_3=since_3.toordinal(),
            since_6=window_start(date.fromordinal(since_3.toordinal() - 1), 3).toordinal(),
        )

    def draft(self, group: Group, spend: Spend, use: Use) -> Draft:
        """Judge one group."""
        vendor_id = (spend.vendor_id or use.vendor_id) if group.known else ""
        product_id = group.key if group.known else ""
        product = self.products.get(product_id)
        category = spend.category or use.category or (product.category if product else "")
        today = self.as_of.toordinal()
        charges = [charge for charge in spend.charges if charge.day <= today]
        judgement, outside = self._judge(group, vendor_id, product_id, category, charges)
        recurrence = judge_recurrence(self._hinted(charges, judgement), self.rhythm, self.as_of, self.currency)
        first, last = self._seen(spend, use)
        return Draft(
            group=group,
            vendor_id=vendor_id,
            vendor=self._vendor_name(vendor_id) or spend.merchant or use.merchant,
            product_id=product_id,
            product=product.name if product else self._vendor_name(vendor_id),
            category=category,
            judgement=judgement,
            recurrence=recurrence,
            sums=self._sums(spend.charges),
            use=use,
            first_seen=first,
            last_seen=last,
            confidence=_confidence(spend, use),
            sources=tuple(sorted({*spend.sources, *use.sources})),
            intermediaries=tuple(sorted({c.via for c in spend.charges if c.via})),
            evidence=tuple(_evidence(spend.charges, use, recurrence.roles, outside)),
        )

    def _judge(
        self, group: Group, vendor_id: str, product_id: str, category: str, charges: list[Charge]
    ) -> tuple[Judgement, frozenset[int]]:
        """Return the judgement and the positions of the charges outside the channel."""
        start = sum(charge.day < self.since_12 for charge in charges)
        rows = [SpendRow(c.kind, c.contract_id, c.reporting) for c in charges[start:]]
        judgement = self.catalogue.judge(
            group.unit_id, vendor_id, product_id, category, rows, self.as_of, group.finding_id
        )
        return judgement, frozenset(start + position for position in judgement.outside)

    @staticmethod
    def _hinted(charges: list[Charge], judgement: Judgement) -> list[Charge]:
        """Mark charges that a contract makes yearly: they name one, or are invoiced where the contract renews."""
        renews = judgement.next_renewal is not None
        return [
            charge._replace(annual_hint=True)
            if charge.contract_id or (renews and charge.kind in CONTRACT_KINDS)
            else charge
            for charge in charges
        ]

    def _sums(self, charges: tuple[Charge, ...]) -> Sums:
        today = self.as_of.toordinal()

        def between(first: int, last: int) -> int:
            return sum(c.reporting for c in charges if first <= c.day <= last)

        return Sums(
            total=sum(c.reporting for c in charges),
            last_12=between(self.since_12, today),
            last_3=between(self.since_3, today),
            before_3=between(self.since_6, self.since_3 - 1),
        )

    def _seen(self, spend: Spend, use: Use) -> tuple[date, date]:
        days = [c.day for c in (spend.charges[:1] + spend.charges[-1:])] + [d for d in (use.first, use.last) if d]
        days = days or [self.as_of.toordinal()]  # only assignments without a date: seen on the day of the scan
        return date.fromordinal(min(days)), date.fromordinal(max(days))

    def _vendor_name(self, vendor_id: str) -> str:
        vendor = self.vendors.get(vendor_id)
        return vendor.name if vendor else vendor_id


def read_spend(spend: pd.DataFrame, says_annual: list[str]) -> Iterator[tuple[int, Spend]]:
    """Yield each group's spend rows, sorted by group."""
    if spend.empty:
        return
    text = spend["memo"].str.casefold()
    annual = text.map({memo: any(word in memo for word in says_annual) for memo in text.unique()}).astype(bool)
    rows = _Columns.of(spend, annual.tolist())
    for group, start, end in slices(spend["group"].to_numpy()):
        yield group, rows.read(start, end)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Hold the columns as lists: plain Python is quicker than pandas on many small groups."""

    charges: list[Charge]
    vendor_ids: list[str]
    categories: list[str]
    merchants: list[str]
    sources: list[str]
    scores: list[float]

    @classmethod
    def of(cls, spend: pd.DataFrame, annual: list[bool]) -> _Columns:
        lists: dict[str, list[Any]] = {name: spend[name].tolist() for name in spend.columns}
        known = ((spend["vendor_id"] != "") & (spend["verdict"] != "review")).tolist()
        charges = map(
            Charge,
            lists["day"],
            lists["amount_minor"],
            lists["currency"],
            lists["reporting_minor"],
            lists["person"],
            lists["intermediary"],
            lists["kind"],
            lists["contract_id"],
            annual,
            lists["transaction_id"],
        )
        scores = zip(known, lists["score"], lists["saas_probability"], strict=True)
        return cls(
            charges=list(charges),
            vendor_ids=lists["vendor_id"],
            categories=lists["category"],
            merchants=lists["merchant"],
            sources=lists["source_id"],
            scores=[score if sure else probability for sure, score, probability in scores],
        )

    def read(self, start: int, end: int) -> Spend:
        charges = self.charges[start:end]
        categories: dict[str, int] = defaultdict(int)
        certain, weight = 0.0, 0
        for charge, category, score in zip(charges, self.categories[start:end], self.scores[start:end], strict=True):
            size = abs(charge.reporting)
            categories[category] += size
            certain += size * score
            weight += size
        named = {category: size for category, size in categories.items() if category}
        return Spend(
            charges=tuple(in_order(charges)),
            vendor_id=self.vendor_ids[start],
            category=max(named, key=lambda name: (named[name], name), default=""),
            merchant=min(self.merchants[start:end]),
            sources=tuple(sorted(set(self.sources[start:end]))),
            certain=certain,
            weight=weight,
        )


def _confidence(spend: Spend, use: Use) -> float:
    """Return the certain share of the spend; without spend, whether the application's name was known."""
    if spend.weight:
        return round(spend.certain / spend.weight, 2)
    return 1.0 if use.matched else 0.5


def _evidence(
    charges: tuple[Charge, ...], use: Use, roles: tuple[str, ...], outside: frozenset[int]
) -> Iterator[Evidence]:
    for position, charge in enumerate(charges):
        role = roles[position] if position < len(roles) else texts.NOT_YET
        yield Evidence(charge.transaction_id, None, role + (texts.OUTSIDE if position in outside else ""))
    for access_id, signed_in in use.access:
        yield Evidence(None, access_id, texts.SIGNED_IN if signed_in else texts.NO_SIGN_IN)

"""The service catalogue with policy and decisions laid over it, and the judgement it gives."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shadowscan.catalogue import texts
from shadowscan.catalogue.offers import CURRENT, Lookup, Offer, named, rank, reaches, read_offers
from shadowscan.records import Judgement, Ruling, SpendRow
from shadowscan.workspace import Reference, Service, unit_and_parents

_RULING_ORDER = ("prohibited", "approved", "tolerated")
_WITHOUT_COVERAGE = ("managed", "approved")


@dataclass(frozen=True, slots=True)
class Status:
    """Hold a status with its why and what was found on the way to it."""

    status: str
    why: str
    off_channel_minor: int = 0
    outside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Hold a coverage with its why and the service it points at."""

    coverage: str
    why: str
    service_id: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Hold what services offer to whom and what policy and decisions rule, indexed by vendor and capability."""

    offers: Mapping[str, tuple[Offer, ...]]  # by vendor_id
    drafts: Mapping[str, tuple[str, ...]]  # names of draft services by vendor_id
    by_capability: Mapping[str, tuple[Service, ...]]  # live or agreed
    rulings: Mapping[str, tuple[Ruling, ...]]  # by vendor_id or finding_id
    chains: Mapping[str, frozenset[str]]  # a unit and its parents
    capability_names: Mapping[str, str]

    @classmethod
    def build(
        cls,
        reference: Reference,
        base_lookup: Lookup,
        taxonomy: Iterable[Mapping[str, str]],
        decisions: Sequence[Ruling] = (),
    ) -> Catalogue:
        """Index the reference tables.

        `base_lookup` turns the vendor and product texts of service_products.csv and policy.csv into ids (an empty
        product stands for all of the vendor's), `taxonomy` are the rows of taxonomy.csv, `decisions` the rulings of
        the decision log, laid over policy.csv.
        """
        offers: dict[str, list[Offer]] = defaultdict(list)
        for offer in read_offers(reference, base_lookup):
            for vendor_id in sorted(offer.vendor_ids):
                offers[vendor_id].append(offer)
        return cls(
            offers={key: tuple(value) for key, value in offers.items()},
            drafts=_drafts(reference, base_lookup),
            by_capability=_by_capability(reference),
            rulings=_rulings([*_policy(reference, base_lookup), *decisions]),
            chains={
                unit.business_unit_id: frozenset(unit_and_parents(reference.business_units, unit.business_unit_id))
                for unit in reference.business_units
            },
            capability_names={row["category_id"]: row["category"] for row in taxonomy},
        )

    def judge(
        self,
        unit_id: str,
        vendor_id: str,
        product_id: str,
        category: str,
        spend_rows: Sequence[SpendRow],
        as_of: date,
        finding_id: str = "",
    ) -> Judgement:
        """Return the first status of the contract's order that applies, with coverage, service, contract and whys.

        `vendor_id` is empty where the vendor is not known; `spend_rows` are those of the 12 months up to `as_of`.
        """
        offers = [o for o in self.offers.get(vendor_id, ()) if o.has(vendor_id, product_id)] if vendor_id else []
        chain = self.chains.get(unit_id, frozenset())
        offered = [o for o in offers if o.service.status in CURRENT and reaches(o.service.offered_to, chain)]
        applying = self._applying(vendor_id, product_id, finding_id)
        computed = self._computed(vendor_id, offers, offered, spend_rows)
        status = _ruled(applying, as_of) or computed
        without = _ruled([ruling for ruling in applying if not ruling.decided], as_of) or computed
        ended = _ended_tolerance(applying, as_of)
        if ended:
            status = dataclasses.replace(status, why=status.why + texts.tolerance_ended(ended))
        coverage = self._coverage(status.status, category, offers, offered, chain)
        contract = _contract(offered or offers, as_of)
        return Judgement(
            status=status.status,
            status_why=status.why,
            coverage=coverage.coverage,
            coverage_why=coverage.why,
            covered_by=coverage.service_id if coverage.coverage == "covered" else "",
            service_id=next((o.service.service_id for o in [*offered, *offers]), coverage.service_id),
            off_channel_minor=status.off_channel_minor,
            outside=status.outside,
            contract_id=contract.contract_id if contract else "",
            next_renewal=contract.renewal_date if contract else None,
            notice_days=contract.notice_days if contract else None,
            tolerance_ended=ended,
            status_found=without.status,
            status_found_why=without.why,
        )

    def _applying(self, vendor_id: str, product_id: str, finding_id: str) -> list[Ruling]:
        of_vendor = self.rulings.get(vendor_id, ()) if vendor_id else ()
        of_product = [r for r in of_vendor if r.product_id in ("", product_id or vendor_id)]
        return [*of_product, *(self.rulings.get(finding_id, ()) if finding_id else ())]

    def _computed(
        self, vendor_id: str, offers: Sequence[Offer], offered: Sequence[Offer], spend_rows: Sequence[SpendRow]
    ) -> Status:
        if not vendor_id:
            return Status("unresolved", texts.UNRESOLVED)
        current = [o for o in offers if o.service.status in CURRENT]
        if offers and not current:
            return Status("retired", texts.retired(offers[0]))
        if not current:
            return Status("unmanaged", texts.unmanaged(self.drafts.get(vendor_id, ())))
        if not offered:
            return Status("not_offered", texts.not_offered(current[0]))
        return _by_channel(offered, spend_rows)

    def _coverage(
        self, status: str, category: str, offers: Sequence[Offer], offered: Sequence[Offer], chain: frozenset[str]
    ) -> Coverage:
        if status in _WITHOUT_COVERAGE:
            return Coverage("", "")
        if offered and status != "prohibited":
            return Coverage("covered", texts.covered_by_itself(offered[0]), offered[0].service.service_id)
        wanted = {category} | {c for o in offers if o.service.status == "retired" for c in o.service.capabilities}
        services = {s.service_id: s for c in wanted - {""} for s in self.by_capability.get(c, ())}
        name = self.capability_names.get(category) or category or "the same capability"
        able = sorted(services.values(), key=rank)
        for service in able:
            if reaches(service.offered_to, chain):
                return Coverage("covered", texts.covered(service, name), service.service_id)
        if status != "prohibited":
            able += [o.service for o in offers if o.service.status in CURRENT]
        if able:
            return Coverage("elsewhere", texts.elsewhere(able[0], name), able[0].service_id)
        if not wanted - {""}:
            return Coverage("", texts.NO_CAPABILITY)
        return Coverage("gap", texts.gap(name))


def _by_channel(offered: Sequence[Offer], spend_rows: Sequence[SpendRow]) -> Status:
    outside = tuple(i for i, row in enumerate(spend_rows) if not any(offer.takes(row) for offer in offered))
    net = sum(spend_rows[i].reporting_minor for i in outside)
    if net > 0:  # a charge that was refunded in full is no spend
        kinds = [spend_rows[i].kind for i in outside]
        return Status("off_channel", texts.off_channel(offered[0], kinds), net, outside)
    return Status("managed", texts.managed(offered[0], bool(spend_rows)))


def _ruled(applying: Sequence[Ruling], as_of: date) -> Status | None:
    """Return the status that policy or a decision gives; a ruling holds up to and including its date."""
    for name in _RULING_ORDER:
        holding = [r for r in applying if r.ruling == name and (r.until is None or as_of <= r.until)]
        if holding:
            # Of several, the one that holds longest speaks, and a decision before policy.
            spoken = max(holding, key=lambda r: (r.until or date.max, r.decided, r.product_id, r.reason))
            return Status(name, texts.ruled(spoken))
    return None


def _ended_tolerance(applying: Sequence[Ruling], as_of: date) -> date | None:
    if _ruled(applying, as_of):
        return None
    return max((r.until for r in applying if r.ruling == "tolerated" and r.until), default=None)


def _contract(offers: Sequence[Offer], as_of: date) -> Offer | None:
    """Return the offer whose contract renews next; without a date to come, the first with a contract."""
    coming = [o for o in offers if o.renewal_date and o.renewal_date >= as_of]
    if coming:
        return min(coming, key=lambda o: (o.renewal_date or date.max, rank(o.service), o.product_id))
    first = next((o for o in offers if o.contract_id), None)
    return dataclasses.replace(first, renewal_date=None, notice_days=None) if first else None


def _policy(reference: Reference, lookup: Lookup) -> list[Ruling]:
    rulings: list[Ruling] = []
    for rule in reference.policy:
        vendor_id, product_id = named(rule.vendor, rule.product, lookup)
        rulings.append(Ruling(rule.ruling, vendor_id, product_id, reason=rule.reason, until=rule.until))
    return rulings


def _rulings(rulings: Sequence[Ruling]) -> dict[str, tuple[Ruling, ...]]:
    index: dict[str, list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        index[ruling.finding_id or ruling.vendor_id].append(ruling)
    return {key: tuple(value) for key, value in index.items() if key}


def _by_capability(reference: Reference) -> dict[str, tuple[Service, ...]]:
    index: dict[str, list[Service]] = defaultdict(list)
    for service in sorted(reference.services, key=rank):
        if service.status in CURRENT:
            for capability in dict.fromkeys(service.capabilities):
                index[capability].append(service)
    return {key: tuple(value) for key, value in index.items()}


def _drafts(reference: Reference, lookup: Lookup) -> dict[str, tuple[str, ...]]:
    names = {s.service_id: s.name for s in reference.services if s.status == "draft"}
    index: dict[str, set[str]] = defaultdict(set)
    for row in reference.service_products:
        if row.service_id in names:
            index[lookup(row.vendor, row.product)[0]].add(names[row.service_id])
    return {key: tuple(sorted(value)) for key, value in index.items()}

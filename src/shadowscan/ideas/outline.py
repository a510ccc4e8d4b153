"""The outline of an idea: what is proposed to whom and why, before money and decisions are laid over it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shadowscan.ideas.facts import Facts
from shadowscan.ideas.grouping import Group
from shadowscan.ideas.market import Seen
from shadowscan.ideas.rulebook import Ranking
from shadowscan.ideas.services import Services
from shadowscan.ideas.strategy import Strategy
from shadowscan.money import show_money, to_minor


@dataclass(frozen=True, slots=True)
class Outline:
    """Hold one idea as a rule, a unit's standing, the market or a person brings it up."""

    idea_id: str
    type: str
    title: str
    why: str
    alternatives: str
    units: tuple[str, ...]
    findings: tuple[Facts, ...]
    case: str  # model of rules/business-case.yml
    service_id: str = ""
    category: str = ""
    vendor: str = ""
    product: str = ""
    initiative_id: str = ""
    rule_id: str = ""
    order: int = 0
    taken: tuple[str, ...] = ()
    counts: bool = True
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Hold what the texts of ideas name."""

    services: Services
    capabilities: Mapping[str, str]
    in_use: Mapping[str, tuple[str, ...]]  # category -> products in use in the organisation
    seen: Mapping[str, tuple[Seen, ...]]  # category -> what peers use
    ranking: Ranking
    currency: str

    @classmethod
    def of(
        cls,
        findings: Iterable[Facts],
        taxonomy: Iterable[Mapping[str, str]],
        services: Services,
        seen: Mapping[str, tuple[Seen, ...]],
        ranking: Ranking,
    ) -> Names:
        """Collect the names; `taxonomy` are the rows of taxonomy.csv."""
        capabilities = {row["category_id"]: row["category"] for row in taxonomy}
        return cls(services, capabilities, _in_use(findings), seen, ranking, services.money.currency)

    def service(self, service_id: str) -> str:
        """Return the name of a service."""
        service = self.services.services.get(service_id)
        return service.name if service else "the service catalogue"

    def capability(self, category: str) -> str:
        """Return the name of a capability."""
        return self.capabilities.get(category) or category or "its purpose"

    def listed(self, names: Sequence[str]) -> str:
        """Return the first names, and whether there are more."""
        shown = self.ranking.names_shown
        return ", ".join(names[:shown]) + (" and others" if len(names) > shown else "")


def idea_id(*subject: str) -> str:
    """Return an id made of type and subject, so that it stays when units join or leave."""
    return "i" + hashlib.blake2b("\x1f".join(subject).encode(), digest_size=6).hexdigest()


def outline(group: Group, names: Names, strategy: Strategy) -> Outline:
    """Return what a group of findings leads to."""
    rule = group.rule
    lead = max(group.findings, key=lambda facts: (_of_product(group, facts), facts.product_id))
    units = tuple(sorted({facts.business_unit_id for facts in group.findings}))
    service_id = lead.service_id
    category = group.subject[0] if rule.per == "capability" else lead.category
    one = rule.per != "service" or len({facts.product_id for facts in group.findings}) == 1
    fields = _fields(group, lead, category, names)
    capabilities = {facts.category for facts in group.findings if facts.category}
    return Outline(
        idea_id=idea_id(rule.type, rule.per, *group.subject),
        type=rule.type,
        title=rule.title.format_map(fields),
        why=" ".join([rule.why.format_map(fields), *_more(group, units, category, names)]),
        alternatives=" ".join([rule.alternatives.format_map(fields), *_others(group, category, names)]),
        units=units,
        findings=group.findings,
        case=rule.case,
        service_id=service_id,
        category=category,
        vendor=lead.vendor if one else "",
        product=lead.product if one else "",
        initiative_id=strategy.fits(units, capabilities, service_id, everywhere=rule.type == "fill"),
        rule_id=group.rule_id,
        order=rule.order,
        taken=group.taken,
        counts=rule.counts,
        waits=rule.waits,
    )


def _in_use(findings: Iterable[Facts]) -> dict[str, tuple[str, ...]]:
    products: dict[str, set[str]] = defaultdict(set)
    for facts in findings:
        if facts.product_id and facts.category and facts.active:
            products[facts.category].add(facts.product)
    return {category: tuple(sorted(names, key=str.casefold)) for category, names in products.items()}


def _of_product(group: Group, lead: Facts) -> tuple[int, int]:
    """Return spend and people of one product in all units of the idea."""
    same = [facts for facts in group.findings if facts.product_id == lead.product_id]
    return sum(facts.spend_minor for facts in same), sum(facts.users for facts in same)


def _fields(group: Group, lead: Facts, category: str, names: Names) -> dict[str, str]:
    return {
        "product": lead.product,
        "vendor": lead.vendor,
        "capability": names.capability(category),
        "service": names.service(lead.service_id),
        "products": names.listed(sorted({facts.product for facts in group.findings}, key=str.casefold)),
    }


def _more(group: Group, units: Sequence[str], category: str, names: Names) -> list[str]:
    """Say how the service that takes over keeps its promise, and who uses such a product elsewhere."""
    service_id = group.findings[0].service_id
    said = [level_told(service_id, units, names)] if group.rule.waits or group.rule.type == "improve" else []
    if not service_id:
        said += [seen_told(one, names.ranking) for one in names.seen.get(category, ())[: names.ranking.seen_shown]]
    return [sentence for sentence in said if sentence]


def level_told(service_id: str, units: Sequence[str], names: Names, slas: Collection[str] = ()) -> str:
    """Say how the service level in the gravest state stands; of `slas` one that is to be mended is told first."""
    pair = names.services.level(service_id, units, slas)
    if pair is None:
        return names.ranking.levels["none"] if service_id in names.services.services else ""
    sla, health = pair
    late = sla.sla_id in slas and health.health in ("met", "unknown")
    target = f"target {sla.target.normalize():f} {sla.unit}".strip() if sla.target is not None else "no target"
    return names.ranking.levels["late" if late else health.health].format(
        measure=sla.measure, target=target, why=health.why
    )


def seen_told(one: Seen, ranking: Ranking) -> str:
    """Say who uses a product elsewhere, with source and day."""
    return ranking.seen.format(
        organisation=one.organisation, product=one.product, claim=one.claim.rstrip("."), source=one.source,
        seen_on=one.seen_on.isoformat(),
    )  # fmt: skip


def _others(group: Group, category: str, names: Names) -> list[str]:
    """Name what else could be done: other products in use for the purpose, and nothing, with its price."""
    mine = {facts.product for facts in group.findings}
    others = [product for product in names.in_use.get(category, ()) if product not in mine]
    said = [names.ranking.others.format(others=names.listed(others))] if others else []
    rate = sum((facts.annual_run_rate for facts in group.findings), Decimal(0))
    if rate > 0:
        told = show_money(to_minor(rate, names.currency), names.currency)
        said.append(names.ranking.nothing.format(run_rate=told))
    return said

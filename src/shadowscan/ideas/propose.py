"""Findings into ideas: what to propose to the business, why, and in which order."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shadowscan.ideas.facts import Facts, facts_of
from shadowscan.ideas.grouping import Draft, draft_ideas
from shadowscan.ideas.rulebook import Ranking, read_ideas
from shadowscan.ideas.strategy import Strategy
from shadowscan.records import Finding, Idea
from shadowscan.rules import RuleBook
from shadowscan.workspace import Reference


@dataclass(frozen=True, slots=True)
class _Names:
    """Hold what the texts of ideas name."""

    services: Mapping[str, str]
    capabilities: Mapping[str, str]
    in_use: Mapping[str, tuple[str, ...]]  # category -> products in use in the organisation
    ranking: Ranking


def propose(
    findings: Sequence[Finding], reference: Reference, rules: RuleBook, taxonomy: Iterable[Mapping[str, str]]
) -> list[Idea]:
    """Return the ideas that the rules draw from the findings, ranked by the value at stake.

    `taxonomy` are the rows of taxonomy.csv. Spend in minor units of the reporting currency.
    """
    facts = [facts_of(finding) for finding in findings]
    ranking = rules.one("idea-ranking", Ranking)
    strategy = Strategy.of(reference, ranking.priorities)
    names = _Names(
        services={service.service_id: service.name for service in reference.services},
        capabilities={row["category_id"]: row["category"] for row in taxonomy},
        in_use=_in_use(facts),
        ranking=ranking,
    )
    drafts = draft_ideas(facts, read_ideas(rules))
    ordered = sorted(drafts, key=lambda draft: (-_value(draft, ranking), _idea_id(draft)))
    return [replace(_idea(draft, names, strategy), rank=rank) for rank, draft in enumerate(ordered, start=1)]


def _in_use(findings: Iterable[Facts]) -> dict[str, tuple[str, ...]]:
    products: dict[str, set[str]] = defaultdict(set)
    for facts in findings:
        if facts.product_id and facts.category and facts.active:
            products[facts.category].add(facts.product)
    return {category: tuple(sorted(names, key=str.casefold)) for category, names in products.items()}


def _value(draft: Draft, ranking: Ranking) -> Decimal:
    """Return the value at stake: spend, people and the severity of the gravest finding."""
    spend = sum((facts.spend_12m for facts in draft.findings), Decimal(0))
    users = sum(facts.users for facts in draft.findings)
    severity = max(facts.severity for facts in draft.findings)
    return spend + users * ranking.value_per_user + severity * ranking.value_per_severity_point


def _idea_id(draft: Draft) -> str:
    """Return an id made of type and subject, so that it stays when units join or leave."""
    text = "\x1f".join((draft.rule.type, draft.rule.per, *draft.subject))
    return "i" + hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _idea(draft: Draft, names: _Names, strategy: Strategy) -> Idea:
    lead = max(draft.findings, key=lambda facts: (_of_product(draft, facts), facts.product_id))
    units = tuple(sorted({facts.business_unit_id for facts in draft.findings}))
    service_id = lead.service_id
    category = draft.subject[0] if draft.rule.per == "capability" else lead.category
    fields = _fields(draft, lead, category, names)
    return Idea(
        idea_id=_idea_id(draft),
        type=draft.rule.type,
        title=draft.rule.title.format_map(fields),
        why=_why(draft, fields, category, names),
        business_units=units,
        findings=tuple(facts.finding_id for facts in draft.findings),
        initiative_id=strategy.fits(units, {facts.category for facts in draft.findings if facts.category}, service_id),
        service_id=service_id,
        category=category,
        vendor=lead.vendor,
        product=lead.product,
        spend_12m=sum(facts.spend_minor for facts in draft.findings),
        users=sum(facts.users for facts in draft.findings),
        rank=0,
    )


def _of_product(draft: Draft, lead: Facts) -> tuple[int, int]:
    """Return spend and people of one product in all units of the idea."""
    same = [facts for facts in draft.findings if facts.product_id == lead.product_id]
    return sum(facts.spend_minor for facts in same), sum(facts.users for facts in same)


def _fields(draft: Draft, lead: Facts, category: str, names: _Names) -> dict[str, str]:
    products = sorted({facts.product for facts in draft.findings}, key=str.casefold)
    return {
        "product": lead.product,
        "vendor": lead.vendor,
        "capability": names.capabilities.get(category) or category or "its purpose",
        "service": names.services.get(lead.service_id) or "the service catalogue",
        "products": _listed(products, names.ranking.names_shown),
    }


def _why(draft: Draft, fields: Mapping[str, str], category: str, names: _Names) -> str:
    """Return why the idea is proposed and what else could be done."""
    mine = {facts.product for facts in draft.findings}
    others = [product for product in names.in_use.get(category, ()) if product not in mine]
    sentences = [draft.rule.why.format_map(fields), draft.rule.alternatives.format_map(fields)]
    if others:
        sentences.append(names.ranking.others.format(others=_listed(others, names.ranking.names_shown)))
    return " ".join(sentences)


def _listed(names: Sequence[str], shown: int) -> str:
    return ", ".join(names[:shown]) + (" and others" if len(names) > shown else "")

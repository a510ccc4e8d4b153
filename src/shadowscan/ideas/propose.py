"""Findings into proposals: what to bring to the business, why, at which price, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from shadowscan.cases import read_gate, service_readiness
from shadowscan.ideas.advice import advise, awaited
from shadowscan.ideas.casework import Reckoner
from shadowscan.ideas.counting import blocked_by, counted, overlaps
from shadowscan.ideas.economics import Figures, Money
from shadowscan.ideas.facts import Facts, facts_of
from shadowscan.ideas.grouping import draft_ideas
from shadowscan.ideas.life import Living, live
from shadowscan.ideas.market import seen_at_peers, to_explore
from shadowscan.ideas.models import CaseRules, read_cases
from shadowscan.ideas.order import ranked
from shadowscan.ideas.outline import Names, Outline, idea_id, outline, seen_told
from shadowscan.ideas.rulebook import Ranking, read_ideas
from shadowscan.ideas.services import Services
from shadowscan.ideas.shadow import Spent, shadow
from shadowscan.ideas.strategy import Strategy
from shadowscan.records import SCENARIOS, CaseLine, FigureUsed, Finding, Idea, SlaHealth, UnitReadiness
from shadowscan.records.decisions import Benefit, Decided
from shadowscan.rules import RuleBook
from shadowscan.workspace import Reference, Settings


@dataclass(frozen=True, slots=True)
class Proposals:
    """Hold what is proposed, the figures it rests on, the benefits recorded, and notes for the reader."""

    ideas: tuple[Idea, ...]
    figures: tuple[FigureUsed, ...]
    benefits: tuple[Benefit, ...]  # those of ideas that are there
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """Hold what ideas take from other stages and from people."""

    slas: Sequence[SlaHealth] = ()
    readiness: Sequence[UnitReadiness] = ()
    decided: Decided = field(default_factory=Decided)
    spent: Spent | None = None


def propose(
    findings: Sequence[Finding],
    reference: Reference,
    settings: Settings,
    rules: RuleBook,
    taxonomy: Sequence[Mapping[str, str]],
    as_of: date,
    around: Around,
) -> Proposals:
    """Return the ideas drawn from findings, services, initiatives, market and decisions, with their business cases.

    `taxonomy` are the rows of taxonomy.csv. Money in minor units of the reporting currency.
    """
    money = Money(settings.currency, as_of)
    services = Services.of(reference, around.slas, findings, money)
    ranking = rules.one("idea-ranking", Ranking)
    strategy = Strategy.of(reference, ranking.priorities)
    facts = [facts_of(finding, services, ranking.unlike, strategy.wanted()) for finding in findings]
    seen = seen_at_peers(reference, settings.industry, as_of)
    names = Names.of(facts, taxonomy, services, seen, ranking)
    outlines = [outline(group, names, strategy) for group in draft_ideas(facts, read_ideas(rules))]
    outlines = awaited(outlines)
    outlines = advise(outlines, around.readiness, names, strategy, rules)
    outlines += _explored(reference, settings.industry, facts, names, strategy, rules, as_of)

    cases = read_cases(rules)
    by_id = {one.finding_id: one for one in facts}
    living, notes = live(outlines, by_id, around.decided, cases)
    figures = Figures.read(rules, money)
    reckoner = Reckoner(figures, cases, read_gate(rules), services, _headcount(reference), as_of)
    ideas = _reckoned(living, {f.finding_id: f for f in findings}, reckoner, around.spent)
    waiting = {one.business_unit_id: one.mend_services for one in around.readiness if not one.ready}
    ideas = ranked(ideas, {one.outline.idea_id: one for one in living}, waiting, ranking, settings.currency)
    benefits = tuple(one for one in around.decided.benefits if one.idea_id in {idea.idea_id for idea in ideas})
    return Proposals(tuple(ideas), figures.all(), benefits, tuple(notes))


def _headcount(reference: Reference) -> dict[str, int]:
    return dict(Counter(p.business_unit_id for p in reference.people if p.business_unit_id and p.status == "active"))


def _explored(
    reference: Reference,
    industry: str,
    facts: Sequence[Facts],
    names: Names,
    strategy: Strategy,
    rules: RuleBook,
    as_of: date,
) -> list[Outline]:
    """Return the ideas that the market brings up; findings on the same product stand beside them."""
    found: list[Outline] = []
    for rule, entries in to_explore(reference, industry, strategy.wanted(), facts, rules, as_of):
        first = entries[0]
        fields = {"product": first.product, "capability": names.capability(first.capability)}
        product = first.product.casefold()
        beside = [one for one in facts if product in (one.product.casefold(), one.vendor.casefold())]
        told = [seen_told(entry, names.ranking) for entry in entries[: names.ranking.seen_shown]]
        initiative_id = strategy.fits((), (first.capability,), "", everywhere=True)
        owner = next((i.business_unit_id for i in reference.initiatives if i.initiative_id == initiative_id), "")
        units = {owner} if owner in ("", "*") else {one.business_unit_id for one in beside} | {owner}
        found.append(
            Outline(
                idea_id=idea_id("explore", "market", first.capability, product),
                type="explore",
                title=rule.idea.title.format_map(fields),
                why=" ".join([rule.idea.why.format_map(fields), *told]),
                alternatives=rule.idea.alternatives.format_map(fields),
                units=tuple(sorted(units - {""})),
                findings=tuple(beside),
                case=rule.idea.case,
                category=first.capability,
                product=first.product,
                initiative_id=initiative_id,
                rule_id="explore",
                counts=False,
            )
        )
    return found


def _reckoned(
    living: Sequence[Living], findings: Mapping[str, Finding], reckoner: Reckoner, spent: Spent | None
) -> list[Idea]:
    counts, blocked = counted(living), blocked_by(living)
    shared = overlaps(living, blocked)
    ideas = [_idea(one, counts.get(one.outline.idea_id, ()), findings, reckoner, spent) for one in living]
    ideas = [
        replace(idea, overlaps=shared.get(idea.idea_id, ()), blocked_by=blocked.get(idea.idea_id, "")) for idea in ideas
    ]
    return [replace(idea, lines=(*idea.lines, *_unlocked(idea, ideas, reckoner.cases))) for idea in ideas]


def _idea(
    one: Living, counts: tuple[str, ...], findings: Mapping[str, Finding], reckoner: Reckoner, spent: Spent | None
) -> Idea:
    outline_, mine = one.outline, set(counts)
    case = reckoner.case(one, counts)
    before = shadow(one, findings, spent, reckoner.as_of)
    return Idea(
        idea_id=outline_.idea_id,
        type=outline_.type,
        title=outline_.title,
        why=outline_.why,
        alternatives=outline_.alternatives,
        business_units=outline_.units,
        findings=tuple(facts.finding_id for facts in one.findings),
        initiative_id=outline_.initiative_id,
        service_id=outline_.service_id,
        category=outline_.category,
        vendor=outline_.vendor,
        product=outline_.product,
        spend_12m=sum(facts.spend_minor for facts in one.findings),
        users=sum(facts.users for facts in one.findings),
        rank=0,
        rule_id=outline_.rule_id,
        stage=one.stage,
        stage_why=one.decided.stage_why,
        merged_into=one.decided.into,
        owner=one.owner,
        sponsor=one.field("sponsor"),
        it_sponsor=one.field("it_sponsor"),
        counted=counts,
        spend_counted=sum(facts.spend_minor for facts in one.findings if facts.finding_id in mine),
        service_readiness=service_readiness(case.readiness),
        readiness_known=tuple(item.item for item in case.readiness if item.evidence),
        items_answered=sum(item.state != "open" for item in case.readiness),
        worth=case.worth,
        lines=case.lines,
        readiness=case.readiness,
        shadow_before=before.before,
        shadow_after=before.after,
    )


def _unlocked(idea: Idea, ideas: Iterable[Idea], cases: CaseRules) -> tuple[CaseLine, ...]:
    """Return what waits for an idea: a line for each scenario that no sum counts, for it counts in those ideas."""
    waiting = sorted((one for one in ideas if one.blocked_by == idea.idea_id), key=lambda one: one.idea_id)
    words = cases.unlocks
    formula = words.formula.format(ideas=", ".join(one.title for one in waiting))
    nets = {"low": "net_low", "base": "net_3y", "high": "net_high"}
    return tuple(
        CaseLine(
            "unlocks", words.title, words.kind, scenario, 0, sum(getattr(one.worth, nets[scenario]) for one in waiting),
            formula, tuple(one.idea_id for one in waiting), words.source, False,
        )
        for scenario in (SCENARIOS if waiting else ())
    )  # fmt: skip

"""Software rows into findings: one per business unit and product, judged, flagged and weighed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

import pandas as pd

from shadowscan.findings import texts
from shadowscan.findings.drafts import Draft, Drafting, Judges
from shadowscan.findings.evidence import gather_evidence
from shadowscan.findings.facts import Facts
from shadowscan.findings.flags import CompiledFlag, raise_flags, read_flags
from shadowscan.findings.groups import Grouped, group_rows
from shadowscan.findings.rhythm import RhythmRules
from shadowscan.findings.severity import SeverityRules, weigh
from shadowscan.findings.spend import Spend
from shadowscan.findings.use import Use, leavers_by_group, read_use
from shadowscan.money import from_minor
from shadowscan.records import UNASSIGNED, Finding, Vendor
from shadowscan.rules import RuleBook
from shadowscan.workspace import Settings

_NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Context:
    """Hold what a finding needs to know of the others."""

    as_of: date
    currency: str
    small_group: int
    history_days: int
    sso_units: frozenset[str]
    sso_keys: frozenset[str]
    category_names: Mapping[str, str]
    units_unmanaged: Mapping[str, int]  # key -> units with the status unmanaged
    by_capability: Mapping[tuple[str, str], Mapping[str, None]]  # unit, category -> active products, by name
    leavers: Mapping[int, Mapping[str, int]]


def find(
    spend: pd.DataFrame,
    use: pd.DataFrame,
    vendors: Sequence[Vendor],
    catalogue: Judges,
    left: Mapping[str, date],
    settings: Settings,
    rules: RuleBook,
    as_of: date,
) -> tuple[list[Finding], pd.DataFrame, dict[str, str], pd.DataFrame]:
    """Return the findings, the ACCESS frame, the status of each transaction and the EVIDENCE frame.

    `spend` is a SPEND frame (a `memo` column, where there is one, may say that a charge is yearly), `use` a USE frame,
    `left` the day each leaver left, by pseudonym. Money is in minor units of the reporting currency.
    """
    rhythm = rules.one("recurrence", RhythmRules)
    grouped = group_rows(spend, use)
    access, uses = read_use(grouped.use, grouped.groups, as_of)
    drafting = Drafting.start(as_of, settings.currency, catalogue, rhythm, vendors, grouped.spend)
    spends = drafting.rows.groups
    # A group can lose all its sign-on rows to the window of the scan: then nothing is left to report.
    numbers = [n for n in range(len(grouped.groups)) if n in spends or n in uses]
    drafts = {n: drafting.draft(grouped.groups[n], spends.get(n, Spend()), uses.get(n, Use())) for n in numbers}
    context = _context(grouped, drafts, left, settings, rules, as_of)
    flags, severity = read_flags(rules), rules.one("severity", SeverityRules)
    findings = [_finding(n, draft, context, flags, severity) for n, draft in drafts.items()]
    evidence = gather_evidence(drafts.values(), drafting.rows.transaction_ids)
    return sorted(findings, key=_order), access, _statuses(drafts, drafting.rows.transaction_ids), evidence


def _order(finding: Finding) -> tuple[str, str, str, str]:
    return finding.business_unit_id, finding.vendor.casefold(), finding.product.casefold(), finding.finding_id


def _statuses(drafts: Mapping[int, Draft], transaction_ids: Sequence[str]) -> dict[str, str]:
    statuses = [status for draft in drafts.values() for status in [draft.judgement.status] * len(draft.notes)]
    return dict(zip(transaction_ids, statuses, strict=True))


def _context(
    grouped: Grouped,
    drafts: Mapping[int, Draft],
    left: Mapping[str, date],
    settings: Settings,
    rules: RuleBook,
    as_of: date,
) -> Context:
    units: dict[str, set[str]] = defaultdict(set)
    capabilities: dict[tuple[str, str], set[str]] = defaultdict(set)
    for draft in drafts.values():
        unit = draft.group.unit_id
        if draft.judgement.status == "unmanaged" and unit != UNASSIGNED and draft.active:
            units[draft.group.key].add(unit)
        if draft.category and draft.group.known and draft.active:
            capabilities[unit, draft.category].add(draft.product)
    today = as_of.toordinal()
    seen = [draft.first_seen.toordinal() for draft in drafts.values()]
    active = grouped.spend[(grouped.spend["amount_minor"] > 0) & (grouped.spend["day"] <= today)]
    events = grouped.use[(grouped.use["kind"] != "assignment") & (grouped.use["day"] <= today)]
    recent = grouped.use[grouped.use["day"] > today - 365]
    columns = ["group", "person", "day"]
    return Context(
        as_of=as_of,
        currency=settings.currency,
        small_group=settings.privacy.small_group,
        history_days=today - min(seen, default=today),
        sso_units=frozenset(recent["business_unit_id"].unique()),
        sso_keys=frozenset(draft.group.key for draft in drafts.values() if draft.use.access),
        category_names={row["category_id"]: row["category"] for row in rules.table("taxonomy")},
        units_unmanaged={key: len(value) for key, value in units.items()},
        by_capability={key: dict.fromkeys(sorted(value, key=_by_name)) for key, value in capabilities.items()},
        leavers=leavers_by_group(pd.concat([active[columns], events[columns]]), left),
    )


def _by_name(product: str) -> tuple[str, str]:
    return product.casefold(), product


def _finding(number: int, draft: Draft, context: Context, flags: list[CompiledFlag], rules: SeverityRules) -> Finding:
    facts = _facts(number, draft, context)
    raised = raise_flags(facts, flags, context.small_group)
    severity = weigh(facts, [(flag.rule_id, flag.rule.points) for flag, _ in raised], rules, context.small_group)
    judgement, recurrence = draft.judgement, draft.recurrence
    return Finding(
        finding_id=draft.finding_id,
        business_unit_id=draft.group.unit_id,
        vendor_id=draft.vendor_id,
        vendor=draft.vendor,
        product_id=draft.product_id,
        product=draft.product,
        category=draft.category,
        status=judgement.status,
        status_why=judgement.status_why,
        coverage=judgement.coverage,
        coverage_why=judgement.coverage_why,
        covered_by=judgement.covered_by,
        spend_12m=draft.sums.last_12,
        spend_total=draft.sums.total,
        off_channel_12m=judgement.off_channel_minor,
        currency=context.currency,
        users=draft.use.users,
        seats_unused=draft.use.unused,
        first_seen=draft.first_seen,
        last_seen=draft.last_seen,
        recurrence=recurrence.label,
        recurrence_why=recurrence.why,
        annual_run_rate=recurrence.run_rate,
        next_renewal=_renewal(draft),
        risk=severity.risk,
        severity=severity.points,
        severity_why=severity.why,
        confidence=draft.confidence,
        sources=draft.sources,
        flags=tuple(flag for _, flag in raised),
        signed_on=bool(draft.use.access),
        service_id=judgement.service_id,
        status_found=judgement.status_found,
        status_found_why=judgement.status_found_why,
    )


def _renewal(draft: Draft) -> date | None:
    return draft.judgement.next_renewal or draft.recurrence.next_charge


def _facts(number: int, draft: Draft, context: Context) -> Facts:
    sums, use, judgement, price = draft.sums, draft.use, draft.judgement, draft.recurrence.price
    leavers = context.leavers.get(number, {})
    renewal = _renewal(draft)
    notice = renewal - timedelta(days=judgement.notice_days or 0) if renewal else None
    category_name = context.category_names.get(draft.category, draft.category)
    alike = context.by_capability.get((draft.group.unit_id, draft.category), {})
    others = len(alike) - (draft.product in alike)

    return Facts(
        vendor=draft.vendor,
        product=draft.product or draft.vendor,
        category=draft.category,
        category_name=category_name,
        service=judgement.service_id,
        currency=context.currency,
        status=judgement.status,
        coverage=judgement.coverage,
        vendor_known=draft.group.known,
        unit_known=draft.group.unit_id != UNASSIGNED,
        active=draft.active,
        spend_12m=from_minor(sums.last_12, context.currency),
        spend_total=from_minor(sums.total, context.currency),
        spend_3m=from_minor(sums.last_3, context.currency),
        spend_3m_before=from_minor(sums.before_3, context.currency),
        growth_percent=round(100 * (sums.last_3 - sums.before_3) / sums.before_3) if sums.before_3 > 0 else None,
        off_channel_12m=from_minor(judgement.off_channel_minor, context.currency),
        annual_run_rate=from_minor(draft.recurrence.run_rate, context.currency),
        recurrence=draft.recurrence.label,
        price_percent=price.percent if price else 0,
        price_age_days=(context.as_of - price.on).days if price else None,
        price_why=texts.price_sentence(price) if price else "",
        users=use.users,
        assigned=use.assigned,
        seats_unused=use.unused,
        unused_percent=100 * use.unused // use.assigned if use.assigned else 0,
        grants=use.grants,
        unit_in_sso=draft.group.unit_id in context.sso_units,
        product_in_sso=draft.group.key in context.sso_keys,
        leavers=len(leavers),
        leaver_last=date.fromordinal(max(leavers.values())) if leavers else None,
        age_days=(context.as_of - draft.first_seen).days,
        history_days=context.history_days,
        same_capability=others if draft.active else 0,
        same_capability_names=_first_names(alike, draft.product) + (" and others" if others > _NAMES_SHOWN else ""),
        units=context.units_unmanaged.get(draft.group.key, 0),
        intermediaries=draft.intermediaries,
        tolerance_ended=judgement.tolerance_ended,
        tolerance_expired=judgement.tolerance_ended is not None,
        next_renewal=renewal,
        notice_by=notice,
        notice_why=texts.notice_sentence(judgement.notice_days, notice) if notice else "",
        days_to_renewal=(renewal - context.as_of).days if renewal else None,
        days_to_notice=(notice - context.as_of).days if notice else None,
    )


def _first_names(products: Iterable[str], but: str) -> str:
    return ", ".join(islice((product for product in products if product != but), _NAMES_SHOWN))

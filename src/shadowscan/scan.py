"""The main job, stage by stage: read this page first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from shadowscan import findings, ideas, ingest, rulings, stages
from shadowscan.catalogue import Catalogue, assess, readiness, stand
from shadowscan.decisions import fold, read_decisions
from shadowscan.errors import InputError
from shadowscan.knowledge import know
from shadowscan.matching import describe
from shadowscan.records import ScanResult
from shadowscan.workspace import Workspace

Progress = Callable[[str, int, int], None]


@stages.resting_collector()
def scan(workspace: Workspace, as_of: date | None, started: datetime, progress: Progress) -> ScanResult:
    """Turn exports, reference tables and rules into findings and ideas; same input, same output."""
    rules, reference = workspace.rules, workspace.reference
    taxonomy = stages.taxonomy(rules)
    log = read_decisions(workspace.private)
    decided = fold(log)

    ingested = ingest.read_exports(workspace, as_of, started.date(), progress)
    if ingested.transactions.empty and ingested.sign_ins.empty:
        remedy = "Put an export there; `shadowscan sources FILE` tells how a file is read."
        raise InputError("no export could be read", str(workspace.root / "exports"), remedy)
    as_of = as_of or stages.latest_day(ingested)

    progress("matching descriptors", 0, 1)
    known = know(workspace, decided)
    described = describe(ingested.transactions, ingested.sign_ins, known.matcher.normaliser)
    told = stages.told_rows(described, known.matcher.match(described.frame))

    progress("settling money told twice", 0, 1)
    ingested = stages.settle(ingested, described, told, rules, workspace.settings.currency)
    spend = stages.software_spend(ingested.transactions, told)
    use = stages.software_use(ingested.sign_ins, described, told)

    progress("writing findings", 0, 1)
    decided, moved = rulings.carried(decided, spend, use)
    catalogue = Catalogue.build(reference, known.lookup, taxonomy, rulings.in_force(decided))
    left = ingest.leavers(workspace)
    found, access, status, evidence = findings.find(
        spend, use, known.base.vendors, catalogue, left, workspace.settings, rules, as_of
    )
    found = rulings.lay_over(found, decided, rules, workspace.settings.currency, as_of)
    standing_ones = [finding for finding in found if not rulings.dismissed(finding)]

    progress("holding it against the catalogue", 0, 1)
    slas, services = assess(reference, rules, as_of)
    balance = stages.balance(ingested.transactions, told, spend, status)
    around = ideas.Around(
        slas, readiness(reference, slas, balance, rules, as_of), decided, ideas.spent_from(spend, evidence)
    )
    proposals = ideas.propose(standing_ones, reference, workspace.settings, rules, taxonomy, as_of, around)
    ready = readiness(reference, slas, balance, rules, as_of, stages.idea_stages(proposals.ideas, decided))
    standing = stand(
        reference, slas, services, ready, standing_ones, spend, evidence, decided.dispositions, taxonomy,
        workspace.settings.currency, rules, as_of,
    )  # fmt: skip

    return ScanResult(
        info=stages.scan_info(workspace, ingested, as_of, started.isoformat(timespec="seconds"), log),
        ingested=ingested,
        descriptors=stages.descriptors(told, spend),
        vendors=stages.vendors_seen(known.base, spend, use),
        spend=spend,
        access=access,
        evidence=evidence,
        findings=tuple(found),
        ideas=proposals.ideas,
        balance=balance,
        notes=(*reference.notes, *known.notes, *standing.notes, *proposals.notes, *ingested.notes),
        slas=slas,
        services=services,
        standing=standing,
        figures=proposals.figures,
        benefits=proposals.benefits,
        decisions=log,
        moved=moved,
    )

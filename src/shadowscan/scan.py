"""The main job, stage by stage: read this page first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from shadowscan import findings, ideas, ingest, stages
from shadowscan.catalogue import Catalogue
from shadowscan.catalogue.sla import assess
from shadowscan.errors import InputError
from shadowscan.matching import Matcher, describe, load_vendors, localise
from shadowscan.matching.normalise import Normaliser
from shadowscan.records import ScanResult
from shadowscan.workspace import Workspace

Progress = Callable[[str, int, int], None]


@stages.resting_collector()
def scan(workspace: Workspace, as_of: date | None, started: datetime, progress: Progress) -> ScanResult:
    """Turn exports, reference tables and rules into findings and ideas; same input, same output."""
    rules, reference = workspace.rules, workspace.reference
    taxonomy = stages.taxonomy(rules)

    ingested = ingest.read_exports(workspace, as_of, started.date(), progress)
    if ingested.transactions.empty and ingested.sign_ins.empty:
        remedy = "Put an export there; `shadowscan sources FILE` tells how a file is read."
        raise InputError("no export could be read", str(workspace.root / "exports"), remedy)
    as_of = as_of or stages.latest_day(ingested)

    progress("matching descriptors", 0, 1)
    base, lookup = localise(load_vendors(rules), stages.named_by(reference), Normaliser(rules), rules)
    matcher = Matcher(base, rules)
    described = describe(ingested.transactions, ingested.sign_ins, matcher.normaliser)
    told = stages.told_rows(described, matcher.match(described.frame))

    progress("settling money told twice", 0, 1)
    ingested = stages.settle(ingested, described, told, rules, workspace.settings.currency)
    spend = stages.software_spend(ingested.transactions, told)
    use = stages.software_use(ingested.sign_ins, described, told)

    progress("writing findings", 0, 1)
    catalogue = Catalogue.build(reference, lookup, taxonomy)
    left = ingest.leavers(workspace)
    found, access, status, evidence = findings.find(
        spend, use, base.vendors, catalogue, left, workspace.settings, rules, as_of
    )
    slas, services = assess(reference, rules, as_of)
    proposals = ideas.propose(found, reference, rules, taxonomy)

    return ScanResult(
        info=stages.scan_info(workspace, ingested, as_of, started.isoformat(timespec="seconds")),
        ingested=ingested,
        descriptors=stages.descriptors(told, spend),
        vendors=stages.vendors_seen(base, spend, use),
        spend=spend,
        access=access,
        evidence=evidence,
        findings=tuple(found),
        ideas=tuple(proposals),
        balance=stages.balance(ingested.transactions, told, spend, status),
        notes=(*reference.notes, *ingested.notes),
        slas=slas,
        services=services,
    )

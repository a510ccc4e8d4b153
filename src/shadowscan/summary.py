"""The summary of a scan: what a director should know, and how sure the numbers are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shadowscan.money import from_minor, show_money
from shadowscan.packs.wording import PackRule
from shadowscan.records import STATUSES, Finding, Idea, ScanResult
from shadowscan.show import table
from shadowscan.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Share:
    """Hold an amount in minor units and its part of all software spend, in percent."""

    name: str
    minor: int
    percent: float


@dataclass(frozen=True, slots=True)
class Top:
    """Hold a unit or product with the spend that is not managed."""

    name: str
    outside: int
    total: int
    note: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Hold what `scan` prints; money in minor units of `currency`, spend of the last 12 months."""

    organisation: str
    as_of: str
    currency: str
    total: int
    groups: list[Share]
    shares: list[Share]
    units: list[Top]
    products: list[Top]
    ideas: list[str]
    readiness: list[str]  # how far IT is with its units, a line a step
    reader: str  # the first person of the access list
    findings: int
    files_read: int
    files_duplicate: int
    files_refused: int
    files_ignored: int
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_duplicate: int
    rows_out_of_scope: int
    notes: list[str]
    refused: list[str]

    def to_json(self) -> dict[str, Any]:
        """Return plain values, money as decimal text."""
        plain = asdict(self)
        plain["total"] = str(from_minor(self.total, self.currency))
        for share in [*plain["groups"], *plain["shares"]]:
            share["amount"] = str(from_minor(share.pop("minor"), self.currency))
        for top in [*plain["units"], *plain["products"]]:
            top["outside"] = str(from_minor(top["outside"], self.currency))
            top["total"] = str(from_minor(top["total"], self.currency))
        return plain


def summarise(result: ScanResult, workspace: Workspace) -> Summary:
    """Gather the figures of one scan."""
    names = {unit.business_unit_id: unit.name for unit in workspace.reference.business_units}
    total = sum(finding.spend_12m for finding in result.findings)
    words = workspace.rules.one("pack", PackRule)
    outside = frozenset(words.groups["outside"])
    by_status: dict[str, int] = defaultdict(int)
    for finding in result.findings:
        by_status[finding.status] += finding.spend_12m
    files = result.ingested.files
    return Summary(
        organisation=workspace.settings.organisation,
        as_of=result.info.as_of.isoformat(),
        currency=workspace.settings.currency,
        total=total,
        groups=[
            _share(words.group_labels[group], sum(by_status[s] for s in statuses), total)
            for group, statuses in words.groups.items()
        ],
        shares=[_share(words.status_labels[s][0], by_status[s], total) for s in STATUSES if by_status[s]],
        units=_top_units(result.findings, names, outside),
        products=_top_products(result.findings, outside),
        ideas=[_idea(idea, workspace.settings.currency) for idea in sorted(result.ideas, key=lambda i: i.rank)[:5]],
        readiness=_readiness(result, names),
        reader=next(iter(workspace.settings.access), "PERSON"),
        findings=len(result.findings),
        files_read=sum(f.status == "read" for f in files),
        files_duplicate=sum(f.status == "duplicate" for f in files),
        files_refused=sum(f.status == "refused" for f in files),
        files_ignored=sum(f.status == "ignored" for f in files),
        rows_read=sum(f.rows_read for f in files),
        rows_accepted=sum(f.rows_accepted for f in files),
        rows_rejected=sum(f.rows_rejected for f in files),
        rows_duplicate=sum(f.rows_duplicate for f in files),
        rows_out_of_scope=sum(f.rows_out_of_scope for f in files),
        notes=list(result.notes),
        refused=[f"{f.path}: {f.message}" for f in files if f.status == "refused"],
    )


def _share(name: str, part: int, whole: int) -> Share:
    return Share(name, part, round(100 * part / whole, 1) if whole else 0.0)


def _top_units(findings: tuple[Finding, ...], names: dict[str, str], statuses: frozenset[str]) -> list[Top]:
    outside: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    products: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        total[finding.business_unit_id] += finding.spend_12m
        if finding.status in statuses:
            outside[finding.business_unit_id] += finding.spend_12m
            products[finding.business_unit_id].add(finding.product)
    order = sorted(outside, key=lambda unit: (-outside[unit], unit))[:5]
    return [Top(names.get(u, u), outside[u], total[u], f"{len(products[u])} products") for u in order]


def _top_products(findings: tuple[Finding, ...], statuses: frozenset[str]) -> list[Top]:
    outside: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    units: dict[str, set[str]] = defaultdict(set)
    for finding in findings:
        total[finding.product] += finding.spend_12m
        if finding.status in statuses:
            outside[finding.product] += finding.spend_12m
            units[finding.product].add(finding.business_unit_id)
    order = sorted(outside, key=lambda product: (-outside[product], product))[:5]
    return [Top(p, outside[p], total[p], _units(len(units[p]))) for p in order]


def _idea(idea: Idea, currency: str) -> str:
    units = _units(len(idea.business_units))
    if idea.worth.outlook == "pays":
        return f"{idea.title} ({show_money(idea.worth.expected_npv, currency)} expected in three years, {units})"
    told = {"enables": "other things wait for it", "protects": "it lowers a risk", "to_show": "a pilot will tell"}
    return f"{idea.title} ({told.get(idea.worth.outlook, 'it does not pay by itself')}, {units})"


def _readiness(result: ScanResult, names: dict[str, str]) -> list[str]:
    units = result.standing.readiness
    if not units:
        return []
    ready = sum(unit.ready for unit in units)
    lines = [f"IT may speak about strategy with {ready} of {_units(len(units))}; below that it mends first"]
    for level in sorted({unit.level for unit in units}, reverse=True):
        mine = [unit for unit in units if unit.level == level]
        who = ", ".join(sorted(names.get(unit.business_unit_id, unit.business_unit_id) for unit in mine))
        lines.append(f"step {level}, {mine[0].title[0].lower()}{mine[0].title[1:]}: {who}")
    return lines


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def text(found: Summary, folder: Path) -> str:
    """Return the summary as a page for the terminal."""

    def money(minor: int) -> str:
        return show_money(minor, found.currency)

    def share_rows(shares: list[Share]) -> list[list[str]]:
        return [[share.name, money(share.minor), f"{share.percent:.1f} %"] for share in shares]

    def top_rows(tops: list[Top]) -> list[list[str]]:
        return [[top.name, money(top.outside), money(top.total), top.note] for top in tops]

    parts = [
        f"{found.organisation}: software in the 12 months up to {found.as_of}",
        "",
        f"{money(found.total)} of software spend in {found.findings} findings, one for each business unit and product.",
        table(share_rows(found.groups), ["", "spend", "share"], right=(1, 2)),
        "",
        "By status",
        table(share_rows(found.shares), ["status", "spend", "share"], right=(1, 2)),
        "",
        "Business units with most spend outside the catalogue",
        table(top_rows(found.units), ["unit", "outside", "all its software", ""], right=(1, 2)),
        "",
        "Products with most spend outside the catalogue",
        table(top_rows(found.products), ["product", "outside", "in all units", ""], right=(1, 2)),
    ]
    if found.readiness:
        parts += ["", "How far IT is with its business units", *(f"  {line}" for line in found.readiness)]
    if found.ideas:
        parts += ["", "First ideas to bring to the business", *(f"  {n}. {t}" for n, t in enumerate(found.ideas, 1))]
    parts += ["", *_reading(found), "", "What to do next", *_next(folder, found.reader)]
    return "\n".join(parts)


def _reading(found: Summary) -> list[str]:
    lines = [
        "How the data was read",
        f"  {found.rows_read:,} rows = {found.rows_accepted:,} accepted + {found.rows_rejected:,} rejected + "
        f"{found.rows_duplicate:,} duplicate + {found.rows_out_of_scope:,} out of scope",
        f"  {found.files_read} files read, {found.files_duplicate} delivered twice, {found.files_refused} refused, "
        f"{found.files_ignored} ignored",
    ]
    return lines + [f"  Refused {line}" for line in found.refused] + [f"  Note: {note}" for note in found.notes]


def _next(folder: Path, reader: str) -> list[str]:
    return [
        f"  shadowscan serve {folder} --as {reader}",
        "      browse findings, evidence and ideas as one person of the access list",
        f"  shadowscan export {folder} --format xlsx --out pack.xlsx",
        "      the pack for the steering committee",
        f"  shadowscan explain ID --workspace {folder}",
        "      the chain of evidence behind one finding or idea",
    ]

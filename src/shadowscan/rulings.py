"""What people decided on findings, laid over those of this scan: carried along, in force, or to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pandas as pd

from shadowscan.decisions.reopening import Reopening
from shadowscan.findings.groups import NAME, Group, group_rows
from shadowscan.matching import merged_product_id
from shadowscan.money import from_minor
from shadowscan.records import Finding, Ruling
from shadowscan.records.decisions import Decided, FindingRuling, Note
from shadowscan.rules import RuleBook

T = TypeVar("T")
FALSE_POSITIVE = "false_positive"
_IN_FORCE = ("approved", "tolerated", "prohibited")


def carried(decided: Decided, spend: pd.DataFrame, use: pd.DataFrame) -> tuple[Decided, dict[str, str]]:
    """Return decisions under the ids of this scan, and which subject became which.

    A finding changes its id when its vendor is merged into another, or when a name nobody knew becomes a vendor.
    `spend` and `use` are SPEND and USE frames.
    """
    subjects = {ruling.finding_id for ruling in decided.rulings} | set(decided.owners) | set(decided.notes)
    if not subjects and not decided.merges:
        return decided, {}
    moved = _moved(subjects, decided.merges, spend, use)
    dispositions = {merged_product_id(key, decided.merges): key for key in sorted(decided.dispositions, reverse=True)}
    dispositions |= {key: key for key in decided.dispositions if merged_product_id(key, decided.merges) == key}
    now = replace(
        decided,
        rulings=_newest(replace(r, finding_id=moved.get(r.finding_id, r.finding_id)) for r in decided.rulings),
        owners=_under_new_ids(decided.owners, moved),
        notes=_joined(decided.notes, moved),
        dispositions={key: decided.dispositions[old] for key, old in sorted(dispositions.items())},
    )
    return now, moved


def _moved(subjects: set[str], merges: Mapping[str, str], spend: pd.DataFrame, use: pd.DataFrame) -> dict[str, str]:
    """Return the id in this scan of each subject that has another one now."""
    groups = group_rows(spend, use).groups
    now = {group.finding_id for group in groups}
    lost = subjects - now
    if not lost:
        return {}
    found: dict[str, str] = {}
    for group in groups:
        for key in _former_products(group.key, merges):
            found.setdefault(Group(group.unit_id, key).finding_id, group.finding_id)
    for unit, key, merchant in _names(spend, use):
        found.setdefault(Group(unit, NAME + merchant.casefold()).finding_id, Group(unit, key).finding_id)
    return {old: found[old] for old in sorted(lost) if found.get(old) in now}


def _former_products(product_id: str, merges: Mapping[str, str]) -> list[str]:
    vendor_id, slash, part = product_id.partition("/")
    return [old + slash + part for old, new in sorted(merges.items()) if new == vendor_id]


def _names(spend: pd.DataFrame, use: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return (unit, product, merchant) of the rows whose vendor is known, sorted."""
    columns = ["business_unit_id", "product_id", "vendor_id", "merchant"]
    rows = pd.concat([frame.loc[frame["verdict"] == "matched", columns] for frame in (spend, use)]).drop_duplicates()
    keys = rows["product_id"].where(rows["product_id"] != "", rows["vendor_id"])
    return sorted(zip(rows["business_unit_id"], keys, rows["merchant"], strict=True))


def _newest(rulings: Iterable[FindingRuling]) -> tuple[FindingRuling, ...]:
    ordered = sorted(rulings, key=lambda ruling: (ruling.at, ruling.decision_id))
    by_finding = {ruling.finding_id: ruling for ruling in ordered}
    return tuple(by_finding[finding_id] for finding_id in sorted(by_finding))


def _under_new_ids(told: Mapping[str, T], moved: Mapping[str, str]) -> dict[str, T]:
    """Return what is told of each subject under its id of today; what was told of that id itself goes first."""
    now = {moved[subject]: value for subject, value in sorted(told.items()) if subject in moved}
    now |= {subject: value for subject, value in told.items() if subject not in moved}
    return dict(sorted(now.items()))


def _joined(notes: Mapping[str, tuple[Note, ...]], moved: Mapping[str, str]) -> dict[str, tuple[Note, ...]]:
    now: dict[str, tuple[Note, ...]] = {}
    for subject, mine in sorted(notes.items()):
        key = moved.get(subject, subject)
        now[key] = tuple(sorted((*now.get(key, ()), *mine), key=lambda note: (note.at, note.decision_id)))
    return now


def in_force(decided: Decided) -> list[Ruling]:
    """Return the rulings that give findings their status."""
    return [
        Ruling(ruling=one.ruling, finding_id=one.finding_id, reason=one.why, until=one.until, decided=True)  # type: ignore[arg-type]
        for one in decided.rulings
        if one.ruling in _IN_FORCE
    ]


def lay_over(
    findings: Sequence[Finding], decided: Decided, rules: RuleBook, currency: str, as_of: date
) -> list[Finding]:
    """Return findings with owner and ruling; a false positive raises no flag and weighs nothing while it stands.

    Its status stays as computed: money is counted where it is, whoever looks at it.
    """
    reopening = Reopening(rules, currency)
    rulings = {ruling.finding_id: ruling for ruling in decided.rulings}
    return [
        _ruled(
            replace(finding, owner=decided.owners.get(finding.finding_id, "")),
            rulings.get(finding.finding_id),
            reopening,
            as_of,
        )
        for finding in findings
    ]


def _ruled(finding: Finding, ruling: FindingRuling | None, reopening: Reopening, as_of: date) -> Finding:
    if ruling is None:
        return finding
    spend = from_minor(finding.spend_12m, finding.currency)
    finding = replace(
        finding,
        ruling=ruling.ruling,
        ruling_why=ruling.why,
        ruling_until=ruling.until,
        ruled_on=date.fromisoformat(ruling.at[:10]),
        reopened=reopening.why(ruling, spend, finding.risk, as_of),
    )
    if not dismissed(finding):
        return finding
    least = reopening.rules.risks[0]
    return replace(finding, flags=(), severity=0, risk=least, severity_why=reopening.rules.texts.dismissed)


def dismissed(finding: Finding) -> bool:
    """Tell whether a person ruled that it is no finding, and nothing has changed since."""
    return finding.ruling == FALSE_POSITIVE and not finding.reopened

"""Every rule with its own examples, and a workspace's tables: `shadowscan check`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shadowscan import catalogue, findings, ideas, ingest, stages
from shadowscan.decisions.gate import check_gate
from shadowscan.decisions.lifecycle import check_lifecycle
from shadowscan.decisions.reopening import check_reopening
from shadowscan.errors import ShadowscanError
from shadowscan.matching import Matcher, load_vendors
from shadowscan.matching.answered import check_answers
from shadowscan.matching.conflicts import conflicts, overruled
from shadowscan.matching.examples import check_vendors, check_wide
from shadowscan.matching.wide import check_sources
from shadowscan.packs.wording import PackRule
from shadowscan.publish import check_changes
from shadowscan.reference import check_exports
from shadowscan.rules import RuleBook, packaged_rules
from shadowscan.workspace import Reference, open_workspace


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold what was found: problems to mend and notes to know."""

    problems: list[str]
    notes: list[str]
    headline: str

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {"problems": self.problems, "notes": self.notes, "headline": self.headline}


def check_rules(folder: Path | None) -> Checked:
    """Run every rule's examples through the real stages; with a folder also read its settings and tables."""
    problems: list[str] = []
    notes: list[str] = []
    rules = packaged_rules()
    if folder is not None:
        try:
            workspace = open_workspace(folder)
            rules = workspace.rules
            notes += workspace.reference.notes
            notes += overruled(load_vendors(rules), rules)
            problems += _capabilities(workspace.reference, rules)
        except ShadowscanError as error:
            problems.append(str(error))
    parts = (
        _matching,
        ingest.check_sources,
        findings.check_recurrence,
        findings.check_flags,
        _exports_of_catalogues,
        catalogue.check_catalogue,
        ideas.check_ideas,
        check_lifecycle,
        check_gate,
        check_changes,
        check_reopening,
        _wording,
    )
    for part in parts:
        try:
            problems += part(rules)
        except ShadowscanError as error:
            problems.append(str(error))
    count = len(rules.paths())
    ending = "all hold." if not problems else f"{len(problems)} problems."
    return Checked(problems, notes, f"{count} rule files checked with their own examples: {ending}")


def _matching(rules: RuleBook) -> list[str]:
    base = load_vendors(rules)
    known = frozenset(row["category_id"] for row in stages.taxonomy(rules))
    problems = conflicts(base, rules, known)
    if problems:  # mended first: nothing can be matched against names that contradict each other
        return problems
    matcher = Matcher(base, rules)
    return (
        check_sources(rules, known)
        + check_wide(matcher)
        + matcher.normaliser.check()
        + matcher.check_platform()
        + check_answers(matcher)
        + check_vendors(matcher)
    )


def _exports_of_catalogues(rules: RuleBook) -> list[str]:
    return check_exports(rules, Reference)


def _wording(rules: RuleBook) -> list[str]:
    rules.one("pack", PackRule)  # refuses wording whose examples do not hold
    return []


def _capabilities(reference: Any, rules: RuleBook) -> list[str]:
    known = {row["category_id"] for row in stages.taxonomy(rules)}
    tables = [("services.csv", s.service_id, s.capabilities) for s in reference.services]
    tables += [("initiatives.csv", i.initiative_id, i.capabilities) for i in reference.initiatives]
    return [
        f"reference/{table}: {row}: capability '{name}' is not in rules/taxonomy.csv\n"
        "  What to change: use an id of the taxonomy."
        for table, row, names in tables
        for name in names
        if name not in known
    ]

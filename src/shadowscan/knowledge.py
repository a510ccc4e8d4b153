"""What is known in one workspace: vendors of the rules, names of the organisation's own tables, people's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from shadowscan import stages
from shadowscan.errors import RuleError
from shadowscan.matching import Matcher, Named, Resolver, VendorBase, load_vendors, localise, merge_vendors
from shadowscan.matching.conflicts import conflicts, overruled
from shadowscan.matching.normalise import Normaliser
from shadowscan.records.decisions import Decided, DescriptorAnswer
from shadowscan.rules import RuleBook
from shadowscan.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Hold the vendor base of a workspace, the matcher that gives people's answers first, and a look-up of names."""

    base: VendorBase
    matcher: Matcher
    lookup: Resolver
    notes: tuple[str, ...]  # answers and merges that name what nobody knows


def know(workspace: Workspace, decided: Decided) -> Knowledge:
    """Put rules, the organisation's own tables and people's answers together."""
    rules = workspace.rules
    categories = frozenset(row["category_id"] for row in stages.taxonomy(rules))
    packaged = load_vendors(rules)
    own_notes = _own_rules(packaged, rules, categories)
    answers = [_with_known_category(answer, categories) for answer in decided.descriptors]
    named = [*stages.named_by(workspace.reference), *_named(answers)]
    normaliser = Normaliser(rules)
    base, lookup = localise(packaged, named, normaliser, rules)
    notes = [*own_notes, *_category_notes(decided.descriptors, categories), *_merge_notes(decided.merges, base)]
    merged = merge_vendors(base, decided.merges)
    if merged is not base:
        base, lookup = merged, Resolver(merged, normaliser, rules)
    matcher = Matcher(base, rules).answering(answers, lookup.exactly)
    return Knowledge(base, matcher, lookup, tuple(notes))


def _own_rules(base: VendorBase, rules: RuleBook, categories: frozenset[str]) -> list[str]:
    """Return what the organisation's own rules overrule; raise RuleError where they contradict others."""
    if not rules.has_local:  # the packaged ones are checked before they are packaged
        return []
    problems = conflicts(base, rules, categories)
    if problems:
        raise RuleError("rules contradict each other\n" + "\n".join(problems), "rules", "Mend what each line names.")
    return overruled(base, rules)


def _named(answers: Iterable[DescriptorAnswer]) -> list[Named]:
    """Return the vendors that answers name, so that those nobody knows yet become known."""
    return [
        Named(a.vendor, a.product, a.category, f"the decision {a.decision_id}", a.domain.casefold(), own=False)
        for a in answers
        if a.answer == "vendor"
    ]


def _with_known_category(answer: DescriptorAnswer, categories: frozenset[str]) -> DescriptorAnswer:
    return answer if answer.category in categories else replace(answer, category="")


def _category_notes(answers: Iterable[DescriptorAnswer], categories: frozenset[str]) -> list[str]:
    wrong = sorted({(a.category, a.decision_id) for a in answers if a.category and a.category not in categories})
    return [f"the decision {where} names the category '{name}', which the taxonomy lacks" for name, where in wrong]


def _merge_notes(merges: Mapping[str, str], base: VendorBase) -> list[str]:
    wrong = sorted(pair for pair in merges.items() if not all(base.vendor(vendor_id) for vendor_id in pair))
    return [f"the merge of '{old}' into '{new}' names a vendor that nobody knows any more" for old, new in wrong]

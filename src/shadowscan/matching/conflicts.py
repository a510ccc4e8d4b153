"""Rules that contradict each other, told all at once with file and line of both: an organisation's and the packaged."""

from __future__ import annotations

from collections.abc import Collection

from shadowscan.matching.fillers import compact
from shadowscan.matching.normalise import Normaliser
from shadowscan.matching.signon import PlatformRules
from shadowscan.matching.vendors import Alias, VendorBase
from shadowscan.rules import RuleBook


def conflicts(base: VendorBase, rules: RuleBook, categories: Collection[str]) -> list[str]:
    """Return what cannot stand: names that two vendors claim, categories and intermediaries that do not add up."""
    normaliser = Normaliser(rules)
    return [*_claimed_twice(base, normaliser), *_categories(base, categories), *_between_twice(normaliser)]


def overruled(base: VendorBase, rules: RuleBook) -> list[str]:
    """Return where an organisation's own rules win over packaged ones, so that nobody is surprised."""
    notes = [f"{name} replaces the packaged file of that name as a whole" for name in rules.replaced()]
    normaliser = Normaliser(rules)
    internal = rules.one("platform", PlatformRules).internal
    words = normaliser.words_of([*internal, *(alias.text for alias in base.aliases)])
    known: dict[str, Alias] = {}
    for alias in base.aliases:
        if alias.strength != "weak" and alias.tier == "core":
            known.setdefault(compact(words[alias.text]), alias)
    for name in internal:
        other = known.get(compact(words[name]))
        if other is not None:
            owner = base.products[other.product].name
            notes.append(
                f"{rules.place_of('platform', name)}: '{name}' is an application of your own, "
                f"which {other.where} knows as {owner}; yours holds"
            )
    return notes


def _claimed_twice(base: VendorBase, normaliser: Normaliser) -> list[str]:
    """Return the names that two vendors claim as curated names of one kind, each pair once."""
    words = normaliser.words_of(sorted({alias.text for alias in base.aliases}))
    owners: dict[tuple[bool, str], Alias] = {}
    problems: dict[tuple[str, str, str], str] = {}
    for alias in base.aliases:
        if alias.tier != "core":
            continue
        key = (alias.strength == "sso", compact(words[alias.text]))
        first = owners.setdefault(key, alias)
        vendors = [base.products[one.product].vendor_id for one in (first, alias)]
        if vendors[0] != vendors[1]:
            names = [base.products[one.product].name for one in (first, alias)]
            problems.setdefault(
                (key[1], min(vendors), max(vendors)),
                f"{alias.where}: the name '{alias.text}' of {names[1]} is claimed by {names[0]} as well ({first.where})"
                "\n  What to change: keep it with the one it belongs to, or tell the two apart.",
            )
    return [problems[key] for key in sorted(problems)]


def _categories(base: VendorBase, categories: Collection[str]) -> list[str]:
    """Return the products whose category the taxonomy lacks; what is no software needs none."""
    return [
        f"{vendor.where}: {product.name}: category '{product.category}' is not in rules/taxonomy.csv"
        "\n  What to change: use an id of the taxonomy, or add one in rules/taxonomy.csv."
        for vendor in base.vendors
        for product in vendor.products
        if product.category not in categories
        and (product.category or (product.sells == "software" and vendor.tier == "core"))
    ]


def _between_twice(normaliser: Normaliser) -> list[str]:
    seen: dict[str, str] = {}
    problems = []
    for rule in normaliser.intermediaries:
        if rule.id in seen:
            problems.append(
                f"{rule.where}: the intermediary '{rule.id}' stands twice (first in {seen[rule.id]})"
                "\n  What to change: give yours an id of its own."
            )
        seen.setdefault(rule.id, rule.where)
    return problems

"""The examples of idea rules, run through the function that drafts ideas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shadowscan.ideas.facts import Facts
from shadowscan.ideas.grouping import draft_ideas
from shadowscan.ideas.rulebook import CompiledIdea, read_ideas
from shadowscan.rules import RuleBook


def check_ideas(rules: RuleBook) -> list[str]:
    """Run every idea rule's own examples and return what fails, with the rule's place."""
    problems: list[str] = []
    for idea in read_ideas(rules):
        for kind, examples, wanted in (("proposes", idea.rule.proposes, True), ("declines", idea.rule.declines, False)):
            for number, example in enumerate(examples, start=1):
                if _proposes(idea, example) != wanted:
                    verb = "is not proposed" if wanted else "is proposed"
                    problems.append(f"{idea.rule.where}: {idea.rule_id}: example {number} of `{kind}` {verb}.")
    return problems


def _proposes(idea: CompiledIdea, example: Sequence[Facts]) -> bool:
    numbered = [replace(facts, finding_id=f"example-{number}") for number, facts in enumerate(example)]
    return bool(draft_ideas(numbered, [idea]))

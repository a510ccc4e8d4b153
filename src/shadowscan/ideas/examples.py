"""The examples of idea rules, business-case lines and what is explored, run through the real functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shadowscan.errors import RuleError
from shadowscan.ideas.advice import AdviceRule
from shadowscan.ideas.economics import Economics
from shadowscan.ideas.facts import Facts
from shadowscan.ideas.grouping import draft_ideas
from shadowscan.ideas.market import ExploreRule, check_explore
from shadowscan.ideas.models import check_cases, read_cases
from shadowscan.ideas.rulebook import CompiledIdea, read_ideas
from shadowscan.rules import RuleBook


def check_ideas(rules: RuleBook) -> list[str]:
    """Run every rule's own examples and return what fails, with the rule's place."""
    problems: list[str] = []
    for idea in read_ideas(rules):
        for kind, examples, wanted in (("proposes", idea.rule.proposes, True), ("declines", idea.rule.declines, False)):
            for number, example in enumerate(examples, start=1):
                if _proposes(idea, example) != wanted:
                    verb = "is not proposed" if wanted else "is proposed"
                    problems.append(f"{idea.rule.where}: {idea.rule_id}: example {number} of `{kind}` {verb}.")
    return problems + check_cases(rules) + check_explore(rules) + _names(rules)


def _proposes(idea: CompiledIdea, example: Sequence[Facts]) -> bool:
    numbered = [replace(facts, finding_id=f"example-{number}") for number, facts in enumerate(example)]
    return bool(draft_ideas(numbered, [idea]))


def _names(rules: RuleBook) -> list[str]:
    """Return the names of models and figures that point nowhere."""
    cases, figures = read_cases(rules), rules.one("economics", Economics).figures
    explored, advice = rules.one("explore", ExploreRule), rules.one("advice", AdviceRule)
    said = {"explore": explored.idea.case, "advice: mend": advice.mend.case, "advice: ground": advice.ground.case}
    said |= {idea.rule_id: idea.rule.case for idea in read_ideas(rules)}
    problems = [f"{name}: there is no case '{case}'." for name, case in said.items() if case not in cases.cases]
    wanted = {
        name: set(rule.uses) - {"months", "effort", "mend_days", "mend_share"} for name, rule in cases.lines.items()
    }
    wanted |= {name: {model.months, model.chance} for name, model in cases.cases.items()}
    wanted |= {"case": {"discount_rate"}}
    problems += [
        f"{name}: there is no figure '{f}'." for name, used in wanted.items() for f in sorted(used - set(figures))
    ]
    return [str(RuleError(problem, "rules/business-case.yml")) for problem in problems]

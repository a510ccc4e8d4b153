"""Why an initiative may not hold: what it stands on, held against the rules of rules/value.yml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shadowscan.catalogue.amounts import amount_of
from shadowscan.catalogue.states import EVERYBODY, States
from shadowscan.catalogue.value import Carriers
from shadowscan.catalogue.value_rule import Risk, RiskFacts, ServiceFacts, ValueRule
from shadowscan.records import UNASSIGNED, Finding, InitiativeRisk
from shadowscan.rules import RuleBook, Test, compile_conditions


@dataclass(frozen=True, slots=True)
class _Asked:
    """Pair the facts a risk asks with the words and ids it gives."""

    facts: RiskFacts
    words: Mapping[str, str]
    unit_id: str = ""
    service_id: str = ""
    sla_id: str = ""
    finding_id: str = ""


def initiative_risks(
    found: Sequence[Carriers],
    states: States,
    findings: Sequence[Finding],
    names: Mapping[str, str],
    capabilities: Mapping[str, str],
) -> tuple[InitiativeRisk, ...]:
    """Return the risks of each initiative, the gravest first; `names` are those of units, by id."""
    ordered = sorted(findings, key=lambda f: (-f.spend_12m, f.finding_id))
    by_category: dict[str, list[Finding]] = {}
    for finding in ordered:
        by_category.setdefault(finding.category, []).append(finding)
    compiled = [(name, risk, compile_conditions(risk.when)) for name, risk in states.rule.risks.items()]
    risks: list[InitiativeRisk] = []
    for each in found:
        asked = {
            "initiative": [_of_initiative(each)],
            "service": list(_of_services(each, states)),
            "finding": list(_of_findings(each, states, by_category, names, capabilities)),
        }
        risks += _raised(each, compiled, asked)
    return tuple(risks)


def _raised(
    found: Carriers, compiled: Sequence[tuple[str, Risk, Test]], asked: Mapping[str, Iterable[_Asked]]
) -> Iterator[InitiativeRisk]:
    for severity, (name, risk, test) in enumerate(compiled, start=1):
        for thing in asked[risk.on]:
            if test(thing.facts):
                yield InitiativeRisk(
                    initiative_id=found.initiative.initiative_id,
                    risk=name,
                    title=risk.title,
                    why=risk.why.format_map(thing.words),
                    severity=severity,
                    business_unit_id=thing.unit_id,
                    service_id=thing.service_id,
                    sla_id=thing.sla_id,
                    finding_id=thing.finding_id,
                )


def _of_initiative(found: Carriers) -> _Asked:
    return _Asked(RiskFacts(services=len(found.roles)), {})


def _of_services(found: Carriers, states: States) -> Iterator[_Asked]:
    alone = len(found.roles) == 1
    for service_id, path in sorted(found.paths.items()):
        state = states.for_unit(service_id, found.initiative.business_unit_id)
        direct = len(path) == 1
        facts = RiskFacts(
            state=state.word,
            role=found.roles[path[0]],
            direct=direct,
            alone=alone,
            sole=direct and alone,
            services=len(found.roles),
        )
        words = {"service": states.services[service_id].name, "state_why": state.why}
        yield _Asked(facts, words, service_id=service_id, sla_id=state.sla_id)


def _of_findings(
    found: Carriers,
    states: States,
    by_category: Mapping[str, Sequence[Finding]],
    names: Mapping[str, str],
    capabilities: Mapping[str, str],
) -> Iterator[_Asked]:
    owner = found.initiative.business_unit_id
    wanted = sorted(set(found.initiative.capabilities))
    for finding in (finding for category in wanted for finding in by_category.get(category, ())):
        unit = finding.business_unit_id
        mine = owner in ("", EVERYBODY) or owner in states.chains.get(unit, frozenset())
        if not mine or unit == UNASSIGNED:
            continue
        facts = RiskFacts(status=finding.status, active=finding.spend_12m > 0 or finding.users > 0)
        words = {
            "capability": capabilities.get(finding.category, finding.category),
            "unit": names.get(unit, unit),
            "product": finding.product or finding.vendor,
            "status": finding.status.replace("_", " "),
        }
        yield _Asked(facts, words, unit_id=unit, service_id="", finding_id=finding.finding_id)


def check_value(rules: RuleBook) -> list[str]:
    """Run the examples of rules/value.yml through the functions that use them; return what does not hold."""
    rule = rules.one("value", ValueRule)
    problems: list[str] = []
    for word, state in rule.states.items():
        problems += _both_sides(state.where, word, compile_conditions(state.when), state.finds, state.ignores)
    for name, risk in rule.risks.items():
        problems += _both_sides(risk.where, name, compile_conditions(risk.when), risk.finds, risk.ignores)
    for example in (*rule.amounts.reads, *rule.amounts.ignores):
        got = amount_of(example.text, example.currency, rule.amounts)
        if got != example.amount:
            problems.append(f"{example.where}: '{example.text}' gives {got}, not {example.amount}")
    return problems


def _both_sides(
    where: str,
    name: str,
    test: Test,
    finds: Sequence[ServiceFacts] | Sequence[RiskFacts],
    ignores: Sequence[ServiceFacts] | Sequence[RiskFacts],
) -> list[str]:
    missed = [f"{where}: {name}: example {n} of `finds` is not found." for n, f in enumerate(finds, 1) if not test(f)]
    return missed + [
        f"{where}: {name}: example {n} of `ignores` is found." for n, f in enumerate(ignores, 1) if test(f)
    ]

"""The lines and models of business cases (rules/business-case.yml), held against their own examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Literal

from shadowscan.ideas.basis import Basis, Get, Part
from shadowscan.ideas.formulas import FORMULAS, Amount
from shadowscan.records import IDEA_TYPES
from shadowscan.rules import RuleBook, template_names


@dataclass(frozen=True, slots=True)
class Given:
    """Give what a line's example reckons from."""

    parts: list[Part] = field(default_factory=list)
    ending: list[str] = field(default_factory=list)
    seat_price: Decimal | None = None
    spare_seats: int = 0


@dataclass(frozen=True, slots=True)
class LineExample:
    """Give figures and facts, and the amounts by year that must come of them; a line is silent in years not named."""

    given: Given
    makes: dict[str, Decimal]
    figures: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineRule:
    """Describe one line; its formula is the function of the same name, put into words."""

    title: str
    kind: Literal["baseline", "benefit", "one_off", "annual"]
    reads: str
    formula: str
    examples: list[LineExample]
    uses: list[str] = field(default_factory=list)
    where: str = ""

    def __post_init__(self) -> None:
        if not any(e.makes for e in self.examples) or not any(not e.makes for e in self.examples):
            raise ValueError("a line needs an example that makes an amount and one that makes none")


@dataclass(frozen=True, slots=True)
class Model:
    """Say which lines stand behind one way of doing things, how long it takes and how likely it works."""

    title: str
    lines: list[str]
    months: str
    chance: str
    rests_on_readiness: Decimal  # share of the benefits that hangs on service readiness
    work_on_readiness: Decimal  # share of its full work that an open item takes here
    purpose: Literal["", "enables", "protects", "to_show"] = ""
    default_for: str = ""  # ideas of this type that a person opened
    default_with_service: str = ""  # those of them that name a service
    where: str = ""


@dataclass(frozen=True, slots=True)
class Unlocks:
    """Word the line that tells what waits for an idea."""

    title: str
    kind: Literal["memo"]
    formula: str
    source: str


@dataclass(frozen=True, slots=True)
class CaseRules:
    """Hold rules/business-case.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    lines: dict[str, LineRule]
    cases: dict[str, Model]
    unlocks: Unlocks

    def __post_init__(self) -> None:
        without = sorted(set(self.lines) ^ set(FORMULAS))
        unknown = sorted({line for model in self.cases.values() for line in model.lines} - set(self.lines))
        types = sorted(set(IDEA_TYPES) - {model.default_for for model in self.cases.values()})
        if types:
            raise ValueError(f"there is no case by default for {', '.join(types)}")
        if without or unknown:
            raise ValueError(f"lines and formulas do not meet: {', '.join([*without, *unknown])}")

    def default(self, idea_type: str, *, with_service: bool) -> str:
        """Return the model of ideas that a person opened."""
        near = [name for name, model in self.cases.items() if with_service and model.default_with_service == idea_type]
        return (near or [name for name, model in self.cases.items() if model.default_for == idea_type])[0]


def read_cases(rules: RuleBook) -> CaseRules:
    """Read rules/business-case.yml."""
    return rules.one("business-case", CaseRules)


def made(name: str, rule: LineRule, basis: Basis, get: Get) -> dict[int, tuple[Decimal, str]]:
    """Return the amounts of one line by year with the formula in words, without years that hold nothing."""
    amounts, facts = FORMULAS[name](basis, get)
    return {year: (one.amount, _worded(rule, year, one, facts)) for year, one in sorted(amounts.items()) if one.amount}


def _worded(rule: LineRule, year: int, one: Amount, facts: Mapping[str, str]) -> str:
    return rule.formula.format_map({"year": str(year), **facts, **one.facts})


def check_cases(rules: RuleBook) -> list[str]:
    """Run the examples of all lines through their formulas and return what fails, with its place."""
    book = read_cases(rules)
    problems: list[str] = []
    for name, rule in book.lines.items():
        for number, example in enumerate(rule.examples, start=1):
            problems += [f"{rule.where}: {name}: example {number}: {what}" for what in _failing(name, rule, example)]
    return problems


def _failing(name: str, rule: LineRule, example: LineExample) -> list[str]:
    given = {f.name: getattr(example.given, f.name) for f in fields(Given)}
    basis = Basis(**(given | {"parts": tuple(example.given.parts), "ending": tuple(example.given.ending)}))
    lacking = sorted(set(rule.uses) ^ set(example.figures))
    if lacking:
        return [f"the figures are not those that the line uses: {', '.join(lacking)}."]
    got = {str(year): amount for year, (amount, _) in made(name, rule, basis, example.figures.__getitem__).items()}
    wrong = [] if got == example.makes else [f"it makes {_listed(got)}, not {_listed(example.makes)}."]
    _, facts = FORMULAS[name](basis, example.figures.__getitem__)
    unknown = template_names(rule.formula) - set(facts) - {"year", "months"}
    return wrong + ([f"the formula names unknown facts: {', '.join(sorted(unknown))}."] if unknown else [])


def _listed(amounts: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{amount:f} in year {year}" for year, amount in sorted(amounts.items())) or "nothing"

"""The service-readiness gate of an idea: what rules/service-readiness.yml asks, and what is still open."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shadowscan.cases import GateExample, GateItem, read_gate
from shadowscan.decisions.valid import checked
from shadowscan.errors import InputError, RuleError
from shadowscan.records.decisions import Draft, GateAnswer
from shadowscan.rules import RuleBook


class Gate:
    """Tell which items an idea's answers leave open."""

    def __init__(self, rules: RuleBook) -> None:
        self.rules = read_gate(rules)
        self.items = tuple(self.rules.items)

    def open_items(self, answers: Mapping[str, GateAnswer], known: Collection[str] = ()) -> tuple[GateItem, ...]:
        """Return the items that neither a person nor the catalogue (`known`) has answered, in the rules' order."""
        return tuple(item for item in self.items if item.item not in answers and item.item not in known)

    def check(self, item: str, where: str = "") -> None:
        """Raise InputError where the gate has no such item."""
        known = [one.item for one in self.items]
        if item not in known:
            raise InputError(f"the gate has no item '{item}'", where or "gate", f"Use one of: {', '.join(known)}.")


def check_gate(rules: RuleBook) -> list[str]:
    """Run the gate's own examples and return what fails, with its place."""
    gate = Gate(rules)
    wrong = [
        f"{one.where}: an answer that should be accepted is refused"
        for one in gate.rules.accepts
        if not _good(gate, one)
    ]
    wrong += [
        f"{one.where}: an answer that should be refused is accepted" for one in gate.rules.refuses if _good(gate, one)
    ]
    return wrong


def _good(gate: Gate, example: GateExample) -> bool:
    value = {key: getattr(example, key) for key in ("item", "state", "on", "cost", "by")}
    try:
        checked(Draft("example", "gate", "example", value, example.why))
        gate.check(example.item)
    except (InputError, RuleError):
        return False
    return True

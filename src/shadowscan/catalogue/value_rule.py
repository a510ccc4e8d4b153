"""What rules/value.yml says: the states of a service, the risks of an initiative, how amounts are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from shadowscan.rules import template_names

_STATE_TEXTS = {"service", "measure"}
_RISK_TEXTS = {"service", "state_why", "capability", "unit", "product", "status"}


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """Hold what the states of a service ask: its status and the healths of the service levels that count here."""

    status: str = "live"
    support_group: bool = True
    slas: tuple[str, ...] = ("met",)


@dataclass(frozen=True, slots=True)
class ServiceWhen:
    """Name the conditions on a service; those given must all hold."""

    status_in: list[str] | None = None
    support_group_is: bool | None = None
    slas_include: list[str] | None = None
    slas_exclude: list[str] | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Name one state of a service, with its examples on both sides."""

    title: str
    why: str
    when: ServiceWhen
    finds: list[ServiceFacts]
    ignores: list[ServiceFacts]
    where: str = ""

    def __post_init__(self) -> None:
        _refuse_other_names(self.why, _STATE_TEXTS)
        if not self.finds or not self.ignores:
            raise ValueError("a state needs an example it finds and one it ignores")


@dataclass(frozen=True, slots=True)
class Sound:
    """Name the state of a service to which no other applies."""

    word: str
    title: str
    why: str

    def __post_init__(self) -> None:
        _refuse_other_names(self.why, {"service"})


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """Hold what risks ask: of a service beneath an initiative, a finding in its scope, or the initiative itself."""

    state: str = "sound"
    role: str = "underpins"
    direct: bool = False  # the initiative itself names the service
    alone: bool = False  # it is the only service the initiative names
    sole: bool = False  # direct and alone
    status: str = "managed"
    active: bool = True
    services: int = 1  # services the initiative names


@dataclass(frozen=True, slots=True)
class RiskWhen:
    """Name the conditions of a risk; those given must all hold."""

    state_in: list[str] | None = None
    role_in: list[str] | None = None
    direct_is: bool | None = None
    alone_is: bool | None = None
    sole_is: bool | None = None
    status_in: list[str] | None = None
    active_is: bool | None = None
    services_at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """Name one risk of an initiative, with its examples on both sides."""

    title: str
    why: str
    on: Literal["service", "finding", "initiative"]
    when: RiskWhen
    finds: list[RiskFacts]
    ignores: list[RiskFacts]
    where: str = ""

    def __post_init__(self) -> None:
        _refuse_other_names(self.why, _RISK_TEXTS)
        if not self.finds or not self.ignores:
            raise ValueError("a risk needs an example it finds and one it ignores")


@dataclass(frozen=True, slots=True)
class AmountExample:
    """Give a text and the amount that is read from it; none where no amount is given."""

    text: str
    currency: str
    amount: Decimal | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class AmountRule:
    """Say which signs stand for which currency, and by what a word multiplies."""

    signs: dict[str, str]
    times: dict[str, int]
    reads: list[AmountExample]
    ignores: list[AmountExample]


@dataclass(frozen=True, slots=True)
class ValueRule:
    """Hold rules/value.yml."""

    title: str
    why: str
    status: Literal["experimental", "stable", "retired"]
    initiatives: list[str]
    states: dict[str, State]  # the gravest first
    sound: Sound
    risks: dict[str, Risk]  # the gravest first
    amounts: AmountRule
    circle: str
    where: str = field(default="")

    def __post_init__(self) -> None:
        _refuse_other_names(self.circle, {"services"})


def _refuse_other_names(text: str, known: set[str]) -> None:
    unknown = sorted(template_names(text) - known)
    if unknown:
        raise ValueError(f"the text names unknown fields: {', '.join(unknown)}; known: {', '.join(sorted(known))}")

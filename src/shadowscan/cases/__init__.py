"""The arithmetic of business cases and service readiness: one room for the scan and for what shows decisions."""

from shadowscan.cases.gate import (
    GateExample,
    GateItem,
    GateRules,
    costs_of_answers,
    kind_of_estimate,
    read_gate,
    service_readiness,
    stand,
    washed_out,
)
from shadowscan.cases.worth import payback_months, present_value, share_of, sum_up

__all__ = [
    "GateExample",
    "GateItem",
    "GateRules",
    "costs_of_answers",
    "kind_of_estimate",
    "payback_months",
    "present_value",
    "read_gate",
    "service_readiness",
    "share_of",
    "stand",
    "sum_up",
    "washed_out",
]

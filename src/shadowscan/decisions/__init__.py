"""The decision log: what people decided, kept for ever, and what it adds up to."""

from shadowscan.decisions.fold import fold
from shadowscan.decisions.given import take_given
from shadowscan.decisions.log import DecisionLog, read_decisions
from shadowscan.decisions.table import read_csv, write_csv
from shadowscan.records.decisions import Decided, Decision, Draft

__all__ = [
    "Decided",
    "Decision",
    "DecisionLog",
    "Draft",
    "fold",
    "read_csv",
    "read_decisions",
    "take_given",
    "write_csv",
]

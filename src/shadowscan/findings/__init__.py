"""Findings: a unit's use of a product that someone should look at, with evidence, recurrence, flags and severity."""

from shadowscan.findings.examples import check_recurrence
from shadowscan.findings.find import find
from shadowscan.findings.flags import check_flags
from shadowscan.findings.order import row_order

__all__ = ["check_flags", "check_recurrence", "find", "row_order"]

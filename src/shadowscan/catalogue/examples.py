"""The examples of every rule of the catalogue, run through the functions that use them."""

from __future__ import annotations

from shadowscan.catalogue.demand import check_demand
from shadowscan.catalogue.disposition import check_dispositions
from shadowscan.catalogue.health import check_health
from shadowscan.catalogue.readiness import check_readiness
from shadowscan.catalogue.risks import check_value
from shadowscan.rules import RuleBook


def check_catalogue(rules: RuleBook) -> list[str]:
    """Return what the rules of the catalogue promise and do not keep, with file and line."""
    checks = (check_health, check_value, check_readiness, check_demand, check_dispositions)
    return [problem for check in checks for problem in check(rules)]

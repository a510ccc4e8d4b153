"""The reference tables and settings of the workspace."""

from __future__ import annotations

from collections.abc import Sequence

from .clocks import clock_files
from .data import FOLDER, header, table
from .days import months
from .dice import Dice
from .people import Staff
from .tables import csv_bytes

Files = dict[str, bytes]

_SETTINGS = """\
# Settings of a fictional insurer. Everything in this workspace is invented.
organisation: Harbour Mutual Insurance
industry: insurance
currency: EUR
fiscal_year_start: 1
day_first: true
privacy:
  pseudonymise: true
  small_group: 3
access:
  brm.markets@harbour.example: {role: brm, units: [customer, retail, distribution]}
  brm.insurance@harbour.example: {role: brm, units: [claims, underwriting, actuarial]}
  cio@harbour.example: {role: steering, units: ["*"]}
  analyst@harbour.example: {role: analyst, units: ["*"]}
  admin@harbour.example: {role: admin, units: ["*"]}
# What the files of a folder do not say themselves.
exports:
  "expenses/*/*": {currency: EUR}
  "procurement/servicenow/*": {currency: EUR}
  "cards/amex_uk/*": {currency: GBP}
  "cards/amex_us/*": {currency: USD}
  "cards/ramp/*": {currency: USD}
  "cards/purchase_cards/*": {business_unit: claims, currency: EUR}
  "procurement/ap_germany/*": {business_unit: germany, currency: EUR}
"""


_AS_THEY_ARE = (
    "cost_centres",
    "services",
    "service_products",
    "service_links",
    "initiatives",
    "initiative_services",
    "market",
    "policy",
)


def reference_files(staff: Staff) -> Files:
    """Return shadowscan.yaml, the decisions, every table of `reference/`, its imports and the local source rule."""
    tables: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {name: _as_it_is(name) for name in _AS_THEY_ARE}
    tables["business_units"] = (
        ["business_unit_id", "name", "parent_id", "head", "brm_email"],
        [
            (
                row["business_unit_id"],
                row["name"],
                row["parent_id"],
                staff.one(row["business_unit_id"], 0).name,
                row["brm_email"],
            )
            for row in table("business_units")
        ],
    )
    tables["people"] = (
        ["person_id", "email", "name", "business_unit_id", "cost_centre", "status", "left_on"],
        _people(staff),
    )
    tables["slas"] = ([*header("slas")[1:], *_LIFE_DATES], [_sla(row) for row in table("slas")])
    tables["sla_results"] = (["sla_id", "period", "value"], _results())
    files = {f"reference/{name}.csv": csv_bytes(header, rows) for name, (header, rows) in tables.items()}
    local_rule = (FOLDER / "german-ledger.yml").read_bytes()
    files |= clock_files()
    files["decisions.csv"] = (FOLDER / "decisions.csv").read_bytes()
    return files | {"shadowscan.yaml": _SETTINGS.encode(), "rules/sources/german-ledger.yml": local_rule}


def _as_it_is(name: str) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    return header(name), [list(row.values()) for row in table(name)]


def _people(staff: Staff) -> list[tuple[str, ...]]:
    return [
        (
            p.person_id,
            p.email,
            p.name,
            p.unit,
            p.cost_centre,
            "left" if p.left_on else "active",
            p.left_on.isoformat() if p.left_on else "",
        )
        for p in [*staff.everyone, *staff.drifting]
    ]


_LIFE_DATES = ("requirements_on", "negotiated_on", "agreed_on", "reported_on", "reviewed_on")
_LIVES = {
    "met": ("2024-09-02", "2024-10-14", "2024-11-20", "2026-10-05", "2026-07-13"),
    "timed": ("2024-08-05", "2024-09-30", "2024-11-04", "2026-10-12", "2026-08-03"),
    "missed": ("2024-09-16", "2024-11-04", "2024-12-09", "2026-10-05", "2026-04-20"),
    "unknown": ("2025-02-03", "2025-03-10", "2025-04-07", "2026-05-04", ""),
    "drawer": ("2023-03-06", "2023-04-17", "2023-05-15", "", ""),
    "open": ("2026-05-11", "2026-09-21", "", "", ""),
    "paper": ("", "", "", "", ""),
}


def _sla(row: dict[str, str]) -> tuple[str, ...]:
    life, *rest = row.values()
    return (*rest, *_LIVES[life])


def _results() -> list[tuple[str, str, str]]:
    """Return a value a month; drawers, open and paper ones have none, unknown ones lack the later months,
    and those that a system times have records instead.

    A level that is met missed one early month at most; one that is missed missed the latest.
    """
    results: list[tuple[str, str, str]] = []
    for row in table("slas"):
        life, sla_id = row["life"], row["sla_id"]
        if life in ("drawer", "open", "paper", "timed"):
            continue
        dice = Dice(f"sla {sla_id}")
        target, higher = float(row["target"]), row["better"] == "higher"
        for number, period in enumerate(months()):
            if life == "unknown" and number > 3:
                continue
            lucky, early, last = dice.chance(0.45), dice.chance(0.3), number == len(months()) - 1
            if dice.chance(0.05) and not last:
                results.append((sla_id, period, ""))
                continue
            missed = (last or not lucky) if life == "missed" else life == "met" and number == 2 and early
            results.append((sla_id, period, _value(dice, target, higher=higher, missed=missed)))
    return results


def _value(dice: Dice, target: float, *, higher: bool, missed: bool) -> str:
    if higher:
        room = (100 - target) / 2 if target <= 100 else target / 10
        step = -(0.2 + dice.below(300) / 100) if missed else room * dice.below(100) / 100
        value = min(target + step, 100.0)
    else:
        value = target * (1 + (0.05 + dice.below(60) / 100) * (1 if missed else -0.8))
    return f"{value:.2f}"

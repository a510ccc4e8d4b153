"""What the service desk's own system timed: one record a request, as it exports them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .days import last_day, months, on_day
from .dice import Dice
from .tables import csv_bytes

_MEASURE = "Requests answered within a day"
_INSIDE = "Hand-over between teams"
_HEADER = ("task", "sla", "stage", "has_breached", "start_time", "end_time", "business_service", "assignment_group")
_DEFINITIONS = (
    ("name", "type", "target", "duration", "active"),
    (_MEASURE, "SLA", "response", "1970-01-02 00:00:00", "true"),
    (_INSIDE, "OLA", "response", "1970-01-01 04:00:00", "true"),
)


def clock_files() -> dict[str, bytes]:
    """Return the records of thirteen months and the definitions behind them."""
    dice, rows = Dice("service desk clocks"), list[tuple[str, ...]]()
    for place, month in enumerate(months()):
        for number in range(18 + dice.below(9)):
            day = on_day(month, 1 + dice.below(27))
            rows.append(_record(dice, f"RITM{place:02d}{number:03d}", _MEASURE, day, number == 0))
        rows.append(_record(dice, f"INC{place:02d}900", _INSIDE, last_day(month), False))
    rows.append(rows[40])  # the system exported it twice
    rows.append(("RITM99001", _MEASURE, "In progress", "false", "2026-10-30 09:12:00", "", "Service desk", ""))
    rows.append(("RITM99002", _MEASURE, "Cancelled", "false", "2026-10-29 15:02:00", "2026-10-29 15:40:00", "", ""))
    return {
        "reference/imports/task_sla.csv": csv_bytes(_HEADER, rows, encoding="cp1252"),
        "reference/imports/contract_sla.csv": csv_bytes(_DEFINITIONS[0], _DEFINITIONS[1:], encoding="cp1252"),
    }


def _record(dice: Dice, task: str, sla: str, day: date, breached: bool) -> tuple[str, ...]:
    begun = datetime(day.year, day.month, day.day, 8 + dice.below(9), dice.below(60))
    ended = begun + timedelta(minutes=25 + dice.below(300)) + timedelta(days=2 if breached else 0)
    ended = min(ended, datetime.combine(last_day(f"{day:%Y-%m}"), begun.time()) + timedelta(hours=5))
    told = "true" if breached else "false"
    return (
        task,
        sla,
        "Completed",
        told,
        f"{begun:%Y-%m-%d %H:%M:%S}",
        f"{ended:%Y-%m-%d %H:%M:%S}",
        "Service desk",
        "SG Service Desk",
    )

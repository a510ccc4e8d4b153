"""What became of the spend outside the catalogue once an idea was approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from shadowscan.ideas.life import Living
from shadowscan.records import Finding

_APPROVED = ("approved", "in_delivery", "live", "realised")
_INSIDE = ("managed", "approved")  # of findings: no spend outside the catalogue any more

Spent = Callable[[Sequence[str], date], int]  # findings and a day: their spend in the 12 months up to it, minor units


@dataclass(frozen=True, slots=True)
class Shadow:
    """Hold the spend outside the catalogue of one idea's findings, before and after its approval; minor units."""

    before: int | None = None
    after: int | None = None


def spent_from(spend: pd.DataFrame, evidence: pd.DataFrame) -> Spent:
    """Return a function that adds up the spend of findings; SPEND and EVIDENCE frames, looked at only when asked."""

    def spent(findings: Sequence[str], day: date) -> int:
        last = pd.Timestamp(day)
        paid = set(evidence.loc[evidence["finding_id"].isin(list(findings)), "transaction_id"])
        recent = (spend["date"] > last - pd.DateOffset(years=1)) & (spend["date"] <= last)
        return int(spend.loc[recent & spend["transaction_id"].isin(paid), "reporting_minor"].sum())

    return spent


def shadow(idea: Living, findings: Mapping[str, Finding], spent: Spent | None, as_of: date) -> Shadow:
    """Return the spend outside the catalogue in the 12 months up to the approval and in the last 12 months.

    Nothing is told of an idea that was never approved, and no after while the approval is younger than the scan's day.
    """
    approved = next((move.at for move in idea.decided.moves if move.stage in _APPROVED), "")
    if spent is None or not approved or idea.stage not in _APPROVED:
        return Shadow()
    day = datetime.fromisoformat(approved).date()
    mine = [facts.finding_id for facts in idea.findings]
    before = spent(mine, min(day, as_of))
    if day >= as_of:
        return Shadow(before)
    outside = [one for one in mine if one in findings and findings[one].status not in _INSIDE]
    return Shadow(before, spent(outside, as_of))

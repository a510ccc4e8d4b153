"""What renews when: contracts and subscriptions of the reader's units, from the findings and the catalogue."""

from __future__ import annotations

from datetime import date, timedelta

from shadowscan.web.ask import Ask
from shadowscan.web.library import Row


def renewals(ask: Ask, unit: str = "") -> list[Row]:
    """Return findings with a renewal after the scan's day, the next one first, with the last day to give notice."""
    rows = ask.library.rows(
        """select f.finding_id, f.product, f.vendor, f.business_unit_id, f.business_unit, f.next_renewal,
        f.annual_run_rate, f.spend_12m, f.status, f.recurrence, f.owner, f.service_id, s.name as service,
        (select max(notice_days) from service_products p where p.service_id = f.service_id
         and p.renewal_date = f.next_renewal) as notice_days,
        (select max(contract_id) from service_products p where p.service_id = f.service_id
         and p.renewal_date = f.next_renewal) as contract_id
        from findings f left join services s using (service_id), scans
        where f.next_renewal > scans.as_of and (:unit = '' or f.business_unit_id = :unit)""",
        unit=unit,
    )
    dated = [row | {"notice_by": _notice(row)} for row in rows]
    return sorted(dated, key=lambda row: (row["next_renewal"], -row["annual_run_rate"], row["product"], row["db"]))


def _notice(row: Row) -> str | None:
    """Return the last day on which notice can be given, None where no notice period is known."""
    if row["notice_days"] is None:
        return None
    return (date.fromisoformat(row["next_renewal"]) - timedelta(days=row["notice_days"])).isoformat()

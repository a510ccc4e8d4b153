"""How service levels are kept: months against targets, steps of their life, trend. Thresholds live in the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from shadowscan.catalogue.health_rule import SlaRule
from shadowscan.catalogue.months import is_over, last_months, whole_months
from shadowscan.records import SlaHealth, SlaPeriod
from shadowscan.workspace import Sla

Values = Mapping[str, Decimal | None]  # by month; None where a month is known to have no value
MET, MISSED, UNKNOWN = "met", "missed", "unknown"


def sla_health(sla: Sla, values: Values, rule: SlaRule, as_of: date, service: str = "") -> SlaHealth:
    """Judge one service level by its months up to `as_of`; `service` is the name its texts use."""
    periods = periods_of(sla, values, rule, as_of)
    counted = [period for period in periods if period.counted]
    met, missed = (sum(period.met == word for period in counted) for word in (MET, MISSED))
    share = met / (met + missed) if met + missed else None
    health, why = _judge(sla, counted, share, rule, as_of)
    stage, steps_missing = _stage(sla, rule, as_of)
    trend, trend_why = _trend(periods, rule)
    return SlaHealth(
        sla_id=sla.sla_id,
        attainment=share,
        periods_missed=missed,
        periods_unknown=len(counted) - met - missed,
        health=health,
        why=why,
        stage=stage,
        steps_missing=steps_missing,
        next_step=_next_step(sla, health, rule, as_of).format(measure=sla.measure or sla.sla_id, service=service),
        trend=trend,
        trend_why=trend_why,
        periods=periods,
    )


def periods_of(sla: Sla, values: Values, rule: SlaRule, as_of: date) -> tuple[SlaPeriod, ...]:
    """Return the months with a value, and those since the agreement that should have one; older ones do not count."""
    window = set(last_months(as_of, rule.months))
    due = {month for month in window if is_over(month, as_of) and _is_promised(month, sla)}
    known = {month for month, value in values.items() if month <= f"{as_of:%Y-%m}" and value is not None}
    return tuple(
        SlaPeriod(sla.sla_id, month, value := values.get(month), sla.target, _met(value, sla), month in window)
        for month in sorted(due | known)
    )


def _is_promised(month: str, sla: Sla) -> bool:
    return sla.agreed_on is not None and month >= f"{sla.agreed_on:%Y-%m}"


def _met(value: Decimal | None, sla: Sla) -> str:
    if value is None or sla.target is None:
        return UNKNOWN
    kept = value >= sla.target if sla.better == "higher" else value <= sla.target
    return MET if kept else MISSED


def _judge(sla: Sla, counted: Sequence[SlaPeriod], share: float | None, rule: SlaRule, as_of: date) -> tuple[str, str]:
    signs = [day for name in rule.signs_of_life if (day := getattr(sla, name)) is not None and day <= as_of]
    if not signs or whole_months(max(signs), as_of) >= rule.drawer_months:
        return "drawer", _drawer_why(sla, signs)
    if sla.agreed_on is None or sla.agreed_on > as_of:
        return "not_agreed", "There is no day on which it was agreed."
    known = [period for period in counted if period.met != UNKNOWN]
    if share is None:
        return "unknown", f"No period of the last {rule.months} months has a value that can be held against a target."
    if known[-1].met == MISSED:
        return "missed", f"The latest known period, {known[-1].period}, missed the target."
    kept = sum(period.met == MET for period in known)
    if share < rule.attainment:
        return "missed", f"{kept} of {len(known)} known periods met the target; {rule.attainment:.0%} are asked for."
    if len(known) < rule.known * len(counted):
        return "unknown", f"{kept} of {len(known)} known periods met the target; {len(counted)} should be known."
    return "met", f"{kept} of {len(known)} known periods met the target."


def _drawer_why(sla: Sla, signs: Sequence[date]) -> str:
    begun = f"Agreed on {sla.agreed_on.isoformat()}" if sla.agreed_on else "Written, never agreed"
    told = [day for day in (sla.reported_on, sla.reviewed_on) if day is not None]
    if told:
        return f"{begun}, last reported or reviewed on {max(told).isoformat()}."
    last = f"; the last step of its life was on {max(signs).isoformat()}" if signs and not sla.agreed_on else ""
    return f"{begun}, never reported or reviewed{last}."


def _stage(sla: Sla, rule: SlaRule, as_of: date) -> tuple[str, tuple[str, ...]]:
    taken = [(day := getattr(sla, step.day)) is not None and day <= as_of for step in rule.life]
    if not any(taken):
        return "", ()
    furthest = max(place for place, done in enumerate(taken) if done)
    missing = tuple(step.step for step, done in zip(rule.life[:furthest], taken, strict=False) if not done)
    return rule.life[furthest].step, missing


def _next_step(sla: Sla, health: str, rule: SlaRule, as_of: date) -> str:
    if health in rule.work:
        return rule.work[health]
    days = {step.day: getattr(sla, step.day) for step in rule.life}
    return next(step.work for step in rule.life if (day := days[step.day]) is None or day > as_of)


def _trend(periods: Sequence[SlaPeriod], rule: SlaRule) -> tuple[str, str]:
    known = [period.met == MET for period in periods if period.met != UNKNOWN]
    size = rule.trend_periods
    if len(known) < 2 * size:
        return "unknown", f"{2 * size} known periods are needed to tell, {len(known)} are there."
    now, before = sum(known[-size:]), sum(known[-2 * size : -size])
    why = f"Met in {now} of the last {size} known periods, in {before} of the {size} before."
    return ("improving" if now > before else "worsening" if now < before else "steady"), why

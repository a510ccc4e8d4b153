"""What a business case is worth: its lines added up, discounted, weighed.

All amounts are integers in minor units. Each year's amount is rounded half-even once, when it is discounted or weighed,
and only then added, so that every sum can be repeated from the lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction

from shadowscan.cases.gate import washed_out
from shadowscan.records import SUMMED_KINDS, CaseLine, ReadinessItem, Worth

_FULL_EFFECT = 3  # the year that shows a benefit in full
_MONTHS = 12


def sum_up(
    lines: Sequence[CaseLine],
    items: Iterable[ReadinessItem],
    probability: Decimal,
    rate: Decimal,
    rests_on_readiness: Decimal,
    purpose: str,
) -> Worth:
    """Return what the lines of one idea add up to.

    `probability` weighs what comes year by year, costs once are spent in any case; `rate` is the discount rate a year,
    `rests_on_readiness` the share of the benefits that hangs on service readiness; `purpose` is the outlook of an idea
    that does not pay and is not there for its money.
    """
    flows = {scenario: _by_year(lines, scenario) for scenario in ("low", "base", "high")}
    npvs = {scenario: present_value(flow, rate) for scenario, flow in flows.items()}
    benefits = _by_year(lines, "base", ("benefit",))
    costs = _by_year(lines, "base", ("one_off", "annual", "readiness"))
    net, cost = sum(flows["base"].values()), -sum(costs.values())
    once = present_value(_by_year(lines, "base", ("one_off", "readiness")), rate)
    yearly = present_value(_by_year(lines, "base", ("benefit", "annual")), rate)
    expected = once + _rounded(yearly * probability)
    return Worth(
        benefit_low=_by_year(lines, "low", ("benefit",)).get(_FULL_EFFECT, 0),
        benefit_base=benefits.get(_FULL_EFFECT, 0),
        benefit_high=_by_year(lines, "high", ("benefit",)).get(_FULL_EFFECT, 0),
        one_off_cost=-sum(_by_year(lines, "base", ("one_off",)).values()),
        annual_cost=-_by_year(lines, "base", ("annual",)).get(_FULL_EFFECT, 0),
        readiness_cost=-sum(_by_year(lines, "base", ("readiness",)).values()),
        benefit_3y=sum(benefits.values()),
        cost_3y=cost,
        net_low=sum(flows["low"].values()),
        net_3y=net,
        net_high=sum(flows["high"].values()),
        npv_low=npvs["low"],
        npv=npvs["base"],
        npv_high=npvs["high"],
        expected_npv=expected,
        at_risk_3y=_rounded(sum(benefits.values()) * washed_out(items) * rests_on_readiness),
        probability=probability,
        roi=(Decimal(net) / cost).quantize(Decimal("0.0001")) if cost > 0 else None,
        payback_months=payback_months(flows["base"]) if any(benefits.values()) else None,
        outlook=_outlook(expected, npvs["high"], purpose),
        purpose=purpose,
        rests_on_readiness=rests_on_readiness,
    )


def present_value(flows: Mapping[int, int], rate: Decimal) -> int:
    """Return the value at the start of yearly amounts; year 0 is the start, the others count at the end of their year.

    Source: net present value as in any textbook of corporate finance; rounded half-even, year by year.
    """
    return sum(_rounded(amount / (1 + rate) ** year) for year, amount in sorted(flows.items()))


def share_of(text: str) -> Decimal | None:
    """Return a share of 1 that somebody wrote as `0.6` or `60 %`; None where it is none."""
    written = text.strip()
    try:
        value = Decimal(written.removesuffix("%").strip()) / (100 if written.endswith("%") else 1) if written else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and 0 <= value <= 1 else None


def payback_months(flows: Mapping[int, int]) -> int | None:
    """Return the first month in which all that came in covers all that went out; None if no year reaches it.

    Amounts of year 0 fall at once, those of a year month by month in equal parts; nothing is discounted.
    """
    total = Fraction(flows.get(0, 0))
    if total >= 0:
        return 0
    for year in range(1, max(flows) + 1):
        for month in range(1, _MONTHS + 1):
            total += Fraction(flows.get(year, 0), _MONTHS)
            if total >= 0:
                return (year - 1) * _MONTHS + month
    return None


def _by_year(lines: Iterable[CaseLine], scenario: str, kinds: Sequence[str] = SUMMED_KINDS) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.scenario == scenario and line.kind in kinds:
            sums[line.year] += line.amount
    return dict(sums)


def _rounded(amount: Decimal) -> int:
    return int(Decimal(amount).to_integral_value(rounding=ROUND_HALF_EVEN))


def _outlook(expected: int, hopeful: int, purpose: str) -> str:
    if expected > 0:
        return "pays"
    return purpose or ("pays_if_well" if hopeful > 0 else "costs")

"""The formulas of a business case, one named function each; their texts stand in rules/business-case.yml.

Each returns amounts by year in units of the reporting currency (year 0 is the start), what speaks for the idea
positive, with the facts its text names. The share of a year counts whole months from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shadowscan.ideas.basis import Basis, Get, Part, share_of_year, whole_months
from shadowscan.money import show_money, to_minor

YEARS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Amount:
    """Hold the amount of one year with the facts that its text names beside those of the line."""

    amount: Decimal
    facts: Mapping[str, str] = field(default_factory=dict)


Made = Mapping[int, Amount]
Formula = Callable[[Basis, Get], tuple[Made, Mapping[str, str]]]


def current_spend(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Tell what the findings cost a year."""
    found = _count(len(basis.parts), "finding")
    return {y: Amount(basis.run_rate) for y in YEARS}, {"run_rate": _money(basis, basis.run_rate), "findings": found}


def spend_ends(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Let the spend of all findings end after the move and their next renewal."""
    moves = get("moves")
    return _ending(basis, basis.parts, get, moves), {"run_rate": _money(basis, basis.run_rate), "moves": _share(moves)}


def others_end(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Let the spend on other products than the leading one end."""
    moves, rate = get("moves"), _rate(basis.others)
    return _ending(basis, basis.others, get, moves), {"run_rate": _money(basis, rate), "moves": _share(moves)}


def lead_price(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Lower the spend on the leading product by a share."""
    effect, lead = get("price_effect"), [part for part in basis.parts if part.leads]
    facts = {"run_rate": _money(basis, _rate(lead)), "price_effect": _share(effect)}
    return _ending(basis, lead, get, effect), facts


def price_effect(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Lower the spend of all findings by a share, after the agreement and their next renewal."""
    effect = get("price_effect")
    facts = {"run_rate": _money(basis, basis.run_rate), "price_effect": _share(effect)}
    return _ending(basis, basis.parts, get, effect), facts


def unused_seats(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Give back seats that nobody signed in to, after the next renewal."""
    back, months = get("seats_back"), whole_months(get("months"))
    idle = [part for part in basis.parts if part.unused and part.seat_price]
    full = {part.finding_id: part.unused * part.seat_price * back for part in idle}
    made = {
        y: Amount(sum((full[p.finding_id] * share_of_year(y, max(months, p.free_from)) for p in idle), Decimal(0)))
        for y in YEARS
    }
    seats = sum(part.unused for part in idle)
    price = sum((part.unused * part.seat_price for part in idle), Decimal(0)) / seats if seats else Decimal(0)
    total = sum(full.values(), Decimal(0))
    facts = {"unused": _count(seats, "seat"), "seat_price": _money(basis, price), "seats_back": _share(back)}
    return _with_months(made, total), facts


def service_seats(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Cost the same work at the service: seats for people seen, a share of today's spend where none is seen.

    It is never less than a share of today's spend.
    """
    seen, guessed = basis.seen(), basis.run_rate - basis.seen_rate()
    cost, how = Decimal(0), []
    if basis.seat_price is not None and seen:
        spare = int(basis.spare_seats * get("spare_seats"))
        extra = max(seen - spare, 0)
        cost = extra * basis.seat_price
        told = _count(seen, "person", "people")
        how.append(f"{told}, {_count(spare, 'spare seat')}, {extra} × {_money(basis, basis.seat_price)}")
    else:
        guessed = basis.run_rate
    if guessed:
        cost += get("cost_elsewhere") * guessed
        how.append(f"{_share(get('cost_elsewhere'))} of {_money(basis, guessed)}")
    floor = get("cost_floor") * basis.run_rate
    if cost < floor:
        cost = floor
        how.append(f"at least {_share(get('cost_floor'))} of {_money(basis, basis.run_rate)}")
    moved = cost * get("moves")
    facts = {"cost": _money(basis, cost), "how": "; ".join(how), "moves": _share(get("moves"))}
    return _running(-moved, get), facts


def lead_grows(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Cost the work of the other products with the leading one."""
    share, moves, rate = get("cost_elsewhere"), get("moves"), _rate(basis.others)
    facts = {"run_rate": _money(basis, rate), "cost_elsewhere": _share(share), "moves": _share(moves)}
    return _running(-share * rate * moves, get), facts


def run_new(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Run a new service."""
    cost = get("run_days") * get("it_day") * get("effort")
    return _running(-cost, get), _work(basis, get, "run_days")


def run_more(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Run more of a service that exists."""
    cost = get("run_days") * get("it_day") * get("effort") * get("run_share")
    return _running(-cost, get), _work(basis, get, "run_days") | {"run_share": _share(get("run_share"))}


def moving(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Move data and settings, and the work of each person."""
    days = get("moving_days") * get("it_day") * basis.effort(get)
    hours = basis.crowd(get) * get("moving_hours") * get("working_hour")
    facts = _products(basis, get) | _work(basis, get, "moving_days", sized=False)
    facts |= _hours(basis, get, "moving_hours")
    return _once((days + hours) * (1 + get("overrun"))), facts


def training(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Train each person."""
    cost = basis.crowd(get) * get("training_hours") * get("working_hour") * (1 + get("overrun"))
    return _once(cost), _hours(basis, get, "training_hours") | {"overrun": _share(get("overrun"))}


def retirement(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Retire the products that end."""
    cost = get("retirement_days") * get("it_day") * basis.effort(get) * (1 + get("overrun"))
    return _once(cost), _products(basis, get) | _work(basis, get, "retirement_days", sized=False)


def handling(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Handle a small change for each finding."""
    facts = _work(basis, get, "handling_days", sized=False) | {"findings": _count(len(basis.parts), "finding")}
    return _once(len(basis.parts) * get("handling_days") * get("it_day")), facts


def grounding(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Prepare the ground with a unit."""
    return _once(get("ground_days") * get("it_day")), _work(basis, get, "ground_days", sized=False)


def mending(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
    """Mend a service, by how vital it is."""
    weight = get("mend_share")
    cost = get("mend_days") * get("it_day") * weight * (1 + get("overrun"))
    return _once(cost), _work(basis, get, "mend_days", sized=False) | {"mend_share": _share(weight)}


def _job(days: str, sized: bool) -> Formula:
    """Return the formula of one piece of work: days at a price, by size where it matters, with the usual overrun."""

    def formula(basis: Basis, get: Get) -> tuple[Made, Mapping[str, str]]:
        cost = get(days) * get("it_day") * (get("effort") if sized else 1) * (1 + get("overrun"))
        return _once(cost), _work(basis, get, days, sized=sized)

    return formula


FORMULAS: Mapping[str, Formula] = {
    "current_spend": current_spend,
    "spend_ends": spend_ends,
    "others_end": others_end,
    "lead_price": lead_price,
    "price_effect": price_effect,
    "unused_seats": unused_seats,
    "service_seats": service_seats,
    "lead_grows": lead_grows,
    "run_new": run_new,
    "run_more": run_more,
    "moving": moving,
    "training": training,
    "integration": _job("integration_days", sized=True),
    "retirement": retirement,
    "buying": _job("buying_days", sized=True),
    "handling": handling,
    "securing": _job("secure_days", sized=True),
    "mending": mending,
    "grounding": grounding,
    "piloting": _job("pilot_days", sized=False),
}


def _ending(basis: Basis, parts: Iterable[Part], get: Get, share: Decimal) -> Made:
    months, kept = whole_months(get("months")), list(parts)
    made = {
        y: Amount(sum((p.run_rate * share * share_of_year(y, max(months, p.free_from)) for p in kept), Decimal(0)))
        for y in YEARS
    }
    return _with_months(made, _rate(kept) * share)


def _running(cost: Decimal, get: Get) -> Made:
    months = whole_months(get("months"))
    return _with_months({y: Amount(cost * share_of_year(y, months)) for y in YEARS}, cost)


def _with_months(made: Made, full: Decimal) -> Made:
    """Add how many months of each year the amount stands for, which is an average where findings begin apart."""
    return {
        y: Amount(one.amount, {"months": _months(one.amount / full * 12) if full else _months(Decimal(0))})
        for y, one in made.items()
    }


def _once(cost: Decimal) -> Made:
    return {0: Amount(-cost)}


def _rate(parts: Iterable[Part]) -> Decimal:
    return sum((part.run_rate for part in parts), Decimal(0))


def _work(basis: Basis, get: Get, days: str, *, sized: bool = True) -> dict[str, str]:
    facts = {days: _days(get(days)), "it_day": _money(basis, get("it_day"))}
    if sized:
        facts["effort"] = _share(get("effort"))
    if not days.startswith(("run_", "handling_", "ground_")):
        facts["overrun"] = _share(get("overrun"))
    return facts


def _products(basis: Basis, get: Get) -> dict[str, str]:
    effort = f"{_share(basis.effort(get))} (together, each by its size)"
    return {"products": _count(len(basis.ending), "product"), "effort": effort}


def _hours(basis: Basis, get: Get, hours: str) -> dict[str, str]:
    count = get(hours)
    written = f"{_number(count)} {'hour' if count == 1 else 'hours'}"
    return {"people": _people(basis, get), hours: written, "working_hour": _money(basis, get("working_hour"))}


def _people(basis: Basis, get: Get) -> str:
    count = _count(basis.crowd(get), "person", "people")
    return f"about {count} (estimated from spend)" if any(part.guessed for part in basis.parts) else count


def _money(basis: Basis, amount: Decimal) -> str:
    return show_money(to_minor(amount, basis.currency), basis.currency)


def _share(value: Decimal) -> str:
    return f"{_number(value * 100)} %"


def _number(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1')).normalize():f}"


def _days(value: Decimal) -> str:
    written = _number(value)
    return f"{written} {'day' if written == '1' else 'days'}"


def _months(value: Decimal) -> str:
    written = _number(value)
    return f"{written} {'month' if written == '1' else 'months'}"


def _count(number: int, noun: str, many: str = "") -> str:
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"

"""The business case of one idea: what its findings cost, the lines that follow, its service readiness, its worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shadowscan.cases import GateRules, costs_of_answers, kind_of_estimate, share_of, stand, sum_up
from shadowscan.cases.gate import LINE, GateItem
from shadowscan.ideas.basis import Basis, Get, Part, whole_months
from shadowscan.ideas.economics import Figures
from shadowscan.ideas.facts import Facts
from shadowscan.ideas.life import Living
from shadowscan.ideas.models import CaseRules, LineRule, Model, made
from shadowscan.ideas.services import Services
from shadowscan.money import show_money, to_minor
from shadowscan.records import SCENARIOS, UNASSIGNED, CaseLine, ReadinessItem, Worth

_DAYS_A_MONTH = Decimal("30.4375")
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Case:
    """Hold a business case with its service readiness."""

    lines: tuple[CaseLine, ...]
    readiness: tuple[ReadinessItem, ...]
    worth: Worth


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Know what every business case takes: figures, lines, the gate, the services and the day."""

    figures: Figures
    cases: CaseRules
    gate: GateRules
    services: Services
    headcount: Mapping[str, int]  # people by unit
    as_of: date

    def case(self, idea: Living, counted: Sequence[str]) -> Case:
        """Return the business case of an idea over the findings whose money counts in it."""
        model = self.cases.cases[idea.outline.case]
        mine = [facts for facts in idea.findings if facts.finding_id in set(counted)]
        basis = self._basis(idea, mine, model)
        aliases = self._aliases(idea, basis, model)
        lines = [line for name in model.lines for line in self._lines(name, basis, aliases, idea)]
        known = self._known(idea, model, aliases)
        items = stand(known, idea.decided.gate, self.figures.money.currency)
        lines += self._open_costs(items, aliases, model)
        lines += costs_of_answers(items, self.gate.estimates, self.as_of)
        return Case(tuple(lines), items, self._worth(idea, lines, items, model))

    def _worth(self, idea: Living, lines: Sequence[CaseLine], items: Iterable[ReadinessItem], model: Model) -> Worth:
        said = share_of(idea.field("probability"))
        probability = self.figures.figures[model.chance].base if said is None else said
        rate = self.figures.figures["discount_rate"].base
        return sum_up(lines, items, probability, rate, model.rests_on_readiness, model.purpose)

    def _basis(self, idea: Living, mine: Sequence[Facts], model: Model) -> Basis:
        lead = _leading(mine)
        parts = tuple(self._part(facts, facts.product_id == lead) for facts in mine)
        ending = [f for f in mine if f.product_id != lead or "others_end" not in model.lines]
        seat = self.services.seat(idea.outline.service_id)
        return Basis(
            parts=parts,
            ending=self._sizes(ending),
            seat_price=seat[0] if seat else None,
            spare_seats=seat[1] if seat else 0,
            service_id=idea.outline.service_id,
            currency=self.figures.money.currency,
        )

    def _sizes(self, ending: Iterable[Facts]) -> tuple[str, ...]:
        """Return the size of each product among findings, by what it costs a year and its people."""
        sums: dict[str, tuple[Decimal, int]] = {}
        for facts in ending:
            rate, people = sums.get(facts.product_id, (Decimal(0), 0))
            sums[facts.product_id] = (rate + facts.annual_run_rate, people + facts.users)
        return tuple(self.figures.size(rate, people) for _, (rate, people) in sorted(sums.items()))

    def _part(self, facts: Facts, leads: bool) -> Part:
        off_channel = facts.status == "off_channel"
        beside = facts.off_channel_12m if facts.recurrence != "one_off" else Decimal(0)
        seats = facts.users + facts.seats_unused
        price = facts.seat_price or (facts.annual_run_rate / seats if seats else Decimal(0))
        return Part(
            finding_id=facts.finding_id,
            run_rate=beside if off_channel else facts.annual_run_rate,
            free_from=0 if off_channel else self._free_from(facts),
            people=facts.users,
            headcount=None if facts.business_unit_id == UNASSIGNED else self.headcount.get(facts.business_unit_id),
            by_use=facts.category in self.figures.rules.by_use,
            unused=facts.seats_unused,
            seat_price=price,
            leads=leads,
        )

    def _free_from(self, facts: Facts) -> int:
        """Return the months until spend can end: what is paid by the month at once, else at the next renewal."""
        if facts.next_renewal is None or facts.recurrence in ("monthly", "irregular", "one_off"):
            return 0
        days = max((facts.next_renewal - self.as_of).days, 0)
        months = whole_months(Decimal(days) / _DAYS_A_MONTH)
        late = not set(self.figures.rules.notice_flags).isdisjoint(facts.flags)
        return months + (_YEAR if late else 0)

    def _aliases(self, idea: Living, basis: Basis, model: Model) -> dict[str, str]:
        """Return the figures that stand behind names whose figure depends on the idea."""
        people = basis.crowd(lambda name: self.figures.figures[name].base)
        state = self.services.worst(idea.outline.service_id, idea.outline.units)
        mend = {"met": "drawer", "unknown": "drawer"}.get(state, state)  # kept, but not shown lately
        service = self.services.services.get(idea.outline.service_id)
        return {
            "effort": f"effort_{self.figures.size(basis.run_rate, people)}",
            "months": model.months,
            "mend_days": f"mend_days_{mend}",
            "mend_share": f"mend_share_{service.criticality if service else 'normal'}",
        }

    def _get(self, aliases: Mapping[str, str], scenario: str, asked: set[str] | None = None) -> Get:
        """Return a function that gives figures of a scenario by name, and notes in `asked` which were asked for."""

        def get(name: str) -> Decimal:
            figure = aliases.get(name, name)
            if asked is not None:
                asked.add(figure)
            return self.figures.figures[figure].of(scenario)

        return get

    def _lines(self, name: str, basis: Basis, aliases: Mapping[str, str], idea: Living) -> Iterable[CaseLine]:
        rule, asked = self.cases.lines[name], set[str]()
        years = {scenario: made(name, rule, basis, self._get(aliases, scenario, asked)) for scenario in SCENARIOS}
        used = sorted(asked)
        inputs = (*(part.finding_id for part in basis.parts), *_service(rule, basis), *used)
        source, assumption = self._source(rule.reads, used)
        for scenario, amounts in years.items():
            for year, (amount, formula) in amounts.items():
                minor = to_minor(amount, basis.currency)
                yield CaseLine(name, rule.title, rule.kind, scenario, year, minor, formula, inputs, source, assumption)

    def _source(self, reads: str, used: Sequence[str]) -> tuple[str, bool]:
        told = [reads]
        for name in used:
            figure = self.figures.figures[name]
            told.append(f"{figure.title}: {'assumption' if figure.assumption else figure.source} ({figure.as_of})")
        return "; ".join(told), any(self.figures.figures[name].assumption for name in used)

    def _known(self, idea: Living, model: Model, aliases: Mapping[str, str]) -> tuple[ReadinessItem, ...]:
        return tuple(self._item(item, idea, model, aliases) for item in self.gate.items)

    def _item(self, item: GateItem, idea: Living, model: Model, aliases: Mapping[str, str]) -> ReadinessItem:
        outline = idea.outline
        shown = self.services.evidence(item, outline.service_id, outline.units) if item.known_by else ""
        cost = 0 if shown else -self._open_cost(item, model, aliases, "base")
        return ReadinessItem(
            item=item.item,
            title=item.title,
            asks=item.asks,
            state="met" if shown else "open",
            on=None,
            cost=cost,
            by="",
            why="",
            evidence=shown,
            answered=False,
            washes_out=item.washes_out,
        )

    def _open_cost(self, item: GateItem, model: Model, aliases: Mapping[str, str], scenario: str) -> int:
        get = self._get(aliases, scenario)
        days: Decimal = getattr(item.days, scenario)
        cost = days * get("it_day") * get("effort") * model.work_on_readiness
        return -to_minor(cost, self.figures.money.currency)

    def _open_costs(
        self, items: Iterable[ReadinessItem], aliases: Mapping[str, str], model: Model
    ) -> Iterable[CaseLine]:
        rules = {item.item: item for item in self.gate.items}
        estimates = self.gate.estimates
        used = ("it_day", aliases["effort"])
        source, _ = self._source(f"an estimate of the item: {estimates.reason}", used)
        for item in items:
            for scenario in () if item.evidence else SCENARIOS:
                amount = self._open_cost(rules[item.item], model, aliases, scenario)
                if amount:
                    formula = self._worded(rules[item.item], model, aliases, scenario)
                    yield CaseLine(
                        LINE + item.item,
                        item.title,
                        kind_of_estimate(item.state),
                        scenario,
                        0,
                        amount,
                        formula,
                        used,
                        source,
                        True,
                    )

    def _worded(self, item: GateItem, model: Model, aliases: Mapping[str, str], scenario: str) -> str:
        get, currency = self._get(aliases, scenario), self.figures.money.currency
        effort = f"{(get('effort') * model.work_on_readiness * 100).normalize():f} %"
        day = show_money(to_minor(get("it_day"), currency), currency)
        days: Decimal = getattr(item.days, scenario)
        written = f"{days.normalize():f}"
        told = f"{written} {'day' if written == '1' else 'days'}"
        return self.gate.estimates.formula.format(days=told, day=day, effort=effort)


def _leading(mine: Sequence[Facts]) -> str:
    """Return the product that carries most of the money, then most people; one that is prohibited never leads."""
    allowed = [facts for facts in mine if facts.status != "prohibited"]
    sums: dict[str, tuple[Decimal, int]] = {}
    for facts in allowed:
        rate, people = sums.get(facts.product_id, (Decimal(0), 0))
        sums[facts.product_id] = (rate + facts.annual_run_rate, people + facts.users)
    return max(sums, key=lambda product: (sums[product], product), default="")


def _service(rule: LineRule, basis: Basis) -> tuple[str, ...]:
    return (basis.service_id,) if basis.service_id and "service" in rule.reads else ()

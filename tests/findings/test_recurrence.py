"""Recurrence, run rate, next charge and price changes of a list of charges."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shadowscan.findings import check_recurrence
from shadowscan.findings.charges import Charge, in_order
from shadowscan.findings.recurrence import Recurrence, judge_recurrence
from shadowscan.findings.rhythm import RhythmRules
from shadowscan.findings.windows import add_months
from shadowscan.rules import packaged_rules

RULES = packaged_rules().one("recurrence", RhythmRules)
AS_OF = date(2026, 10, 31)


def charge(
    day: str | date, amount: int = 4900, currency: str = "EUR", reporting: int | None = None, **more: object
) -> Charge:
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return Charge(when.toordinal(), amount, currency, amount if reporting is None else reporting, **more)  # type: ignore[arg-type]


def every(months: int, first: str, count: int, amount: int = 4900, **more: object) -> list[Charge]:
    start = date.fromisoformat(first)
    return [charge(add_months(start, months * n), amount, **more) for n in range(count)]  # type: ignore[arg-type]


def judged(*charges: Charge, as_of: date = AS_OF) -> Recurrence:
    return judge_recurrence(charges, RULES, as_of, "EUR")


def test_the_examples_of_the_rules_hold() -> None:
    assert check_recurrence(packaged_rules()) == []


def test_no_spend_has_no_recurrence() -> None:
    got = judged()
    assert (got.label, got.run_rate, got.why) == ("", 0, "No spend was seen, only sign-ins.")


def test_monthly_counts_twelve_of_the_latest_charge() -> None:
    got = judged(*every(1, "2025-11-30", 12))
    assert (got.label, got.run_rate, got.next_charge) == ("monthly", 12 * 4900, None)
    assert got.why == (
        "Monthly: charges on 12 days from 2025-11-30 to 2026-10-30, the latest €49.00. "
        "Run rate: €49.00 x 12 = €588.00 a year."
    )


def test_weekends_and_month_ends_do_not_break_a_series() -> None:
    days = ["2026-03-31", "2026-04-30", "2026-06-01", "2026-06-29", "2026-07-31", "2026-09-02", "2026-10-01"]
    assert judged(*[charge(day) for day in days]).label == "monthly"


def test_a_missing_month_does_not_break_a_series() -> None:
    charges = every(1, "2026-01-05", 10)
    del charges[4]
    got = judged(*charges)
    assert (got.label, got.run_rate) == ("monthly", 12 * 4900)


def test_two_charges_a_month_apart_are_no_series_yet() -> None:
    got = judged(*every(1, "2026-09-05", 2))
    assert (got.label, got.run_rate) == ("irregular", 9800)


def test_price_rise_inside_a_series() -> None:
    got = judged(*every(1, "2026-02-05", 5, 4000), *every(1, "2026-07-05", 4, 5000))
    assert got.label == "monthly"
    assert got.run_rate == 60000
    assert got.price is not None
    assert (got.price.before, got.price.after, got.price.on, got.price.percent) == (4000, 5000, date(2026, 7, 5), 25)
    assert "The price rose from €40.00 to €50.00 on 2026-07-05." in got.why


def test_a_small_rise_between_equal_charges_is_a_price_change() -> None:
    got = judged(*every(1, "2026-02-05", 5, 10000), *every(1, "2026-07-05", 4, 10300))
    assert got.price is not None
    assert got.price.percent == 3


def test_noise_of_exchange_rates_is_no_price_change() -> None:
    amounts = [4611, 4702, 4655, 4590, 4688, 4720, 4633]
    charges = [charge(add_months(date(2026, 4, 5), n), amount) for n, amount in enumerate(amounts)]
    got = judged(*charges)
    assert (got.label, got.price) == ("monthly", None)


def test_foreign_series_is_judged_on_its_own_amount() -> None:
    rates = [4100, 4300, 3900, 4800, 4200, 4600]
    charges = [charge(add_months(date(2026, 5, 9), n), 5000, "USD", rate) for n, rate in enumerate(rates)]
    got = judged(*charges)
    assert (got.label, got.price, got.run_rate) == ("monthly", None, 12 * 4600)
    assert "the latest US$50.00" in got.why


def test_two_currencies_are_two_series() -> None:
    got = judged(*every(1, "2026-02-03", 9, 1000), *every(1, "2026-02-03", 9, 1000, currency="USD", reporting=900))
    assert (got.label, got.run_rate) == ("monthly", 12 * 1900)


def test_equal_seats_on_one_day_stay_five() -> None:
    got = judged(*(charge(day, 1200) for day in ["2026-08-05", "2026-09-05", "2026-10-05"] for _ in range(5)))
    assert (got.label, got.run_rate, got.price) == ("monthly", 12 * 6000, None)
    assert "for 5 equal charges" in got.why


def test_seats_of_several_people_are_several_series() -> None:
    charges = [c for n in range(3) for c in every(1, f"2026-0{n + 2}-1{n}", 9 - n, 2000, person=f"p{n}")]
    got = judged(*charges)
    assert (got.label, got.run_rate) == ("monthly", 3 * 12 * 2000)
    assert "2 more series run beside it." in got.why


def test_a_cancelled_series_counts_nothing() -> None:
    got = judged(*every(1, "2025-12-05", 6))
    assert (got.label, got.run_rate) == ("monthly", 0)
    assert "It has ended: no charge for 179 days." in got.why


def test_a_series_ends_after_one_and_a_half_periods() -> None:
    charges = every(1, "2026-01-05", 5)  # the last on 5 May
    assert judged(*charges, as_of=date(2026, 6, 19)).run_rate == 12 * 4900
    assert judged(*charges, as_of=date(2026, 6, 20)).run_rate == 0


def test_a_last_charge_refunded_in_full_ends_the_series() -> None:
    got = judged(*every(12, "2024-09-05", 3, 90000), charge("2026-09-20", -90000))
    assert (got.label, got.run_rate, got.next_charge) == ("annual", 0, None)
    assert "refunded in full" in got.why


def test_a_refund_inside_a_series_is_no_break() -> None:
    got = judged(*every(1, "2026-03-05", 8), charge("2026-06-08", -4900))
    assert (got.label, got.run_rate) == ("monthly", 12 * 4900)
    assert got.roles.count("refund") == 1
    assert "monthly charge, refunded in full later" in got.roles


def test_quarterly_needs_two_charges_and_tells_the_next() -> None:
    got = judged(*every(3, "2026-06-10", 2, 30000))
    assert (got.label, got.run_rate, got.next_charge) == ("quarterly", 120000, date(2026, 12, 10))


def test_two_charges_a_year_apart_are_annual() -> None:
    got = judged(charge("2025-04-10", 100000), charge("2026-04-08", 112000))
    assert (got.label, got.run_rate, got.next_charge) == ("annual", 112000, date(2027, 4, 8))
    assert got.price is not None
    assert got.price.percent == 12


def test_a_single_charge_is_bought_once() -> None:
    got = judged(charge("2026-04-10", 100000))
    assert (got.label, got.run_rate, got.next_charge) == ("one_off", 0, None)
    assert got.why == "Bought once, on 2026-04-10. It adds nothing to the run rate."


def test_a_single_charge_that_a_contract_calls_yearly_is_annual() -> None:
    got = judged(charge("2026-04-10", 100000, annual_hint=True))
    assert (got.label, got.run_rate, got.next_charge) == ("annual", 100000, date(2027, 4, 10))


def test_five_licences_bought_on_one_day_are_bought_once() -> None:
    assert judged(*[charge("2026-04-10", 1000 + n) for n in range(5)]).label == "one_off"


def test_irregular_spend_counts_its_last_twelve_months() -> None:
    days = {"2025-10-31": 700, "2025-11-01": 1300, "2026-02-17": 5100, "2026-02-25": 900, "2026-08-30": 2500}
    got = judged(*[charge(day, amount) for day, amount in days.items()])
    assert (got.label, got.run_rate) == ("irregular", 1300 + 5100 + 900 + 2500)


def test_irregular_spend_has_refunds_deducted() -> None:
    got = judged(charge("2026-02-17", 5100), charge("2026-03-25", 900), charge("2026-04-01", -400))
    assert got.run_rate == 5600


def test_a_one_off_beside_a_series_adds_nothing() -> None:
    got = judged(*every(1, "2026-01-05", 10), charge("2026-06-17", 250000))
    assert (got.label, got.run_rate) == ("monthly", 12 * 4900)
    assert "Beside it stands one-off spend of €2,500 in the last 12 months." in got.why


def test_two_subscriptions_of_one_product_are_told_apart() -> None:
    got = judged(*every(1, "2026-01-05", 10, 1000), *every(1, "2026-01-19", 10, 5000))
    assert (got.label, got.run_rate) == ("monthly", 12 * 6000)


def test_an_annual_licence_beside_a_monthly_one() -> None:
    got = judged(*every(1, "2026-01-05", 10, 1000), *every(12, "2025-03-19", 2, 50000))
    assert got.run_rate == 12 * 1000 + 50000
    assert got.next_charge == date(2027, 3, 19)


def test_a_new_buyer_carries_a_series_on() -> None:
    got = judged(*every(1, "2026-01-05", 5, person="a"), *every(1, "2026-06-05", 5, person="b"))
    assert (got.label, got.run_rate) == ("monthly", 12 * 4900)


def test_the_reason_speaks_of_the_rhythm_that_is_named() -> None:
    got = judged(*every(1, "2026-05-05", 6, 1000), charge("2026-02-17", 510000), charge("2026-03-25", 90000))
    assert got.label == "irregular"
    assert got.why.startswith("Irregular: charges on 2 days from 2026-02-17 to 2026-03-25")
    assert "1 more series runs beside it." in got.why


def test_top_ups_at_odd_days_are_irregular() -> None:
    dice = random.Random(7)
    for _ in range(20):
        days = sorted(dice.sample(range(300), 18))
        got = judged(*[charge(date(2026, 1, 1) + timedelta(days=day), 2000) for day in days])
        assert got.label == "irregular"


amounts = st.integers(min_value=-20000, max_value=20000)
lists = st.lists(
    st.builds(
        lambda day, amount, currency, person: charge(AS_OF - timedelta(days=day), amount, currency, person=person),
        st.integers(0, 800),
        st.one_of(st.sampled_from([1000, 2000, -1000]), amounts),
        st.sampled_from(["EUR", "USD"]),
        st.sampled_from(["", "a"]),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(lists, st.randoms())
def test_the_order_of_rows_does_not_matter(charges: list[Charge], dice: random.Random) -> None:
    shuffled = list(charges)
    dice.shuffle(shuffled)
    assert judged(*shuffled) == judged(*charges)


@settings(max_examples=60, deadline=None)
@given(lists)
def test_each_row_has_a_role_and_no_charge_is_lost(charges: list[Charge]) -> None:
    got = judged(*charges)
    assert len(got.roles) == len(charges)
    for one, role in zip(in_order(charges), got.roles, strict=True):
        assert (role == "refund") == (one.minor < 0)
        assert (role == "row without an amount") == (one.minor == 0)
    assert got.run_rate >= 0
    assert got.label in {"", "monthly", "quarterly", "annual", "irregular", "one_off"}

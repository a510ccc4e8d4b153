"""In which order ideas are said: by value, what mends something first to units that are not ready."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.made import RULES, finding, of_type, proposed, sla
from shadowscan.records import Idea, UnitReadiness

QUILL = {"vendor": "Quill", "product": "Quill", "product_id": "quill"}


def ready(unit: str, level: int, mend: tuple[str, ...] = (), slas: tuple[str, ...] = ()) -> UnitReadiness:
    return UnitReadiness(unit, level, "A step", level >= 4, f"Agree the catalogue with {unit}.", (), mend, slas)


def test_ideas_are_ranked_by_what_they_are_expected_to_bring() -> None:
    small = {"coverage": "covered", "covered_by": "forms", "spend_12m": 2000000, "annual_run_rate": 2000000}
    large = {"coverage": "covered", "covered_by": "boards", "category": "visual-collaboration"}
    got = proposed(finding("f1", **small), finding("f2", **QUILL, **large, spend_12m=9000000, annual_run_rate=9000000))
    assert [(idea.rank, idea.product) for idea in got] == [(1, "Quill"), (2, "Orbly")]


def test_people_and_risk_count_where_no_money_flows() -> None:
    calm = finding("f1", status="prohibited", category="crm")
    grave = finding("f2", **QUILL, status="prohibited", category="crm", severity=90)
    assert [idea.product for idea in proposed(calm, grave)] == ["Quill", "Orbly"]


def test_a_unit_below_the_step_hears_first_how_its_vital_service_is_mended() -> None:
    big = finding(category="crm", spend_12m=90000000, annual_run_rate=90000000)
    first, *rest = proposed(big, slas=[sla("drawer")], readiness=[ready("claims", 2, ("forms",), ("sla-forms-*",))])
    assert (first.type, first.service_id, first.business_units) == ("improve", "forms", ("claims",))
    assert "It is drawer." in first.why
    assert [idea.type for idea in rest] == ["adopt"]


def test_a_unit_that_is_ready_hears_the_most_valuable_idea_first() -> None:
    big = finding(category="crm", spend_12m=90000000, annual_run_rate=90000000)
    assert [idea.type for idea in proposed(big, readiness=[ready("claims", 4)])] == ["adopt"]


def test_without_a_service_to_mend_the_ground_is_prepared() -> None:
    ideas = proposed(finding(category="crm"), readiness=[ready("claims", 0)])
    ground = ideas[0]
    assert (ground.type, ground.business_units, ground.rank) == ("improve", ("claims",), 1)
    assert "Agree the catalogue with claims." in ground.why
    assert ground.title == "Prepare the ground before ideas are brought"


def test_ideas_to_mend_one_service_are_one() -> None:
    covered = finding(coverage="covered", covered_by="forms")
    ideas = proposed(covered, slas=[sla("missed")], readiness=[ready("retail", 1, ("forms",))])
    [mend] = of_type(ideas, "improve")
    assert (mend.business_units, mend.findings) == (("claims", "retail"), ("f1",))


def first_of(ideas: list[Idea], unit: str) -> Idea | None:
    return next((idea for idea in ideas if unit in idea.business_units), None)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["claims", "retail", "motor"]), st.sampled_from(["gap", "covered"]),
                  st.sampled_from(["crm", "forms-feedback", "design-creative"]), st.integers(0, 10**8)),
        max_size=10,
    ),
    st.dictionaries(st.sampled_from(["claims", "retail", "motor"]), st.integers(0, 5)),
    st.sampled_from(["met", "missed", "drawer"]),
)  # fmt: skip
def test_the_first_idea_for_a_unit_below_the_step_improves_something(
    uses: list[tuple[str, str, str, int]], levels: dict[str, int], health: str
) -> None:
    findings = [
        finding(f"f{n}", business_unit_id=unit, coverage=coverage, category=category, spend_12m=money,
                product_id=f"p{n}", annual_run_rate=money, covered_by="forms" if coverage == "covered" else "")
        for n, (unit, coverage, category, money) in enumerate(uses)
    ]  # fmt: skip
    ideas = proposed(*findings, slas=[sla(health)], readiness=[ready(u, level) for u, level in sorted(levels.items())])
    assert [idea.rank for idea in ideas] == list(range(1, len(ideas) + 1))
    for unit, level in levels.items():
        first = first_of(ideas, unit)
        assert level >= 4 or (first is not None and first.type == "improve")
    ranks = {idea.idea_id: idea.rank for idea in ideas}
    assert all(ranks[idea.blocked_by] < idea.rank for idea in ideas if idea.blocked_by)


def with_threshold(folder: Path, spend: str) -> object:
    text = RULES.text("ideas/adopt-by-spend.yml")
    (folder / "ideas").mkdir(parents=True, exist_ok=True)
    (folder / "ideas" / "adopt-by-spend.yml").write_text(text.replace('"10000"', f'"{spend}"'), encoding="utf-8")
    return RULES.over(folder)


def test_moving_a_threshold_moves_only_what_it_should(tmp_path: Path) -> None:
    findings = [
        finding("f1", category="crm"),
        finding("f2", **QUILL, category="design-creative", spend_12m=3000000),
        finding("f3", coverage="covered", covered_by="forms", product_id="nib", product="Nib"),
    ]
    before = {idea.idea_id: idea for idea in proposed(*findings)}
    after = {idea.idea_id: idea for idea in proposed(*findings, rules=with_threshold(tmp_path, "20000"))}
    gone = set(before) - set(after)
    assert [before[one].product for one in gone] == ["Orbly"]  # 12,000 lies below the new threshold
    assert set(after) < set(before)
    assert all(replace(after[one], rank=0) == replace(before[one], rank=0) for one in after)


def test_the_value_of_a_person_is_a_rule_and_not_code(tmp_path: Path) -> None:
    text = RULES.text("idea-ranking.yml").replace('value_per_user: "25"', 'value_per_user: "9000"')
    (tmp_path / "idea-ranking.yml").write_text(text, encoding="utf-8")
    quiet = finding("f1", status="prohibited", category="crm", users=8, severity=0)
    loud = finding("f2", **QUILL, status="prohibited", category="crm", severity=90)
    assert [idea.product for idea in proposed(quiet, loud)] == ["Quill", "Orbly"]
    assert [idea.product for idea in proposed(quiet, loud, rules=RULES.over(tmp_path))] == ["Orbly", "Quill"]

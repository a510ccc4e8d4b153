"""Names in sign-on data: environments, regions, teams, gallery names, the platform's own words, own applications."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from shadowscan.matching import Matcher
from shadowscan.matching.answered import named_apps
from shadowscan.rules import RuleBook, packaged_rules

NAMES = Path(__file__).parent / "sso_names.csv"


def names() -> list[dict[str, str]]:
    """Return realistic names with the vendor they mean, or `noise` for the platform, or `review` for anything else."""
    with NAMES.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def told(matcher: Matcher, texts: list[str]) -> list[str]:
    found = matcher.match(named_apps(texts))
    words = {"not_software": "noise", "review": "review"}
    return [words.get(verdict, vendor) for verdict, vendor in zip(found["verdict"], found["vendor_id"], strict=True)]


def test_two_hundred_names_as_administrators_type_them(matcher: Matcher) -> None:
    rows = names()
    assert len(rows) >= 200
    found = told(matcher, [row["app"] for row in rows])
    wrong = [(row["app"], row["expected"], got) for row, got in zip(rows, found, strict=True) if got != row["expected"]]
    assert wrong == []


def test_the_rules_keep_their_own_examples(matcher: Matcher) -> None:
    assert matcher.check_platform() == []


@pytest.mark.parametrize("name", ["Miro", "Asana", "Zendesk", "Figma"])
@pytest.mark.parametrize(
    "typed",
    [
        "{name} - Prod", "{name} (UAT)", "{name}_dev", "{name} [Sandbox]", "{name} EU", "{name} (US) SAML",
        "Okta {name}", "SSO - {name}", "Azure AD {name} Test", "{name} | Claims", "{name} – Harbour Mutual",
        "{name} / Retail", "PROD {name}", "{name} 2", "{name}: Legal",
    ],
)  # fmt: skip
def test_what_is_typed_around_a_name_does_not_hide_it(matcher: Matcher, name: str, typed: str) -> None:
    plain = told(matcher, [name])
    assert told(matcher, [typed.format(name=name)]) == plain
    assert plain[0] == name.casefold()


@pytest.mark.parametrize("text", ["Okta", "Test Rail", "App Dynamics", "Okta Workflows"])
def test_a_lead_that_belongs_to_the_name_stays(matcher: Matcher, text: str) -> None:
    assert told(matcher, [text])[0] in ("okta", "testrail", "appdynamics", "cisco")


def test_the_name_as_typed_is_kept(matcher: Matcher) -> None:
    found = matcher.match(named_apps(["Okta Salesforce Sandbox"])).iloc[0]
    assert found["descriptor"] == "Okta Salesforce Sandbox"
    assert "name of Salesforce" in found["reason"]


def test_own_applications_are_known_in_every_environment(tmp_path: Path, matcher: Matcher) -> None:
    (tmp_path / "platform.yml").write_text("internal: [Harbour Claims Desk, Rota]\n", encoding="utf-8")
    own = Matcher(matcher.base, packaged_rules().over(tmp_path))
    asked = ["Harbour Claims Desk", "HARBOUR CLAIMS DESK - UAT", "Rota (Prod)", "Rota EU", "Rotamaster", "Claims Desk"]
    assert told(own, asked) == ["noise"] * 4 + ["review"] * 2
    assert "application of your own" in own.match(named_apps(["Rota (Prod)"]))["reason"].iloc[0]


def test_spend_is_read_as_it_stands(matcher: Matcher, rules: RuleBook) -> None:
    """In spend a name behind another is another business: only sign-on names are typed by administrators."""
    frame = named_apps(["OKTA SALESFORCE SANDBOX", "MICROSOFT GRAPH"]).assign(origin="spend")
    assert matcher.match(frame)["vendor_id"].tolist() == ["okta", "microsoft"]

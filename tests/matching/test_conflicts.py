"""Local knowledge: an organisation's own rules over the packaged ones; what contradicts is told with both places."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from shadowscan.check import check_rules
from shadowscan.errors import RuleError
from shadowscan.knowledge import know
from shadowscan.matching import Matcher, load_vendors
from shadowscan.matching.conflicts import conflicts, overruled
from shadowscan.matching.examples import check_vendors, described
from shadowscan.matching.vendors import Example
from shadowscan.records.decisions import Decided
from shadowscan.rules import RuleBook, packaged_rules
from shadowscan.scan import scan
from shadowscan.workspace import open_workspace
from tests.scanned import STARTED, quiet

HEAD = "title: Ours\nwhy: Ours\nsource: Compiled by hand\n"
GUIDE = Path(__file__).resolve().parents[2] / "rules" / "templates" / "local-rules.md"
CATEGORIES = frozenset(row["category_id"] for row in packaged_rules().table("taxonomy"))


def over(folder: Path, **files: str) -> RuleBook:
    """Write local rule files (`vendors__ours` is vendors/ours.yml) and return them laid over the packaged ones."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return packaged_rules().over(folder)


def vendor(name: str, domain: str = "", category: str = "crm", **more: str) -> str:
    extra = "".join(f"    {key}: {value}\n" for key, value in more.items())
    return (
        f'  - name: {name}\n    domain: "{domain}"\n    category: {category}\n{extra}'
        f'    matches: ["{name.upper()} GMBH"]\n    ignores: ["{name.upper()} PIZZERIA"]\n'
    )


def found(rules: RuleBook) -> list[str]:
    return conflicts(load_vendors(rules), rules, CATEGORIES)


def test_the_packaged_rules_do_not_contradict_each_other() -> None:
    rules = packaged_rules()
    assert found(rules) == []
    assert overruled(load_vendors(rules), rules) == []


def test_a_name_that_two_vendors_claim_is_told_with_both_places(tmp_path: Path) -> None:
    rules = over(tmp_path, vendors__ours=HEAD + "vendors:\n" + vendor("Quillwright", aliases="[Dropbox, Asana]"))
    problems = found(rules)
    assert len(problems) == 2
    assert all("rules/vendors/ours.yml:5" in problem for problem in problems)
    assert all(re.search(r"rules/vendors/\w+\.yml:\d+: .* is claimed by .* as well \(rules/", p) for p in problems)
    assert all("Asana" in problem or "Dropbox" in problem for problem in problems)
    assert all("What to change" in problem for problem in problems)


def test_a_vendor_or_domain_that_stands_twice_is_told_with_both_places(tmp_path: Path) -> None:
    for number, text in enumerate((vendor("Dropbox"), vendor("Quillwright", "dropbox.com"))):
        with pytest.raises(RuleError, match=r"claimed by two vendors \(rules/vendors/.*\.yml:\d+ and rules/") as told:
            load_vendors(over(tmp_path / str(number), vendors__ours=f"{HEAD}vendors:\n{text}"))
        assert "rules/vendors/ours.yml:5" in told.value.message


def test_an_unknown_category_is_told_with_its_place(tmp_path: Path) -> None:
    rules = over(tmp_path, vendors__ours=HEAD + "vendors:\n" + vendor("Quillwright", category="magic"))
    (problem,) = found(rules)
    assert problem.startswith("rules/vendors/ours.yml:5: Quillwright: category 'magic' is not in rules/taxonomy.csv")


def test_what_is_no_software_needs_no_category(tmp_path: Path) -> None:
    rules = over(tmp_path, vendors__ours=HEAD + "vendors:\n" + vendor("Oldmill", category='""', sells="goods"))
    assert found(rules) == []
    matcher = Matcher(load_vendors(rules), rules)
    assert matcher.match(described([Example("OLDMILL LTD", mcc="5734")]))["verdict"].tolist() == ["not_software"]


def test_an_intermediary_that_stands_twice_is_told_with_both_places(tmp_path: Path) -> None:
    entry = "{id: paypal, name: Pay, kind: processor, patterns: ['^QXQ '], becomes: {}, keeps: []}"
    rules = over(tmp_path, intermediaries=f"intermediaries:\n  - {entry}\n")
    (problem,) = found(rules)
    assert "'paypal' stands twice (first in rules/intermediaries.yml:" in problem


def test_own_applications_win_over_vendors_and_that_is_said(tmp_path: Path) -> None:
    rules = over(tmp_path, platform="# ours\ninternal:\n  - Claims Desk\n  - Dropbox\n")
    (note,) = overruled(load_vendors(rules), rules)
    assert note.startswith("rules/platform.yml:4: 'Dropbox' is an application of your own, which rules/vendors/")
    matcher = Matcher(load_vendors(rules), rules)
    assert matcher.match(described([Example("Dropbox", kind="sso")]))["verdict"].tolist() == ["not_software"]


def test_a_file_that_replaces_a_packaged_one_is_named(tmp_path: Path) -> None:
    rules = over(tmp_path, vendors__design=HEAD + "vendors:\n" + vendor("Quillwright"))
    assert "rules/vendors/design.yml replaces the packaged file of that name as a whole" in overruled(
        load_vendors(rules), rules
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{vendor: Nobody At All, aliases: [X1], matches: [X1], ignores: [Y]}", "no vendor 'Nobody At All'"),
        ("{vendor: Atlassian, product: Kettle, aliases: [X1], matches: [X1], ignores: [Y]}", "no product 'Kettle'"),
        ("{vendor: Atlassian, domains: [dropbox.com], matches: [X1], ignores: [Y]}", "claimed by two vendors"),
        ("{vendor: Atlassian, aliases: [X1]}", "missing: matches, ignores"),
    ],
)
def test_names_for_a_vendor_that_do_not_fit_are_refused_with_their_line(
    tmp_path: Path, entry: str, message: str
) -> None:
    with pytest.raises(RuleError, match=message) as told:
        load_vendors(over(tmp_path, vendors__ours=f"{HEAD}names:\n  - {entry}\n"))
    assert told.value.where == "rules/vendors/ours.yml:5"


def test_a_product_the_vendor_lacks_is_added_with_its_category(tmp_path: Path) -> None:
    entry = (
        "{vendor: Atlassian, product: Harbour Add-on, category: crm, matches: [ATLASSIAN HARBOUR ADD-ON], ignores: [X]}"
    )
    rules = over(tmp_path, vendors__ours=f"{HEAD}names:\n  - {entry}\n")
    base = load_vendors(rules)
    product = base.product("atlassian/harbour-add-on")
    assert product is not None
    assert product.category == "crm"
    assert product in base.vendor("atlassian").products  # type: ignore[union-attr]


def guide(folder: Path) -> RuleBook:
    """Write the files that the guide for local rules shows, as a reader would."""
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names = ["vendors__ours", "vendors__house", "platform", "intermediaries"]
    return over(folder, **dict(zip(names, blocks, strict=True)))


def test_the_guide_for_local_rules_works_as_written(tmp_path: Path) -> None:
    rules = guide(tmp_path)
    base = load_vendors(rules)
    assert found(rules) == []
    matcher = Matcher(base, rules)
    assert matcher.normaliser.check() == []
    assert [problem for problem in check_vendors(matcher) if "ours.yml" in problem or "house.yml" in problem] == []
    asked = [
        Example("QUILLHARBOUR SOFTWARE GMBH KIEL"),
        Example("Harbour Ticket Desk (UAT)", kind="sso"),
        Example("HARBOUR TICKET DESK LICENCES 2026"),
        Example("Harbour Claims Desk_dev", kind="sso"),
        Example("Vertragsarchiv - Prod", kind="sso"),
        Example("KIELER SOFTWARE KONTOR GMBH * DROPBOX"),
    ]
    told = matcher.match(described(asked))
    assert told["product_id"].tolist() == ["quillharbour", "atlassian/jira", "atlassian/jira", "", "", "dropbox"]
    assert told["verdict"].tolist() == ["matched"] * 3 + ["not_software"] * 2 + ["matched"]
    assert told["intermediary"].iloc[5] == "Kieler Software Kontor"


def test_check_and_scan_both_tell_of_contradictions(write_workspace: Callable[..., Path]) -> None:
    root = write_workspace()
    (root / "exports" / "spend.csv").write_text("Date,Merchant,Amount\n2026-01-15,MIRO.COM,9.00\n", encoding="utf-8")
    text = HEAD + "vendors:\n" + vendor("Quillwright", aliases="[Dropbox]", category="magic")
    over(root / "rules", vendors__ours=text)
    wanted = ["rules/vendors/ours.yml:5", "claimed by", "category 'magic' is not in rules/taxonomy.csv"]
    problems = "\n".join(check_rules(root).problems)
    assert all(part in problems for part in wanted)
    with pytest.raises(RuleError) as told:
        scan(open_workspace(root), date(2026, 3, 31), STARTED, quiet)
    assert all(part in str(told.value) for part in wanted)


def test_what_is_overruled_is_a_note_of_check_and_scan(write_workspace: Callable[..., Path]) -> None:
    root = write_workspace()
    over(root / "rules", platform="internal: [Dropbox]\n")
    assert any("'Dropbox' is an application of your own" in note for note in check_rules(root).notes)
    assert any(
        "'Dropbox' is an application of your own" in note for note in know(open_workspace(root), Decided()).notes
    )

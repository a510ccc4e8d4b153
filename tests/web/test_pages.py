"""Our own pages: what they answer, that their links lead somewhere, and that nothing of others stands on them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from test_attack import FOREIGN, PATHS, PERSONS

from made.visitor import SECRET, Visitor
from shadowscan.web.serve import make_datasette

ANNA, CIO = "anna@harbour.example", "cio@harbour.example"
PAGES = {  # page -> words that stand on it for the relationship manager of one unit
    "/": ("Claims Handling", "Decide these first", "Spend by month"),
    "/-/units": ("Motor Claims", "To decide"),
    "/-/unit/claims": ("By status", "Services agreed with it"),
    "/-/findings": ("Dropbox", "Typeform"),
    "/-/findings?show=all": ("Miro",),
    "/-/findings?show=managed&unit=claims": ("Nothing of this kind",),
    "/-/finding/fi-00": ("Why it is here", "Team workspace", "Evidence", "Why these texts are Miro"),
    "/bu_claims/findings/fi-01": ("Dropbox", "prohibited"),
    "/-/changes": ("What changed",),
    "/-/review": ("Review queue",),
    "/-/renewals": ("Renewals",),
    "/-/ideas": ("Ideas", "End Dropbox in Claims Handling"),
    "/-/idea/id-2": ("Can service management carry it?", "Findings behind it", "Dropbox"),
    "/-/portfolio": ("By stage",),
    "/-/services": ("Team workspace", "Claims processing"),
    "/-/service/svc-collab": ("The line of value", "Availability"),
    "/-/initiatives": ("Faster claims", "Less paper"),
    "/-/initiative/ini-fast": ("What it stands on", "Team workspace", "1.2 million a year"),
    "/-/capabilities": ("Capability map", "Motor Claims"),
    "/-/capability/forms-feedback": ("Typeform",),
    "/-/demand": ("Demand",),
    "/-/readiness": ("Readiness",),
    "/-/vendor/miro": ("Who uses it", "Miro"),
    "/-/product/miro": ("Miro",),
    "/-/health": ("Do the sums agree?", "to the cent"),
    "/-/method": ("How it is counted", "Thresholds"),
    "/-/tables": ("Findings", "Spend by month"),
}
OF_OTHERS = (
    "/-/unit/retail", "/-/unit/wealth-7", "/-/unit/ops", "/-/finding/fi-03", "/-/finding/fi-07", "/-/product/slack",
    "/-/vendor/salesforce", "/-/idea/id-3", "/-/initiative/ini-shop", "/bu_retail/findings/fi-03",
    "/bu_claims/findings/fi-03",
    "/group/findings/fi-00", "/bu_claims/vendors/salesforce", "/bu_claims/ideas/id-3", "/-/rows/rejects_of_others",
    "/-/finding/fi-00'--", "/-/nothing", "/views/home", "/home", "/bu_claims/business_units/retail",
)  # fmt: skip


@pytest.fixture(scope="module")
def visitor(published: Path) -> Iterator[Visitor]:
    """Return one visitor for all tests here: they only read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHADOWSCAN_PROXY_SECRET", SECRET)
        yield Visitor(make_datasette(published))


@pytest.mark.parametrize("path", sorted(PAGES))
def test_a_page_answers_its_question_without_a_word_of_others(visitor: Any, path: str) -> None:
    answer = visitor.get(path, ANNA)

    assert answer.status_code == 200
    for words in PAGES[path]:
        assert words in html.unescape(answer.text), words
    told = answer.content.replace(path.encode(), b"")
    for secret in (FOREIGN, PERSONS, PATHS):
        assert not secret.search(told), secret.search(told)
    assert "<script>" not in answer.text
    assert "Undefined" not in answer.text
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", OF_OTHERS)
def test_what_is_of_others_looks_like_what_does_not_exist(visitor: Any, path: str) -> None:
    answer = visitor.get(path, ANNA)

    assert answer.status_code == 404
    assert not FOREIGN.search(answer.content.replace(path.encode(), b""))


@pytest.mark.parametrize("path", ["/", "/-/units", "/-/finding/fi-00", "/-/ideas", "/-/renewals.ics", "/-/method"])
@pytest.mark.parametrize("who", [None, "stranger@elsewhere.example"])
def test_strangers_get_no_page(visitor: Any, path: str, who: str | None) -> None:
    assert visitor.get(path, who).status_code == 403


def _ours(path: str) -> bool:
    return path == "/" or (path.startswith("/-/") and not path.endswith(".ics"))


def _is_news(path: str, seen: Iterable[str]) -> bool:
    """Tell whether a link is not like many that were followed already."""
    kind = re.sub(r"=.*|~.*", "", path).rsplit("/", 1)[0]
    return sum(one.startswith(kind) for one in seen) < 8 if kind not in ("", "/-") else True


@pytest.mark.parametrize("who", [ANNA, CIO, "rolf@harbour.example", "ines@harbour.example"])
def test_every_link_of_every_page_leads_somewhere(visitor: Any, who: str) -> None:
    seen = {"/": "typed"}
    queue = ["/"]
    while queue:
        answers = visitor.get_all(queue, who)
        queue = []
        for path, status, content in answers:
            assert status == 200, f"{path}, from {seen[path]}"
            for href in re.findall(r'href="(/[^"#]*)"', content.decode()) if _ours(path) else []:
                found = html.unescape(href)
                if found not in seen and "/static" not in found and _is_news(found, seen):
                    seen[found] = path
                    queue.append(found)
    assert len(seen) > 20


def test_the_key_figures_add_up_to_the_rows_behind_them(visitor: Any) -> None:
    rows = visitor.get("/group/coverage_summary.json?_shape=array&_size=max", CIO).json()
    page = html.unescape(visitor.get("/", CIO).text)

    assert f"€{sum(row['total'] for row in rows):,.0f}" in page
    managed = sum(row["managed"] + row["approved"] for row in rows)
    assert f"€{managed:,.0f}" in page


def test_a_number_of_several_files_leads_to_the_rows_of_each(visitor: Any) -> None:
    rolf = "rolf@harbour.example"
    assert "/-/rows/findings?status__in=" in html.unescape(visitor.get("/", rolf).text)

    page = visitor.get("/-/rows/findings?status__in=unmanaged,tolerated&_where=1=1", rolf).text

    assert "/bu_retail/findings?status__in=unmanaged%2Ctolerated" in html.unescape(page)
    assert "/bu_wealth_7/findings" in page
    assert "_where" not in page


def test_an_argument_no_link_has_is_refused(visitor: Any) -> None:
    assert visitor.get("/-/findings?show=everything", ANNA).status_code == 400
    assert "Nothing of this kind" in visitor.get("/-/findings?unit=' or 1=1 --", ANNA).text


def test_texts_of_exports_are_hostile(visitor: Any) -> None:
    page = visitor.get("/-/finding/fi-05", "rolf@harbour.example")

    assert page.status_code == 200
    assert "=CMD|" not in page.text.replace("&#39;", "'").replace("'=CMD|", "")  # defused wherever it stands


def test_a_reader_of_several_units_sees_a_shared_idea_once_with_both_shares(visitor: Any) -> None:
    page = visitor.get("/-/ideas", "rolf@harbour.example").text

    assert page.count('href="/-/idea/id-1"') == 1

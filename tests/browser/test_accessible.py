"""No page breaks WCAG 2.1 A or AA as axe-core sees it, at a desk and on a phone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.pages import BRM, browser, served

pytestmark = pytest.mark.browser

STEERING = "cio@harbour.example"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PLAIN = (
    "/", "/-/units", "/-/findings", "/-/findings?show=all", "/-/changes", "/-/review", "/-/renewals", "/-/ideas",
    "/-/portfolio", "/-/demand", "/-/services", "/-/initiatives", "/-/capabilities", "/-/readiness", "/-/health",
    "/-/method", "/-/tables", "/-/rows/findings", "/-/nowhere", "/bu_claims",
)  # fmt: skip
ABOUT = {  # page of one thing -> the table that holds it
    "/-/unit/": "business_units",
    "/-/finding/": "findings",
    "/-/vendor/": "vendors",
    "/-/product/": "products",
    "/-/idea/": "ideas",
    "/-/service/": "services",
    "/-/initiative/": "initiatives",
    "/-/capability/": "categories",
}
ROWS = ("transactions", "descriptors")  # all rows of tables share one template
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """async tags => {
    const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
    return found.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 300), v.nodes[0].failureSummary]);
}"""


def addresses(workspace: Path, width: int) -> list[str]:
    """Return our own pages, one of each kind, and Datasette's pages: wide, all tables; else one table and one row."""
    with sqlite3.connect(workspace / "published" / "bu_claims.db") as claims:
        sql = "select name from sqlite_master where type in ('table', 'view') and name not like '%\\_fts%' escape '\\'"
        tables = sorted(name for (name,) in claims.execute(sql) if not name.startswith("sqlite_"))
        about = [page + str(_first(claims, table)[0]) for page, table in ABOUT.items() if table in tables]
        rows = [f"/bu_claims/{table}/{key}" for table in ROWS if (key := _key(claims, table))]
    claims.close()
    return [*PLAIN, *about, *(f"/bu_claims/{table}" for table in (tables if width > 1000 else ROWS)), *rows]


def _first(database: sqlite3.Connection, table: str) -> Any:
    return database.execute(f'select * from "{table}" limit 1').fetchone() or [""]


def _key(database: sqlite3.Connection, table: str) -> str:
    """Return how Datasette spells the key of a table's first row; empty where there is no plain one."""
    columns = database.execute(f'pragma table_info("{table}")').fetchall()
    keys = [column[1] for column in sorted(columns, key=lambda column: column[5]) if column[5]]
    found = database.execute(f'select {", ".join(keys) or "rowid"} from "{table}" limit 1').fetchone()
    key = ",".join(map(str, found)) if found and found[0] is not None else ""
    return key if key.replace("-", "").replace(",", "").replace("_", "").isalnum() else ""


@pytest.fixture(scope="module")
def address(demo: Path) -> Iterator[str]:
    with served(demo, BRM) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


def problems(window: BrowserContext, address: str, paths: list[str]) -> list[str]:
    """Return what axe holds against each page, and which pages scroll sideways."""
    found = []
    page = window.new_page()
    for path in paths:
        page.goto(address + path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{path} scrolls sideways by {over} px"] if over > 0 else []
        page.evaluate(AXE)
        found += [f"{path} {rule} x{count}: {html} {why}" for rule, count, html, why in page.evaluate(RUN, TAGS)]
    page.close()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_breaks_wcag(width: int, demo: Path, address: str, chromium: Browser) -> None:
    window = chromium.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    paths = addresses(demo, width)

    assert len(paths) > 30
    assert problems(window, address, paths) == []
    window.close()


@pytest.mark.slow
def test_no_page_of_the_whole_organisation_breaks_wcag(demo: Path, chromium: Browser) -> None:
    paths = ["/", "/-/units", "/-/findings", "/-/portfolio", "/-/capabilities", "/-/ideas", "/group", "/group/findings"]
    with served(demo, STEERING) as address:
        window = chromium.new_context(viewport={"width": 390, "height": 800}, bypass_csp=True)
        assert problems(window, address, paths) == []

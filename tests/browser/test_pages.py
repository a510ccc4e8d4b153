"""What a business relationship manager sees in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import BRM, SHOWN, browser, open_page, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(demo: Path) -> Iterator[str]:
    with served(demo, BRM) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


def test_the_start_page_names_the_units_of_the_reader_and_no_other(address: str, chromium: Browser) -> None:
    page = open_page(chromium, address)
    text = page.inner_text("body")
    assert "Claims" in text
    assert "Underwriting" in text
    assert "Retail Insurance" not in text
    assert "Broker Distribution" not in text
    page.close()


def test_from_the_start_page_to_a_finding_with_its_reasons_and_rows(address: str, chromium: Browser) -> None:
    page = open_page(chromium, address)
    for link in ("a[href='/bu_claims/findings']", "td a[href*='/bu_claims/findings/f']"):
        with page.expect_navigation():
            page.click(link)
    text = page.inner_text("body")
    for words in ("Why this status", "Why this recurrence", "Why this severity", "Evidence"):
        assert words in text
    with page.expect_navigation():
        page.click("a:has-text('Evidence')")
    assert page.locator("table tbody tr").count() > 0
    page.close()


@pytest.mark.parametrize("path", sorted(set(SHOWN.values())))
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_scrolls_sideways_or_fails_a_script(path: str, width: int, address: str, chromium: Browser) -> None:
    problems: list[str] = []
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.on("pageerror", lambda error: problems.append(str(error)))
    answer = page.goto(address + path)
    assert answer is not None
    assert answer.status == 200
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0
    assert problems == []
    page.close()


def test_a_unit_of_others_is_not_there(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    answer = page.goto(f"{address}/bu_retail/findings")
    assert answer is not None
    assert answer.status in (403, 404)
    assert "Retail Insurance" not in page.inner_text("body")
    page.close()

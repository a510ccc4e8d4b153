"""What a business relationship manager sees in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import BRM, MORE, SHOWN, browser, open_page, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(demo: Path) -> Iterator[str]:
    with served(demo, BRM) as found:
        yield found


@pytest.fixture(scope="module")
def decided(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a workspace in which tests may decide."""
    folder = tmp_path_factory.mktemp("decided") / "workspace"
    shutil.copytree(demo, folder)
    with served(folder, BRM) as found:
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
    with page.expect_navigation():
        page.click("main td a[href*='/findings/f']")
    text = page.inner_text("body")
    for words in ("Why it is here", "Evidence", "Why these texts are", "Decide", "History"):
        assert words in text
    with page.expect_navigation():
        page.click("a:has-text('spend row')")
    assert page.locator("table tbody tr").count() > 0
    page.close()


def test_a_ruling_is_made_by_keyboard_alone_and_without_script(decided: str, chromium: Browser) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{decided}/-/findings")
    page.locator("main td a").first.click()
    page.locator("input[name=ruling][value=approved]").focus()
    page.keyboard.press("Space")
    for _ in range(8):  # past the day of a tolerance, which is made of several fields
        page.keyboard.press("Tab")
        if page.locator("textarea[name=why]:focus").count():
            break
    page.keyboard.type("The unit may keep it")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/finding/*done=*")
    text = page.inner_text("main")
    assert "Noted: ruling, approved" in text
    assert "The unit may keep it" in text
    page.close()


@pytest.mark.parametrize("path", sorted({*SHOWN.values(), *MORE}))
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

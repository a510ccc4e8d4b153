"""The ten minutes of a relationship manager: what is new, why, decide, bring an idea; with script and without."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import BRM, browser, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("tour") / "workspace"
    shutil.copytree(demo, folder)
    with served(folder, BRM) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


def tab_to(page: Page, selector: str, most: int = 150) -> None:
    """Press Tab until what is wanted has the focus, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"Tab never comes to {selector}")


@pytest.mark.parametrize("script", [True, False])
def test_the_tour_from_the_start_page_to_an_idea(script: bool, address: str, chromium: Browser) -> None:
    page = chromium.new_context(java_script_enabled=script).new_page()
    page.goto(address)
    page.locator("a[href='/-/changes']:visible").first.click()
    assert "changed" in page.inner_text("h1").lower()

    page.goto(address)
    page.locator("main td a[href*='/findings/f'], main td a[href*='/-/finding/f']").nth(int(script)).click()
    assert "Why it is here" in page.inner_text("main")

    opener = page.locator("form:has(input[name=form][value=idea_open])").first
    page.locator("summary:has-text('Open an idea')").click()
    opener.locator("input[name=title]").fill(f"One survey tool for all of us {script}")
    for field in opener.locator("textarea[name=why], input[name=why]").all():
        field.fill("Three units pay for the same thing")
    opener.locator("button").click()
    page.wait_for_url("**/-/idea/*")
    assert f"One survey tool for all of us {script}" in page.inner_text("main")
    page.context.close()


def test_a_decision_is_reached_and_made_with_tab_alone(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/-/findings")
    page.locator("main td a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    tab_to(page, "input[name=ruling]")
    page.keyboard.press("Space")
    tab_to(page, "textarea[name=why]", 10)
    page.keyboard.type("Reached by keyboard")
    tab_to(page, "button", 5)
    page.keyboard.press("Enter")
    page.wait_for_url("**done=*")
    assert "Reached by keyboard" in page.inner_text("main")
    page.close()

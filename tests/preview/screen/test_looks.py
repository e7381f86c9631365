"""What the screen looks like: narrow, light, dark."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright", reason="no browser: playwright is not installed")

from playwright.sync_api import Browser, expect

from tests.preview.screen.tab import opened

pytestmark = pytest.mark.slow


def test_a_narrow_window_shows_one_column_at_a_time(browser: Browser, address: str) -> None:
    page, seen = opened(browser, address, width=420)
    expect(page.locator(".middle")).to_be_visible()
    expect(page.locator(".left")).to_be_hidden()
    page.get_by_role("button", name="Pages").click()
    page.locator(".entry", has_text="number 2").click()
    expect(page.locator(".heading h1")).to_have_text("Ferry number 2 sails")
    page.get_by_role("button", name="Rules").click()
    expect(page.locator(".cm-content")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    assert [] == seen.faults
    page.close()


def test_light_and_dark_follow_the_system_and_the_switch(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address)
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{background} !== '{light}'")
    page.keyboard.press("t")
    page.wait_for_function(f"{background} === '{light}'")
    page.close()

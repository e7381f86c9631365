"""An editor at work: from a bad page to a saved rule, with the mouse and without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="no browser: playwright is not installed")

from playwright.sync_api import Browser, expect

from tests.preview.samples import BOX, NOTE, RULE
from tests.preview.screen.tab import opened

pytestmark = pytest.mark.slow
SAVED = re.compile("^Saved ")
TYPED = "# typed while the pages are cleaned again and again"


def test_from_a_bad_page_to_a_saved_rule_and_back_after_a_reload(browser: Browser, address: str, fresh: Path) -> None:
    page, seen = opened(browser, address)
    page.get_by_label("Search in address, title and text").fill("number 1")
    expect(page.locator(".entry")).to_have_count(1)
    page.locator(".entry").click()
    expect(page.locator(".heading h1")).to_have_text("Ferry number 1 sails")

    page.locator("#blocks .b", has_text=NOTE).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("This should go")).to_be_visible()
    offer = dialog.locator(".offer", has_text=".qx-note").last
    expect(offer).to_contain_text("4 blocks on 4 pages, 4 kept now")
    offer.click()
    dialog.get_by_label("Why (the log shows it)").fill("Petition of the paper")
    dialog.get_by_role("button", name="Add rule").click()
    expect(page.locator("#blocks del.b", has_text=NOTE)).to_have_count(1)
    expect(page.locator(".summary")).to_contain_text("3 pages changed")
    expect(page.locator(".fine")).to_have_text("2 tests hold")

    page.locator("#blocks del.b", has_text=BOX).click()
    expect(dialog.get_by_text("This was wrong")).to_be_visible()
    expect(dialog.locator(".soft")).to_contain_text("quay/also")
    dialog.get_by_role("button", name="Add rule").click()
    expect(page.locator("#blocks .kept.b", has_text=BOX)).to_have_count(1)

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    written = fresh.read_text("utf-8")
    assert ("# Rules of the quay.", True, True) == (
        written.splitlines()[0],
        "Petition of the paper" in written,
        "keep:" in written,
    )
    page.reload()
    expect(page.locator("#blocks del.b", has_text=NOTE)).to_have_count(1)
    expect(page.locator("#blocks .kept.b", has_text=BOX)).to_have_count(1)
    expect(page.locator(".summary")).to_have_text("No page changes")
    assert ([], []) == (seen.faults, seen.foreign(address))
    page.close()


def test_the_whole_way_by_keyboard_alone(browser: Browser, address: str, fresh: Path) -> None:
    page, seen = opened(browser, address)
    keys = page.keyboard
    keys.press("/")
    keys.type("number 2")
    expect(page.locator(".entry")).to_have_count(1)
    keys.press("Escape")
    keys.press("l")
    keys.press("Enter")
    expect(page.locator(".heading h1")).to_have_text("Ferry number 2 sails")
    for _ in range(60):
        keys.press("j")
        if NOTE in (page.evaluate("document.activeElement.textContent") or ""):
            break
    expect(page.locator("#why")).to_contain_text("kept")
    keys.press("Enter")
    expect(page.locator(".offer input:checked")).to_be_focused()
    keys.press("ArrowUp")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("#blocks del.b", has_text=NOTE)).to_have_count(1)
    expect(page.locator(".summary")).to_contain_text("changed")
    for key, shown in (("2", "iframe.frame"), ("3", ".plain"), ("4", ".log"), ("1", "#blocks")):
        keys.press(key)
        expect(page.locator(shown)).to_be_visible()
    keys.press("?")
    expect(page.get_by_role("dialog").get_by_text("Keys", exact=True)).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys.press("e")
    expect(page.locator(".cm-content")).to_be_focused()
    keys.press("Control+End")
    keys.type(TYPED, delay=30)
    keys.press("Escape")
    keys.press("Control+s")
    expect(page.get_by_text(SAVED)).to_be_visible()
    written = fresh.read_text("utf-8")
    assert (True, True) == (
        "qx-note" in written,
        written.endswith(TYPED),
    )
    keys.press("]")
    keys.press("[")
    assert ([], []) == (seen.faults, seen.foreign(address))
    page.close()


def test_the_editor_shows_errors_at_their_place_completes_and_refuses_to_save_them(
    browser: Browser, address: str, fresh: Path
) -> None:
    page, _ = opened(browser, address)
    page.keyboard.press("e")
    page.keyboard.press("Control+End")
    page.keyboard.type("kep: x\n")
    expect(page.locator(".problem.error")).to_contain_text('"kep" is no key here; did you mean "keep"?')
    expect(page.locator(".cm-fault.error")).to_have_text("kep: x")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Not saved: 1 error")).to_be_visible()
    assert RULE == fresh.read_text("utf-8")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(RULE + "keep:\n  - id: a\n    ")
    page.keyboard.type("wh")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_have_text(re.compile("why: "))
    page.close()


def test_a_page_of_another_host_leads_to_a_rule_file_of_its_own(browser: Browser, address: str, rules: Path) -> None:
    page, seen = opened(browser, address)
    page.locator(".entry", has_text="delta.example").click()
    expect(page.locator(".note")).to_contain_text("The rule file has no say on this page: it is not for delta.example")
    page.get_by_role("button", name="Edit delta-example.yml").click()
    expect(page.locator(".file")).to_have_text("delta-example.yml (new)")
    expect(page.locator(".cm-content")).to_contain_text("hosts: [delta.example]")
    expect(page.locator(".note")).to_have_count(0)
    page.locator(".entry", has_text="number 1").click()
    page.get_by_role("button", name="Edit quay.yml").click()
    expect(page.locator(".file")).to_have_text("quay.yml")
    assert [rules] == list(rules.parent.iterdir())
    assert ([], []) == (seen.faults, seen.foreign(address))
    page.close()

"""The preview in a real Chromium, as its users have it."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("nicegui", reason="the extra `preview` is not installed")
pytest.importorskip("playwright", reason="no browser: playwright is not installed")

from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.preview.browser import chromium, serving
from tests.preview.samples import BOX, NOTE, RULE, write_pages

pytestmark = pytest.mark.slow
SAVED = re.compile("^Saved ")
TYPED = "# typed while the pages are cleaned again and again"
WAIT = 15_000  # milliseconds at most for the screen to follow, on a busy machine


@dataclass
class Seen:
    """What a tab did: every request, every fault, every call of what the attack page calls."""

    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    hits: list[str] = field(default_factory=list)

    def foreign(self, address: str) -> list[str]:
        """The requests that left for another host."""
        own = f"http://{urlsplit(address).netloc}/"
        return [url for url in self.requests if not url.startswith((own, "data:", own.replace("http", "ws")))]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rule file, as it was before each test that writes it: see `fresh`."""
    return tmp_path_factory.mktemp("rules") / "quay.yml"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, rules: Path) -> Iterator[str]:
    """One preview for all tests: it takes seconds to start."""
    rules.write_text(RULE, "utf-8")
    with serving(write_pages(tmp_path_factory.mktemp("pages"), attack=True), rules) as address:
        yield address


@pytest.fixture
def fresh(browser: Browser, address: str, rules: Path) -> Iterator[Path]:
    """The rule file; after the test it is in editor and on disk as it was."""
    yield rules
    page, _ = opened(browser, address)
    rules.write_text(RULE, "utf-8")
    unsaved = page.locator(".unsaved").is_visible()
    page.get_by_role("button", name="Take the rule file from disk").click()
    if unsaved:
        page.get_by_role("dialog").get_by_role("button", name="Give them up").click()
    expect(page.locator(".unsaved")).to_be_hidden()
    expect(page.locator(".cm-content")).not_to_contain_text("qx-note")
    page.close()


def opened(browser: Browser, address: str, width: int = 1400) -> tuple[Page, Seen]:
    """A tab on the preview, and what it does from now on."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    seen = Seen()

    def note(request: Request) -> None:
        seen.requests.append(request.url)

    page.on("request", note)
    page.on("pageerror", lambda error: seen.faults.append(str(error)))
    page.on("console", lambda told: seen.faults.append(told.text) if told.type == "error" else None)
    page.on("dialog", lambda dialog: seen.hits.append(dialog.message))
    page.on("popup", lambda popup: seen.hits.append(popup.url))
    page.expose_function("hit", lambda what: seen.hits.append(str(what)))
    page.goto(address)
    page.wait_for_selector(".b")
    page.wait_for_selector(".cm-content", state="attached")
    return page, seen


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


def test_pages_that_attack_do_nothing(browser: Browser, address: str) -> None:
    page, seen = opened(browser, address)
    entry = page.locator(".entry", has_text="Attack")
    entry.click()
    expect(page.locator(".heading h1")).to_contain_text("Attack <script>")
    for view in ("blocks", "result", "log", "page"):
        page.keyboard.press({"blocks": "1", "page": "2", "result": "3", "log": "4"}[view])
        page.wait_for_timeout(150)
    frame = page.frame_locator("iframe.frame")
    expect(frame.get_by_text("The harbour board voted")).to_be_visible()
    assert "" == page.locator("iframe.frame").get_attribute("sandbox")
    for text in ("Follow this link", "Follow this one", "Send the form", "The harbour board voted"):
        frame.get_by_text(text).first.click()
    page.wait_for_timeout(600)
    page.get_by_role("tab", name="Blocks").click()
    for number in range(page.locator("#blocks .b:visible").count()):
        page.locator("#blocks .b:visible").nth(number).hover()
    page.locator("#blocks .b", has_text="<script>").first.click()
    page.wait_for_timeout(300)
    assert ([], []) == (seen.hits, seen.foreign(address))
    assert 1 == len(page.context.pages)
    assert urlsplit(page.url).netloc == urlsplit(address).netloc
    page.close()


def test_a_script_that_slips_into_the_screen_does_not_run(browser: Browser, address: str) -> None:
    page, seen = opened(browser, address)
    page.evaluate(
        """() => {
            const div = document.createElement("div");
            div.innerHTML = `<img src=x onerror="hit('handler')"><svg onload="hit('svg')"></svg>`;
            document.body.append(div);
            const script = document.createElement("div");
            script.innerHTML = "<iframe srcdoc=\\"<script>top.hit('srcdoc')</" + "script>\\"></iframe>";
            document.body.append(script);
            const image = document.createElement("img");
            image.src = "http://evil.example/pixel.png";
            document.body.append(image);
        }"""
    )
    page.wait_for_timeout(500)
    assert [] == seen.hits
    page.close()


def test_without_the_token_or_with_a_foreign_host_nothing_is_answered(browser: Browser, address: str) -> None:
    place = urlsplit(address)
    for path, host, expected in (
        ("/", place.netloc, 403),
        ("/?token=guess", place.netloc, 403),
        ("/frame/0", place.netloc, 403),
        (f"/?{place.query}", "evil.example", 400),
        (f"/?{place.query}", place.netloc, 303),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", place.port or 0, timeout=10)
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        assert expected == answer.status, path
        assert b"Ferry" not in answer.read()
        connection.close()
    stranger = browser.new_context().new_page()
    answered = stranger.goto(f"http://{place.netloc}/")
    assert answered is not None
    assert 403 == answered.status
    stranger.context.close()


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


def test_light_and_dark_follow_the_system_and_the_switch(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address)
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{background} !== '{light}'")
    page.keyboard.press("t")
    page.wait_for_function(f"{background} === '{light}'")
    page.close()

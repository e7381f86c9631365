"""Pages that attack the one who looks at them, and strangers who ask."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright", reason="no browser: playwright is not installed")

from playwright.sync_api import Browser, expect

from tests.preview.screen.tab import opened

pytestmark = pytest.mark.slow


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

"""The report in a real browser: nothing is fetched, nothing runs, every number opens its list, both schemes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.report import write_report

pytestmark = pytest.mark.slow
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(finished: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_report(finished["jsonl"], tmp_path_factory.mktemp("browser") / "report.html").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_shows_without_a_request_or_a_complaint(browser: Any, address: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)
    told: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    assert ([], [address]) == (told, requests)
    ink, paper = page.evaluate("['color', 'backgroundColor'].map(n => getComputedStyle(document.documentElement)[n])")
    assert (scheme == "dark") == (sum(_rgb(ink)) > sum(_rgb(paper)))
    page.close()


def test_each_number_opens_its_list_and_closing_leads_back(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    assert 0 == page.locator(".list:visible").count()
    for place in ("#pages .tiles .ok a", "#labels tbody tr:first-child a", "#rules tbody a", "#hosts tbody a"):
        page.locator(place).first.click()
        assert (1, True) == (page.locator(".list:visible").count(), page.locator(".list:visible li").count() > 0)
        page.locator(".list:visible .close").click()
        assert 0 == page.locator(".list:visible").count()
    page.locator(".histogram a").first.click()
    assert page.locator(".list:visible h2").inner_text().startswith("Slowest pages")
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_no_wider_than_the_window(browser: Any, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    assert width >= page.evaluate("document.documentElement.scrollWidth")
    page.close()


def _rgb(colour: str) -> list[int]:
    return [int(part) for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]

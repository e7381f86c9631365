"""One Chromium and one preview for the tests of a module, and a rule file that is as it was after each test.

Nothing here imports Playwright or NiceGUI before a test wants it: a machine may lack both.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.preview.browser import chromium, serving
from tests.preview.samples import RULE, write_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

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
    """One preview for all tests of a module: it takes seconds to start."""
    pytest.importorskip("nicegui", reason="the extra `preview` is not installed")
    rules.write_text(RULE, "utf-8")
    with serving(write_pages(tmp_path_factory.mktemp("pages"), attack=True), rules) as address:
        yield address


@pytest.fixture
def fresh(browser: Browser, address: str, rules: Path) -> Iterator[Path]:
    """The rule file; after the test it is in editor and on disk as it was."""
    from tests.preview.screen.tab import opened, take_from_disk

    yield rules
    page, _ = opened(browser, address)
    rules.write_text(RULE, "utf-8")
    take_from_disk(page)
    page.close()

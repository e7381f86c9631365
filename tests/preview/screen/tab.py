"""A tab on the preview, and all that it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, expect

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


def take_from_disk(page: Page) -> None:
    """Make the editor show the rule file as it is on disk, whatever was typed into it."""
    unsaved = page.locator(".unsaved").is_visible()
    page.get_by_role("button", name="Take the rule file from disk").click()
    if unsaved:
        page.get_by_role("dialog").get_by_role("button", name="Give them up").click()
    expect(page.locator(".unsaved")).to_be_hidden()
    expect(page.locator(".cm-content")).not_to_contain_text("qx-note")

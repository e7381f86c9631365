"""The screen's markup: hostile text stands in it as text alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cleaner.errors import Problem
from cleaner.preview import views
from cleaner.preview.actions import should_go
from cleaner.preview.changes import change
from cleaner.preview.loading import read
from cleaner.preview.rulefile import read_file
from cleaner.preview.session import Session
from cleaner.rulebook.book import Rulebook
from tests.preview.samples import ATTACK

FORBIDDEN = frozenset("script iframe object embed form input link meta base img svg math video audio frame".split())
ATTRIBUTES = re.compile(r"^on|^(?:src|href|srcset|action|formaction|background|ping|srcdoc|xlink:href)$")


class Seen(HTMLParser):
    """The tags and attributes of a piece of markup."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, book: Rulebook) -> Session:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "a.html").write_text(ATTACK, "utf-8")
    (folder / "b.txt").write_text(
        "The board voted at last.\nIn the minutes stood </template><img src=x onerror=a()>.\n" * 3, "utf-8"
    )
    return Session(read([str(folder / "a.html"), str(folder / "b.txt")]), read_file(folder / "x.yml"), book)


VIEWS: dict[str, Callable[[Session, int], str]] = {
    "list": lambda s, n: views.page_list([views.Row(s.pages[n], True, 3, 4)], 1),
    "heading": lambda s, n: views.heading(s.pages[n], False, "<b>x</b>.yml"),
    "blocks": lambda s, n: views.blocks(s.pages[n], change(n, s.pages[n].saved, s.pages[n].now)),
    "result": lambda s, n: views.result_view(s.pages[n]),
    "log": lambda s, n: views.log_view(s.pages[n]),
    "offers": lambda s, n: views.offers(should_go(s, s.pages[n], 1), 0, n),
}


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("name", VIEWS)
def test_nothing_of_a_page_becomes_markup(hostile: Session, name: str, number: int) -> None:
    seen = Seen(VIEWS[name](hostile, number))
    allowed = {"input"} if name == "offers" else set()
    assert set() == (seen.tags & FORBIDDEN) - allowed
    assert [] == [attribute for attribute in seen.names if ATTRIBUTES.search(attribute)]


def test_the_frame_holds_nothing_that_runs_fetches_or_leads_away(hostile: Session) -> None:
    markup = views.frame(hostile.pages[0])
    seen = Seen(markup)
    assert {"meta"} == seen.tags & FORBIDDEN  # its own, for the charset
    assert 1 == markup.count("<meta")
    assert [] == [attribute for attribute in seen.names if ATTRIBUTES.search(attribute)]
    assert "http-equiv" not in seen.names


def test_a_style_of_the_page_cannot_end_its_element(hostile: Session) -> None:
    styles = re.findall(r"<style>(.*?)</style>", views.frame(hostile.pages[0]), re.S)
    assert [] == [style for style in styles if "<" in style]


def test_the_frame_shows_what_was_taken_away(session: Session) -> None:
    markup = views.frame(session.pages[0])
    assert re.search(r'<del class="cleaner" style="--h:\d+" title="[^"]*quay/also[^"]*">A storm sinks', markup)


def test_problems_are_buttons_that_lead_to_their_lines() -> None:
    markup = views.problems([Problem("x.yml", 7, 3, 'no <b>"key"</b>', "R020")])
    assert ('data-line="7"' in markup, "<b>" in markup) == (True, False)


def test_a_page_of_many_blocks_is_cut(tmp_path: Path, book: Rulebook) -> None:
    lines = "".join(f"<p>Line {n} of the harbour's long ledger.</p>" for n in range(views.MAX_SHOWN + 50))
    (tmp_path / "long.html").write_text(f"<html><body><article>{lines}</article></body></html>", "utf-8")
    long = Session(read([str(tmp_path / "long.html")]), read_file(tmp_path / "x.yml"), book)
    assert "50 more blocks are not shown" in views.blocks(long.pages[0], None)

"""Many selectors at once find what each finds by itself."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document.selection import select, select_each

PAGE = """<!doctype html><body class="Shop"><section id=tide><h2 class="head line">Tides</h2>
<div class=box><p class="dek">Low</p><p>High <a class=more-link href=/a>more</a></p></div>
<ul><li>One</li><li class=box>Two <b>bold</b></li></ul></section><figure><img src=x></figure></body>"""
SELECTORS = (
    ".box",
    "div.box",
    "#tide > .box",
    "section .dek",
    "a.more-link",
    "p > a",
    "p",
    "li:last-child",
    "figure:has(> img)",
    "p:not(.dek)",
    "[href]",
    "h2 + div",
    ".never",
    r".more\-link",
    ".BOX",
)


def places(found: list[list[LexborNode]]) -> list[list[int]]:
    return [[node.mem_id for node in nodes] for nodes in found]


@pytest.mark.parametrize("page", [PAGE, PAGE.removeprefix("<!doctype html>")], ids=["standard", "quirks"])
@pytest.mark.parametrize("count", [1, 2, 7, len(SELECTORS)])
def test_each_finds_what_it_finds_alone(page: str, count: int) -> None:
    tree = LexborHTMLParser(page)
    for start in range(len(SELECTORS) - count + 1):
        some = SELECTORS[start : start + count]
        assert places([select(tree, css) for css in some]) == places(select_each(tree, some))


def test_one_that_lexbor_refuses_finds_nothing_and_spoils_no_other() -> None:
    tree = LexborHTMLParser(PAGE)
    assert [1, 0, 2] == [len(nodes) for nodes in select_each(tree, (".dek", "p::never", "p"))]


def test_many_matches_are_found_as_few_are() -> None:
    tree = LexborHTMLParser("<p class=a><i>x</i></p>" * 300)
    assert [300, 300, 0] == [len(nodes) for nodes in select_each(tree, (".a", "p > i", "b"))]


def test_without_selectors_nothing_is_asked() -> None:
    assert [] == select_each(LexborHTMLParser(PAGE), ())

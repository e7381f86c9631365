"""Simple selectors are answered from class and id; all others are listed for the parser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cleaner.rulebook.selectors import simple_parts, sort_selectors, split_list, unbalanced
from cleaner.rulebook.types import Layer, RuleFile

Parts = tuple[str | None, tuple[str, ...], str | None]


@pytest.mark.parametrize(
    ("css", "parts"),
    [
        (".a", (None, ("a",), None)),
        ("DIV.a-b_c.d", ("div", ("a-b_c", "d"), None)),
        ("#x", (None, (), "x")),
        ("p#x.y", ("p", ("y",), "x")),
        (".été", (None, ("été",), None)),
        ("div", None),
        ("a > .b", None),
        (".a .b", None),
        (".a:first-child", None),
        (".a[href]", None),
        (r".md\:flex", None),
        ("#a#b", None),
        (".1a", None),
        ("*", None),
    ],
)
def test_only_compounds_of_tag_class_and_id_are_simple(css: str, parts: Parts | None) -> None:
    assert parts == simple_parts(css)


def test_lists_are_split_at_commas_outside_quotes_and_brackets() -> None:
    assert (".a", "b:is(c, d)", "e[f='g,h']", r"i\,j") == split_list(r".a, b:is(c, d) ,e[f='g,h'],i\,j")


@pytest.mark.parametrize("css", ['p:lexbor-contains("', "a[b", "a(b]", "a)", "a,,b", "a,", "[a='b]"])
def test_an_unbalanced_selector_is_told(css: str) -> None:
    assert unbalanced(css)


@pytest.mark.parametrize("css", ["a", "a[b=')']", 'p:lexbor-contains("(")', "a:has(b, c), d", r"a\("])
def test_a_balanced_selector_is_fine(css: str) -> None:
    assert "" == unbalanced(css)


def test_an_element_is_matched_by_all_that_the_selector_asks(compiled: Callable[[str], RuleFile]) -> None:
    file = compiled("body: [{id: b, css: ['div.a.bb, #i', 'p > .c']}]\nkeep: [{id: k, html: {css: section#i.a}}]")
    simple, others = sort_selectors(replace(rule, layer=Layer.PACK) for rule in file.rules)

    def hits(tag: str, element_id: str, classes: str) -> list[str]:
        return sorted(selector.css for selector in simple.matching(tag, element_id, classes))

    assert ["div.a.bb"] == hits("div", "", "x bb  a")
    assert [] == hits("div", "", "a")
    assert [] == hits("p", "", "a bb")
    assert ["#i", "section#i.a"] == hits("section", "i", "a")
    assert [] == hits("div", "", "")
    assert [("t/b", "p > .c")] == [(rule.id, css) for rule, css in others]


def test_a_site_asks_the_parser_since_its_selectors_may_name_inline_elements(
    compiled: Callable[[str], RuleFile],
) -> None:
    file = compiled("keep: [{id: k, html: {css: [.badge, '#x']}}]")
    on_site = [replace(rule, layer=Layer.EXACT_HOST) for rule in file.rules]
    assert [".badge", "#x"] == [css for _, css in sort_selectors(on_site)[1]]


def test_a_pack_asks_the_parser_for_inline_tags_alone(compiled: Callable[[str], RuleFile]) -> None:
    file = compiled("keep: [{id: k, html: {css: [.badge, span.badge]}}]")
    in_pack = [replace(rule, layer=Layer.PACK) for rule in file.rules]
    assert ["span.badge"] == [css for _, css in sort_selectors(in_pack)[1]]

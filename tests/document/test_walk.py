"""Blocks of the one walk."""

from __future__ import annotations

import pytest

from cleaner.document import Document, Refused, segment
from cleaner.document.elements import HIDDEN
from cleaner.model import Page


def document(html: str) -> Document:
    found = segment(Page(html, kind="html"))
    assert not isinstance(found, Refused)
    return found


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>One<p>Two", ["One", "Two"], id="a paragraph is a block"),
        pytest.param("<div>One<p>Two</p>Three</div>", ["One", "Two", "Three"], id="text beside a block is a block"),
        pytest.param("<p>One <b>two</b> <a href=x>three</a></p>", ["One two three"], id="inline elements stay inside"),
        pytest.param("<p>One<br>two</p>", ["One\ntwo"], id="a single break is a line end"),
        pytest.param("<p>One<br> <br>two</p>", ["One", "two"], id="a double break ends the block"),
        pytest.param("<p>One<script>x()</script> two<style>y</style></p>", ["One two"], id="scripts are no text"),
        pytest.param("<pre>a\n  b</pre>", ["a\n  b"], id="white space stays in pre"),
        pytest.param("<p>a\n   b\t c</p>", ["a b c"], id="white space collapses elsewhere"),
        pytest.param("<p>See also&nbsp; Fire</p>", ["See also\u00a0 Fire"], id="a no-break space stays"),
        pytest.param("<x-card><p>One</p></x-card>two", ["One", "two"], id="a custom element is a block"),
        pytest.param("<table><tr><td>1<td>2</table>", ["1", "2"], id="a cell is a block"),
        pytest.param("<p> </p><div></div>", [], id="empty elements give nothing"),
        pytest.param("<a href=x><h3>Card</h3><p>Teaser</p></a>", ["Card", "Teaser"], id="blocks in a link are blocks"),
        pytest.param("<template><p>no</p></template><p>yes</p>", ["yes"], id="templates are no text"),
    ],
)
def test_html_is_cut_into_blocks(html: str, expected: list[str]) -> None:
    assert expected == document(html).texts


def test_the_document_text_is_the_blocks_joined_by_newlines() -> None:
    doc = document("<p>One<p>Two three")
    assert "One\nTwo three" == doc.text
    assert ["One", "Two three"] == [doc.text[doc.starts[b] : doc.end(b)] for b in range(len(doc))]


def test_nineteen_hundred_nested_divs_lose_nothing() -> None:
    assert ["deep", "last"] == document("<div>" * 1900 + "deep" + "</div>" * 1900 + "<p>last").texts


def test_the_blocks_of_an_element_are_one_range() -> None:
    doc = document("<main><p>a<p>b</main><p>c")
    main = next(e for e in range(len(doc.columns.node)) if doc.element_tag(e) == "main")
    assert (0, 2) == (doc.columns.first[main], doc.columns.stop[main])


def test_link_characters_are_counted_per_block() -> None:
    doc = document("<p>See <a href=x>this page</a> now</p><p>plain</p>")
    assert [9, 0] == doc.columns.linked


def test_a_path_names_tags_ids_and_classes() -> None:
    doc = document('<div id="main"><p class="lead big">x</p></div>')
    assert "body > div#main > p.lead" == doc.path(0)


@pytest.mark.parametrize(
    ("attribute", "hidden"),
    [("hidden", True), ('style="display: none"', True), ('style="color: red"', False), ("", False)],
)
def test_a_hidden_element_keeps_its_text_and_is_marked(attribute: str, hidden: bool) -> None:
    doc = document(f"<div {attribute}><p>text</p></div>")
    assert ["text"] == doc.texts
    assert hidden == any(bits & HIDDEN for bits in doc.elements.bits)


def test_a_lone_surrogate_costs_one_character_and_not_the_page() -> None:
    assert ["a\ufffdb"] == document("<p>a\ud800b").texts


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("section", ["You may also like\nOther"]),
        ("section a", ["Other"]),
        (".missing", []),
        ("p:lexbor-contains(", []),
        ("b", ["bold"]),
        ("em", ["far end"]),
    ],
)
def test_selectors_give_the_spans_of_blocks_and_of_inline_elements(css: str, expected: list[str]) -> None:
    doc = document(
        "<p>a <b>bold</b> and <em>far <i>end</i></em>.</p><section><h3>You may also like</h3><a>Other</a></section>"
    )
    assert expected == [doc.text[start:end] for start, end in doc.spans(css)]


def test_climb_does_not_stop_where_what_it_looks_for_lies_beside() -> None:
    doc = document("<section><p>Head</p><div><section><p>Inner</p></section><a href='/tag/x'>Other</a></div></section>")
    assert ["Head\nInner\nOther"] == [doc.text[a:b] for a, b in doc.spans("a[href*='/tag/']", climb="section")]


def test_climb_takes_the_nearest_ancestor_instead() -> None:
    doc = document("<section><h3>Head</h3><a href='/tag/x'>Other</a></section><p>Text</p>")
    assert ["Head\nOther"] == [doc.text[a:b] for a, b in doc.spans("a[href*='/tag/']", climb="section")]


def test_a_text_is_its_own_document_text_line_by_line() -> None:
    text = " One \r\n\r\n\u00a0\r\nTwo\u2028Three"
    found = segment(Page(text, kind="text"))
    assert isinstance(found, Document)
    assert text == found.text
    assert [" One ", "Two", "Three"] == found.texts

"""The body as markdown."""

from __future__ import annotations

import pytest

from cleaner.document import Document, markdown, segment
from cleaner.model import Page, Removal


def render(html: str, *removals: Removal) -> str:
    document = segment(Page(html, kind="html"))
    assert isinstance(document, Document)
    return markdown.render(document, removals)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<h2>Head</h2><p>Text</p>", "## Head\n\nText\n", id="headings"),
        pytest.param("<p>See <a href='/x y'>the page</a>, now.</p>", "See [the page](/x%20y), now.\n", id="links"),
        pytest.param("<p>a <b>bold</b> <em>word</em> <code>f()</code></p>", "a **bold** *word* `f()`\n", id="emphasis"),
        pytest.param("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two\n", id="lists"),
        pytest.param("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two\n", id="ordered lists"),
        pytest.param("<ul><li>One<ul><li>Deep</li></ul></li></ul>", "- One\n  - Deep\n", id="nested lists"),
        pytest.param("<ul><li>a</li></ul><p>b</p><ul><li>c</li></ul>", "- a\n\nb\n\n- c\n", id="two lists"),
        pytest.param("<ul><li>a</li></ul><ol><li>b</li></ol>", "- a\n\n1. b\n", id="two lists side by side"),
        pytest.param("<blockquote><p>Said.</p></blockquote>", "> Said.\n", id="quotes"),
        pytest.param("<pre>a\n  b</pre>", "```\na\n  b\n```\n", id="code blocks"),
        pytest.param("<p>One<br>two</p>", "One  \ntwo\n", id="line breaks"),
        pytest.param(
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>x|y</td></tr></table>",
            "| A | B |\n| --- | --- |\n| 1 | x\\|y |\n",
            id="tables",
        ),
        pytest.param(
            "<p>1 * 2 [x] # no</p><p># not a head</p>", "1 \\* 2 \\[x\\] # no\n\n\\# not a head\n", id="escapes"
        ),
        pytest.param(
            "<p><a href='javascript:alert(1)'>click</a></p>", "click\n", id="script addresses lose their link"
        ),
    ],
)
def test_markup_survives_as_markdown(html: str, expected: str) -> None:
    assert expected == render(html)


def test_removed_blocks_are_not_rendered() -> None:
    removal = Removal(0, 5, "nav", "x/y", "test", "because")
    assert "Text\n" == render("<p>Menu</p><p>Text</p>", removal)


def test_a_block_cut_in_part_keeps_the_rest_of_its_text() -> None:
    assert "Text stays\n" == render("<p>Text <b>goes</b> stays</p>", Removal(5, 10, "nav", "x/y", "test", "because"))

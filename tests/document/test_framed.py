"""A page made harmless, with spans of its text marked."""

from __future__ import annotations

import pytest

from cleaner.document import Document, segment
from cleaner.document.framed import Mark, render
from cleaner.model import Page


def shown(html: str, *marks: Mark) -> str:
    document = segment(Page(f"<html><body>{html}</body></html>", kind="html"))
    assert isinstance(document, Document)
    return render(document, marks).partition("cleaner-body")[2]


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p><script>x()</script>",
        "<p onclick='x()'>a</p>",
        "<p>a</p><iframe src=http://evil.example></iframe>",
        "<p>a</p><img src=http://evil.example/x.png onerror=x()>",
        "<p>a</p><meta http-equiv=refresh content='0;url=http://evil.example'>",
        "<p>a</p><link rel=stylesheet href=http://evil.example/x.css>",
        "<a href=http://evil.example>a</a>",
        "<form action=http://evil.example><input name=a><button formaction=http://evil.example>a</button></form>",
        "<p>a</p><svg onload=x()><a xlink:href='javascript:x()'>b</a></svg>",
        "<p>a</p><video src=http://evil.example poster=http://evil.example></video>",
        "<p>a</p><object data=http://evil.example></object><embed src=http://evil.example>",
        "<p>a</p><math><mtext><script>x()</script></mtext></math>",
        "<p>a</p><template><script>x()</script></template>",
        "<p background=http://evil.example>a</p>",
        "<x-y onclick=x()><p>a</p></x-y>",
    ],
)
def test_what_runs_fetches_or_leads_away_is_not_written(html: str) -> None:
    markup = shown(html)
    assert ("a" in markup, "evil" in markup, "x()" in markup) == (True, False, False)


def test_the_pages_own_style_stays_and_cannot_end_its_element() -> None:
    markup = shown("<style>p::after { content: '</sty' 'le><b>' } p { color: red }</style><p>a</p>")
    assert ("color: red" in markup, markup.count("<b>")) == (True, 0)


def test_a_mark_covers_its_span_across_elements() -> None:
    markup = shown("<p>One <b>two</b> three</p>", Mark(4, 7, 32, "label · rule"))
    assert '<p>One <b><del class="cleaner" style="--h:32" title="label · rule">two</del></b> three</p>' in markup


def test_a_mark_may_begin_and_end_within_a_text() -> None:
    assert "One t<del" in shown("<p>One two three</p>", Mark(5, 9, 1, "x"))


def test_what_a_mark_says_is_escaped() -> None:
    assert 'title="&quot;&gt;&lt;b&gt;"' in shown("<p>One</p>", Mark(0, 3, 1, '"><b>'))


def test_a_picture_leaves_its_text() -> None:
    assert '<span class="cleaner-picture">A &lt;ship&gt;</span>' in shown('<p>a</p><img alt="A <ship>">')


def test_text_input_is_shown_as_it_is() -> None:
    document = segment(Page("One <b>\nTwo\n", kind="text"))
    assert isinstance(document, Document)
    assert "One &lt;b&gt;\n<del" in render(document, [Mark(8, 11, 1, "x")])

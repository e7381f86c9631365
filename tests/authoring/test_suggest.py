"""Boxes of a site are found and parted from its stories, or the reasons are told."""

from __future__ import annotations

import pytest

from cleaner.authoring.cases import try_file
from cleaner.authoring.check import inspect
from cleaner.authoring.drafts import FileDraft
from cleaner.authoring.excerpt import excerpt, shortened
from cleaner.authoring.scaffold import file_id, scaffold
from cleaner.authoring.study import Studied, study
from cleaner.authoring.suggest import Suggested, suggest
from cleaner.model import Page
from cleaner.rulebook.book import Rulebook
from cleaner.rulebook.types import Layer
from tests.authoring.site import APP, HOST, LETTER, page, site

DRAFT = FileDraft("gullholm", (HOST,), "web@gullholm.example")
PLANTED = {".quay-letter", ".tide-tray", ".pocket-strip"}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook.load(site_rules=False)


def studied(pages: list[tuple[str, Page]], book: Rulebook) -> tuple[Studied, ...]:
    return study(pages, book)[0]


@pytest.fixture(scope="module")
def found(book: Rulebook) -> Suggested:
    return suggest(studied(site(12), book), book, DRAFT)


def test_the_planted_boxes_are_found_and_nothing_else(found: Suggested) -> None:
    assert PLANTED == {css for one in found.suggestions if one.rule.html for css in one.rule.html.css}
    assert () == found.refusals


def test_each_rule_has_a_text_form_and_was_checked_on_held_back_pages(found: Suggested) -> None:
    assert (8, 4) == found.pages
    assert all(one.rule.text is not None and one.held > 0 for one in found.suggestions)


def test_the_file_passes_lint_and_its_tests(found: Suggested, book: Rulebook) -> None:
    file, problems = inspect(found.text.encode(), Layer.USER, book, "gullholm.yml")
    assert [] == [str(problem) for problem in problems if problem.severity == "error"]
    assert file is not None
    assert len(file.tests) > len(PLANTED)
    assert try_file(found.text, book).passed


def test_pages_of_prose_alone_give_no_rule(book: Rulebook) -> None:
    found = suggest(studied(site(12, boxes=False), book), book, DRAFT)
    assert ("", ()) == (found.text, found.suggestions)


def without_names(html: bytes) -> bytes:
    for name in (b"quay-letter", b"tide-tray", b"pocket-strip"):
        html = html.replace(b' class="' + name + b'"', b"")
    return html


def test_boxes_without_a_name_are_left_alone_with_the_reason(book: Rulebook) -> None:
    pages = [(name, Page(without_names(_bytes(one)), one.id, one.url, "html")) for name, one in site(12)]
    found = suggest(studied(pages, book), book, DRAFT)
    assert () == found.suggestions
    assert [APP] == [refusal.text for refusal in found.refusals]
    assert found.refusals[0].texts > len(LETTER)
    assert "no class, id or attribute" in found.refusals[0].reason


def test_a_name_that_stories_share_is_refused(book: Rulebook) -> None:
    pages = []
    for name, one in site(12):
        html = without_names(_bytes(one)).replace(b"<p>", b'<p class="passage">', 2)
        html = html.replace(b'<p><a href="/app">', b'<p class="passage"><a href="/app">')
        pages.append((name, Page(html, one.id, one.url, "html")))
    found = suggest(studied(pages, book), book, DRAFT)
    reasons = [refusal.reason for refusal in found.refusals if refusal.text == APP]
    assert () == found.suggestions
    assert ["story" in reason for reason in reasons] == [True]


def test_a_selector_that_fails_on_a_held_back_page_is_refused(book: Rulebook) -> None:
    pages = site(12)
    name, one = pages[2]  # held back
    html = _bytes(one).replace(b'<div class="tale-text"><p>', b'<div class="tale-text"><p class="quay-letter">')
    pages[2] = name, Page(html, one.id, one.url, "html")
    found = suggest(studied(pages, book), book, DRAFT)
    assert ".quay-letter" not in {css for one in found.suggestions if one.rule.html for css in one.rule.html.css}
    assert any("held-back page" in refusal.reason for refusal in found.refusals)


def _bytes(page: Page) -> bytes:
    assert isinstance(page.content, bytes)
    return page.content


def test_a_scaffold_loads_and_its_tests_pass(book: Rulebook) -> None:
    text = scaffold(studied([("a", page(1))], book)[0], book, DRAFT)
    _, problems = inspect(text.encode(), Layer.USER, book, "gullholm.yml")
    assert [] == [str(problem) for problem in problems if problem.severity == "error"]
    assert try_file(text, book).passed
    assert "status: draft" in text
    assert "css: .tale-text" in text
    assert "tests:" in text


def test_a_page_without_a_story_gives_a_file_all_the_same(book: Rulebook) -> None:
    bare = Page(b"<html><body><nav><a href=/>Home</a></nav></body></html>", "x", f"https://{HOST}/", "html")
    text = scaffold(studied([("a", bare)], book)[0], book, DRAFT)
    assert try_file(text, book).passed


@pytest.mark.parametrize(
    ("host", "expected"),
    [("example.com", "example"), ("news.example.co.uk", "news-example"), ("*.example.org", "example"), ("x", "x")],
)
def test_a_file_is_named_after_its_host(host: str, expected: str) -> None:
    assert expected == file_id(host)
    assert f"{expected}-2" == file_id(host, [expected])


def test_an_excerpt_keeps_the_names_and_the_texts_of_its_blocks(book: Rulebook) -> None:
    one = studied([("a", page(1))], book)[0]
    at = one.document.texts.index(LETTER[0])
    small = excerpt(one.document, [at])
    assert f"<h4>{LETTER[0]}</h4>" in small.html
    assert '<div class="quay-letter">' in small.html
    assert LETTER[1] not in small.html


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Short.", "Short."), ("A first. A second one.", "A first."), ("No end at all here", "No end at all here")],
)
def test_a_paragraph_is_cut_after_a_sentence(text: str, expected: str) -> None:
    assert expected == shortened(text, 10)

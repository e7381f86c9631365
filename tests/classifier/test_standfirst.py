"""The standfirst of a news article stays; on other pages, and where something else stands there, nothing is added."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.classifier import Verdict, classify, with_standfirst
from cleaner.document import Document, Refused, segment
from cleaner.model import Page

NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The mill opens again"}</script>'
DEK = "<p class=standfirst>After two winters of work the wheel by the river turns once more.</p>"
BODY = "".join(
    f"<p>{text}</p>"
    for text in (
        "The old mill by the river opened its doors on Saturday, and half the village stood in the yard to see it.",
        "Its wheel had been mended by hand, with oak from the hill behind the church, over the last two winters.",
    )
)


def page(head: str = NEWS, dek: str = DEK) -> tuple[Document, Verdict]:
    """The page, and a verdict that keeps the two paragraphs alone and doubts the rest."""
    html = f"<html><head><title>x</title>{head}</head><body><h1>The mill opens again</h1>{dek}<div>{BODY}</div>"
    document = segment(Page(html, kind="html"))
    assert not isinstance(document, Refused)
    verdict = classify(document, "The mill opens again")
    keep = np.array(["river opened" in text or "Its wheel" in text for text in document.texts])
    return document, Verdict(np.full(len(keep), 0.3, np.float32), keep, 0.9, "article", 0.9, verdict.page)


def kept(document: Document, verdict: Verdict) -> list[str]:
    assert verdict.page is not None
    found = with_standfirst(verdict.page, verdict, verdict.keep)
    return [text for text, keep in zip(document.texts, found, strict=True) if keep]


def test_a_news_page_keeps_its_standfirst() -> None:
    assert "After two winters of work the wheel by the river turns once more." == kept(*page())[0]


def test_a_page_that_is_no_news_does_not() -> None:
    assert 2 == len(kept(*page(head="")))


def test_a_line_that_is_the_pages_own_description_is_a_standfirst_whatever_its_class() -> None:
    head = NEWS + '<meta name=description content="After two winters of work the wheel by the river turns once more.">'
    assert 3 == len(kept(*page(head, DEK.replace("standfirst", "x1"))))


SAID = "<meta name=description content='After two winters of work the wheel by the river turns once more.'>"


def test_on_other_pages_a_short_line_stays_that_is_named_a_standfirst_and_is_the_pages_description() -> None:
    assert 3 == len(kept(*page(SAID)))
    assert 2 == len(kept(*page(SAID, DEK.replace("standfirst", "x1"))))


def test_on_other_pages_a_summary_for_search_engines_stays_dropped() -> None:
    long = DEK.replace("</p>", " " + " ".join(["and again"] * 12) + ".</p>")
    assert 2 == len(kept(*page(SAID, long)))


def test_a_subtitle_set_as_a_small_heading_stays_dropped_and_a_long_one_does_not() -> None:
    small = DEK.replace("<p ", "<h3 ").replace("</p>", "</h3>")
    assert 2 == len(kept(*page(dek=small)))
    assert 3 == len(kept(*page(dek=small.replace("turns", "turns, " + "slowly, " * 12 + "turns"))))


def test_the_headline_repeated_by_share_buttons_does_not_hide_the_standfirst() -> None:
    share = "<div class=share>All sharing options for: The mill opens again</div>"
    assert 3 == len(kept(*page(dek=DEK + "<p>12 December</p>" + share)))


@pytest.mark.parametrize(
    "dek",
    [
        "<p class=x1>After two winters of work the wheel by the river turns once more.</p>",
        "<p class='standfirst byline'>By Ana Orme and Jon Vale for the Esk Valley Observer</p>",
        "<p class=standfirst><a href=/a>After two winters of work the wheel by the river turns</a></p>",
        "<p class=standfirst>Two winters</p>",
        "<p class='standfirst hidden'>After two winters of work the wheel by the river turns once more.</p>",
    ],
    ids=["no mark of a standfirst", "a byline", "a link", "too short", "hidden"],
)
def test_other_lines_under_the_headline_are_not_added(dek: str) -> None:
    assert 2 == len(kept(*page(dek=dek)))


def test_a_line_that_the_classifier_is_sure_about_stays_dropped() -> None:
    document, verdict = page()
    sure = Verdict(np.full(len(document), 0.01, np.float32), verdict.keep, 0.9, "article", 0.9, verdict.page)
    assert 2 == len(kept(document, sure))

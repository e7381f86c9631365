"""A whole other story below the article goes, whichever way the page appends it; the article's own sections stay."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.rulebook.types import Traits
from cleaner.stages import next_story
from cleaner.view import View
from tests.stages.pages import BODY, LONG, STORY, page

TITLE = "The old quay grows wider"
OTHER = "".join(
    f"<p>{line}</p>"
    for line in (
        "A ferry that nobody missed came back to the island on Monday, with new paint and the same old engine.",
        "Its owner said that she had sailed around the cape and back, and that the weather had been kind to her.",
    )
)


def taken(cleaner: Cleaner, html: str, title: str = TITLE) -> int:
    """How many blocks the stage finds."""
    document = page(html)
    rules = cleaner.rules.for_page(Traits("https://holm.example/a", None, ("en",), "", document.tokens))
    return len(next_story.find(View(document, range(len(document)), rules, title), frozenset()))


def box(headline: str, body: str, tag: str = "article", class_: str = "post") -> str:
    return f'<{tag} class="{class_}"><header><h1>{headline}</h1></header><div>{body}</div></{tag}>'


@pytest.mark.parametrize(("tag", "class_"), [("article", ""), ("article", "post"), ("div", "scroll-block")])
def test_a_story_in_a_box_made_like_the_articles_goes(cleaner: Cleaner, tag: str, class_: str) -> None:
    html = box(TITLE, BODY, tag, class_) + box("A ferry comes back", OTHER, tag, class_)
    assert 3 == taken(cleaner, html)


def test_each_of_several_appended_stories_goes(cleaner: Cleaner) -> None:
    assert 6 == taken(cleaner, box(TITLE, BODY) + box("A ferry comes back", OTHER) + box("A ferry leaves", OTHER))


@pytest.mark.parametrize(
    "html",
    [
        box(TITLE, BODY) + box("A ferry comes back", OTHER, class_="teaser"),
        box(TITLE, BODY, "div", "") + box("A ferry comes back", OTHER, "div", ""),
        box(TITLE, BODY) + box(TITLE, OTHER),
        box(TITLE, BODY) + box("A ferry comes back", "<p>More</p>"),
        box(TITLE, "") + box("A ferry comes back", OTHER),
        box(TITLE, BODY) + box("A ferry comes back", OTHER).replace("h1", "h2"),
        f"<article><h1>{TITLE}</h1>{BODY}<h1>A ferry comes back</h1>{OTHER}</article>",
        box("A ferry comes back", OTHER) + box(TITLE, BODY),
    ],
    ids=[
        "made otherwise",
        "boxes without a class",
        "the same headline",
        "no story below it",
        "the article's own box is empty",
        "a heading of a section",
        "one box",
        "the story before the article",
    ],
)
def test_what_is_no_other_story_stays(cleaner: Cleaner, html: str) -> None:
    assert 0 == taken(cleaner, html)


def test_nothing_goes_where_the_headline_is_not_known(cleaner: Cleaner) -> None:
    html = box(TITLE, BODY) + box("A ferry comes back", OTHER)
    assert 0 == taken(cleaner, html, title="")
    assert 0 == taken(cleaner, html, title="Holm Post")


def test_the_site_named_in_the_title_does_not_hide_the_headline(cleaner: Cleaner) -> None:
    html = box(TITLE, BODY) + box("A ferry comes back", OTHER)
    assert 3 == taken(cleaner, html, title=f"{TITLE} | Holm Post")


def test_a_cleaned_page_ends_with_its_own_story(cleaner: Cleaner) -> None:
    html = f"<html><head><title>{TITLE}</title></head><body>{box(TITLE, BODY)}{box('A ferry comes back', OTHER)}"
    text = cleaner.clean(html, url="https://holm.example/a").text
    assert STORY[-1] in text
    assert "A ferry that nobody missed" not in text
    assert LONG not in text

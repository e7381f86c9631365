"""Doubtful islands below the article and the furniture that ends it go; everything else that the classifier keeps
stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cleaner.classifier import Verdict, classify, without_islands
from tests.classifier.pages import PARAGRAPHS, page

FORM = "".join(f"<p>Field {number} of the form</p>" for number in range(1, 7))
TALK = "Somebody called Reed once saw a goat swim the whole sound, and wrote so below this story in spring."
STORY = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)


def kept(between: str, probability: float = 0.6, below: str = TALK, kind: str = "article") -> list[str]:
    """What stays of the story and of `below`, kept with that probability, with blocks dropped `between` them."""
    document = page(f"<article>{STORY}</article>{between}<div>{''.join(f'<p>{t}</p>' for t in below.split('|'))}</div>")
    texts = document.texts
    mine = np.array([text in (*PARAGRAPHS, *below.split("|")) for text in texts])
    story = np.array([text in PARAGRAPHS for text in texts])
    sure = np.where(story, 0.97, np.where(mine, probability, 0.02)).astype(np.float32)
    said = replace(classify(document), probability=sure, keep=mine, page_type=kind)
    return [text for text, keep in zip(texts, without_islands(said), strict=True) if keep]


def form(class_: str, rows: str = FORM) -> str:
    return f"<div class={class_}>{rows}</div>"


@pytest.mark.parametrize("class_", ["comment-form", "newsletter-box", "site-footer", "share-tools"])
def test_a_doubtful_island_below_the_furniture_of_a_page_goes(class_: str) -> None:
    assert list(PARAGRAPHS) == kept(form(class_))


@pytest.mark.parametrize(
    ("between", "probability", "kind"),
    [
        (form("product-card"), 0.6, "article"),
        (form("embed-instagram"), 0.6, "article"),
        (form("specifications", FORM * 3 + "<p class=share>Print the table</p>"), 0.6, "article"),
        (form("comment-form", FORM[: len(FORM) // 2]), 0.6, "article"),
        (form("comment-form"), 0.9, "article"),
        (form("comment-form"), 0.6, "forum"),
    ],
    ids=[
        "products between",
        "an embedded post between",
        "a table with one button",
        "a small gap",
        "a sure paragraph",
        "no article",
    ],
)
def test_other_paragraphs_below_a_gap_stay(between: str, probability: float, kind: str) -> None:
    assert [*PARAGRAPHS, TALK] == kept(between, probability, kind=kind)


def test_an_island_as_long_as_the_story_is_part_of_it() -> None:
    below = "|".join(f"{line} {TALK}" for line in PARAGRAPHS)
    assert 5 <= len(kept(form("comment-form"), below=below))


def test_a_sure_island_keeps_the_doubtful_one_above_it() -> None:
    document = page(
        f"<article>{STORY}</article>{form('comment-form')}<p>{TALK}</p>{form('comment-form')}<p>The end.</p>"
    )
    texts = document.texts
    mine = np.array([text in (*PARAGRAPHS, TALK, "The end.") for text in texts])
    sure = np.array([0.6 if text == TALK else 0.97 if keep else 0.02 for text, keep in zip(texts, mine, strict=True)])
    said = replace(classify(document), probability=sure.astype(np.float32), keep=mine, page_type="article")
    assert np.array_equal(mine, without_islands(said))


def test_a_page_without_kept_words_has_no_islands() -> None:
    nothing = Verdict(np.zeros(0, np.float32), np.zeros(0, bool), 0.0, "article", 0.0)
    assert not len(without_islands(nothing))
    said = classify(page("<p>…</p><p>—</p>"))
    assert not without_islands(replace(said, keep=np.zeros(2, bool))).any()

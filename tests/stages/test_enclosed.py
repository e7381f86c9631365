"""What its element or its class tells from the story, in twins: what goes, and what looks the same and stays."""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.stages import enclosed

from .pages import BODY, LONG, STORY, taken


@pytest.mark.parametrize(
    "box",
    [
        "<figure><figcaption>The quay in 1911</figcaption></figure>",
        "<div class=photo-caption><span>The quay in 1911</span></div>",
        "<p class=imageCaption>The quay in 1911</p>",
    ],
)
def test_a_caption_goes_by_its_element_or_by_its_class(cleaner: Cleaner, box: str) -> None:
    assert [(enclosed.CAPTION_RULE, "The quay in 1911")] == taken(cleaner, enclosed.captions, BODY + box)


@pytest.mark.parametrize(
    "box",
    [
        "<p class=caption-report>The quay in 1911</p>",
        "<table><caption>The quay in 1911</caption><tr><td>Depth</td></tr></table>",
        f"<div class=photo-caption>{BODY}{BODY}</div>",
    ],
)
def test_what_only_sounds_like_a_caption_stays(cleaner: Cleaner, box: str) -> None:
    assert [] == taken(cleaner, enclosed.captions, BODY + BODY + BODY + box)


def test_the_captions_of_a_photo_essay_stay(cleaner: Cleaner) -> None:
    essay = "".join(f"<figure><figcaption>{line}</figcaption></figure>" for line in STORY)
    assert [] == taken(cleaner, enclosed.captions, f"<p>{STORY[0]}</p>{essay}")


def test_the_footer_of_an_article_goes_and_that_of_a_quotation_stays(cleaner: Cleaner) -> None:
    assert [(enclosed.FOOTER_RULE, "Filed at Holm")] == taken(
        cleaner, enclosed.footers, f"<article>{BODY}<footer>Filed at Holm</footer></article>"
    )
    quotation = "<blockquote><p>The sea gives.</p><footer>Old saying</footer></blockquote>"
    assert [] == taken(cleaner, enclosed.footers, BODY + quotation)


@pytest.mark.parametrize(
    ("class_", "gone"), [("hidden", 1), ("box hidden", 1), ("hidden md:block", 0), ("hidden-cove", 0)]
)
def test_an_element_of_class_hidden_goes_unless_some_screens_show_it(cleaner: Cleaner, class_: str, gone: int) -> None:
    box = f'<div class="{class_}"><p>Give what you can for the quay.</p></div>'
    assert gone == len(taken(cleaner, enclosed.hidden, BODY + box))


@pytest.mark.parametrize(
    ("class_", "rule"),
    [
        ("infobox", enclosed.INFO_RULE),
        ("m-infobox__text", enclosed.INFO_RULE),
        ("story-cta", enclosed.CTA_RULE),
        ("info-box", enclosed.INFO_RULE),
        ("cta-box big", enclosed.CTA_RULE),
        ("views-disclaimer", enclosed.DISCLAIMER_RULE),
        ("mt-3 not-prose", enclosed.NOT_PROSE_RULE),
    ],
)
def test_a_box_that_its_class_names_as_such_goes(cleaner: Cleaner, class_: str, rule: str) -> None:
    box = f'<div class="{class_}"><p>The quay is nine feet deep.</p></div>'
    assert [(rule, "The quay is nine feet deep.")] == taken(cleaner, enclosed.boxes, BODY + box)


@pytest.mark.parametrize(
    "class_",
    ["information", "infobox-report", "cta-report", "ctalogue", "direct-actions", "disclaimed", "prose", "x-not-prose"],
)
def test_what_only_sounds_like_such_a_box_stays(cleaner: Cleaner, class_: str) -> None:
    assert [] == taken(cleaner, enclosed.boxes, f'{BODY}<div class="{class_}"><p>The quay is nine feet deep.</p></div>')


def test_a_box_that_holds_the_story_stays(cleaner: Cleaner) -> None:
    assert [] == taken(cleaner, enclosed.boxes, f"<p>{LONG}</p><div class=infobox>{BODY}</div>")


def test_tables_and_code_that_are_called_no_prose_stay(cleaner: Cleaner) -> None:
    data = "<table><tr><td>Depth</td><td>nine feet</td></tr></table><pre>dig(depth=9)</pre>"
    assert [] == taken(cleaner, enclosed.boxes, f'{BODY}<div class="not-prose">{data}</div>')

"""Credits of contributors in blocks that the classifier drops: what reaches the metadata, and what does not."""

from __future__ import annotations

import pytest

from cleaner import Cleaner

STORY = "".join(
    f"<p>{line}</p>"
    for line in (
        "The council of Harnby voted on Tuesday to close the old bridge, after engineers found cracks in its piers.",
        "Residents on the northern bank will have to drive eleven kilometres more each way until the works are done.",
        "Mayor Ilse Torvald said that the works would begin in May and that a footbridge would be put up before that.",
    )
)


def contributors(cleaner: Cleaner, below: str) -> tuple[str, ...]:
    html = f"<html lang=en><body><main><article><h1>Harnby closes its bridge</h1>{STORY}</article>{below}</main></body>"
    return cleaner.clean(html).metadata.contributors


@pytest.mark.parametrize("box", ["<aside><p>{}</p></aside>", '<div class="share-bar widget"><p>{}</p></div>'])
def test_a_credit_below_the_text_reaches_the_metadata(cleaner: Cleaner, box: str) -> None:
    assert ("Mark Ovens", "Lena Dahl") == contributors(
        cleaner, box.format("Additional reporting by Mark Ovens and Lena Dahl")
    )


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("<aside><p><a href=/x>Additional reporting by Mark Ovens</a></p></aside>", id="a link"),
        pytest.param(
            "<aside><p>More stories</p><p>Quay widened</p><p>Trees go</p><p>Editing by: Mark Ovens</p></aside>",
            id="far below",
        ),
        pytest.param("<div class=photo-caption><p>Photograph by Mark Ovens</p></div>", id="of a named caption"),
        pytest.param("<aside><p>Mark Ovens reports on rivers.</p></aside>", id="another sentence"),
    ],
)
def test_what_is_no_credit_of_this_article_does_not(cleaner: Cleaner, below: str) -> None:
    assert () == contributors(cleaner, below)

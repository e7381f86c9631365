"""What could name a block in a rule."""

from __future__ import annotations

import pytest

from cleaner.authoring.candidates import Candidate, Counter, candidates, is_stable, ranked, text_match
from cleaner.document import Document, segment
from cleaner.model import Page

STORY = "<p>The old ferry sailed again on Monday, and the whole village came down to the quay to see it go.</p>" * 6
HTML = f"""<html><body><main class="page"><article id="story">{STORY}
<section class="css-1x2y3z qx-more mt-4" data-testid="more-box"><h3>More from the quay</h3>
<ul><li class="post-771"><a href="/tag/storm/">A storm sinks two barges</a></li><li>Old maps</li></ul></section>
<p>Read more: Harbour news</p></article></main></body></html>"""


def parsed(html: str = HTML) -> Document:
    found = segment(Page(html, kind="html"))
    assert isinstance(found, Document)
    return found


def block(document: Document, text: str) -> int:
    return next(n for n, found in enumerate(document.texts) if found.startswith(text))


def values(document: Document, text: str, kind: str = "css") -> list[str]:
    return [one.value for one in candidates(document, block(document, text)) if one.kind == kind]


def test_every_candidate_hits_its_block() -> None:
    document = parsed()
    counter = Counter([document])
    for number in range(len(document)):
        for candidate in candidates(document, number):
            assert number in counter.on(candidate, 0), candidate


def test_selectors_go_from_broad_to_narrow() -> None:
    document = parsed()
    counter = Counter([document])
    found = [x.blocks for x in ranked(document, block(document, "A storm"), counter) if x.candidate.kind == "css"]
    assert (sorted(found, reverse=True), True) == (found, len(found) > 1)


def test_names_of_people_are_used_those_of_build_tools_and_places_are_not() -> None:
    found = values(parsed(), "A storm")
    assert {".qx-more", '[data-testid="more-box"]'} <= set(found)
    assert [] == [css for css in found if any(bad in css for bad in ("1x2y3z", "mt-4", "771", "nth", ":first"))]


def test_what_would_take_most_of_the_page_is_not_offered() -> None:
    assert [] == [css for css in values(parsed(), "A storm") if css in (".page", "#story", "main.page")]


def test_links_name_a_block_by_where_they_lead() -> None:
    assert 'li:has(a[href*="/tag/"])' in values(parsed(), "A storm")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("More from", "heading", "More from the quay"),
        ("More from", "line", "More from the quay"),
        ("Read more", "line_start", "Read more:"),
    ],
)
def test_text_matchers(text: str, kind: str, value: str) -> None:
    assert value in values(parsed(), text, kind)


def test_prose_is_no_line_that_comes_again() -> None:
    assert [] == values(parsed(), "The old ferry", "line")


def test_hits_are_counted_on_all_pages() -> None:
    document, other = parsed(), parsed(HTML.replace("qx-more", "qx-less"))
    counted = Counter([document, other, document]).count(Candidate("css", ".qx-more"))
    assert (6, 2, (0, 2)) == (counted.blocks, counted.pages, tuple(number for number, _ in counted.hits))
    assert () == counted.on(1)


def test_a_heading_takes_what_follows_it() -> None:
    document = parsed()
    hits = Counter([document]).on(Candidate("heading", "More from the quay"), 0)
    assert ["More from the quay", "A storm sinks two barges", "Old maps"] == [document.texts[hit] for hit in hits][:3]


def test_text_input_has_text_matchers_alone() -> None:
    lines = "".join(
        f"On day {n} the ferry sailed on time, and nobody on the quay was surprised by it.\n" for n in range(9)
    )
    document = segment(Page(f"{lines}Read more: Old maps\n", kind="text"))
    assert isinstance(document, Document)
    found = candidates(document, 9)
    assert (True, {"line", "line_start"}) == (bool(found), {one.kind for one in found})


def test_matchers_compare_in_the_normalised_view() -> None:
    assert ("read more:",) == text_match(Candidate("line_start", "Read\u00a0MORE:")).line_starts


@pytest.mark.parametrize("name", ["jp-relatedposts", "article__body", "StoryBody", "d-meta", "top-story", "photo12"])
def test_names_that_people_gave_are_stable(name: str) -> None:
    assert is_stable(name)


@pytest.mark.parametrize(
    "name",
    [
        "css-1abcde",
        "sc-bdVaJa",
        "dcr-iy9ec7",
        "post-771",
        "mt-4",
        "col-md-6",
        "d-none",
        "x1lliihq",
        "is-open",
        "wrapper",
    ],
)
def test_names_that_tools_states_and_counters_made_are_not(name: str) -> None:
    assert not is_stable(name)

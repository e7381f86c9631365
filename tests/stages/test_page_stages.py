"""The stages that need a page's markup, in twins: what goes, and what looks the same and stays.

They see every block of the page here; on real pages they see what the classifier takes for the article.
"""

from __future__ import annotations

import pytest

from cleaner import Cleaner
from cleaner.model import Metadata
from cleaner.rulebook.types import Traits
from cleaner.stages import authors, head, orphans, phrases, repeats
from cleaner.view import View

from .pages import BODY, LONG, STORY, page, taken


def test_a_long_paragraph_that_the_page_shows_twice_goes_the_second_time(cleaner: Cleaner) -> None:
    found = taken(cleaner, repeats.find, f"<p>{LONG}</p>{BODY}<div><p>{LONG}</p></div>")
    assert [(repeats.RULE, LONG)] == found


@pytest.mark.parametrize("line", ["And what did the engineer say?", STORY[0], "Serve warm, with butter."])
def test_a_shorter_line_that_comes_back_stays(cleaner: Cleaner, line: str) -> None:
    assert [] == taken(cleaner, repeats.find, f"<p>{line}</p>{BODY}<p>{line}</p>")


def test_a_run_of_lines_that_comes_back_in_the_same_order_goes(cleaner: Cleaner) -> None:
    text = f"<h2>The quay</h2>{BODY}"
    assert ["The quay", *STORY] == [line for _, line in taken(cleaner, repeats.find, f"{text}<p>Between.</p>{text}")]


def test_the_same_lines_in_another_order_stay(cleaner: Cleaner) -> None:
    other = "".join(f"<p>{line}</p>" for line in reversed(STORY))
    assert [] == taken(cleaner, repeats.find, f"{BODY}<p>Between.</p>{other}")


def test_long_cells_and_code_that_repeat_stay(cleaner: Cleaner) -> None:
    cells = f"<table><tr><td>{LONG}</td></tr><tr><td>{LONG}</td></tr></table>"
    assert [] == taken(cleaner, repeats.find, f"{BODY}{cells}<pre>{LONG}</pre>")


LINKS = "".join(f"<li><a href=/{n}>Story number {n} of the quay</a></li>" for n in range(4))


def test_a_heading_goes_whose_links_were_dropped(cleaner: Cleaner) -> None:
    found = taken(cleaner, orphans.find, f"{BODY}<h3>More of the quay</h3><ul>{LINKS}</ul><h3>The cost</h3>{BODY}")
    assert [(orphans.HEADING_RULE, "More of the quay")] == found


def test_a_heading_and_a_lead_in_go_at_the_end(cleaner: Cleaner) -> None:
    assert [(orphans.HEADING_RULE, "What to read")] == taken(cleaner, orphans.find, f"{BODY}<h3>What to read</h3>")
    assert [(orphans.LEAD_IN_RULE, "Watch the vote here:")] == taken(
        cleaner, orphans.find, f"{BODY}<p>Watch the vote here:</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        f"{BODY}<h3>The cost</h3><p>{STORY[0]}</p>",
        f"{BODY}<h3>The cost</h3><h4>Of the trees</h4><p>{STORY[0]}</p>",
        f"{BODY}<p>The end of a long evening</p>",
        f"{BODY}<p>Three things are needed:</p><ul><li>rope</li></ul>",
        "<h1>The quay</h1><h2>What to read</h2>",
        BODY + "".join(f"<h3>Yards of pier {n}</h3><ul>{LINKS}</ul>" for n in "123") + f"<h3>The cost</h3>{BODY}",
    ],
)
def test_headings_with_text_below_and_guides_full_of_links_keep_theirs(cleaner: Cleaner, html: str) -> None:
    assert [] == taken(cleaner, orphans.find, html)


@pytest.mark.parametrize(("below", "gone"), [("<p>It keeps for three days.</p>", 0), ("<p>3 comments</p>", 1)])
def test_a_last_heading_stays_where_the_classifier_dropped_a_sentence_below_it(
    cleaner: Cleaner, below: str, gone: int
) -> None:
    document = page(f"{BODY}<h3>Notes</h3>{below}")
    rules = cleaner.rules.for_page(Traits("https://holm.example/a", None, ("en",), "", document.tokens))
    lines = View(document, range(len(document) - 1), rules)
    assert gone == len(orphans.find(lines, frozenset()))


@pytest.mark.parametrize("line", ["By Ada Brekke", "von Ada Brekke, Holm", "— By Ada Brekke"])
def test_a_byline_between_paragraphs_goes(cleaner: Cleaner, line: str) -> None:
    found = taken(cleaner, authors.find, f"{BODY}<p>{line}</p>{BODY}", authors=("Ada Brekke",))
    assert [(authors.BYLINE_RULE, line)] == found


@pytest.mark.parametrize(
    "line", ["By the book Ada Brekke wrote in", "By Jon Vale", "Ada Brekke", "By Ada Brekke's own account it rained."]
)
def test_lines_that_name_somebody_else_or_say_more_stay(cleaner: Cleaner, line: str) -> None:
    assert [] == taken(cleaner, authors.find, f"{BODY}<p>{line}</p>{BODY}", authors=("Ada Brekke",))


def test_a_note_on_the_author_goes_from_the_end(cleaner: Cleaner) -> None:
    note = "Our reporter Ada Brekke has covered the ports of the north coast for twenty years."
    assert [(authors.BIO_RULE, note)] == taken(
        cleaner, authors.find, f"{BODY}{BODY}<p>{note}</p>", authors=("Ada Brekke",)
    )


@pytest.mark.parametrize(
    "html",
    [
        "<p>Ada Brekke has covered the ports of the north coast for twenty years.</p>" + BODY + BODY,
        BODY + BODY + "<p>The last of the old maps, says a note on the back, was drawn by Ada Brekke herself.</p>",
        BODY + BODY + "<p>“Ada Brekke has drawn the ports of the north coast for twenty years.”</p>",
    ],
)
def test_other_sentences_that_name_the_author_stay(cleaner: Cleaner, html: str) -> None:
    assert [] == taken(cleaner, authors.find, html, authors=("Ada Brekke",))


@pytest.mark.parametrize(
    "name", ["Marrow & Finch", "The Holm Post", "holm.example", "Redaktion", "Quay Yard Inc", "Ada"]
)
def test_the_site_a_firm_or_a_nickname_is_no_person(name: str) -> None:
    facts = Metadata(authors=(name, "Ada Brekke"), site_name="The Holm Post", canonical_url="https://holm.example/a")
    assert ("Ada Brekke",) == authors.persons(facts)


def test_a_copy_that_the_page_hides_does_not_take_the_one_that_it_shows(cleaner: Cleaner) -> None:
    html = f"<html><body><article><div class=hidden>{LONG}</div>{BODY}<p>{LONG}</p></article></body></html>"
    assert 1 == cleaner.clean(html, url="https://holm.example/a").text.count(LONG)


QUOTED = "The silt has moved since the great storm, and nobody in this town knows how far it will go"
PARAGRAPH = f"<p>“{QUOTED},” said the engineer on the pier, while her two helpers rolled up the maps again.</p>"


@pytest.mark.parametrize(
    "box",
    [f"<blockquote>{QUOTED}.</blockquote>", f"<aside><p>“{QUOTED}”</p></aside>", f"<p class=pull-quote>{QUOTED}</p>"],
)
def test_a_pull_quote_goes_and_the_sentence_stays(cleaner: Cleaner, box: str) -> None:
    assert [repeats.PULL_QUOTE_RULE] == [
        rule for rule, _ in taken(cleaner, repeats.pull_quotes, BODY + box + PARAGRAPH)
    ]


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{QUOTED}</p>{PARAGRAPH}",
        f"<blockquote>{QUOTED}.</blockquote><p>{QUOTED}.</p>",
        f"<blockquote>{QUOTED}, or whether it will go at all.</blockquote>{PARAGRAPH}",
        f"<blockquote>The silt has moved since the great storm.</blockquote>{PARAGRAPH}",
        f"<blockquote>{QUOTED}.</blockquote>{BODY * 6}{PARAGRAPH}",
    ],
    ids=["a paragraph", "the whole paragraph", "it says more", "a short one", "far away"],
)
def test_quotations_that_are_not_pulled_from_the_text_stay(cleaner: Cleaner, html: str) -> None:
    assert [] == taken(cleaner, repeats.pull_quotes, html)


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        ("<div>48</div>", ["48"]),
        ("<p>1.2K</p>", ["1.2K"]),
        ("<li>48</li>", []),
        ("<h2>48</h2>", []),
        ("<p>48 steps</p>", []),
        ("<p>1984–85</p>", []),
    ],
)
def test_a_bare_number_above_the_text_goes(cleaner: Cleaner, html: str, gone: list[str]) -> None:
    assert [(head.COUNTER_RULE, text) for text in gone] == taken(cleaner, head.find, f"{html}{BODY}")


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Harbour: The quay will be widened", "The quay will be widened"),
        ("The quay will be widened", "Harbour of Holm: The quay will be widened"),
    ],
)
def test_a_headline_goes_with_or_without_its_kicker(cleaner: Cleaner, heading: str, title: str) -> None:
    found = taken(cleaner, head.find, f"<h2>{heading}</h2>{BODY}", title=title)
    assert [(head.TITLE_RULE, heading)] == found


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Why the quay will be widened", "the quay will be widened"),
        ("Analysis: the cost", "the cost"),
        ("Harbour: The quay will be widened twice", "The quay will be widened"),
    ],
)
def test_a_subhead_that_only_sounds_like_the_headline_stays(cleaner: Cleaner, heading: str, title: str) -> None:
    assert [] == taken(cleaner, head.find, f"<h2>{heading}</h2>{BODY}", title=title)


def test_a_bare_number_between_paragraphs_stays(cleaner: Cleaner) -> None:
    assert [] == taken(cleaner, head.find, f"{BODY}<p>48</p>{BODY}")


def test_what_a_program_prints_is_no_phrase(cleaner: Cleaner) -> None:
    line = '{"layout":2,"align":"center","caption":"Buy now","rows":4,"gap":1,"border":true,"shadow":0,"hue":213}'
    found = taken(cleaner, phrases.find, f"{BODY}<pre>{line}</pre><p>{line}</p>{BODY}")
    assert ["universal/ui-artifact-3"] == [rule for rule, _ in found]


@pytest.mark.parametrize("address", ["https://[quay.example/a", "https://quay.example]/a", "http://[::1/"])
def test_an_author_of_a_page_whose_address_is_broken_is_still_a_person(address: str) -> None:
    """Found by the soak: a flipped byte in the canonical address failed the page."""
    assert ("Jan Roder",) == authors.persons(Metadata(authors=("Jan Roder",), canonical_url=address))


@pytest.mark.parametrize("line", ["4 min read", "3 May 2024, 10:15 am"])
def test_the_time_below_a_standfirst_goes(cleaner: Cleaner, line: str) -> None:
    found = taken(cleaner, phrases.find, f"<p>{LONG}</p><div>{line}</div>{BODY}")
    assert [line] == [text for _, text in found]


def test_the_times_of_a_chronology_stay(cleaner: Cleaner) -> None:
    entries = f"<p>3 May 2024</p><p>{STORY[0]}</p><p>9 June 2024</p>{BODY}"
    assert [] == taken(cleaner, phrases.find, f"<p>{LONG}</p>{entries}")


def test_a_time_in_the_midst_of_the_story_stays(cleaner: Cleaner) -> None:
    assert [] == taken(cleaner, phrases.find, f"{BODY}<p>3 May 2024</p>{BODY}")

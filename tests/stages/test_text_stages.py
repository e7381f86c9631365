"""The text stages in twins: what goes, and what looks the same and stays."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, Result

PROSE = (
    "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.",
    "Nobody in the room had expected the engineer to bring the old maps, but she laid them on the table.",
    "Prices for rope and tar rose again, and the smaller yards said they would not last the winter.",
    "A second survey, due in March, is meant to show how far the silt has moved since the great storm.",
)


def text(*lines: str) -> str:
    return "\n".join(lines)


def clean(cleaner: Cleaner, *lines: str) -> Result:
    return cleaner.clean(text(*lines), kind="text")


def labels(result: Result) -> list[tuple[str, str]]:
    return [(r.label, result.base[r.start : r.end].strip()) for r in result.removals]


def test_a_section_of_other_stories_at_the_end_goes(cleaner: Cleaner) -> None:
    result = clean(cleaner, *PROSE, "You may also like", "Ferry line to close at last", "Old maps found in attic")
    assert text(*PROSE) == result.text
    assert {"related_heading", "related_link"} == {label for label, _ in labels(result)}


def test_a_section_in_the_middle_ends_where_the_story_goes_on(cleaner: Cleaner) -> None:
    result = clean(
        cleaner, *PROSE[:3], "Related Articles", "Ferry line to close at last", "Old maps found in attic", PROSE[3]
    )
    assert text(*PROSE) == result.text


def test_an_opener_whose_links_are_gone_goes_alone_and_the_subhead_after_it_stays(cleaner: Cleaner) -> None:
    result = clean(cleaner, *PROSE[:3], "Related Articles", "What the survey found", PROSE[3])
    assert text(*PROSE[:3], "What the survey found", PROSE[3]) == result.text


def test_an_opener_early_in_the_text_stays_and_the_page_is_flagged(cleaner: Cleaner) -> None:
    result = clean(cleaner, PROSE[0], "Related", PROSE[1], PROSE[2], PROSE[3])
    assert text(PROSE[0], "Related", *PROSE[1:]) == result.text
    assert "candidate_section" in result.flags


def test_whole_stories_in_a_section_go_when_their_headline_stands_twice(cleaner: Cleaner) -> None:
    card = (
        "Ferry line to close at last",
        "Ferry line to close at last",
        "The Quay Courier",
        "time3 hours ago",
        PROSE[3],
    )
    result = clean(cleaner, *PROSE[:3], "Related Articles", *card)
    assert text(*PROSE[:3]) == result.text
    assert ("related_article", PROSE[3]) in labels(result)


def test_prose_in_a_section_stays_when_its_headline_stands_once(cleaner: Cleaner) -> None:
    result = clean(
        cleaner, *PROSE[:3], "Related Articles", "Ferry line to close at last", "Old maps found in attic", PROSE[3]
    )
    assert PROSE[3] in result.text


@pytest.mark.parametrize(
    ("pointer", "goes"),
    [
        ("See also\u00a0 Storm sinks two barges", True),
        ("Read more: Storm sinks two barges", True),
        ("READ MORE | Storm sinks two barges", True),
        ("See also the board's report of 2019, which set out the rule.", False),
        ("Read more books, the mayor told pupils", False),
    ],
)
def test_a_pointer_to_another_story_goes_and_a_sentence_that_begins_alike_stays(
    cleaner: Cleaner, pointer: str, goes: bool
) -> None:
    result = clean(cleaner, *PROSE[:2], pointer, *PROSE[2:])
    assert goes == (pointer not in result.text)


def test_credits_and_footers_at_the_end_move_to_metadata(cleaner: Cleaner) -> None:
    credit, footer = "Jan Roder contributed to this report.", "The post Quay widened appeared first on Quay Courier."
    result = clean(cleaner, *PROSE, "___", credit, footer)
    assert text(*PROSE) == result.text
    assert (("contributors", credit), ("source_credit", footer)) == result.metadata.moved
    assert ("Jan Roder",) == result.metadata.contributors


def test_a_separator_between_paragraphs_stays(cleaner: Cleaner) -> None:
    result = clean(cleaner, *PROSE[:2], "* * *", *PROSE[2:])
    assert () == result.removals


def test_the_headline_moves_to_metadata_when_its_copy_follows(cleaner: Cleaner) -> None:
    head = "Harbour board widens the quay"
    result = clean(cleaner, head, "", head, "", *PROSE)
    assert head == result.metadata.title
    assert ["title", "title_duplicate"] == [label for label, _ in labels(result)]


def test_a_first_line_without_a_copy_stays(cleaner: Cleaner) -> None:
    assert () == clean(cleaner, "Harbour board widens the quay", *PROSE).removals


def test_a_doubled_reading_time_is_kept_once_in_the_metadata(cleaner: Cleaner) -> None:
    result = clean(cleaner, "Harbour board widens the quay", "4 Min Read", "4 Min Read", *PROSE)
    assert 4 == result.metadata.reading_time_minutes
    assert [("reading_time", "metadata"), ("reading_time", "drop")] == [
        (r.label, r.action) for r in result.removals if r.label == "reading_time"
    ]


def test_a_text_of_boilerplate_alone_is_empty_and_says_so(cleaner: Cleaner) -> None:
    result = clean(cleaner, "Advertisement", "Share This Article", "Leave a comment")
    assert ("empty", "all_boilerplate", "") == (result.status, result.code, result.text)


def test_a_paywall_line_flags_the_page_as_possibly_truncated(cleaner: Cleaner) -> None:
    result = clean(cleaner, *PROSE, "Subscribe to continue reading")
    assert text(*PROSE) == result.text
    assert "possibly_truncated" in result.flags


def test_prose_after_a_box_of_cards_without_prose_is_our_own_story(cleaner: Cleaner) -> None:
    cards = [
        line
        for head in ("Ferry line to close", "Old maps found in attic", "Rope prices rise again")
        for line in (head, "Culture", head)
    ]
    result = clean(cleaner, *PROSE[:3], "Most Popular", *cards, PROSE[3], PROSE[0])
    assert text(*PROSE, PROSE[0]) == result.text


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("Sign up for our newsletter", True),
        (
            "Sign up for the harbour walk at the town hall, said the mayor, who will lead it himself on Sunday.",
            False,
        ),
    ],
)
def test_a_last_line_goes_when_it_is_a_phrase_and_stays_when_a_sentence_begins_alike(
    cleaner: Cleaner, line: str, goes: bool
) -> None:
    assert goes == (line not in clean(cleaner, *PROSE, line).text)


MENU = (
    "Skip to content",
    "Home",
    "News",
    "Sport",
    "Harbour",
    "Weather",
    "Jobs",
    "Sign in",
    "Subscribe",
    "Tides",
    "Letters",
    "Obituaries",
)
FOOT = (
    *("Share", "Facebook", "Related articles", "Privacy policy", "Terms of use", "About us", "Contact", "Advertise"),
    *("Jobs", "Home", "News", "Sport", "Archive", "Newsletter", "© 2024 The Quay Courier"),
)


def test_the_frame_of_a_whole_page_as_text_goes(cleaner: Cleaner) -> None:
    result = clean(cleaner, *MENU, *PROSE, *FOOT)
    assert text(*PROSE) == result.text
    assert "heuristic/page-frame" in {r.rule for r in result.removals}


def test_a_long_list_at_the_end_of_a_clean_text_stays(cleaner: Cleaner) -> None:
    results = [
        f"{place} {boat}" for place, boat in enumerate(("Heron", "Gull", "Tern", "Eider", "Plover", "Knot") * 5, 1)
    ]
    assert text(*PROSE, *results) == clean(cleaner, *PROSE, *results).text

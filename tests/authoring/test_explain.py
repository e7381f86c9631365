"""The page in order, each piece kept or taken away; as values and as an HTML page."""

from __future__ import annotations

import pickle
import re

import pytest

from cleaner import Removal, Result
from cleaner.authoring.explain import Explanation, explain
from cleaner.authoring.page import render
from cleaner.provenance import restore

BASE = "Menu\nThe ferry sails.\nIt is green (advert here) today.\nShare this\nPost it\n"


def removal(text: str, label: str, **others: str) -> Removal:
    start = BASE.index(text)
    return Removal(start, start + len(text), label, f"pack/{label}", "phrases", f"It is {label}", **others)  # type: ignore[arg-type]


def made(*removals: Removal, base: str = BASE) -> Result:
    text, position = "", 0
    for one in removals:
        text, position = text + base[position : one.start], one.end
    return Result("p", text + base[position:], "ok", removals=removals, base=base)


RESULT = made(
    removal("Menu\n", "nav"), removal("(advert here) ", "advert"), removal("Share this\nPost it\n", "share_widget")
)


def shape(explanation: Explanation) -> list[tuple[str | None, list[str]]]:
    return [
        (passage.taken.removal.label if passage.taken else None, [block.text for block in passage.blocks])
        for passage in explanation.passages
    ]


def test_passages_stand_in_page_order_and_a_removal_over_two_lines_is_one_passage() -> None:
    expected = [
        ("nav", ["Menu"]),
        (None, ["The ferry sails.", "It is green (advert here) today."]),
        ("share_widget", ["Share this", "Post it"]),
    ]
    assert expected == shape(explain(RESULT))


def test_a_removal_within_a_line_is_a_piece_of_a_kept_block() -> None:
    block = explain(RESULT).passages[1].blocks[1]
    pieces = [(piece.text, piece.taken.number if piece.taken else 0) for piece in block.pieces]
    assert [("It is green ", 0), ("(advert here) ", 2), ("today.", 0)] == pieces


def test_a_result_that_went_through_a_pickle_is_explained_all_the_same() -> None:
    assert shape(explain(RESULT)) == shape(explain(pickle.loads(pickle.dumps(RESULT))))


def test_labels_are_counted_with_the_most_characters_first() -> None:
    counts = [(count.label, count.spans) for count in explain(RESULT).labels]
    assert [("share_widget", 1), ("advert", 1), ("nav", 1)] == counts


def test_what_moved_to_the_metadata_has_a_family_of_its_own() -> None:
    explanation = explain(made(removal("Menu\n", "byline", action="metadata", field="author")))
    assert "moved" == explanation.labels[0].family.name


def test_the_samples_of_these_tests_are_sound() -> None:
    assert BASE == restore(RESULT.text, list(RESULT.records()))


@pytest.mark.parametrize("part", ["It is share_widget", "pack/advert", "nav", "The ferry sails.", "The whole page"])
def test_the_html_page_shows_reasons_rules_and_kept_text(part: str) -> None:
    assert part in render(explain(RESULT), "page.txt")


def test_text_of_the_page_cannot_become_markup_in_the_html_page() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    one = Removal(0, len(evil), evil, evil, evil, evil, path=evil, evidence=(evil,), also=(evil,), field=evil)
    result = Result(
        evil, evil, "ok", url=f"javascript:{evil}", removals=(one,), observed=(one,), base=f"{evil}\n{evil}"
    )
    page = render(explain(result), evil)
    assert not re.search(r"<script|<img|href=\"javascript", page)
    assert "&lt;script&gt;alert(1)" in page


def test_the_html_page_fetches_nothing_and_forbids_scripts() -> None:
    page = render(explain(RESULT), "page.txt")
    assert "default-src 'none'" in page
    assert not re.search(r"\s(?:src|href)=|@import|url\(", page)


def test_control_characters_and_lone_surrogates_do_not_reach_the_html_page() -> None:
    page = render(explain(Result("p", "a\x00b\x1b\ud800c", "ok", base="a\x00b\x1b\ud800c")), "page.txt")
    assert "a\ufffdb\ufffd\ufffdc" in page
    assert page == page.encode("utf-8").decode("utf-8")


def test_an_empty_page_is_explained_by_its_reason() -> None:
    page = render(explain(Result("p", "", "empty", reason="the page has no visible text")), "page.html")
    assert "the page has no visible text" in page

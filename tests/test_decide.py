"""Precedence and cutting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaner.cut import cut, located
from cleaner.decide import Claim, decide, removed_spans
from cleaner.document import Document, segment
from cleaner.model import Page, Removal
from cleaner.rulebook.types import Layer


def claim(start: int, end: int, layer: Layer, rule: str, certainty: int = 1) -> Claim:
    removal = Removal(start, end, "nav", rule, "test", f"by {rule}")
    return Claim(start, end, layer, certainty, rule, removal)


def keep(start: int, end: int, layer: Layer) -> Claim:
    return Claim(start, end, layer, 3, "site/keep")


def spans(*claims: Claim) -> list[tuple[int, int, str]]:
    return [(r.start, r.end, r.rule) for r in decide(claims)]


def test_a_site_rule_beats_a_pack_and_a_pack_a_heuristic() -> None:
    claims = claim(0, 9, Layer.HEURISTIC, "h"), claim(0, 9, Layer.EXACT_HOST, "site"), claim(0, 9, Layer.PACK, "pack")
    (removal,) = decide(claims)
    assert ("site", ("pack", "h")) == (removal.rule, removal.also)


def test_keep_beats_remove_on_its_own_layer_and_below() -> None:
    assert [] == spans(claim(0, 9, Layer.EXACT_HOST, "site"), keep(0, 9, Layer.EXACT_HOST))
    assert [] == spans(claim(0, 9, Layer.HEURISTIC, "h"), keep(0, 9, Layer.PACK))


def test_keep_does_not_beat_a_higher_layer() -> None:
    assert [(0, 9, "site")] == spans(claim(0, 9, Layer.EXACT_HOST, "site"), keep(0, 9, Layer.PACK))


def test_what_a_stronger_claim_leaves_free_goes_to_the_weaker() -> None:
    claims = claim(0, 20, Layer.HEURISTIC, "h"), claim(5, 10, Layer.PACK, "pack"), keep(12, 14, Layer.USER)
    assert [(0, 5, "h"), (5, 10, "pack"), (10, 12, "h"), (14, 20, "h")] == spans(*claims)


def also(*claims: Claim) -> list[tuple[str, tuple[str, ...]]]:
    return [(removal.rule, removal.also) for removal in decide(claims)]


def test_keep_beats_a_removal_that_is_as_certain() -> None:
    assert [] == spans(claim(0, 9, Layer.PACK, "pack", certainty=3), keep(0, 9, Layer.PACK))


def test_a_removal_names_what_it_won_over_but_neither_itself_nor_what_would_have_kept() -> None:
    claims = claim(0, 9, Layer.EXACT_HOST, "site"), claim(3, 6, Layer.PACK, "site"), keep(0, 9, Layer.PACK)
    assert [("site", ())] == also(*claims)


def test_neighbours_that_only_touch_are_not_named() -> None:
    left, right = claim(0, 5, Layer.EXACT_HOST, "left"), claim(5, 10, Layer.EXACT_HOST, "right")
    assert [("left", ()), ("h", ())] == also(left, claim(5, 10, Layer.HEURISTIC, "h"))
    assert [("h", ()), ("right", ())] == also(right, claim(0, 5, Layer.HEURISTIC, "h"))


def test_only_those_that_overlap_are_named() -> None:
    claims = claim(0, 2, Layer.EXACT_HOST, "a"), claim(4, 8, Layer.EXACT_HOST, "b"), claim(5, 12, Layer.PACK, "c")
    assert [("a", ()), ("b", ("c",)), ("c", ())] == also(*claims)


def test_each_rest_of_a_split_claim_names_what_it_won_over_itself() -> None:
    split = claim(5, 10, Layer.EXACT_HOST, "site"), claim(0, 20, Layer.PACK, "pack")
    weak = claim(12, 14, Layer.HEURISTIC, "h")
    assert [("pack", ()), ("site", ("pack",)), ("pack", ("h",))] == also(*split, weak)


def test_the_order_of_claims_does_not_matter() -> None:
    claims = [claim(0, 8, Layer.PACK, "a"), claim(4, 12, Layer.EXACT_HOST, "b"), claim(10, 20, Layer.HEURISTIC, "c")]
    assert spans(*claims) == spans(*reversed(claims))


def lines(text: str) -> Document:
    document = segment(Page(text, kind="text"))
    assert isinstance(document, Document)
    return document


def test_the_surest_of_a_lower_layer_does_not_beat_the_least_sure_of_a_higher_one() -> None:
    assert [(0, 9, "pack")] == spans(claim(0, 9, Layer.PACK, "pack", certainty=0), keep(0, 9, Layer.HEURISTIC))


def test_a_neighbour_that_a_weaker_claim_only_touches_is_not_named() -> None:
    claims = claim(0, 5, Layer.PACK, "a"), claim(10, 15, Layer.PACK, "b"), claim(3, 10, Layer.HEURISTIC, "h")
    assert [("a", ("h",)), ("h", ()), ("b", ())] == also(*claims)


def test_a_claim_to_nothing_gets_nothing() -> None:
    assert [(0, 9, "h")] == spans(claim(4, 4, Layer.PACK, "pack"), claim(0, 9, Layer.HEURISTIC, "h"))
    assert [(4, 6)] == removed_spans([claim(4, 4, Layer.USER, "none"), claim(4, 6, Layer.PACK, "pack")])


def test_what_would_be_removed_is_what_is_removed() -> None:
    claims = claim(0, 20, Layer.HEURISTIC, "h"), claim(5, 10, Layer.PACK, "pack"), keep(12, 14, Layer.USER)
    assert [(start, end) for start, end, _ in spans(*claims)] == sorted(removed_spans(claims))


def boxes() -> Document:
    document = segment(
        Page("<main><p>Story of the quay</p></main><aside id=also><p>Old maps</p><p>New maps</p></aside>")
    )
    assert isinstance(document, Document)
    return document


def test_a_removal_has_the_path_of_the_block_that_it_begins_in() -> None:
    document = boxes()
    start, end = document.starts[1], document.end(2)
    _, (removal,) = cut(document, [Removal(start, end, "nav", "r", "test", "because")])
    assert ("body > aside#also > p", start, end) == (removal.path, removal.start + 1, removal.end)


def test_what_is_only_observed_has_the_path_of_the_block_that_it_begins_in_too() -> None:
    document = boxes()
    seen = Removal(document.starts[2], document.end(2), "nav", "r", "test", "because")
    assert replace(seen, path="body > aside#also > p") == located(document, seen)


def test_a_cut_line_takes_along_its_line_end_and_the_blank_lines_after_it() -> None:
    text, removals = cut(lines("One\r\n\r\nTwo\r\n\r\nThree"), [Removal(7, 10, "nav", "r", "test", "because")])
    assert "One\r\n\r\nThree" == text
    assert [(7, 14)] == [(r.start, r.end) for r in removals]


def test_a_cut_end_takes_along_the_white_space_before_it() -> None:
    text, _ = cut(lines("One\n\nTwo\n"), [Removal(5, 8, "nav", "r", "test", "because")])
    assert "One" == text


def test_a_span_within_a_line_takes_nothing_else_along() -> None:
    text, _ = cut(lines("One two three\nFour"), [Removal(4, 8, "nav", "r", "test", "because")])
    assert "One three\nFour" == text


def gone(text: str, *spans: tuple[int, int]) -> tuple[str, list[tuple[int, int]]]:
    """What stays of `text` without the spans, and what they have become."""
    removals = [Removal(start, end, "nav", f"r{start}", "test", "because") for start, end in spans]
    left, cut_out = cut(lines(text), removals)
    return left, [(removal.start, removal.end) for removal in cut_out]


@pytest.mark.parametrize(
    ("text", "span", "left"),
    [
        ("One two\nFour", (0, 4), "two\nFour"),
        ("One two\nFour", (3, 7), "One\nFour"),
        ("One\nFour five", (8, 13), "One\nFour"),
        ("\n\nOne two", (2, 5), "\n\n two"),
    ],
)
def test_a_span_at_the_edge_of_a_line_takes_nothing_else_along(text: str, span: tuple[int, int], left: str) -> None:
    assert left == gone(text, span)[0]


def test_a_line_of_one_letter_takes_along_its_line_end_as_any_other() -> None:
    assert ("aa\ncc", [(3, 6)]) == gone("aa\nb\n\ncc", (3, 4))
    assert ("cc", [(0, 3)]) == gone("b\n\ncc", (0, 1))


def test_what_reaches_into_the_gap_behind_a_line_takes_the_whole_gap() -> None:
    assert ("bb", [(0, 3)]) == gone("a\n\nbb", (0, 2))


def test_what_begins_in_the_gap_before_a_line_takes_the_line_alone() -> None:
    assert ("one\n\n\nfour", [(6, 10)]) == gone("one\n\n\ntwo\nfour", (4, 9))
    assert ("one", [(3, 8)]) == gone("one\n\ntwo", (4, 8))


def test_a_span_of_white_space_alone_takes_nothing() -> None:
    assert ("one\n\n", []) == gone("one\n\n", (4, 5))
    assert ("one\n\ntwo", []) == gone("one\n\ntwo", (3, 5))
    assert ("\n\none", []) == gone("\n\none", (0, 1))
    assert ("\n\none", []) == gone("\n\none", (0, 2))


def test_the_first_line_takes_along_the_white_space_before_it() -> None:
    assert ("two", [(0, 6)]) == gone("\n\none\ntwo", (2, 5))


def test_a_cut_within_a_line_does_not_keep_a_later_line_from_going_whole() -> None:
    assert ("two\n\nFour", [(0, 4), (9, 16)]) == gone("One two\n\nThree\n\nFour", (0, 4), (9, 14))


def test_neighbours_at_the_end_take_along_the_white_space_before_the_first_of_them() -> None:
    assert ("One", [(3, 9), (9, 15)]) == gone("One\n\nTwo\nThree\n", (5, 8), (9, 14))
    assert ("", [(0, 4), (4, 7)]) == gone("One\nTwo", (0, 3), (4, 7))


def test_the_white_space_before_the_end_is_taken_once() -> None:
    assert ("One", [(3, 7), (7, 12)]) == gone("One two\n  \nX", (3, 7), (11, 12))
    assert ("One", [(3, 8), (8, 10)]) == gone("One two \nX", (3, 8), (9, 10))
    assert ("", [(0, 5)]) == gone("  One", (2, 5))
    assert ("SPHINX", [(6, 10)]) == gone("SPHINX\nTwo", (7, 10))
    assert ("One ", [(4, 7), (7, 9)]) == gone("One two\nX", (4, 7), (8, 9))


def test_white_space_of_the_body_other_than_line_ends_and_blanks_is_not_touched() -> None:
    assert ("One\u00a0", [(4, 8)]) == gone("One\u00a0\nTwo", (5, 8))
    for white in ("\r\n", "\u2028", "\u2029", "\t\n", " \n"):
        text = f"One{white}Two"
        assert ("One", [(3, len(text))]) == gone(text, (len(text) - 3, len(text)))


def named(*also: str) -> list[Removal]:
    """Two lines of one rule; each won over another."""
    pairs = [(at * 2, (one,) if one else ()) for at, one in enumerate(also)]
    return [Removal(start, start + 1, "nav", "r", "test", "because", also=won) for start, won in pairs]


@pytest.mark.parametrize(
    ("also", "expected"),
    [(("x", "y"), ("x", "y")), (("x", "x"), ("x",)), (("", "y"), ("y",)), (("x", ""), ("x",)), (("", ""), ())],
)
def test_neighbours_that_become_one_name_what_each_won_over(also: tuple[str, str], expected: tuple[str, ...]) -> None:
    (joined,) = cut(lines("a\nb\nc"), named(*also))[1]
    assert (expected, 0, 4) == (joined.also, joined.start, joined.end)


@pytest.mark.parametrize("other", [{"rule": "s"}, {"label": "ad_label"}, {"reason": "it is so"}])
def test_neighbours_that_went_for_another_reason_stay_apart(other: dict[str, str]) -> None:
    one, two = named("", "")
    assert 2 == len(cut(lines("a\nb\nc"), [one, replace(two, **other)])[1])  # type: ignore[arg-type]


def test_removals_with_a_word_between_them_stay_apart() -> None:
    one, two = named("", "")
    assert ("b", 2) == (cut(lines("a\nb\nc"), [one, replace(two, start=4, end=5)])[0], 2)


def test_neighbours_of_one_rule_are_one_removal_but_metadata_stays_apart() -> None:
    drop = [Removal(0, 1, "nav", "r", "test", "because"), Removal(2, 3, "nav", "r", "test", "because")]
    assert 1 == len(cut(lines("a\nb\nc"), drop)[1])
    moved = [Removal(r.start, r.end, "byline", "r", "test", "because", "metadata", "authors") for r in drop]
    assert 2 == len(cut(lines("a\nb\nc"), moved)[1])


def test_what_a_stronger_claim_leaves_of_a_longer_one_does_not_overlap_it() -> None:
    document = lines("one\ntwo\nthree\nfour\n")
    claims = claim(0, 13, Layer.HEURISTIC, "h"), claim(4, 7, Layer.PACK, "pack")
    text, removals = cut(document, decide(claims))
    assert "four\n" == text
    assert [(0, 4, "h"), (4, 8, "pack"), (8, 14, "h")] == [(r.start, r.end, r.rule) for r in removals]


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (((), ()), ()),
        (((), ("after: r",)), ("after: r",)),
        ((("x",), ("after: r", "after: s")), ("x", "after: r", "after: s")),
        ((("after: r",), ("after: r",)), ("after: r",)),
        ((("x",), ("y",)), ("x",)),
        ((("x",), ("y", "after: r")), ("x", "after: r")),
    ],
)
def test_neighbours_that_become_one_keep_what_had_to_go_before_either(
    evidence: tuple[tuple[str, ...], tuple[str, ...]], expected: tuple[str, ...]
) -> None:
    pair = [replace(removal, evidence=facts) for removal, facts in zip(named("h", "h"), evidence, strict=True)]
    (joined,) = cut(lines("a\nb\nc"), pair)[1]
    assert (expected, ("h",), 0, 4) == (joined.evidence, joined.also, joined.start, joined.end)

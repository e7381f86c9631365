"""Phrase lookup: lines with what trails them, prefixes up to a word edge, regexes in one pass."""

from __future__ import annotations

from typing import Literal

import pytest

from cleaner.rulebook import regexes
from cleaner.rulebook.phrases import MAX_REGEX_LINE, PhraseIndex, bare_line, begins_with
from cleaner.rulebook.regexes import PatternSet, is_anchored, literal_start
from cleaner.rulebook.types import Phrase
from cleaner.textnorm import normalise

Kind = Literal["line", "prefix", "regex"]


def index(**texts: list[str]) -> PhraseIndex:
    kinds: dict[str, Kind] = {"lines": "line", "prefixes": "prefix", "regexes": "regex"}
    made = [Phrase(text, kinds[kind], "3", "nav", f"p/{text}", "") for kind, group in texts.items() for text in group]
    return PhraseIndex(tuple(made))


def found(phrases: PhraseIndex, line: str) -> list[str]:
    return [phrase.text for phrase in phrases.lookup(normalise(line))]


@pytest.mark.parametrize(
    "line",
    [
        "Comments",
        "Comments:",
        "COMMENTS (12)",
        "Comments (1,204):",
        "Comments »",
        "Comments \u203a",
        "Comments >",
        "Comments…",
        "Comments →",
        "Comments.",
    ],
)
def test_a_line_matches_with_colons_dots_arrows_and_counts_behind_it(line: str) -> None:
    assert ["comments"] == found(index(lines=["comments"]), line)


@pytest.mark.parametrize("line", ["Comments closed", "No comments", "Comments (none)", "Comments!", "", ":", "..."])
def test_a_line_with_more_than_that_stays(line: str) -> None:
    assert [] == found(index(lines=["comments"]), line)


def test_a_phrase_that_ends_in_punctuation_is_compared_as_it_stands_first() -> None:
    assert ["read more:"] == found(index(lines=["read more:", "read more"]), "Read more:")
    assert ["read more"] == found(index(lines=["read more:", "read more"]), "Read more")


def test_bare_line_is_idempotent_and_never_loops() -> None:
    for line in ("a (1) (2):", "a ()", "(12)", ")", ' "', "a (b)"):
        assert bare_line(line) == bare_line(bare_line(line))


@pytest.mark.parametrize(
    ("prefix", "line", "hit"),
    [
        ("by", "by anna", True),
        ("by", "bypass opened", False),
        ("by", "by-election", True),
        ("by ", "by-election", False),
        ("by ", "by anna", True),
        ("read more:", "read more:x", True),
        ("by", "by", True),
        ("par", "paré", False),
        ("पढ़", "पढ़ें", False),
        ("पढ़ें", "पढ़ें यह", True),
        ("写真", "写真家の話", True),
        ("相关阅读", "相关阅读新闻", True),
        ("사진", "사진작가", False),
        ("사진", "사진 작가", True),
        ("อ่าน", "อ่านเพิ่มเติม", True),
        ("day 1", "day 12", False),
    ],
)
def test_a_prefix_needs_a_word_edge_in_scripts_that_have_words(prefix: str, line: str, hit: bool) -> None:
    assert hit is begins_with(line, prefix)
    assert ([prefix] if hit else []) == [phrase.text for phrase in index(prefixes=[prefix]).lookup(line)]


def test_all_prefixes_of_a_line_are_found_the_longest_first() -> None:
    phrases = index(prefixes=["read", "read more about", "read more", "r", "see"])
    assert ["read more about", "read more", "read"] == found(phrases, "Read more about trees")


def test_lines_come_before_prefixes_before_regexes() -> None:
    phrases = index(regexes=["^read"], prefixes=["read"], lines=["read on"])
    assert ["read on", "read", "^read"] == found(phrases, "Read on")


def test_regexes_ignore_case_and_are_all_found() -> None:
    assert ["^\\d+ Min", "read$"] == found(index(regexes=["^\\d+ Min", "read$", "x"]), "5 min read")


def test_long_lines_meet_only_regexes_that_are_anchored() -> None:
    phrases = index(regexes=["^up", "end$"])
    assert ["^up", "end$"] == found(phrases, "up " + "a" * (MAX_REGEX_LINE - 7) + " end")
    assert ["^up"] == found(phrases, "up " + "a" * MAX_REGEX_LINE + " end")
    assert [] == found(index(regexes=["end$"]), "a" * MAX_REGEX_LINE + " end")


@pytest.mark.parametrize(
    ("pattern", "anchored"),
    [("^a", True), ("^(?:a|b)", True), ("^a|b", False), ("a", False), (r"^a\|b", True), ("^[|]", True)],
)
def test_anchored_means_at_the_start_in_every_branch(pattern: str, anchored: bool) -> None:
    assert anchored is is_anchored(pattern)


@pytest.mark.parametrize(
    ("pattern", "start"),
    [
        ("^click to (?:share)", "click to "),
        ("^colou?r", "colo"),
        ("^a{2}", ""),
        ("^a+b", "a"),
        ("a", ""),
        ("^a|^b", ""),
    ],
)
def test_a_literal_start_is_what_every_match_begins_with(pattern: str, start: str) -> None:
    assert start == literal_start(pattern)


def test_patterns_that_begin_with_anything_are_found_beside_others_in_their_order() -> None:
    mixed = PatternSet(("^.*reserved$", "^all", "^.+ rights", "reserved$"))
    assert [0, 1, 2, 3] == mixed.hits("all rights reserved")
    assert [0, 3] == mixed.hits("reserved")
    assert [] == mixed.hits("nothing")


def test_a_set_too_large_for_one_automaton_is_split_and_finds_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regexes, "_MEMORY", 1 << 20)
    many = PatternSet(tuple(f"w{n}.{{2,99}}x{n} end$" for n in range(200)))
    assert len(many._parts) > 1
    assert [7] == many.hits("w7 foo x7 end")
    assert [198] == many.hits("w198 foo x198 end")
    assert [] == many.hits("nothing")


def test_a_set_that_runs_out_of_memory_is_answered_pattern_by_pattern() -> None:
    class Exhausted:
        def Match(self, text: bytes) -> None:
            """What re2 answers when its automaton does not fit."""

    many = PatternSet(("a", "B", "c"))
    many._parts = ((((0, "a"), (1, "B"), (2, "c")), Exhausted()),)
    assert [0, 1] == many.hits("ab")

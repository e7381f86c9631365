"""YAML events: every scalar a string with its place, and nothing that YAML would bend."""

from __future__ import annotations

import time

import pytest

from cleaner.rulebook.codes import Code
from cleaner.rulebook.events import MAX_BYTES, Parsed, Tree, parse


def tree(text: str) -> Tree:
    parsed, problems = parse(text.encode(), "t.yml")
    assert not problems
    assert parsed is not None
    return parsed.tree


def codes(text: str | bytes) -> list[tuple[int, int, str]]:
    _, problems = parse(text.encode() if isinstance(text, str) else text, "t.yml")
    return [(problem.line, problem.column, problem.code) for problem in problems]


def test_no_yes_numbers_and_dates_stay_strings() -> None:
    assert {"no": "off", "n": "1.10", "d": "2024-01-02", "e": "~"} == tree("no: off\nn: 1.10\nd: 2024-01-02\ne: ~\n")


def test_an_unquoted_hash_after_a_space_is_refused_since_it_cuts_the_selector() -> None:
    assert [(1, 6, Code.YAML_CUT)] == codes("css: div #promo")
    assert [(1, 3, Code.YAML_CUT), (2, 2, Code.YAML_CUT)] == codes("- div #promo\n- #promo")
    assert [(1, 5, Code.YAML_CUT)] == codes("css: #promo\nb: 1")


@pytest.mark.parametrize("text", ["a:\n\tb: 1\n", "a:\n  \tb: 1\n  c: 2\n", "a:\n- b: 1\n\tc: 2\n", "\tformat: 1\n"])
def test_a_line_indented_by_a_tab_is_told_so(text: str) -> None:
    _, problems = parse(text.encode(), "t.yml")
    assert ["a tab stands here"] == [one.message.split(": ", 1)[1].split(";")[0] for one in problems]


@pytest.mark.parametrize("text", ["a: [1,\n", "a:\t[1\nb: 2\n"])
def test_a_tab_within_a_line_is_not_blamed_for_another_fault(text: str) -> None:
    _, problems = parse(text.encode(), "t.yml")
    assert problems
    assert not any("tab" in one.message for one in problems)


def test_the_cut_selector_is_named_beside_the_syntax_error_it_causes() -> None:
    assert [(1, 7, Code.YAML_CUT), (2, 2, Code.YAML_SYNTAX)] == codes("css: [div #promo,\n span]")


@pytest.mark.parametrize(
    "text", ["css: 'div #promo'", 'css: "#promo"', "css: div#promo", "css: div # a remark", "a: # x\n  b: c"]
)
def test_a_quoted_hash_and_a_remark_after_hash_and_space_are_taken(text: str) -> None:
    assert [] == codes(text)


def test_a_hash_is_found_behind_characters_of_several_bytes_and_a_byte_order_mark() -> None:
    assert [(1, 4, Code.YAML_CUT)] == codes("\ufeffa: é𝒳 #x\r\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2", (2, 1, Code.YAML_DUPLICATE)),
        ("a: &x 1", (1, 4, Code.YAML_ANCHOR)),
        ("a: *x", (1, 4, Code.YAML_ANCHOR)),
        ("<<: {a: 1}", (1, 1, Code.YAML_MERGE)),
        ("a: !!int 1", (1, 4, Code.YAML_TAG)),
        ("a: !x 1", (1, 4, Code.YAML_TAG)),
        ("a\n---\nb", (3, 1, Code.YAML_DOCUMENTS)),
        ("? [a]\n: b", (1, 3, Code.YAML_KEY)),
        ("a: [", (1, 5, Code.YAML_SYNTAX)),
        ("a: b: c", (1, 5, Code.YAML_SYNTAX)),
        ("a: \x00", (1, 4, Code.YAML_CONTROL)),
    ],
)
def test_what_yaml_would_bend_is_refused_with_its_place(text: str, expected: tuple[int, int, str]) -> None:
    assert [expected] == codes(text)


@pytest.mark.parametrize("text", ["a: [1", "a: [1\n", "a: [1\n\n\n", "a: [1\r", "a: [1\r\n"])
def test_a_file_that_ends_too_early_is_pointed_at_where_its_text_ends(text: str) -> None:
    assert [(1, 6, Code.YAML_SYNTAX)] == codes(text)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_do(line_end: str) -> None:
    assert [(3, 2, Code.YAML_CONTROL)] == codes(line_end.join(("a: 1", "b: 2", "c\x01: 3")))
    assert [(2, 4, Code.YAML_ENCODING)] == codes(line_end.encode().join((b"a: 1", b"b: \xff", b"c: 3")))


def test_a_file_that_is_not_utf8_says_where() -> None:
    assert [(2, 4, Code.YAML_ENCODING)] == codes(b"a: 1\nb: \xff")


@pytest.mark.parametrize("text", ["[" * 80_000, "- " * 80_000, "{a: " * 80_000, "a: &x [" * 9_000, "{" * 500_000])
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    began = time.perf_counter()
    assert codes(text)
    assert time.perf_counter() - began < 1


def test_a_file_above_the_limit_is_refused_unread() -> None:
    assert [(1, 1, Code.YAML_SIZE)] == codes(b"a: " + b"x" * MAX_BYTES)
    assert [] == codes(b"a: " + b"x" * (MAX_BYTES - 3))


def test_all_faults_of_a_file_come_at_once() -> None:
    assert [Code.YAML_ANCHOR, Code.YAML_CUT, Code.YAML_DUPLICATE] == [
        code for *_, code in codes("a: &x 1\nb: c #d\na: 2")
    ]


def test_places_lead_to_keys_values_and_the_nearest_known_parent() -> None:
    parsed, _ = parse(b"a:\n  - b: c\n", "t.yml")
    assert isinstance(parsed, Parsed)
    assert (2, 8) == (parsed.place(("a", 0, "b")).line, parsed.place(("a", 0, "b")).column)
    assert 5 == parsed.place(("a", 0, "b"), of_key=True).column
    assert (2, 5) == (parsed.place(("a", "tuple", 0, "gone")).line, parsed.place(("a", 0, "gone")).column)

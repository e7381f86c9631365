"""What may stand where the cursor is."""

from __future__ import annotations

import pytest

from cleaner.preview.completion import complete
from cleaner.rulebook.book import Rulebook


def at_end(text: str, book: Rulebook) -> list[str]:
    lines = text.split("\n")
    return [s.text for s in complete(text, len(lines), len(lines[-1]), book).suggestions]


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("", "remove: "),
        ("remove:\n  - ", "label: "),
        ("remove:\n  - id: x\n    ", "html: "),
        ("remove:\n  - id: x\n    html: {", "css: "),
        ("remove:\n  - id: x\n    text:\n      ", "line_starts: "),
        ("remove:\n  - {id: x, text: {heading: [A, B], ", "until: "),
        ("remove:\n  - {id: x, ", "why: "),
        ("remove:\n  - id: x\n    label: ", "related_link"),
        ("remove:\n  - {id: x, label: rel", "related_link"),
        ("remove:\n  - id: x\n    text:\n      until: ", "next-heading"),
        ("status: ", "testing"),
        ("use: [", "lang/en"),
        ("use:\n  - ", "lang/en"),
        ("metadata:\n  ", "author: "),
        ("metadata:\n  author:\n    - ", "jsonld: "),
        ("match:\n  fingerprint:\n    ", "tokens: "),
        ("tests:\n  - name: x\n    ", "kept: "),
        ("remove:\n- ", "label: "),
        ("keep:\n  - id: a\n    html: {css: p}\n  - ", "text: "),
    ],
)
def test_the_keys_and_values_of_a_place(book: Rulebook, text: str, among: str) -> None:
    assert among in at_end(text, book)


@pytest.mark.parametrize("text", ["remove:\n  - id: x\n    why: because ", "remove:\n  - id: ", "# a comm"])
def test_nothing_where_anything_may_stand(book: Rulebook, text: str) -> None:
    assert [] == at_end(text, book)


def test_rules_that_can_be_switched_off_are_named_in_full(book: Rulebook) -> None:
    assert any(rule.startswith("lang/en/") for rule in at_end("disable:\n  - {rule: ", book))


def test_the_word_before_the_cursor_is_replaced(book: Rulebook) -> None:
    assert len("    label: ") == complete("remove:\n  - id: x\n    label: rel", 3, 14, book).start


@pytest.mark.parametrize(("line", "column"), [(0, 0), (9, 0), (1, 500)])
def test_a_place_outside_the_text_is_borne(book: Rulebook, line: int, column: int) -> None:
    complete("format: 1\n", line, column, book)

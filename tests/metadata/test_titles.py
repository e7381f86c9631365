"""Titles: how alike two are, and what belongs to the site."""

from __future__ import annotations

import pytest

from cleaner.metadata import same_title
from cleaner.metadata.titles import without_site


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The River Rises", "the river rises!"),
        ("It’s Over", "It's over"),
        ("Cafe\u0301 Mill", "Café Mill"),
        ("川が増水", "川が増水。"),
    ],
)
def test_titles_that_differ_in_case_and_marks_are_the_same(a: str, b: str) -> None:
    assert same_title(a, b) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("a", "b"), [("The River Rises", "Old Mill Burns Down"), ("", ""), ("", "River"), ("!!", "??")]
)
def test_titles_without_a_common_word_are_not(a: str, b: str) -> None:
    assert same_title(a, b) == pytest.approx(0.0)


def test_a_rewritten_title_lies_between() -> None:
    assert 0.5 < same_title("The River Rises by the Old Mill", "River Rises by the Mill") < 1


def test_likeness_is_symmetric_for_unspaced_scripts() -> None:
    assert same_title("川が増水した", "川が増水") == pytest.approx(same_title("川が増水", "川が増水した"))


@pytest.mark.parametrize(
    "text", ["The River Rises - Valley Gazette", "Valley Gazette: The River Rises", "Valley Gazette | The River Rises"]
)
def test_the_site_name_leaves_either_end(text: str) -> None:
    if ":" in text:
        assert text == without_site(text, frozenset({"valleygazette"}))
    else:
        assert "The River Rises" == without_site(text, frozenset({"valleygazette"}))

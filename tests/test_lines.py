"""Short cuts for lines without odd white space, which give what the long way gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.textnorm import normalise
from cleaner.view import count_tokens

ODD = st.text(st.one_of(st.sampled_from(" \t\n\x1c\x85\u00a0\u2009\u2028\u3000ab.’»\ud800"), st.characters()))


@given(ODD)
def test_a_normalised_line_has_no_white_space_but_single_spaces(line: str) -> None:
    found = normalise(line)
    assert " ".join(found.split()) == found
    assert not any("\ud800" <= char <= "\udfff" for char in found)


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_tokens_are_what_white_space_parts(line: str) -> None:
    assert (len(line.split()), False) == count_tokens(line)


@pytest.mark.parametrize(("line", "count"), [("", 0), (" ", 0), (" one", 1), ("one two ", 2), ("one\u00a0two", 2)])
def test_spaces_at_the_edges_are_no_tokens(line: str, count: int) -> None:
    assert (count, False) == count_tokens(line)

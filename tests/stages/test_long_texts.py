"""Texts of thousands of lines that each stage has something to say about cost a look or two a line, not a walk each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, text_page
from cleaner.document import Document
from cleaner.stages import sections
from cleaner.view import View
from tests.stages.test_text_stages import PROSE

LINES = 1_500
OPENER, HEADING = "You may also like", "Ferry line to close at last"
SHAPES = {
    "openers": (OPENER,),
    "openers and headings": (OPENER, HEADING),
    "openers and cards": (OPENER, HEADING, HEADING),
    "openers and stories": (OPENER, HEADING, HEADING, PROSE[0]),
}
KINDS = (OPENER, HEADING, "Old maps found in attic", "Rope and tar cost more", PROSE[0], PROSE[1], "Why?", "* * *")
# A headline on both sides of an opener is a card to the opener above, and none to this one; what stands within the
# window of that card tells them apart.
TWICE = "Rope and tar"
BETWEEN = st.integers(2, 14).map(
    lambda lines: "\n".join((TWICE, OPENER, TWICE, *(f"Pier {number}" for number in range(lines)), PROSE[0]))
)
TEXTS = st.lists(st.sampled_from(KINDS) | BETWEEN, max_size=40)


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many items each walk looked at that went further than what an opener sees by itself."""
    seen: list[int] = []

    class Counted(sections._Walk):
        def __init__(self, view: View, items: range) -> None:
            if len(items) > sections.REACH:
                seen.append(len(items))
            super().__init__(view, items)

    monkeypatch.setattr(sections, "_Walk", Counted)
    return seen


@pytest.mark.parametrize("shape", SHAPES)
def test_thousands_of_openers_are_not_walked_from_each_to_the_end(
    cleaner: Cleaner, walked: list[int], shape: str
) -> None:
    unit = SHAPES[shape]
    for kept in ((), PROSE):  # sections that are refused, and such as are committed
        walked.clear()
        cleaner.clean("\n".join((*kept, *unit * (LINES // len(unit)))), kind="text")
        assert 0 < len(walked) < LINES / 10


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_what_is_read_ahead_is_what_a_walk_from_the_opener_sees(cleaner: Cleaner, lines: list[str]) -> None:
    text = "\n".join((*PROSE, *lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "REACH", text.count("\n"))
        walked = cleaner.clean(text, kind="text")
    assert walked.to_dict() == cleaner.clean(text, kind="text").to_dict()


def _looks(monkeypatch: pytest.MonkeyPatch, cleaner: Cleaner, lines: int) -> list[int]:
    looked: list[int] = []

    def counted(document: Document, blocks: list[int], *rest: Any, **more: Any) -> View:
        looked.append(len(blocks))
        return View(document, blocks, *rest, **more)

    monkeypatch.setattr(text_page, "View", counted)
    result = cleaner.clean("\n".join((*["By Jane Miller"] * lines, *PROSE)), kind="text")
    assert "ok" == result.status
    assert result.text.endswith("\n".join(PROSE))
    return looked


def test_bylines_on_end_are_peeled_pass_by_pass_to_the_last(monkeypatch: pytest.MonkeyPatch, cleaner: Cleaner) -> None:
    looked = _looks(monkeypatch, cleaner, 160)
    assert 20 < len(looked) < text_page.MAX_PASSES
    assert len(PROSE) == looked[-1]


def test_thousands_of_bylines_do_not_cost_a_look_at_all_lines_each_pass(
    monkeypatch: pytest.MonkeyPatch, cleaner: Cleaner
) -> None:
    looked = _looks(monkeypatch, cleaner, 20_000)
    assert sum(looked) <= text_page.MAX_LOOKS
    assert len(looked) >= text_page.MIN_PASSES

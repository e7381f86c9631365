"""How much prose a page shows."""

from __future__ import annotations

import pytest

from cleaner.document import Document, segment
from cleaner.document.lost import LITTLE_PROSE, prose_shown, shows_little
from cleaner.model import Page

LINE = "The ferry to the outer islands was late again, and the harbour master blamed the fog that came at dawn."


@pytest.mark.parametrize(
    ("lines", "little"),
    [((LINE,), True), ((LINE, LINE), True), ((LINE,) * 3, False), (("Menu",) * 90, True), ((), True)],
)
def test_a_page_shows_little_up_to_the_third_line_of_prose(lines: tuple[str, ...], little: bool) -> None:
    page = segment(Page("".join(f"<p>{line}</p>" for line in (*lines, "End")), kind="html"))
    assert isinstance(page, Document)
    assert (little, lines.count(LINE) * len(LINE)) == (shows_little(page.columns), prose_shown(page.columns))
    assert little == (prose_shown(page.columns) < LITTLE_PROSE)

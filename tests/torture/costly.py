"""Pages within the limits of size that cost more time or memory than a run allows, among pages that must not suffer."""

from __future__ import annotations

from pathlib import Path

from tests.torture.case import HTML_STORY, InputCase, page

BOXES = 35_000  # so many that cleaning them takes seconds and half a gigabyte


def costly() -> str:
    """A page of boxes that each look like a story's end, just below the limit of 200,000 nodes."""
    boxes = (f'<div class="box{n} related"><h3>Head {n} of the quay</h3><p>More</p></div>' for n in range(BOXES))
    return page(HTML_STORY + "".join(boxes))


def folder(place: Path) -> Path:
    """The costly page and its neighbours."""
    for name, content in (("a.html", page()), ("b.html", costly()), ("c.html", page())):
        (place / name).write_text(content, "utf-8")
    return place


CASES = (
    InputCase("page-over-its-time", folder, "failed/timeout 1, ok 2", options=("--page-seconds", "0.5")),
    InputCase("page-over-its-memory", folder, "failed/out_of_memory 1, ok 2", options=("--page-memory", "100")),
    InputCase("page-that-costs-much", folder, "ok 3", options=("--page-seconds", "60"), slow=True),
)

"""Pages of invented stories, and what a stage takes of them."""

from __future__ import annotations

from collections.abc import Callable

from cleaner import Cleaner
from cleaner.document import Document, Refused, segment
from cleaner.model import Page
from cleaner.rulebook.types import Traits
from cleaner.view import Finding, View

LONG = (
    "The harbour board voted on Tuesday evening to widen the old quay, after months of quarrels about the cost, the"
    " noise and the fate of the lime trees that stand along the water."
)
STORY = (
    "Nobody in the room had expected the engineer to bring the old maps, but she laid them on the table.",
    "Prices for rope and tar rose again, and the smaller yards said they would not last the winter.",
    "A second survey, due in March, is meant to show how far the silt has moved since the great storm.",
    "The lime trees will be dug out by hand in the autumn and carried to the chapel on the two old ferries.",
)
BODY = "".join(f"<p>{line}</p>" for line in STORY)
Stage = Callable[[View, frozenset[int]], list[Finding]]


def page(html: str) -> Document:
    document = segment(Page(f"<html><head><title>x</title></head><body>{html}</body></html>", kind="html"))
    assert not isinstance(document, Refused)
    return document


def taken(cleaner: Cleaner, stage: Stage, html: str, **view: tuple[str, ...] | str) -> list[tuple[str, str]]:
    """(rule, text) of what the stage finds on a page whose links are no part of the article."""
    document = page(html)
    rules = cleaner.rules.for_page(Traits("https://holm.example/a", None, ("en",), "", document.tokens))
    blocks = [block for block in range(len(document)) if document.columns.linked[block] < len(document.texts[block])]
    lines = View(document, blocks, rules, **view)  # type: ignore[arg-type]
    return [(finding.rule, lines.texts[finding.item]) for finding in stage(lines, frozenset())]

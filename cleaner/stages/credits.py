"""Who else worked on the article, where the classifier has dropped the line: it is no body, and belongs to metadata."""

from __future__ import annotations

from collections.abc import Collection

from cleaner.document import Document
from cleaner.view import Finding, View, from_phrase

REACH = 3  # blocks below a kept one; such a line stands under the last paragraph or near it
CHARACTERS = (12, 200)  # of such a line
_FIELD = "contributors"


def places(document: Document, body: Collection[int]) -> list[int]:
    """The short blocks without links right below those of `body`."""
    columns, texts = document.columns, document.texts
    low, high = CHARACTERS
    below = {block + step for block in body if block + 1 not in body for step in range(1, REACH + 1)}
    return [
        block
        for block in sorted(below.difference(body))
        if block < len(texts) and low <= len(texts[block]) <= high and not columns.linked[block]
    ]


def find(view: View) -> list[Finding]:
    """The lines of `view`, which is over `places`, that a pack's phrase calls a contributor's credit."""
    found = []
    for item, hits in enumerate(view.hits):
        hit = next((hit for hit in hits if hit.field == _FIELD), None)
        if hit is not None:
            found.append(from_phrase(item, hit, "below the text"))
    return found

"""Who else worked on the article, where the classifier has dropped the line: it is no body, and belongs to metadata."""

from __future__ import annotations

from collections.abc import Collection

from cleaner.document import BITS, TAG_IDS, Document
from cleaner.view import Finding, View, from_phrase

REACH = 3  # blocks below a kept one; such a line stands under the last paragraph or near it
CHARACTERS = (12, 200)  # of such a line
_FIELD = "contributors"
_AROUND = 3  # elements, from the one that holds the line outward
_PICTURE = {TAG_IDS["figure"], TAG_IDS["figcaption"]}


def places(document: Document, body: Collection[int]) -> list[int]:
    """The short blocks without links right below those of `body`."""
    columns, texts = document.columns, document.texts
    low, high = CHARACTERS
    below = {block + step for block in body if block + 1 not in body for step in range(1, REACH + 1)}
    return [
        block
        for block in sorted(below.difference(body))
        if block < len(texts)
        and low <= len(texts[block]) <= high
        and not columns.linked[block]
        and not _is_caption(document, columns.element[block])
    ]


def _is_caption(document: Document, element: int) -> bool:
    """Whether the element, or one of the two around it, is of a picture: who took it is said there."""
    columns, bits = document.columns, document.elements.bits
    for _ in range(_AROUND):
        if columns.tag_id[element] in _PICTURE or bits[element] & BITS["caption"]:
            return True
        element = columns.parent[element]
        if element <= 0:
            return False
    return False


def find(view: View) -> list[Finding]:
    """The lines of `view`, which is over `places`, that a pack's phrase calls a contributor's credit."""
    found = []
    for item, hits in enumerate(view.hits):
        hit = next((hit for hit in hits if hit.field == _FIELD), None)
        if hit is not None:
            found.append(from_phrase(item, hit, "below the text"))
    return found

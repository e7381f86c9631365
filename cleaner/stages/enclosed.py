"""What stands in an element that holds no article prose: captions of pictures, and the `footer` of page or article."""

from __future__ import annotations

import re

from cleaner.document import BITS, TAG_IDS
from cleaner.view import Finding, View

CAPTION_RULE, FOOTER_RULE = "heuristic/caption", "heuristic/footer"
CAPTION_CHARACTERS = 700  # of an element named a caption by its class; one that holds more is a layout's column
MOST = 0.4  # share of the characters that captions or footers may have: in a photo essay captions are the body
_FIGCAPTION, _FOOTER, _BLOCKQUOTE = TAG_IDS["figcaption"], TAG_IDS["footer"], TAG_IDS["blockquote"]
# A class, id or role that is a caption, or ends in one: `photo-caption`, `imageCaption`, `caption__text`; the category
# bit alone says too that `caption-report` is one.
_NAMED = re.compile(
    r"(?:caption|legende?|bildunterschrift)(?:s|[-_]?(?:text|container|wrapper|body|inner))?(?:__\S*|--\S*)?(?:\s|$)",
    re.I,
)
_TABLE_PARTS = {TAG_IDS[tag] for tag in ("caption", "table", "td", "th")}


def captions(view: View, taken: frozenset[int]) -> list[Finding]:
    """Captions that the classifier took for the article, by element or by class."""
    if view.document.kind != "html":
        return []
    columns, bits = view.document.columns, view.document.elements.bits
    inside: set[int] = set()
    for element, (tag, bit) in enumerate(zip(columns.tag_id, bits, strict=True)):
        named = bit & BITS["caption"] and tag not in _TABLE_PARTS
        if tag == _FIGCAPTION or (named and _is_caption(view, element)):
            inside.update(range(columns.first[element], columns.stop[element]))
    reason = "Stands under a picture, as its caption"
    return [
        Finding(item, "caption", CAPTION_RULE, reason, "metadata", "captions") for item in _members(view, inside, taken)
    ]


def footers(view: View, taken: frozenset[int]) -> list[Finding]:
    """The blocks of `footer` elements, but for those that name the source of a quotation."""
    document = view.document
    if document.kind != "html" or _FOOTER not in document.columns.tag_id:
        return []
    columns = document.columns
    inside: set[int] = set()
    for element, tag in enumerate(columns.tag_id):
        if tag == _FOOTER and columns.tag_id[columns.parent[element]] != _BLOCKQUOTE:
            inside.update(range(columns.first[element], columns.stop[element]))
    reason = "Stands in the footer of the page or of the article"
    return [Finding(item, "nav", FOOTER_RULE, reason) for item in _members(view, inside, taken)]


def _is_caption(view: View, element: int) -> bool:
    if not _NAMED.search(view.document.elements.names[element]):
        return False
    start, end = view.document.block_span(view.document.columns.first[element], view.document.columns.stop[element])
    return end - start <= CAPTION_CHARACTERS


def _members(view: View, inside: set[int], taken: frozenset[int]) -> list[int]:
    """The items whose blocks are `inside`; none where they are too much of the page to be what their element says."""
    if not inside:
        return []
    items = [item for item, block in enumerate(view.blocks) if block in inside and item not in taken]
    size = sum(len(view.texts[item]) for item in items)
    return items if size <= MOST * view.size_before[-1] else []

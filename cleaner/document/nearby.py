"""The short texts beside the headline, which metadata reads authors and dates from.

Appended to `Head.bylines`. The constants were measured on the pages of the benchmark that have such gold fields.
"""

from __future__ import annotations

import re

from cleaner.document.document import Document
from cleaner.document.tags import TAG_IDS

BEFORE, AFTER, NEAR_CHARS = 6, 14, 160  # blocks before and after an h1, characters of a block
MOST_H1, MOST_FAR, FAR_CHARS = 3, 6, 60
_AUTHOR = re.compile(r"author|by-?line|writer|autor|redakteur|contributor|posted-?by|auteur", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")


def beside_headline(document: Document) -> tuple[tuple[str, str], ...]:
    """("near" | "near-author" | "far", text): after the h1 in order, then before it nearest first, then dated lines."""
    texts, count = document.texts, len(document)
    heads = _headlines(document)
    rank: dict[int, int] = {}
    for at in heads or [-1]:
        for block in range(max(0, at - BEFORE), min(count, at + AFTER + 1)):
            if len(texts[block]) <= NEAR_CHARS and block not in heads:
                place = block - at if block > at else AFTER + at - block
                rank[block] = min(rank.get(block, place), place)
    near = [(_kind(document, block, bool(heads)), texts[block]) for block in sorted(rank, key=rank.__getitem__)]
    start = heads[0] if heads else 0
    far = [b for b in range(start, count) if b not in rank and len(texts[b]) <= FAR_CHARS and _YEAR.search(texts[b])]
    return (*near, *(("far", texts[block]) for block in far[:MOST_FAR]))


def _headlines(document: Document) -> list[int]:
    columns, h1 = document.columns, TAG_IDS["h1"]
    found = []
    for block, element in enumerate(columns.element):
        parent = columns.parent[element]
        if columns.tag_id[element] == h1 or (parent >= 0 and columns.tag_id[parent] == h1):
            found.append(block)
            if len(found) == MOST_H1:
                break
    return found


def _kind(document: Document, block: int, headed: bool) -> str:
    names, parents = document.elements.names, document.columns.parent
    element = document.columns.element[block]
    for _ in range(3):
        if element <= 0:
            break
        if _AUTHOR.search(names[element]):
            return "near-author"
        element = parents[element]
    return "near" if headed else "far"

"""The short texts beside the headline, which metadata reads authors and dates from.

Appended to `Head.bylines`. The constants were measured on the pages of the benchmark that have such gold fields.
"""

from __future__ import annotations

import re

from cleaner.document.document import Document
from cleaner.document.tags import TAG_IDS

BEFORE, AFTER, NEAR_CHARS = 6, 14, 160  # blocks before and after an h1, characters of a block
MOST_H1, MOST_FAR, FAR_CHARS = 3, 6, 60
_AUTHOR = re.compile(r"author|by-?line|writer|autor|redakteur|contributor|posted-?by|auteur")
_AROUND = 3  # elements, from the one that holds a text outward, that are asked for an author
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
    speaks = _Speaks(document)
    plain = "near" if heads else "far"
    near = [
        ("near-author" if speaks.of_author(document.columns.element[block]) else plain, texts[block])
        for block in sorted(rank, key=rank.__getitem__)
    ]
    far = _dated(texts, heads[0] if heads else 0, rank)
    return (*near, *(("far", text) for text in far))


def _dated(texts: list[str], start: int, known: dict[int, int]) -> list[str]:
    """The first short texts from block `start` on that have a year in them and are not `known`."""
    found: list[str] = []
    for block in range(start, len(texts)):
        text = texts[block]
        if len(text) <= FAR_CHARS and ("20" in text or "19" in text) and block not in known and _YEAR.search(text):
            found.append(text)
            if len(found) == MOST_FAR:
                break
    return found


def _headlines(document: Document) -> list[int]:
    """The first blocks that an h1 holds, itself or through one element."""
    columns, h1 = document.columns, TAG_IDS["h1"]
    found: set[int] = set()
    element = -1
    for _ in range(columns.tag_id.count(h1)):
        element = columns.tag_id.index(h1, element + 1)
        for block in range(columns.first[element], columns.stop[element]):
            holder = columns.element[block]
            if holder == element or columns.parent[holder] == element:
                found.add(block)
    return sorted(found)[:MOST_H1]


class _Speaks:
    """What classes and ids say, each string read once: neighbours have parents in common."""

    def __init__(self, document: Document) -> None:
        self._names, self._parents = document.elements.names, document.columns.parent
        self._known: dict[str, bool] = {"": False}

    def of_author(self, element: int) -> bool:
        """Whether the element, or one of the next two around it, speaks of an author."""
        for _ in range(_AROUND):
            if element <= 0:
                break
            names = self._names[element]
            if names not in self._known:
                self._known[names] = _AUTHOR.search(names.lower()) is not None
            if self._known[names]:
                return True
            element = self._parents[element]
        return False

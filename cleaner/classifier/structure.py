"""The elements of a page in columns: every subtree is a contiguous range of blocks, so sums over it are differences."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.chars import Ints, ints
from cleaner.document import HIDDEN, Document
from cleaner.document.categories import NAMES
from cleaner.document.tags import TAG_IDS

SHELL_TAGS = (
    "li ul ol table nav aside header footer form figure article main section blockquote details button dl pre".split()
)
BIT_NAMES = (*NAMES, "hidden_attribute", *(f"<{tag}>" for tag in SHELL_TAGS))
_TAG_SHIFT = len(NAMES) + 1
_CATEGORY_MASK = (1 << len(NAMES)) - 1
_HIDDEN_BIT = 1 << len(NAMES)
_TAG_BITS = {TAG_IDS[tag]: 1 << (_TAG_SHIFT + place) for place, tag in enumerate(SHELL_TAGS)}
_LARGEST_TAG = (1 << 10) - 1  # Lexbor's own tag ids are below; custom elements have addresses for ids


@dataclass(frozen=True, slots=True)
class Structure:
    """Columns over elements (index 0 the root): parent, first, stop. Columns over blocks: the others.

    own, near, above: bits in the order of BIT_NAMES: of the block's element, of the nearest element upwards that has a
    category, of all elements that hold the block.
    """

    parent: Ints
    first: Ints
    stop: Ints
    element: Ints
    depth: Ints
    tag: Ints
    own: Ints
    near: Ints
    above: Ints


def read_structure(document: Document) -> Structure:
    """The structure of a document with at least one block. One light loop over the elements: numpy would need more
    calls."""
    columns = document.columns
    parents = columns.parent
    count = len(parents)
    own = [0] * count
    near, above = list(own), list(own)
    tag_bit = _TAG_BITS.get
    raw = document.elements.bits if document.kind == "html" else own
    tags, first, stop = columns.tag_id, columns.first, columns.stop
    for i in range(1, count):
        if first[i] == stop[i]:
            continue
        bits = raw[i]
        bits = bits & _CATEGORY_MASK | _HIDDEN_BIT if bits & HIDDEN else bits
        up = parents[i]
        near[i] = bits or near[up]
        bits |= tag_bit(tags[i], 0)
        own[i] = bits
        above[i] = above[up] | bits
    blocks = columns.element
    pick = itemgetter(*blocks, 0)  # one more than needed, so that a single block gives a tuple too
    parent = ints(parents)
    parent[0] = 0

    def of_blocks(values: list[int]) -> Ints:
        return np.fromiter(pick(values), dtype=np.int64, count=len(blocks))

    return Structure(
        parent,
        ints(columns.first),
        ints(columns.stop),
        ints(blocks),
        of_blocks(columns.depth),
        np.minimum(of_blocks(tags), _LARGEST_TAG),
        of_blocks(own),
        of_blocks(near),
        of_blocks(above),
    )


def bit_rows(*columns: Ints) -> NDArray[np.uint8]:
    """(len(columns) * len(BIT_NAMES), blocks): each column of bits spread over rows."""
    stacked = np.stack(columns, axis=1)
    spread = np.unpackbits(stacked.view(np.uint8), axis=1, bitorder="little").reshape(len(stacked), len(columns), 64)
    return spread[:, :, : len(BIT_NAMES)].transpose(1, 2, 0).reshape(-1, len(stacked))

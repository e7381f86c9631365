"""The elements of a page in columns: every subtree is a contiguous range of blocks, so sums over it are differences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

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
LARGEST_TAG = (1 << 10) - 1  # Lexbor's own tag ids are below; custom elements have addresses for ids


@dataclass(frozen=True, slots=True)
class Structure:
    """Columns over elements (index 0 the root): parent, first, stop. Columns over blocks: the others. holder: parent
    of the block's element.

    own, near, above: bits in the order of BIT_NAMES: of the block's element, of the nearest element upwards that has a
    category, of all elements that hold the block.
    """

    parent: Ints
    first: Ints
    stop: Ints
    element: Ints
    holder: Ints
    depth: Ints
    tag: Ints
    own: Ints
    near: Ints
    above: Ints


def read_structure(document: Document) -> Structure:
    """The structure of a document with at least one block."""
    columns = document.columns
    element, parent, first, stop = map(ints, (columns.element, columns.parent, columns.first, columns.stop))
    parent[0] = 0
    tag = np.minimum(ints(columns.tag_id), LARGEST_TAG)
    near = _categories(document)
    own = near | _tag_bits()[tag]
    own[0] = near[0] = 0
    above, up = own, parent
    while up.any():  # each step looks twice as far up: seven for the deepest page that is not hostile
        near = np.where(near, near, near.take(up))
        above = above | above.take(up)
        up = up.take(up)
    over_blocks = (column.take(element) for column in (parent, ints(columns.depth), tag, own, near, above))
    return Structure(parent, first, stop, element, *over_blocks)


def _categories(document: Document) -> Ints:
    """Category bits of each element, with the bit for hidden ones where `BIT_NAMES` has it."""
    if document.kind != "html":
        return np.zeros(len(document.columns.parent), dtype=np.int64)
    raw = ints(document.elements.bits)
    return (raw & _CATEGORY_MASK) | np.where(raw & HIDDEN, _HIDDEN_BIT, 0)


@lru_cache(maxsize=1)
def _tag_bits() -> Ints:
    table = np.zeros(LARGEST_TAG + 1, dtype=np.int64)
    for place, tag in enumerate(SHELL_TAGS):
        table[TAG_IDS[tag]] = 1 << (_TAG_SHIFT + place)
    return table


def bit_rows(*columns: Ints) -> NDArray[np.uint8]:
    """(len(columns) * len(BIT_NAMES), blocks): each column of bits spread over rows."""
    octets = np.stack(columns).view(np.uint8).reshape(len(columns), -1, 8).transpose(0, 2, 1)
    spread = np.unpackbits(octets, axis=1, bitorder="little")
    return spread[:, : len(BIT_NAMES)].reshape(-1, len(columns[0]))

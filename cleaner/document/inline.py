"""From nodes to spans and back, below the level of blocks. Only rules that hit inline elements and the markdown pay
for it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborNode

from cleaner.document.tags import BREAK, KINDS, SKIP, TEXT

if TYPE_CHECKING:
    from cleaner.document.document import Document


def closest(node: LexborNode, wanted: Container[int]) -> LexborNode | None:
    """The nearest ancestor of `node`, or itself, whose identity is among `wanted`; None without one."""
    current: LexborNode | None = node
    while current is not None and current.is_element_node:
        if current.mem_id in wanted:
            return current
        current = current.parent
    return None


def spans(document: Document, nodes: list[LexborNode]) -> list[tuple[int, int]]:
    """The spans of the document text that lie under `nodes`, in their order; nodes without text give none."""
    if not nodes:
        return []
    columns, index = document.columns, document.element_of
    found: list[tuple[int, int]] = []
    for node in nodes:
        element = index.get(node.mem_id)
        if element is not None:
            if columns.stop[element] > columns.first[element]:
                found.append(document.block_span(columns.first[element], columns.stop[element]))
        elif (span := _inline_span(document, node, index)) is not None:
            found.append(span)
    return found


def _inline_span(document: Document, node: LexborNode, index: dict[int, int]) -> tuple[int, int] | None:
    """The span of an inline element: from its first to its last piece of text within the holder's blocks."""
    holder = node.parent
    while holder is not None and holder.mem_id not in index:
        holder = holder.parent
    if holder is None:
        return None
    element = index[holder.mem_id]
    columns = document.columns
    inside = {text.mem_id for text in text_nodes(node)}
    hit: list[tuple[int, int]] = []
    for block in range(columns.first[element], columns.stop[element]):
        hit.extend((start, end) for piece, start, end in pieces(document, block) if piece.mem_id in inside)
    return (hit[0][0], hit[-1][1]) if hit else None


def spans_within(document: Document, nodes: Iterable[LexborNode], blocks: Iterable[int]) -> list[tuple[int, int]]:
    """The spans of the pieces of text in `blocks` that lie under one of `nodes`; each block is read once, for a novel
    in one block has thousands."""
    inside = {text.mem_id for node in nodes for text in text_nodes(node)}
    return [(start, end) for block in blocks for piece, start, end in pieces(document, block) if piece.mem_id in inside]


def text_nodes(root: LexborNode) -> Iterator[LexborNode]:
    """The text nodes below `root` in document order, without recursion; skipped elements are left out."""
    node = root.first_child
    depth = 1 if node is not None else 0
    while depth and node is not None:
        kind = KINDS.get(node.tag_id)
        if kind == TEXT:
            yield node
        child = node.first_child if kind not in (SKIP, TEXT) else None
        if child is not None:
            node, depth = child, depth + 1
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
            if depth == 0:
                return
        node = node.next if node is not None else None


def pieces(document: Document, block: int) -> Iterator[tuple[LexborNode, int, int]]:
    """The text nodes of a block with their spans in the document text. White space that was collapsed belongs to the
    piece before it; a piece that left nothing is not given."""
    text, offset = document.texts[block], 0
    start = document.starts[block]
    for node in following_texts(document.columns.first_node[block]):
        begin = offset
        for char in node.text_content or "":
            if offset < len(text) and (char == text[offset] or (char.isspace() and text[offset].isspace())):
                offset += 1
            elif offset < len(text) and text[offset] in "\n " and offset > begin - 1 and not char.isspace():
                offset += 1  # a <br> or a box stood here
                if offset < len(text) and char == text[offset]:
                    offset += 1
        if offset > begin:
            yield node, start + begin, start + offset
        if offset >= len(text.rstrip()):
            return


def following_texts(node: LexborNode) -> Iterator[LexborNode]:
    """`node` and the text nodes after it in document order, to the end of the page."""
    current: LexborNode | None = node
    while current is not None:
        kind = KINDS.get(current.tag_id)
        if kind == TEXT:
            yield current
        child = current.first_child if kind not in (SKIP, TEXT, BREAK) else None
        if child is not None:
            current = child
            continue
        while current is not None and current.next is None:
            current = current.parent
        current = current.next if current is not None else None

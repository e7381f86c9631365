"""One walk over the tree: blocks and the elements that hold them, as columns.

Pages have 500 blocks and 1,500 elements; an object for each would cost more than the parse (architecture.md), so the
walk fills parallel lists. It keeps no Python recursion: text below 250 levels would be lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from cleaner.document.tags import BLOCK, BOLD, BREAK, INLINE, KINDS, LINK, PRE, SKIP, TEXT

_BREAK_MARK = "\x00"  # stands for <br> in the buffer; the HTML parser lets no NUL through
_WHITE = re.compile(r"[ \t\n\r\f]+")
_WIDE_SPACES = re.compile("[\u00a0\u2007\u202f\u3000\u2028\u2029\x85\x1c-\x1f\x0b\u2000-\u200a\u1680\u205f]")


@dataclass(slots=True)
class Columns:
    """Blocks in document order, and elements in document order (pre-order); index 0 is the root.

    Each element's blocks are the contiguous range [first, stop). `linked` and `bold` count characters.
    """

    texts: list[str] = field(default_factory=list)
    element: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    bold: list[int] = field(default_factory=list)
    first_node: list[LexborNode] = field(default_factory=list)
    tag_id: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    stop: list[int] = field(default_factory=list)
    node: list[LexborNode] = field(default_factory=list)


def collapse(text: str) -> str:
    """White space as a browser shows it: runs of ASCII space become one; U+00A0 and wide spaces stay.

    >>> collapse(" See\\n also\\u00a0 Fire ")
    'See also\\xa0 Fire'
    """
    if text.isascii() or not _WIDE_SPACES.search(text):
        return " ".join(text.split())
    return _WHITE.sub(" ", text).strip(" ")


def _just_broken(buffer: list[str]) -> bool:
    for piece in reversed(buffer):
        if piece == _BREAK_MARK:
            return True
        if not piece.isspace():
            return False
    return False


def _finish(buffer: list[str], *, verbatim: bool) -> str:
    text = "".join(buffer)
    if verbatim:
        return text.replace(_BREAK_MARK, "\n").strip("\r\n").rstrip()
    if _BREAK_MARK in text:
        return "\n".join(line for part in text.split(_BREAK_MARK) if (line := collapse(part)))
    return collapse(text)


def walk(root: LexborNode) -> Columns:
    """Blocks and elements below `root`. A block ends at a non-inline element and at a double <br>.

    One loop on purpose: a call for each node would double its time; only a finished block pays for one.
    """
    columns = Columns([], [], [], [], [], [root.tag_id], [-1], [0], [0], [0], [root])
    texts, parents, stops = columns.texts, columns.parent, columns.stop
    depths, tags, firsts, nodes = columns.depth, columns.tag_id, columns.first, columns.node
    kind_of = KINDS.get
    buffer: list[str] = []
    stack: list[tuple[LexborNode, int]] = []
    current = linked = bold = links = bolds = pre = 0
    begin = root

    def flush() -> None:
        nonlocal linked, bold
        text = _finish(buffer, verbatim=pre > 0)
        buffer.clear()
        if text:
            texts.append(text)
            columns.element.append(current)
            columns.linked.append(min(linked, len(text)))
            columns.bold.append(min(bold, len(text)))
            columns.first_node.append(begin)
        linked = bold = 0

    node = root.first_child
    while True:
        if node is None:
            if not stack:
                break
            node, kind = stack.pop()
            if kind == LINK:
                links -= 1
            elif kind == BOLD:
                bolds -= 1
            elif kind != INLINE:
                if buffer:
                    flush()
                stops[current] = len(texts)
                current = parents[current]
                if kind == PRE:
                    pre -= 1
            node = node.next
            continue
        tag = node.tag_id
        kind = kind_of(tag, BLOCK)
        if kind == TEXT:
            content = node.text_content
            if content and (buffer or not content.isspace()):
                if not buffer:
                    begin = node
                buffer.append(content)
                if links:
                    linked += len(content)
                if bolds:
                    bold += len(content)
            node = node.next
            continue
        if kind == SKIP:
            node = node.next
            continue
        if kind == BREAK:
            if buffer:
                if _just_broken(buffer):
                    flush()
                else:
                    buffer.append(_BREAK_MARK)
            node = node.next
            continue
        child = node.first_child
        if kind in (BLOCK, PRE):
            if buffer:
                flush()
            if child is None:
                node = node.next
                continue
            parents.append(current)
            depths.append(len(stack))
            current = len(nodes)
            tags.append(tag)
            firsts.append(len(texts))
            stops.append(0)
            nodes.append(node)
            if kind == PRE:
                pre += 1
        elif child is None:
            node = node.next
            continue
        elif kind == LINK:
            links += 1
        elif kind == BOLD:
            bolds += 1
        stack.append((node, kind))
        node = child
    if buffer:
        flush()
    stops[0] = len(texts)
    return columns

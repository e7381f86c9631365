"""One walk over the tree: blocks and the elements that hold them, as columns.

Pages have 500 blocks and 1,500 elements; an object for each would cost more than the parse (architecture.md), so the
walk fills parallel lists. It keeps no Python recursion: text below 250 levels would be lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from cleaner.document.tags import (
    APART,
    BLOCK,
    BOLD,
    KIND_LIST,
    KINDS,
    LINK,
    PRE,
    RARE,
    SKIP,
    TAG_IDS,
    TEXT,
    TEXT_ID,
    unknown_kind,
)

_SCRIPT, _RULE, _DIALOG = TAG_IDS["script"], TAG_IDS["hr"], TAG_IDS["dialog"]
_BREAK_MARK = "\x00"  # stands for <br> in a block's text; the HTML parser lets no NUL through


@dataclass(slots=True)
class Columns:
    """Blocks in document order, and elements in document order (pre-order); index 0 is the root.

    Each element's blocks are the contiguous range [first, stop). `linked` and `bold` count characters.
    rare: elements whose text is not shown as it stands there, if at all (see `spelled`), and scripts within a text.
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
    rare: list[LexborNode] = field(default_factory=list)


def collapse(text: str) -> str:
    """White space as a browser shows it: runs of ASCII space become one; U+00A0 and wide spaces stay.

    >>> collapse(" See\\n also\\u00a0 Fire ")
    'See also\\xa0 Fire'
    """
    text = text.strip(" ")
    # Six searches cost a tenth of the split, which most blocks need not have.
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text or "\v" in text:
        return b" ".join(text.encode("utf-8", "surrogatepass").split()).decode("utf-8", "surrogatepass")
    return text


def _just_broken(pieces: list[str]) -> bool:
    """Whether the last of `pieces` that shows anything is a line break."""
    for piece in reversed(pieces):
        if piece == _BREAK_MARK:
            return True
        if not piece.isspace():
            return False
    return False


def _unusual(text: str, *, verbatim: bool) -> str:
    """The text of a block in which line breaks count: of <br>, or all of them."""
    if verbatim:
        return text.replace(_BREAK_MARK, "\n").strip("\r\n").rstrip()
    return "\n".join(line for part in text.split(_BREAK_MARK) if (line := collapse(part)))


def walk(root: LexborNode) -> Columns:
    """Blocks and elements below `root`. A block ends at a non-inline element and at a double <br>.

    One loop on purpose: a call for each node would double its time; only a finished block pays for one. A page has
    1,700 nodes, of which 640 are white space between blocks. The first piece of a block holds more than white space,
    so that its text is never empty; most blocks have no other, and these are not joined out of a list.
    """
    columns = Columns([], [], [], [], [], [root.tag_id], [-1], [0], [0], [0], [root])
    texts, elements, linkeds, boldeds = columns.texts, columns.element, columns.linked, columns.bold
    begins, parents, stops = columns.first_node, columns.parent, columns.stop
    depths, tags, firsts, nodes = columns.depth, columns.tag_id, columns.first, columns.node
    kinds, known, rare = KIND_LIST, len(KIND_LIST), columns.rare
    held, more = "", list[str]()  # the first piece of the block that is read, and those after it
    stack: list[LexborNode] = []
    opened: list[int] = []  # the kinds of the elements in the stack
    current = linked = bold = links = bolds = pre = 0

    def flush() -> None:
        nonlocal held, linked, bold
        text = held
        held = ""
        if more:
            text += "".join(more)
            more.clear()
        text = _unusual(text, verbatim=pre > 0) if pre or _BREAK_MARK in text else collapse(text)
        texts.append(text)
        elements.append(current)
        linkeds.append(min(linked, len(text)) if linked else 0)
        boldeds.append(min(bold, len(text)) if bold else 0)
        linked = bold = 0

    node = root.first_child
    while True:
        while node is None:
            if not stack:
                if held:
                    flush()
                stops[0] = len(texts)
                return columns
            kind = opened.pop()
            if kind >= BLOCK:
                if held:
                    flush()
                stops[current] = len(texts)
                current = parents[current]
                if kind == PRE:
                    pre -= 1
            elif kind == LINK:
                links -= 1
            elif kind == BOLD:
                bolds -= 1
            node = stack.pop().next
        tag = node.tag_id
        kind = kinds[tag] if tag < known else unknown_kind(node.tag or "")
        if kind == TEXT:
            if held and not (links or bolds or pre) and node.is_empty_text_node:
                more.append(" ")
            elif held or not node.is_empty_text_node:
                content = node.text_content or ""
                if held:
                    more.append(content)
                elif content.isspace():
                    node = node.next
                    continue
                else:
                    held = content
                    begins.append(node)
                if links:
                    linked += len(content)
                if bolds:
                    bold += len(content)
            node = node.next
            continue
        if kind == SKIP:
            node = node.next
            continue
        if kind <= RARE:
            if tag == _SCRIPT:
                kind = SKIP
                if held:
                    rare.append(node)
            elif kind == RARE:
                kind = KINDS[tag]
                if tag in APART:
                    if held:
                        more.append(" ")
                elif tag != _RULE:
                    rare.append(node)
                    if tag == _DIALOG and "open" in node.attributes:
                        kind = BLOCK
                elif held:
                    flush()
            elif held:
                if _just_broken(more):
                    flush()
                else:
                    more.append(_BREAK_MARK)
            if kind <= RARE:
                node = node.next
                continue
        child = node.first_child
        if kind >= BLOCK:
            if held:
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
        elif child.next is None and child.tag_id == TEXT_ID:  # most inline elements hold one text and nothing else
            content = child.text_content or ""
            if held:
                more.append(content)
            elif content.isspace():
                node = node.next
                continue
            else:
                held = content
                begins.append(child)
            if links or kind == LINK:
                linked += len(content)
            if bolds or kind == BOLD:
                bold += len(content)
            node = node.next
            continue
        elif kind == LINK:
            links += 1
        elif kind == BOLD:
            bolds += 1
        stack.append(node)
        opened.append(kind)
        node = child

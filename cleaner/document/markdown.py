"""The kept blocks as markdown (CommonMark, with GitHub's tables). Made on demand from the parsed tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from selectolax.lexbor import LexborNode

from cleaner.document import inline
from cleaner.document.document import Document
from cleaner.document.tags import TAG_NAMES
from cleaner.model import Removal

_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_LINE_START = re.compile(r"^(#{1,6}\s|[-+]\s|\d+[.)]\s|>)")
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "samp": "`", "tt": "`"}
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_LISTS = ("ul", "ol", "menu")
_SAFE_URL = re.compile(r"^(?:https?:|mailto:|/|\.|#|\?|[\w%-]+(?:[/.?#]|$))", re.I)


def render(document: Document, removals: Sequence[Removal]) -> str:
    """What `removals` leave of `document`, as markdown: headings, paragraphs, lists, tables, quotes, code, links."""
    gone = [(removal.start, removal.end) for removal in removals]
    chunks: list[str] = []
    blocks = [block for block in range(len(document)) if not _covered(document, block, gone)]
    for table, members in groupby(blocks, key=lambda block: _table_of(document, block)):
        if table:
            chunks.append(_table(document, list(members)))
        else:
            chunks.extend(_blocks(document, list(members), gone))
    return "\n\n".join(chunk for chunk in chunks if chunk.strip()) + "\n" if chunks else ""


def _covered(document: Document, block: int, gone: list[tuple[int, int]]) -> bool:
    start, end = document.starts[block], document.end(block)
    return any(left <= start and end <= right for left, right in gone)


def _blocks(document: Document, blocks: list[int], gone: list[tuple[int, int]]) -> Iterator[str]:
    """Chunks of blocks that are in no table; the items of one list are one chunk."""
    for outer, members in groupby(blocks, key=lambda block: _list_of(document, block)):
        if outer:
            yield "\n".join(_item(document, block, gone) for block in members)
        else:
            for block in members:
                yield _paragraph(document, block, gone)


def _list_of(document: Document, block: int) -> int:
    """The outermost list element that holds the block in an item; 0 for none."""
    names = _ancestors(document, block)
    return _up(document, block, _LISTS, outermost=True) if "li" in names else 0


def _item(document: Document, block: int, gone: list[tuple[int, int]]) -> str:
    depth = sum(name in _LISTS for name in _ancestors(document, block))
    return "  " * (depth - 1) + _bullet(document, block) + _inline(document, block, gone).replace("\n", " ")


def _paragraph(document: Document, block: int, gone: list[tuple[int, int]]) -> str:
    names = _ancestors(document, block)
    if "pre" in names:
        return f"```\n{document.texts[block]}\n```"
    text = _inline(document, block, gone)
    heading = next((_HEADINGS[name] for name in names if name in _HEADINGS), "")
    chunk = heading + text.replace("\n", " ") if heading else text.replace("\n", "  \n")
    return "\n".join("> " + line for line in chunk.split("\n")) if "blockquote" in names else chunk


def _ancestors(document: Document, block: int) -> list[str]:
    """Tags from the block's own element up to the root."""
    names = []
    element = document.columns.element[block]
    while element > 0:
        names.append(document.element_tag(element))
        element = document.columns.parent[element]
    return names


def _bullet(document: Document, block: int) -> str:
    """`- `, or the item's number in an ordered list; blanks for the further blocks of one item."""
    columns = document.columns
    element = _up(document, block, ("li",))
    if columns.first[element] != block:
        return "  "
    if document.element_tag(columns.parent[element]) != "ol":
        return "- "
    number = 1
    sibling = columns.node[element].prev
    while sibling is not None:
        number += TAG_NAMES.get(sibling.tag_id) == "li"
        sibling = sibling.prev
    return f"{number}. "


def _inline(document: Document, block: int, gone: list[tuple[int, int]]) -> str:
    """The block's text with its links and emphasis; a block that was cut in part loses the marks, never the text."""
    start, end = document.starts[block], document.end(block)
    text = document.texts[block]
    inner = [(left, right) for left, right in gone if left < end and right > start]
    if inner:
        for left, right in reversed(inner):
            text = text[: max(0, left - start)] + text[min(len(text), right - start) :]
        return _escape(text)
    parts: list[str] = []
    position = start
    pieces = [(node, left, right) for node, left, right in inline.pieces(document, block)]
    for href, group in groupby(pieces, key=lambda piece: _href(piece[0])):
        label = ""
        for node, left, right in group:
            label += _escape(document.text[position:left]) + _marked(node, document.text[left:right])
            position = right
        parts.append(
            f"[{label.strip()}]({href})" + (" " if label.endswith(" ") else "") if href and label.strip() else label
        )
    parts.append(_escape(document.text[position:end]))
    return "".join(parts).strip()


def _marked(node: LexborNode, text: str) -> str:
    marks = [_MARKS[name] for name in _inline_ancestors(node) if name in _MARKS]
    if not marks or not text.strip():
        return _escape(text)
    mark = "`" if "`" in marks else marks[0]
    core = text.strip()
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}{mark}{core if mark == '`' else _escape(core)}{mark}{trail}"


def _inline_ancestors(node: LexborNode) -> Iterator[str]:
    parent = node.parent
    while parent is not None and (name := TAG_NAMES.get(parent.tag_id)) in (*_MARKS, "a", "span", "u", "font", "cite"):
        yield name or ""
        parent = parent.parent


def _href(node: LexborNode) -> str:
    """The address of the link that holds the node; "" for none and for addresses a reader must not follow."""
    parent = node.parent
    while parent is not None:
        if TAG_NAMES.get(parent.tag_id) == "a":
            href = (parent.attributes.get("href") or "").strip()
            return href.replace(" ", "%20").replace(")", "%29") if _SAFE_URL.match(href) else ""
        parent = parent.parent
    return ""


def _escape(text: str) -> str:
    return _LINE_START.sub(lambda match: "\\" + match.group(), _SPECIAL.sub(r"\\\1", text))


def _table_of(document: Document, block: int) -> int:
    """The outermost table element that is a data table (has th, or two columns of short cells); 0 for none."""
    table = _up(document, block, ("table",), outermost=True)
    return table if table and _is_data(document, table) else 0


def _is_data(document: Document, table: int) -> bool:
    """Layout tables of old pages hold long cells; a data table has rows of several short ones."""
    columns = document.columns
    first, stop = columns.first[table], columns.stop[table]
    cells = [block for block in range(first, stop) if document.tag(block) in ("td", "th")]
    return len(cells) >= 2 and sum(len(document.texts[block]) for block in range(first, stop)) <= 200 * len(cells)


def _table(document: Document, blocks: list[int]) -> str:
    rows = [
        _cells(document, list(members))
        for _, members in groupby(blocks, key=lambda block: _up(document, block, ("tr", "caption")))
    ]
    width = max(map(len, rows))
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _cells(document: Document, blocks: list[int]) -> list[str]:
    """The cells of one row; blocks of the same cell are joined by a space."""
    return [
        " ".join(_escape(document.texts[block]).replace("|", "\\|").replace("\n", " ") for block in members)
        for _, members in groupby(blocks, key=lambda block: _up(document, block, ("td", "th", "caption")))
    ]


def _up(document: Document, block: int, tags: tuple[str, ...], *, outermost: bool = False) -> int:
    """The nearest (or the outermost) element around the block with one of `tags`; 0 for none."""
    element, found = document.columns.element[block], 0
    while element > 0 and (outermost or not found):
        if document.element_tag(element) in tags:
            found = element
        element = document.columns.parent[element]
    return found

"""The kept blocks as markdown (CommonMark, with GitHub's tables). Made on demand from the parsed tree."""

from __future__ import annotations

import re
from bisect import bisect_right
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
    page = _Page(document, gone)
    chunks: list[str] = []
    blocks = [block for block in range(len(document)) if not page.covers(block)]
    for table, members in groupby(blocks, key=page.table_of):
        if table:
            chunks.append(_table(document, list(members)))
        else:
            chunks.extend(_blocks(page, list(members)))
    return "\n\n".join(chunk for chunk in chunks if chunk.strip()) + "\n" if chunks else ""


class _Page:
    """A document with the spans that are gone (disjoint and in order), and what is looked up once an element instead of
    once a block: a page may have 50,000 rows, or items, in one table or list."""

    def __init__(self, document: Document, gone: list[tuple[int, int]]) -> None:
        self.document = document
        self._gone = gone
        self._ends = [end for _, end in gone]
        self._data: dict[int, bool] = {}
        self._numbers: dict[int, dict[int, int]] = {}

    def cuts(self, block: int) -> list[tuple[int, int]]:
        """The spans that are gone of the block."""
        start, end = self.document.starts[block], self.document.end(block)
        found = []
        for at in range(bisect_right(self._ends, start), len(self._gone)):
            if self._gone[at][0] >= end:
                break
            found.append(self._gone[at])
        return found

    def covers(self, block: int) -> bool:
        """Whether the whole block is gone."""
        start, end = self.document.starts[block], self.document.end(block)
        return any(left <= start and end <= right for left, right in self.cuts(block))

    def table_of(self, block: int) -> int:
        """The outermost table element that is a data table (has th, or two columns of short cells); 0 for none."""
        table = _up(self.document, block, ("table",), outermost=True)
        if table and table not in self._data:
            self._data[table] = _is_data(self.document, table)
        return table if table and self._data[table] else 0

    def number(self, item: int) -> int:
        """The number of a list item among its siblings, those that are gone counted as well."""
        columns = self.document.columns
        parent = columns.parent[item]
        if parent not in self._numbers:
            items = (node for node in columns.node[parent].iter() if TAG_NAMES.get(node.tag_id) == "li")
            self._numbers[parent] = {node.mem_id: number for number, node in enumerate(items, 1)}
        return self._numbers[parent].get(columns.node[item].mem_id, 1)


def _blocks(page: _Page, blocks: list[int]) -> Iterator[str]:
    """Chunks of blocks that are in no table; the items of one list are one chunk."""
    for outer, members in groupby(blocks, key=lambda block: _list_of(page.document, block)):
        if outer:
            yield "\n".join(_item(page, block) for block in members)
        else:
            for block in members:
                yield _paragraph(page, block)


def _list_of(document: Document, block: int) -> int:
    """The outermost list element that holds the block in an item; 0 for none."""
    names = _ancestors(document, block)
    return _up(document, block, _LISTS, outermost=True) if "li" in names else 0


def _item(page: _Page, block: int) -> str:
    depth = sum(name in _LISTS for name in _ancestors(page.document, block))
    return "  " * (depth - 1) + _bullet(page, block) + _inline(page, block).replace("\n", " ")


def _paragraph(page: _Page, block: int) -> str:
    document = page.document
    names = _ancestors(document, block)
    if "pre" in names:
        return f"```\n{document.texts[block]}\n```"
    text = _inline(page, block)
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


def _bullet(page: _Page, block: int) -> str:
    """`- `, or the item's number in an ordered list; blanks for the further blocks of one item."""
    document = page.document
    columns = document.columns
    element = _up(document, block, ("li",))
    if columns.first[element] != block:
        return "  "
    if document.element_tag(columns.parent[element]) != "ol":
        return "- "
    return f"{page.number(element)}. "


def _inline(page: _Page, block: int) -> str:
    """The block's text with its links and emphasis; a block that was cut in part loses the marks, never the text."""
    document = page.document
    start, end = document.starts[block], document.end(block)
    text = document.texts[block]
    if inner := page.cuts(block):
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

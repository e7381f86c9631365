"""A small page made of some blocks of a large one: what a test needs to show what a rule does, and no more."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaner.document import Document

PROSE_CHARACTERS = 180  # of a paragraph; it is cut after a sentence, so that it stays prose
_ATTRIBUTES = ("id", "class", "role", "itemprop", "rel", "href")
_ATTRIBUTE_CHARACTERS = 120  # longer ones are utility classes and tracking
_SENTENCE_END = re.compile(r"[.!?。！？…؟।]['\"”’»)」』]*(?=\s|$)")
_LINKED = 0.8  # share of a block's characters in links from which it is written as one link
_FRAME = ("html", "body")
_STEP = 2  # columns of an indent


@dataclass(frozen=True, slots=True)
class Excerpt:
    """html: the page. texts: the text of each chosen block as it stands there, by the block's number."""

    html: str
    texts: dict[int, str]


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: str
    children: list[_Node | str] = field(default_factory=list)


def excerpt(document: Document, blocks: Iterable[int]) -> Excerpt:
    """The `blocks` in document order, each in its elements with their names; long paragraphs are shortened."""
    chosen = sorted(set(blocks))
    texts = {block: shortened(document.texts[block]) for block in chosen}
    root = _Node("", "")
    nodes: dict[int, _Node] = {0: root}
    for block in chosen:
        parent = _node(document, document.columns.element[block], nodes)
        parent.children.append(_content(document, block, texts[block]))
    return Excerpt("\n".join(_lines(root, -1)) + "\n", texts)


def shortened(text: str, size: int = PROSE_CHARACTERS) -> str:
    """`text` up to the last sentence that ends within `size` characters; without one, up to the first that ends."""
    if len(text) <= size:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    fitting = [end for end in ends if end <= size]
    return text[: fitting[-1] if fitting else ends[0] if ends else len(text)]


def _node(document: Document, element: int, nodes: dict[int, _Node]) -> _Node:
    """The node of an element, made with its ancestors on first use; wrappers without a name are left out."""
    if element in nodes:
        return nodes[element]
    chain = [element]
    while chain[-1] not in nodes:
        chain.append(document.columns.parent[chain[-1]])
    node = nodes[chain.pop()]
    for step in reversed(chain):
        tag = document.element_tag(step) or document.columns.node[step].tag or "div"
        attributes = _attributes(document, step)
        if tag not in _FRAME and (attributes or step == element or tag not in ("div", "span")):
            inner = _Node(tag, attributes)
            node.children.append(inner)
            node = inner
        nodes[step] = node
    return node


def _attributes(document: Document, element: int) -> str:
    found = document.attributes_of(element)
    kept = [
        (name, " ".join(value.split()))
        for name, value in found.items()
        if (name in _ATTRIBUTES or name.startswith("data-")) and value.strip() and len(value) <= _ATTRIBUTE_CHARACTERS
    ]
    return "".join(f' {name}="{html.escape(value)}"' for name, value in kept)


def _content(document: Document, block: int, text: str) -> str:
    escaped = "<br>".join(html.escape(line, quote=False) for line in text.split("\n"))
    if document.columns.linked[block] < _LINKED * max(1, len(document.texts[block])):
        return escaped
    element = document.columns.element[block]
    if document.element_tag(element) == "a":
        return escaped
    hrefs = [href for href in document.links_of(element) if len(href) <= _ATTRIBUTE_CHARACTERS]
    return f'<a href="{html.escape(hrefs[0] if hrefs else "/")}">{escaped}</a>'


def _lines(node: _Node, depth: int) -> list[str]:
    if depth < 0:
        return [line for child in node.children for line in _child(child, 0)]
    pad = " " * (_STEP * depth)
    opening, closing = f"<{node.tag}{node.attributes}>", f"</{node.tag}>"
    if len(node.children) == 1 and isinstance(node.children[0], str):
        return [f"{pad}{opening}{node.children[0]}{closing}"]
    inner = [line for child in node.children for line in _child(child, depth + 1)]
    return [pad + opening, *inner, pad + closing]


def _child(child: _Node | str, depth: int) -> list[str]:
    return [" " * (_STEP * depth) + child] if isinstance(child, str) else _lines(child, depth)

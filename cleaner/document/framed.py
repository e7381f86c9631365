"""A page as it looks, made harmless, with spans of its text marked: for a sandboxed frame of the preview.

Everything that could fetch, run, move or submit is left out: what is not known to be harmless is not written. The
frame's own policy (cleaner/preview/security.py) forbids all of it once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborNode

from cleaner.document import inline
from cleaner.document.document import Document
from cleaner.document.tags import KINDS, TAG_IDS, TAG_NAMES, TEXT

_TEXT_TAGS = (
    "a abbr article aside address b bdi bdo big blockquote br caption center cite code col colgroup data dd del"
    " details dfn div dl dt em fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i ins kbd legend li"
    " main mark menu nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td"
    " tfoot th thead time tr tt u ul var wbr"
)
_ALLOWED = frozenset(TAG_IDS.get(name, -1) for name in _TEXT_TAGS.split())
_GONE = frozenset(
    TAG_IDS.get(name, -1)
    for name in (
        "script template svg math canvas head object embed applet audio video iframe frame frameset noframes"
        " noembed select datalist textarea input link meta base title map area source param dialog".split()
    )
)
_VOID = frozenset(TAG_IDS[name] for name in ("br", "hr", "wbr", "col"))
_STYLE, _IMG, _BODY, _HTML = (TAG_IDS[name] for name in ("style", "img", "body", "html"))
_ATTRIBUTES = frozenset(
    "class id style dir lang title colspan rowspan start reversed open hidden align valign width height".split()
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Pages hide themselves until their scripts run; here none ever runs. Banners that lie over the page become part of it.
_OWN_STYLE = """
html, body, .cleaner-body {
  opacity: 1 !important; visibility: visible !important; display: block !important; overflow: auto !important;
}
body { max-width: 100%; overflow-wrap: anywhere; }
body * { position: static !important; animation: none !important; transition: none !important; }
a { color: #1a5fb4; text-decoration: underline; cursor: default; }
.cleaner-picture { display: inline-block; padding: .1em .5em; border: 1px dashed #999; color: #777; font-size: 12px; }
del.cleaner {
  background: hsl(var(--h) 75% 92%) !important; color: hsl(var(--h) 35% 32%) !important;
  text-decoration: line-through !important; text-decoration-color: hsl(var(--h) 60% 45%) !important;
  box-shadow: inset 3px 0 hsl(var(--h) 62% 48%); padding-left: 4px;
}
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the document text that is shown as taken away. hue: of its colour, in degrees. says: for the mouse."""

    start: int
    end: int
    hue: int
    says: str


def render(document: Document, marks: Sequence[Mark]) -> str:
    """The page as a whole HTML document. marks: disjoint, ascending. Text input comes as preformatted text."""
    root = document.tree.root if document.tree is not None else None
    if root is None:
        body = f"<pre style='white-space:pre-wrap'>{_marked(document, 0, len(document.text), marks)}</pre>"
    else:
        spans = {node.mem_id: (a, b) for i in range(len(document)) for node, a, b in inline.pieces(document, i)}
        body = "".join(_nodes(document, root, spans, marks))
    head = f"<meta charset='utf-8'><style>html {{ color-scheme: light }}{_OWN_STYLE}</style>"
    return _UNPRINTABLE.sub("\ufffd", f"<!doctype html><html><head>{head}</head><body>{body}</body></html>")


def _nodes(
    document: Document, root: LexborNode, spans: dict[int, tuple[int, int]], marks: Sequence[Mark]
) -> Iterator[str]:
    """Everything below `root`, without recursion: pages may be 2,000 levels deep."""
    open_nodes: list[tuple[LexborNode, str]] = []
    node = root.first_child
    while node is not None or open_nodes:
        if node is None:
            parent, closing = open_nodes.pop()
            yield closing
            node = parent.next
            continue
        if KINDS.get(node.tag_id) == TEXT:
            yield _text(document, node, spans, marks)
        elif node.is_element_node and node.tag_id not in _GONE:
            opening, closing = _element(node)
            yield opening
            if closing:
                open_nodes.append((node, closing))
                node = node.first_child
                continue
        node = node.next


def _text(document: Document, node: LexborNode, spans: dict[int, tuple[int, int]], marks: Sequence[Mark]) -> str:
    content = node.text_content or ""
    span = spans.get(node.mem_id)
    if span is None or not any(mark.start < span[1] and mark.end > span[0] for mark in marks):
        return escape(content, quote=False)
    before, after = " " * content[:1].isspace(), " " * content[-1:].isspace()
    return before + _marked(document, *span, marks) + after


def _marked(document: Document, start: int, end: int, marks: Sequence[Mark]) -> str:
    out, position = [], start
    for mark in marks:
        if mark.end <= start or mark.start >= end:
            continue
        low, high = max(mark.start, start), min(mark.end, end)
        out.append(escape(document.text[position:low], quote=False))
        says = escape(mark.says)
        out.append(f'<del class="cleaner" style="--h:{mark.hue}" title="{says}">')
        out.append(escape(document.text[low:high], quote=False) + "</del>")
        position = high
    return "".join(out) + escape(document.text[position:end], quote=False)


def _element(node: LexborNode) -> tuple[str, str]:
    """Its opening and closing; an empty closing: nothing of what is below shall be written."""
    if node.tag_id == _STYLE:
        content = node.first_child.text_content if node.first_child is not None else ""
        # An escape in CSS means the sign itself, and cannot end the element.
        return "<style>" + (content or "").replace("<", "\\3c ") + "</style>", ""
    if node.tag_id == _IMG:
        alt = (node.attributes.get("alt") or "").strip()
        return (f'<span class="cleaner-picture">{escape(alt)}</span>' if alt else ""), ""
    name = TAG_NAMES[node.tag_id] if node.tag_id in _ALLOWED else "div"
    attributes = {k: v or "" for k, v in node.attributes.items() if k in _ATTRIBUTES}
    if node.tag_id in (_BODY, _HTML):
        attributes["class"] = attributes.get("class", "") + " cleaner-body"
    written = "".join(f' {k}="{escape(v)}"' for k, v in attributes.items())
    return f"<{name}{written}>", "" if node.tag_id in _VOID else f"</{name}>"

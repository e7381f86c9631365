"""What a browser shows and the tree does not hold as text: formulas, the marks of `q`, shadow roots in the markup.

The walk notes the few elements that this is about; where there are any, the tree (or its source) is written anew, so
that all others find plain text there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document import formulas, inline
from cleaner.document.tagcount import read_tags
from cleaner.document.tags import TAG_IDS

_MATH, _SCRIPT, _QUOTED, _TEMPLATE = (TAG_IDS[name] for name in ("math", "script", "q", "template"))
_MARK = '"'  # browsers choose it by language and style; most style sheets that reset all others leave it out
_MARKS = tuple("\"'“”„‚‘’«»‹›「」『』")
_ROOT = "shadowrootmode"
_ROOT_ATTRIBUTE = re.compile(rb"\sshadowrootmode\s*=", re.I)
_ROOT_TAG = b"shadow-root"  # of no meaning to a parser, so that it closes no paragraph


def spell_out(tree: LexborHTMLParser, rare: Sequence[LexborNode]) -> bool:
    """Write formulas and quotation marks as text into the tree; whether there were any. rare: `Columns.rare`."""
    quoted = [node for node in rare if node.tag_id == _QUOTED and not _is_marked(node)]
    scripts = formulas.tex_scripts((node for node in rare if node.tag_id == _SCRIPT), tree)
    written = [(node, formulas.of_tex(node.text())) for node in scripts]
    drawn = [(element, "") for node in scripts for element in formulas.drawn_before(node)]
    spoken = [(formulas.whole_of(node), formulas.of_math(node)) for node in rare if node.tag_id == _MATH]
    for node in quoted:
        node.insert_before(_MARK)
        node.insert_after(_MARK)
    gone: set[int] = set()  # of elements: a node that went with another must not be touched
    for node, text in (*written, *drawn, *spoken):
        if node.mem_id not in gone:
            gone.update(below.mem_id for below in node.traverse())
            node.replace_with(text)
    return bool(written or spoken or quoted)


def _is_marked(node: LexborNode) -> bool:
    """Whether the page writes the marks of a `q` itself, or there is nothing in it."""
    first = next(inline.text_nodes(node), None)
    text = (first.text_content or "").strip() if first is not None else ""
    before = (node.prev.text_content or "").rstrip() if node.prev is not None and node.prev.is_text_node else ""
    return first is None or text.startswith(_MARKS) or before.endswith(_MARKS)


def with_shadow_roots(content: bytes, rare: Sequence[LexborNode]) -> bytes | None:
    """The source with its declarative shadow roots as elements, for a browser shows what stands in them; None where
    there are none. What is slotted into one follows it."""
    if not any(node.tag_id == _TEMPLATE and _ROOT in node.attributes for node in rare):
        return None
    out: list[bytes] = []
    place, open_ = 0, list[bool]()
    for tag, _ in read_tags(content):
        if tag[2] is None or tag[2].lower() != b"template":
            continue
        if not tag[1]:
            open_.append(_ROOT_ATTRIBUTE.search(tag[3]) is not None)
        if open_[-1] if not tag[1] else bool(open_) and open_.pop():
            out += content[place : tag.start(2)], _ROOT_TAG
            place = tag.end(2)
    return b"".join((*out, content[place:])) if out else None

"""What a page may be before Lexbor sees it: a linear look at its bytes that costs 0.05 ms for an ordinary page.

Small pages can kill a parser (hazards.md): half the tags of 87 KB as unclosed `<font id=N>` make millions of elements,
100,000 nested `<div>` cost half a minute. Counts that cannot become too much let a page through at once; only what is
left is read tag by tag (`tagcount.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from selectolax.lexbor import LexborNode

from cleaner.document.tagcount import MOST_PAIRS, TagCount, count_attributes
from cleaner.document.walk import Columns
from cleaner.model import Limits

# Tags that nest at most so deep, or attributes so many, cost Lexbor less than half a second whatever they are.
_HARMLESS_TAGS = 20_000
_BYTES_AN_ATTRIBUTE = 2  # at least; a thousand with names of their own take four each
_READ_AGAIN = 4  # times the content that may be read for attributes; quotes that swallow tags have them read twice
_COLUMNS_SHARE = 4  # a page with so many times fewer blocks and their elements than nodes are allowed is not counted
_LESS_THAN, _SLASH = b"<"[0], b"/"[0]
_LOWER = 0x20
# True at the first two letters, as a number, of the formatting elements that a parser opens again in each block after:
# `b>`, `b `, `em` …; some other elements begin so too.
_STARTS = np.zeros(0x10000, bool)
for _start in "em tt bi co fo no sm st".split() + [one + two for one in "bisu" for two in " >\n\t/\r\f"]:
    _STARTS[(ord(_start[0]) | _LOWER) << 8 | ord(_start[1]) | _LOWER] = True
_FORMATTING = re.compile(rb"<(/?)(b|i|u|s|em|tt|big|code|font|nobr|small|strike|strong)[\s/>]", re.I)


@dataclass(frozen=True, slots=True)
class Refused:
    """A page that is not segmented, and why, in a word (`not_html`, `too_large`, `no_input` …) and in a sentence."""

    code: str
    reason: str


def refuse_input(size: int, limits: Limits) -> Refused | None:
    """Judge the size of the content as it came: bytes, or characters of a str."""
    if size > limits.page_bytes:
        return Refused("too_large", f"{size:,} bytes is over the limit of {limits.page_bytes:,}")
    return None


def refuse_lines(lines: int, limits: Limits) -> Refused | None:
    """Judge a text by its lines, which count as nodes."""
    if lines > limits.nodes:
        return Refused("too_many_nodes", f"{lines:,} lines are over the limit of {limits.nodes:,}")
    return None


def refuse_markup(content: bytes, limits: Limits) -> Refused | None:
    """Judge UTF-8 markup before it is parsed. What passes may be over a limit by little: see `refuse_tree`."""
    if len(content) > limits.decoded_bytes:
        return Refused(
            "too_large_decoded", f"{len(content):,} bytes of text is over the limit of {limits.decoded_bytes:,}"
        )
    codes: Any = np.frombuffer(content, np.uint8)
    places = np.flatnonzero(codes == _LESS_THAN)
    if not len(places):
        return None
    # What looks like a tag may stand in a script: only reading all tags in their order tells.
    if _has_costly_attributes(content, places, limits) or _is_suspicious(content, codes, places, limits):
        over = TagCount(limits).first_over(content)
        return _refused(*over, limits) if over else None
    return None


def refuse_tree(root: LexborNode, columns: Columns, limits: Limits) -> Refused | None:
    """Judge what Lexbor made of a page that passed `refuse_markup`."""
    depth = max(columns.depth, default=0)
    if depth > limits.depth:
        return _refused("depth", depth, limits)
    # The columns leave out inline elements and comments; counting all nodes would cost each page 0.3 ms.
    if len(columns.node) + len(columns.texts) > limits.nodes // _COLUMNS_SHARE:
        nodes = _count_nodes(root, limits.nodes)
        if nodes > limits.nodes:
            return _refused("nodes", nodes, limits)
    return None


def _refused(what: str, found: int, limits: Limits) -> Refused:
    code, sentence, limit = {
        "attributes": ("too_many_attributes", "attributes on one element", limits.attributes),
        "pairs": ("too_many_attributes", "pairs of attributes, each of the same element,", MOST_PAIRS),
        "depth": ("too_deep", "levels of elements", limits.depth),
        "nodes": ("too_many_nodes", "elements and pieces of text", limits.nodes),
    }[what]
    return Refused(code, f"{found:,} {sentence} or more are over the limit of {limit:,}")


def _has_costly_attributes(content: bytes, places: Any, limits: Limits) -> bool:
    """Whether one tag could have too many attributes, or the long tags together too many pairs of them."""
    most, pairs, read = limits.attributes, 0, 0
    # A page full of shorter tags would not have too many pairs; an ordinary page has one longer, with a script in it.
    long = _BYTES_AN_ATTRIBUTE * min(most, 2 * MOST_PAIRS // len(content))
    for at in places[:-1][places[1:] - places[:-1] > long].tolist() + places[-1:].tolist():
        count, end = count_attributes(content, at, most)
        pairs += count * count
        read += end - at
        if count > most or pairs > MOST_PAIRS or read > _READ_AGAIN * len(content):
            return True
    return False


def _is_suspicious(content: bytes, codes: Any, places: Any, limits: Limits) -> bool:
    """Whether the tags could nest too deep, be too many, or multiply."""
    harmless = min(_HARMLESS_TAGS, limits.nodes // 2)
    multiplied = 4 * limits.nodes  # half of them formatting, reopened in each of the other half
    if len(places) <= harmless and len(places) ** 2 < multiplied:
        return False
    followed = places[:-3]  # of these three bytes are sure to follow
    first, second = codes.take(followed + 1), codes.take(followed + 2)
    opens = first != _SLASH
    opened = int(np.count_nonzero(opens))
    if opened > harmless:
        return True
    if opened * opened < multiplied:
        return False
    formatting = _STARTS.take(_letters(first, second))
    if np.count_nonzero(formatting) * opened <= limits.nodes:
        return False
    formatting |= ~opens & _STARTS.take(_letters(second, codes.take(followed + 3)))
    return _reopened(content, followed[formatting], followed[opens]) > limits.nodes


def _letters(one: Any, two: Any) -> Any:
    """Two columns of bytes as numbers, in lower case."""
    return (one.astype(np.uint16) << 8 | two) | (_LOWER << 8 | _LOWER)


def _reopened(content: bytes, formatting: Any, opened: Any) -> int:
    """How many elements a parser may open again: with each tag the formatting elements that are open, by their tags
    alone. formatting: where tags that may be of such elements begin. opened: where any start tag begins."""
    now = total = before = 0
    open_: dict[bytes, int] = {}
    for at, rank in zip(formatting.tolist(), np.searchsorted(opened, formatting).tolist(), strict=True):
        tag = _FORMATTING.match(content, at)
        if tag is None:
            continue
        total, before = total + now * (rank - before), rank
        name = tag[2].lower()
        if not tag[1]:
            open_[name] = open_.get(name, 0) + 1
            now += 1
        elif open_.get(name, 0):
            open_[name] -= 1
            now -= 1
    return total + now * (len(opened) - before)


def _count_nodes(root: LexborNode, most: int) -> int:
    """The nodes below `root`, counted to little over `most`."""
    count = 0
    stack: list[LexborNode] = []
    node = root.first_child
    while count <= most:
        if node is None:
            if not stack:
                break
            node = stack.pop().next
            continue
        count += 1
        child = node.first_child
        if child is not None:
            stack.append(node)
            node = child
        else:
            node = node.next
    return count

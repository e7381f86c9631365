"""Markup that swallows the remainder of its page: an unclosed comment, script, style, title, textarea, quote …

A parser that keeps to the standard loses all that follows in silence. Whether something stands open is seen at the last
nodes of the tree, at no cost; then the source is mended where it can be, so that the text comes back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from cleaner.document.lost import LITTLE_PROSE, prose_in
from cleaner.document.tagcount import read_tags, tag_end
from cleaner.document.tags import HIDDEN_NAMES

COMMENT = "comment"
COMMENT_TAG = "-comment"  # Lexbor's name
QUOTE = "quote"
SHOWS_MARKUP = ("plaintext", "xmp")
_CODE = ("script", "style")
_RAW = frozenset("textarea xmp iframe noembed noframes plaintext title script style".split())
# Elements that show nothing of what stands in them; `head` ends by itself, void elements hold nothing.
_SWALLOWS = (_RAW | HIDDEN_NAMES) - frozenset(
    "head img input source embed param link meta base progress meter area hr col colgroup track frame frameset".split()
)
# Where code that was never closed gives way to the page: a tag that hardly stands in a script but in quotes.
_PAGE_AGAIN = re.compile(
    rb"(?<![\"'`=(+,\\])</?(?:head|body|article|main|section|header|footer|nav|aside|div|p|h[1-6]|ul|ol|table|figure"
    rb"|link|meta|title|noscript|template)(?=[\s>])[^<>]*>",
    re.I,
)
_DRAWN = ("svg", "math")
_BLOCKS = "p, div, section, article, h1, h2, table, ul"
_TAG_START = re.compile(rb"<[a-zA-Z/!]")
_QUOTES = (b'"', b"'")
_VALUE = re.compile(rb"=\s*+(\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))")
_AFTER_VALUE = tuple(bytes((byte,)) for byte in b" \t\r\n\f/>")
_LAST_ENDS = re.compile(r"(?:</[^<>\s]+>|-->)++\Z")
_LAST_CHARACTERS = 1_000  # of a template, for the ends of what stands in one another there
_SWALLOWED_BYTES = 200  # behind an opening quote that is the last of its page; an ordinary tag is shorter


@dataclass(frozen=True, slots=True)
class Unclosed:
    """What stands open at the end of a page: an element, `comment` or `quote`, and where in the source it begins."""

    name: str
    start: int


def find_unclosed(root: LexborNode, content: bytes) -> Unclosed | None:
    """The construct that the page ends in, if it swallows what follows."""
    for node in filter(None, map(_hiding, _last_nodes(root))):
        name = COMMENT if node.tag == COMMENT_TAG else node.tag or ""
        if found := _in_source(name, content):
            return found
        if name == "template" and (found := _in_template(node.html or "", content)):
            return found
        if name in _DRAWN and node.css_first(_BLOCKS) is not None:  # its end tag stood among them and was passed over
            return Unclosed(name, content.lower().rfind(b"<" + name.encode()))
    return _open_quote(content) or _torn_tag(content)


def find_torn(content: bytes) -> Unclosed | None:
    """What was torn from its end and took that of a later one of its kind for it, so that all between them is hidden: a
    quote, an element that holds only text, or a comment.

    It reads the page tag by tag, 1 µs each: to be asked for pages that show next to no prose.
    """
    for tag, after in read_tags(content):
        if not tag[1] and after > tag.end() and _swallows_its_kind(tag, content[tag.end() : after]):
            return Unclosed(COMMENT if tag[2] is None else tag[2].decode().lower(), tag.start())
        if found := _torn_quote(tag, content):
            return found
    return None


def _swallows_its_kind(tag: re.Match[bytes], inside: bytes) -> bool:
    """Prose stands in it, before one more of its kind begins: a script writes such in quotes, where no prose ends."""
    again = re.search(rb"<!--" if tag[2] is None else rb"<%s[\s>]" % re.escape(tag[2]), inside, re.I)
    return again is not None and prose_in(inside[: again.start()]) >= LITTLE_PROSE


def _torn_quote(tag: re.Match[bytes], content: bytes) -> Unclosed | None:
    """Values of markup that are meant to be end like any other: behind their quote is a space, or the tag's end."""
    if tag[2] is None or tag[1] or len(tag[3]) < _SWALLOWED_BYTES or b"</" not in tag[3]:
        return None
    for value in _VALUE.finditer(content, tag.start(3), tag.end(3)):
        torn = value[1][-2:-1] == b"=" or content[value.end() : value.end() + 1] not in _AFTER_VALUE
        if torn and b"</" in value[1]:
            return Unclosed(QUOTE, value.start(1))
    return None


def mend(content: bytes, found: Unclosed) -> bytes | None:
    """The source with `found` closed where its text most likely ends; None where nothing follows to be won."""
    start = found.start
    inside = content.find(b">", start) + 1
    if not inside:
        return None
    if found.name == QUOTE:
        return content[: inside - 1] + content[start : start + 1] + content[inside - 1 :]
    if found.name == "title":
        tag = _TAG_START.search(content, inside)
        return content[: tag.start()] + b"</title>" + content[tag.start() :] if tag else None
    if found.name in _CODE:
        tag = _PAGE_AGAIN.search(content, inside)
        return content[:start] + content[tag.start() :] if tag else None
    return content[:start] + b" " + content[inside:]


def _last_nodes(root: LexborNode) -> tuple[LexborNode | None, ...]:
    """Where the page may have ended: in its body, behind it, or before it."""
    node: LexborNode | None = root.last_child
    if node is not None and node.tag == "body" and node.last_child is None:
        # All that follows an open element of the head, or a comment before it, stands there; this body is implied.
        return node.prev, root.prev
    return node, root.next


def _hiding(node: LexborNode | None) -> LexborNode | None:
    """The first element (or comment) on the way to the last node in `node` that hides what stands in it."""
    while node is not None and node.tag != COMMENT_TAG and node.tag not in _SWALLOWS:
        node = node.last_child
    return node


def _in_source(name: str, content: bytes) -> Unclosed | None:
    """Where `name` was opened and not closed."""
    if name == COMMENT:
        closed = max(content.rfind(b"-->"), content.rfind(b"--!>"))
        start = content.find(b"<!--", closed + 1)
        return Unclosed(name, start) if start >= 0 else None
    closed = max(0, content.rfind(b"</%s>" % name.encode()))  # as nearly all are written; others may follow it
    for end in re.compile(rb"</%s[\s/>]" % name.encode(), re.I).finditer(content, closed):
        closed = end.end()
    opened = re.compile(rb"<%s[\s/>]" % name.encode(), re.I).search(content, closed)
    return Unclosed(name, opened.start()) if opened else None


def _in_template(html: str, content: bytes) -> Unclosed | None:
    """What stands open in a template, and swallowed its end tag: the tree holds nothing of it, but it is written out
    with the ends that the source lacks.
    """
    ends = _LAST_ENDS.search(html[-_LAST_CHARACTERS:])
    if ends is None:
        return None
    marks = {COMMENT: "-->"} | {name: f"</{name}>" for name in _RAW}
    found = [_in_source(name, content) for name, mark in marks.items() if mark in ends[0]]
    return min(filter(None, found), key=lambda one: one.start, default=None)


def _open_quote(content: bytes) -> Unclosed | None:
    """An attribute's opening quote that is the last of its kind, so that the tag never ends."""
    for quote in _QUOTES:
        at = content.rfind(quote)
        if 0 < at < len(content) - _SWALLOWED_BYTES and content[at - 1 : at] == b"=":
            tag = content.rfind(b"<", 0, at)
            if tag >= 0 and tag_end(content, tag) == len(content) and content.find(b"<", at) >= 0:
                return Unclosed(QUOTE, at)
    return None


def _torn_tag(content: bytes) -> Unclosed | None:
    """The tag that the source breaks off in."""
    at = content.rfind(b"<")
    if at > content.rfind(b">") and _TAG_START.match(content, at):
        return Unclosed("tag", at)
    return None

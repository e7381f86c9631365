"""Page -> Document: decode, parse, and cut into blocks (HTML) or lines (text)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from cleaner.document.decode import Decoded, decode
from cleaner.document.document import Document
from cleaner.document.head import read_head
from cleaner.document.walk import Columns, walk
from cleaner.model import Page

MAX_BYTES = 10_000_000  # bytes of one page; the 99.9th percentile of 3,900 real pages is 3.3 MB (hazards.md)
_LINE = re.compile(r"[^\r\n\u2028\u2029]*[^\s][^\r\n\u2028\u2029]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Refused:
    """A page that is not segmented, and why, in a word (`not_html`, `too_large`, `no_input`) and in a sentence."""

    code: str
    reason: str


def segment(page: Page) -> Document | Refused:
    """The page in blocks, or why it has none. Never raises on content."""
    if not page.content:
        return Refused("no_input", "the input is empty")
    if len(page.content) > MAX_BYTES:
        return Refused("too_large", f"{len(page.content):,} bytes is over the limit of {MAX_BYTES:,}")
    decoded = decode(page)
    if decoded.not_text:
        return Refused("not_html", f"the content is {decoded.not_text}, not a page")
    return _html(decoded) if decoded.kind == "html" else _lines(decoded)


def _lines(decoded: Decoded) -> Document:
    found = list(_LINE.finditer(decoded.text))
    texts = [match.group() for match in found]
    n = len(texts)
    columns = Columns(texts, [0] * n, [0] * n, [0] * n, [], [0], [-1], [0], [0], [n], [])
    return Document(
        "text",
        decoded.text,
        texts,
        [match.start() for match in found],
        columns,
        charset=decoded.charset,
        replaced=decoded.replaced,
    )


def _html(decoded: Decoded) -> Document | Refused:
    text = decoded.text
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate would empty the whole page
        content = _SURROGATE.sub("\ufffd", text).encode("utf-8")
    try:
        tree = LexborHTMLParser(content)
    except SelectolaxError as error:
        return Refused("not_html", f"the HTML parser refused the page: {error}")
    root = tree.root
    if root is None:
        return Refused("not_html", "the page has no element")
    columns = walk(root)
    starts: list[int] = []
    offset = 0
    for block in columns.texts:
        starts.append(offset)
        offset += len(block) + 1
    return Document(
        "html",
        "\n".join(columns.texts),
        columns.texts,
        starts,
        columns,
        read_head(tree),
        decoded.charset,
        decoded.replaced,
        tree,
    )

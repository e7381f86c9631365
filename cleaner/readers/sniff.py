"""What an input is, by its first bytes; names decide nothing but ties."""

from __future__ import annotations

import codecs
import re
from typing import Literal

Format = Literal["warc", "jsonl", "json_document", "cdx", "index", "html", "text", "empty", "unknown"]

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Comments and processing instructions may stand before the first tag.
_PROLOGUE = re.compile(rb"(?:\s|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|base|article|main|section|header|footer|nav|"
    rb"aside|div|p|span|a|b|i|em|strong|br|hr|h[1-6]|ul|ol|table|figure|img|blockquote|pre|center|font|iframe|form)"
    rb"(?=[\s/>])",
    re.IGNORECASE,
)
_XML = re.compile(rb"\s*<(?:\?xml|rss|feed|svg|urlset|sitemapindex|rdf:RDF)[\s>]", re.IGNORECASE)
_JSON_LINE = re.compile(rb'\s*(?:\[\s*)?\{(?:[ \t]*"|[ \t]*\})')
_JSON_DOCUMENT = re.compile(rb'\s*(?:\[\s*)?\{[ \t]*\r?\n\s*"')
# A head that names columns; a line of CDXJ (`com,example)/ 20240302100000 {"url": …`), or its head; a line of columns.
_CDX = re.compile(
    rb" CDX(?: [A-Za-z]){3,}|![A-Za-z-]+ [^\n{]{0,40}\{|[^\s{]+ \d{14} (?:\{\s*\"|https?://\S+ \S+ (?:\d{3}|-) )"
)
# Formats that are named so that the message can say what they are.
_MAGICS = (
    (b"%PDF-", "a PDF file"),
    (b"PAR1", "a Parquet file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"filedesc://", "an ARC file, the forerunner of WARC"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xfd7zXZ", "an xz file"),
    (b"SQLite format 3", "an SQLite database"),
)
# Texts hold next to no control characters; one in a hundred is far above what broken texts show.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL_SHARE = 0.01


def looks_like_html(head: bytes) -> bool:
    """Whether the first thing in `head`, behind white space, BOM and comments, is an HTML tag.

    >>> looks_like_html(b"<!-- saved --> <html lang=en>"), looks_like_html(b"x < y and <b>")
    (True, False)
    """
    start = _PROLOGUE.match(_narrow(head))
    return bool(_TAG.match(_narrow(head), start.end() if start else 0))


def sniff(head: bytes) -> Format:
    """The format of an input that begins with `head` (decompressed)."""
    narrow = _narrow(head)
    if not head:
        return "empty"
    if head.startswith(b"WARC/"):
        return "warc"
    if _CDX.match(narrow):
        return "cdx"
    if _JSON_DOCUMENT.match(narrow):
        return "json_document"
    if _JSON_LINE.match(narrow):
        return "jsonl"
    if looks_like_html(head):
        return "html"
    return "unknown" if is_binary(head) or _XML.match(narrow) else "text"


def is_binary(head: bytes) -> bool:
    """Whether `head` cannot be the beginning of a text in any usual encoding."""
    if any(head.startswith(magic) for magic, _ in _MAGICS):
        return True
    narrow = _narrow(head)
    return len(_CONTROL.findall(narrow)) > _MAX_CONTROL_SHARE * max(len(narrow), 1)


def describe(head: bytes) -> str:
    """What an input of unknown type seems to be, for a message."""
    if _XML.match(_narrow(head)):
        return "XML that is no HTML, such as a feed or a site map"
    return next((name for magic, name in _MAGICS if head.startswith(magic)), "binary data of no known type")


def _narrow(head: bytes) -> bytes:
    """`head` without a BOM and, for UTF-16 of Latin script, without the zero bytes between the letters."""
    bom = next((mark for mark in _BOMS if head.startswith(mark)), b"")
    body = head[len(bom) :]
    if bom in _BOMS[1:] or (b"\0" in body[:2] and body[:64].count(b"\0") * 2 >= len(body[:64]) - 1):
        return body.replace(b"\0", b"")
    return body

"""Bytes to text, once: BOM, HTTP charset, meta, detection (hazards.md, encodings)."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from operator import itemgetter

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from cleaner.model import Kind, Page

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before that of UTF-16, which it begins with
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these labels as the larger sets that Windows made of them, with signs that Python's own codecs lack.
_LARGER = {
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-11": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic",
}
# Seven-bit charsets, whose bytes are valid UTF-8 as well: how each begins what is not ASCII.
_SEVEN_BIT = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2"))
_UTF16_WINDOW = 512  # bytes
_ZEROS = 0.3  # share of zero bytes on one side of the pairs; markup alone makes more of UTF-16
_META = re.compile(rb"<(?:meta|\?xml)[^>]{0,512}?(?:charset|encoding)\s*=\s*[\"']?\s*([a-zA-Z0-9_:.\-]{2,40})", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([a-zA-Z0-9_:.\-]{2,40})", re.I)
_META_WINDOW = 4096  # bytes; the HTML standard stops at 1024, real pages put scripts first
_DETECT_WINDOW = 1_000_000  # bytes that detection looks at
_SNIFF_WINDOW = 2048  # bytes or characters
_BAD_SHARE = 0.01  # share of U+FFFD above which a declared charset is taken for a lie and detection is asked

_BINARY = 0.1  # share of control characters from which it is data; a stray NUL is none
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"RIFF", "a RIFF media file"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"wOF", "a web font"),
)
_HTML_TAG = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style|div|p|h[1-6]|article|section|main|span|table|a|br|ul|ol|li"
    r"|blockquote|pre|header|footer|nav|img|b|i|em|strong|font|center|figure|aside|template|form|noscript|svg|iframe|textarea)[\s>/])",
    re.I,
)
_FEED = re.compile(  # possessive: else comments that no feed follows would cost time without end
    r"^\s*+(?:<\?xml[^>]*+>)?+\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(rss|feed|rdf:rdf|urlset|sitemapindex|opml)[\s>]",
    re.I | re.S,
)
_JSON = re.compile(r"^\s*[\[{]\s*(?:[\"\[{\]}]|-?\d)")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text. `not_text` names what the bytes are instead ("a PDF file"); text is then empty.

    replaced: share of U+FFFD among the characters, 0 to 1. utf8: the text in UTF-8, where the page came so; else b"".
    """

    text: str
    kind: Kind
    charset: str
    replaced: float = 0.0
    not_text: str = ""
    utf8: bytes = b""


def decode(page: Page) -> Decoded:
    """The page's content as one str, with its kind; never raises on content."""
    content = page.content
    if isinstance(content, str):
        text, charset = content, "str"
    else:
        for magic, name in _SIGNATURES:
            if content.startswith(magic):
                return Decoded("", page.kind or "html", "", not_text=name)
        text, charset = _decode_bytes(content, page.content_type)
    kind = page.kind or _sniff(text, page.content_type)
    replaced = text.count("\ufffd") / len(text) if "\ufffd" in text else 0.0
    if kind == "html" and (other := _not_html(text)):
        return Decoded("", kind, charset, replaced, other)
    utf8 = b""
    if charset == "utf-8" and not replaced and isinstance(content, bytes):  # encoding it again would cost 0.15 ms
        utf8 = content.removeprefix(codecs.BOM_UTF8)
    return Decoded(text, kind, charset, replaced, utf8=utf8)


def _decode_bytes(content: bytes, content_type: str | None) -> tuple[str, str]:
    for bom, name in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(name, "replace"), name
    if name := _sixteen_bit(content):
        return content.decode(name, "replace"), name
    if name := _seven_bit(content):
        return content.decode(name, "replace"), name
    try:
        return content.decode("utf-8"), "utf-8"  # bytes that are valid UTF-8 are hardly ever anything else
    except UnicodeDecodeError:
        return _by_label(content, content_type)


def _by_label(content: bytes, content_type: str | None) -> tuple[str, str]:
    """Text and charset by what the header or the page calls it, or by what it looks like where these are wrong."""
    declared = _HEADER.search(content_type or "")
    labels = [declared.group(1)] if declared else []
    if meta := _META.search(content[:_META_WINDOW]):
        labels.append(meta.group(1).decode("ascii", "replace"))
    tried: list[tuple[int, str, str]] = []
    said = [codec for codec in map(_codec, labels) if codec and not codec.startswith("utf-")]  # these were ruled out
    for codec in (*said, _codec(detect_encoding(content[:_DETECT_WINDOW]) or ""), "utf-8"):
        if codec:
            text = content.decode(codec, "replace")
            tried.append((text.count("\ufffd"), codec, text))
            if tried[-1][0] <= len(text) * _BAD_SHARE:
                break
    _, codec, text = min(tried, key=itemgetter(0))
    return text, codec


def _sixteen_bit(content: bytes) -> str:
    """UTF-16 without a byte order mark, told by the zero bytes of its markup; else ""."""
    head = content[:_UTF16_WINDOW]
    pairs = len(head) // 2
    low, high = head[0::2].count(0), head[1::2].count(0)
    if max(low, high) <= _ZEROS * pairs or min(low, high) > _ZEROS * max(low, high):
        return ""
    return "utf-16-le" if high > low else "utf-16-be"


def _seven_bit(content: bytes) -> str:
    """The charset whose shifts stand in `content`, which must be ASCII besides and fit it; else ""."""
    for shift, name in _SEVEN_BIT if b"\x1b" in content else ():
        if shift in content and content.isascii():
            try:
                content.decode(name)
            except UnicodeDecodeError:
                return ""
            return name
    return ""


def _codec(label: str) -> str | None:
    name = map_encoding_to_html5(label, fallback_utf8=False) if label else None
    name = name or _LARGER.get(label.lower())
    if not name:
        return None
    try:
        name = _LARGER.get(name, name)
        name = codecs.lookup(name).name
        return _LARGER.get(name, name)
    except LookupError:
        return None


def _sniff(text: str, content_type: str | None) -> Kind:
    declared = (content_type or "").partition(";")[0].strip().lower()
    if declared in ("text/html", "application/xhtml+xml"):
        return "html"
    if declared == "text/plain":
        return "text"
    return "html" if _HTML_TAG.search(text[:_SNIFF_WINDOW]) else "text"


def _not_html(text: str) -> str:
    start = text[:_SNIFF_WINDOW]
    if feed := _FEED.match(start):
        return f"an XML document of type {feed.group(1).lower()}"
    if not start or _HTML_TAG.search(start):
        return ""
    if _JSON.match(start):
        return "JSON data"
    control = sum(1 for c in start if c < " " and c not in "\t\n\r\f\x1b")
    return "binary data" if control > len(start) * _BINARY else ""

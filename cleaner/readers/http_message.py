"""What a server sent, decoded with tolerance: headers lie, bodies are cut off, and none of it may lose a page.

A label that does not fit the bytes leaves the bytes as they are, with a warning; a body that breaks off keeps what
came before. Output is bounded: a megabyte can hold a gigabyte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cleaner.readers.codecs import BROTLI, DEFLATE, GZIP, HEADLESS_DEFLATE, ZSTD, Codec
from cleaner.readers.sniff import is_binary, looks_like_html
from cleaner.readers.types import HEAD_BYTES

_STATUS_LINE = re.compile(rb"HTTP/\d[\d.]*[ \t]+(\d{3})\b[^\n]*\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]{0,4096})?\r?\n")
_TORN_SIZE = re.compile(rb"[ \t\r\n]*[0-9A-Fa-f]{0,16}[ \t]*\r?\n?")
_NO_CODINGS = ("", "identity", "none", "utf-8", "binary", "8bit", "text")
# Servers stack two at most; more is an attack.
_MAX_CODINGS = 4
_GZIP_MAGIC = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Body:
    """A decoded body. `too_large`: it passed the limit and `data` is b"". `warnings`: (reason, sentence) each."""

    data: bytes
    warnings: tuple[tuple[str, str], ...] = ()
    too_large: bool = False

    def warned(self, reason: str, detail: str) -> Body:
        return replace(self, warnings=(*self.warnings, (reason, detail)))


@dataclass(frozen=True, slots=True)
class Message:
    """The head of an HTTP response; `status` is None when the block has no HTTP head and is all body."""

    status: int | None
    headers: tuple[tuple[str, str], ...]  # names in lower case
    raw_body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


def parse_message(block: bytes) -> Message:
    """Split an HTTP response into head and body. Line breaks may be LF; folded lines are joined."""
    line = _STATUS_LINE.match(block)
    if line is None:
        return Message(None, (), block)
    end = _HEAD_END.search(block, line.end() - 2)
    head = block[line.end() : end.start() if end else len(block)]
    unfolded = re.sub(rb"\r?\n[ \t]+", b" ", head).decode("latin-1")
    pairs = (entry.partition(":") for entry in unfolded.splitlines() if ":" in entry)
    headers = tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)
    return Message(int(line.group(1)), headers, block[end.end() :] if end else b"")


def decode_body(message: Message, limit: int) -> Body:
    """The body without its transfer and content codings, at most `limit` bytes."""
    body = Body(message.raw_body)
    if "chunked" in message.header("transfer-encoding").lower():
        body = dechunk(body.data)
    codings = [coding.strip().lower() for coding in message.header("content-encoding").split(",")]
    codings = [coding for coding in codings if coding not in _NO_CODINGS]
    for coding in reversed(codings[:_MAX_CODINGS]):
        body = _decode(body, coding, limit)
    if not codings and body.data.startswith(_GZIP_MAGIC):
        body = _decode(body, "gzip", limit).warned(
            "unlabelled_coding", "the body is gzip and its header does not say so"
        )
    return Body(b"", body.warnings, too_large=True) if len(body.data) > limit or body.too_large else body


def dechunk(data: bytes) -> Body:
    """`data` without its chunk sizes; as it is when the first line is no chunk size; what came when it breaks off."""
    pieces: list[bytes] = []
    at = 0
    while size_line := _CHUNK_SIZE.match(data, at):
        size = int(size_line.group(1), 16)
        if size == 0:
            return Body(b"".join(pieces))
        pieces.append(data[size_line.end() : size_line.end() + size])
        at = size_line.end() + size
        if at > len(data):
            return Body(b"".join(pieces)).warned("truncated_body", f"the chunked body ends after {len(data):,} bytes")
        at += 2 if data[at : at + 2] == b"\r\n" else int(data[at : at + 1] == b"\n")
    if not pieces:
        return Body(data).warned("wrong_coding", "labelled as chunked, but the body is not") if data else Body(data)
    rest = data[at:]
    if _TORN_SIZE.fullmatch(rest):
        return Body(b"".join(pieces)).warned("truncated_body", "the last chunk of the body is missing")
    return Body(b"".join([*pieces, rest])).warned(
        "broken_chunks", f"no chunk size at byte {at:,}; the remainder is kept as it is"
    )


def _decode(body: Body, coding: str, limit: int) -> Body:
    """`body` with one content coding undone."""
    coding = coding.removeprefix("x-")
    if not body.data or body.too_large:
        return body
    if coding not in _CODECS:
        return body.warned(
            "unknown_coding", f"the content coding '{coding}' is unknown; the bytes are taken as they are"
        )
    best, finished = b"", False
    for codec in _CODECS[coding]:
        out, finished = _decompress(codec, body.data, limit)
        best = max(best, out, key=len)
        if finished or len(out) > limit:
            break
    if len(best) > limit:
        return replace(body, data=b"", too_large=True)
    if finished:
        return replace(body, data=best)
    # Headless codecs make a few bytes of garbage of any text: what reads as text is no compressed data.
    if not best or looks_like_html(body.data[:HEAD_BYTES]) or not is_binary(body.data[:HEAD_BYTES]):
        return body.warned(
            "wrong_coding", f"labelled as {coding}, but the body is not; the bytes are taken as they are"
        )
    return replace(body, data=best).warned("truncated_body", f"the {coding} data of the body breaks off or is damaged")


def _decompress(codec: Codec, data: bytes, limit: int) -> tuple[bytes, bool]:
    """What `codec` makes of `data`, little more than `limit` bytes at most, and whether it came to a clean end."""
    out = bytearray()
    try:
        while True:
            decoder = codec.decoder()
            for portion in decoder.feed(data):
                out += portion
                if len(out) > limit:
                    return bytes(out), False
            data = decoder.rest
            # One body may be several gzip members; what else follows is padding.
            if not decoder.finished or codec is not GZIP or not data.startswith(_GZIP_MAGIC):
                return bytes(out), decoder.finished
    except codec.errors:
        return bytes(out), False


# `deflate` is zlib by the standard and headless in practice; the next is tried when one does not end well.
_CODECS: dict[str, tuple[Codec, ...]] = {
    "gzip": (GZIP,),
    "deflate": (DEFLATE, HEADLESS_DEFLATE, GZIP),
    "zstd": (ZSTD,),
    "br": (BROTLI,),
}

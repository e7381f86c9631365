"""Pages of a WARC or WET dump: which records are pages, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaner.model import Page, Source
from cleaner.readers.frames import TYPES_WITH_PAGES, Frame, frames
from cleaner.readers.http_message import Message, decode_body, parse_message
from cleaner.readers.raw import Item, RawPage
from cleaner.readers.rows import page_digest, parse_day
from cleaner.readers.segments import Segment
from cleaner.readers.types import MAX_PAGE_BYTES, Anchor, BadInput, Note

_OK = 200
_REDIRECTS = range(300, 400)
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
# Said of pages by servers that do not know better: the document decoder looks at the bytes.
_VAGUE_TYPES = ("", "application/octet-stream", "unknown/unknown", "*/*")
# Records about the crawl, not about a page: they are not counted.
_NO_PAGES = ("warcinfo", "request", "metadata", "continuation")
_WET_TYPE = "text/plain; charset=utf-8"
_Items = Iterator[Page | BadInput | Note]


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """The form of a record that may hold a page. frame: without its block. broken: see `_record`."""

    frame: Frame
    broken: bool

    def __reduce__(self) -> tuple[object, ...]:
        return WarcRecord, (self.frame, self.broken)

    def items(self, data: bytes, source: Source) -> _Items:
        frame = replace(self.frame, block=data)
        yield from _frame_notes(frame, source, self.broken)
        yield from _response(frame, source) if frame.type == "response" else _plain(frame, source)


def read_warc(file: str, segment: Segment) -> Iterator[Item]:
    """The pages of one segment, with a BadInput for each record that is left out or lost."""
    for frame in frames(segment):
        source = Source(file, segment.file_offset(frame.position))
        if isinstance(frame, Frame):
            source = Source(file, source.offset, frame.id)
            damage = segment.damage
            broken = damage is not None and damage.kind == "broken" and damage.offset == source.offset
            if not frame.damage and not broken and segment.begins_piece(frame.position):
                yield Anchor(source.offset or 0)
            yield from _record(frame, source, broken)
            if frame.damage == "truncated" and not segment.compressed:
                detail = f"{_place(source)}: the file ends inside this record; fetch the file again"
                yield BadInput(source, "failed", "truncated_input", detail)
        elif segment.damage is None:  # else the damage of the piece is reported, and explains what is left of it
            detail = f"{_place(source)}: bytes that are no WARC record ({frame.problem}); skipped up to the next one"
            yield BadInput(source, "failed", "broken_record", detail)


def _record(frame: Frame, source: Source, broken: bool) -> Iterator[Item]:
    """`broken`: the compressed piece with this record is damaged, so that its last bytes may be nonsense."""
    if frame.type in _NO_PAGES or frame.url.startswith("dns:"):
        return
    problem = _unwanted(frame)
    if problem:
        yield _skipped(frame, source, *problem)
    elif frame.block is None:
        yield _skipped(
            frame, source, "too_large", f"{frame.length:,} bytes; pages over {MAX_PAGE_BYTES:,} are left out"
        )
    elif broken and frame.damage == "truncated":
        detail = f"{_place(source)}: the compressed data break inside this record; fetch the file again"
        yield BadInput(source, "failed", "broken_record", detail, frame.id, frame.url)
    else:
        yield RawPage(source, WarcRecord(replace(frame, block=None), broken), (frame.block,))


def _unwanted(frame: Frame) -> tuple[str, str] | None:
    """Why a record is no page whatever it holds: (reason, sentence)."""
    if frame.type == "revisit":
        return "revisit", "a repeated visit, stored without its page"
    if frame.type not in TYPES_WITH_PAGES:
        return "record_type", f"records of type '{frame.type}' hold no page"
    if not frame.url.lower().startswith(("http://", "https://")):
        return "not_http", f"'{frame.url[:200]}' is not an address on the web"
    return None


def _frame_notes(frame: Frame, source: Source, broken: bool) -> Iterator[Note]:
    if frame.damage == "length":
        said = f"Content-Length says {frame.length:,} bytes and lies; the record was cut where the next begins"
        yield _note(frame, source, "wrong_length", said)
    if frame.damage == "truncated":
        said = f"the record ends before its {frame.length:,} bytes; what is there is used"
        yield _note(frame, source, "truncated_record", said)
    if broken:
        yield _note(frame, source, "bad_checksum", "the compressed data are damaged; bytes of this page may be wrong")
    if frame.shortened:
        yield _note(frame, source, "shortened_by_crawler", f"WARC-Truncated: {frame.shortened}")


def _plain(frame: Frame, source: Source) -> _Items:
    """A record whose block is the page itself: WET text, or a resource."""
    block = frame.block or b""
    media_type = _media_type(frame.content_type)
    if frame.type == "conversion":
        if media_type not in ("", "text/plain"):
            yield _skipped(frame, source, "content_type", f"a conversion to {media_type} is no text")
            return
        yield _page(frame, source, block, _WET_TYPE)
    elif media_type in _PAGE_TYPES:
        yield _page(frame, source, block, frame.content_type)
    else:
        yield _skipped(frame, source, "content_type", f"'{media_type}' is neither HTML nor text")


def _response(frame: Frame, source: Source) -> _Items:
    message = parse_message(frame.block or b"")
    problem = _refused(message)
    if problem:
        yield _skipped(frame, source, *problem)
        return
    if message.status is None:
        yield _note(frame, source, "no_http_head", "the record has no HTTP head; all of it is the page")
    body = decode_body(message, MAX_PAGE_BYTES)
    for reason, detail in body.warnings:
        yield _note(frame, source, reason, detail)
    if body.too_large:
        yield _skipped(frame, source, "too_large_decoded", f"over {MAX_PAGE_BYTES:,} bytes when decoded; left out")
    else:
        yield _page(frame, source, body.data, message.header("content-type") or None)


def _refused(message: Message) -> tuple[str, str] | None:
    """Why a response is no page: (reason, sentence)."""
    if message.status is not None and message.status in _REDIRECTS:
        return "redirect", f"status {message.status}, to {message.header('location')[:200] or 'nowhere'}"
    if message.status is not None and message.status != _OK:
        return "http_status", f"the server answered with status {message.status}"
    media_type = _media_type(message.header("content-type"))
    if media_type not in _PAGE_TYPES and media_type not in _VAGUE_TYPES:
        return "content_type", f"{media_type} is neither HTML nor text"
    return None


def _page(frame: Frame, source: Source, content: bytes, content_type: str | None) -> Page:
    return Page(
        content=content,
        id=frame.id or page_digest(frame.url, content),
        url=frame.url,
        kind="text" if frame.type == "conversion" else None,
        content_type=content_type,
        crawled=parse_day(frame.date),
        source=source,
    )


def _note(frame: Frame, source: Source, reason: str, detail: str) -> Note:
    return Note(source, reason, f"{_place(source)}: {detail}", frame.id, frame.url)


def _skipped(frame: Frame, source: Source, reason: str, detail: str) -> BadInput:
    return BadInput(source, "skipped", reason, f"{_place(source)}: {detail}", frame.id, frame.url)


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _place(source: Source) -> str:
    return f"{source.file}@{source.offset}"

"""WARC records one by one: FastWARC frames them, and where it gives up the framing is resumed at the next record.

FastWARC 2.0 raises OSError at bytes that are no record head and trusts every Content-Length. So each record is held
back until the next one has begun where it should; a record whose successor is not there is framed anew, by the
place where the next record really begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fastwarc.warc import ArchiveIterator, WarcRecord

from cleaner.readers.segments import Segment
from cleaner.readers.tape import Tape
from cleaner.readers.types import MAX_PAGE_BYTES

# A response is its page and its HTTP head.
MAX_BLOCK_BYTES = MAX_PAGE_BYTES + 65_536
RECORD_START = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n(?=WARC-|Content-)", re.IGNORECASE)
_NO_RECORD = "no WARC record begins here"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
TYPES_WITH_PAGES = ("response", "resource", "conversion")


@dataclass(frozen=True, slots=True)
class Frame:
    """One WARC record. `block` is None when it is too large to be a page, b"" for types that hold no page."""

    position: int  # on the tape
    type: str
    id: str
    url: str
    date: str
    content_type: str
    shortened: str  # WARC-Truncated, as the crawler wrote it
    length: int  # Content-Length
    block: bytes | None
    damage: str = ""  # "", "length" (Content-Length lied, mended) or "truncated" (the input ends inside)

    def __reduce__(self) -> tuple[object, ...]:
        return Frame, tuple(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Junk:
    """Bytes that belong to no record, from `position` of the tape on."""

    position: int
    problem: str


def frames(segment: Segment) -> Iterator[Frame | Junk]:
    """All records of the segment, healthy or mended, and what lies between."""
    tape = segment.tape
    while tape.peek(1):
        start, last, problem = tape.position, None, ""
        tape.mark(start)
        try:
            # Records other than the last one of this walk have a successor where it should be: they are sound.
            for record in ArchiveIterator(tape, parse_http=False, auto_decode="none"):  # type: ignore[arg-type]
                if last is not None:
                    yield last
                last = _frame(record)
                tape.mark(last.position)
        except OSError as error:
            if error.errno:
                raise  # the disk, not the data
            problem = str(error)
        found, following = _finish(segment, last or Junk(start, problem or _NO_RECORD))
        yield from found
        if following is None:
            return
        tape.rewind(following)


def _frame(record: WarcRecord) -> Frame:
    names = ("WARC-Type", "WARC-Record-ID", "WARC-Target-URI", "WARC-Date", "Content-Type", "WARC-Truncated")
    values = (record.headers.get_bytes(name.encode()) or b"" for name in names)
    kind, record_id, url, day, content_type, shortened = (value.decode("utf-8", "replace").strip() for value in values)
    block: bytes | None = b""
    if kind.lower() in TYPES_WITH_PAGES:
        block = record.reader.read(MAX_BLOCK_BYTES + 1)
        block = None if len(block) > MAX_BLOCK_BYTES else block
    return Frame(
        position=record.stream_pos,  # counted from what `tell` said at the start
        type=kind.lower(),
        id=record_id,
        url=url.removeprefix("<").removesuffix(">"),  # wget writes <http://…>
        date=day,
        content_type=content_type,
        shortened=shortened,
        length=record.content_length,
        block=block,
    )


def _finish(segment: Segment, last: Frame | Junk) -> tuple[list[Frame | Junk], int | None]:
    """What to give for the end of a walk, and where the next walk begins (None at the end of the tape)."""
    tape = segment.tape
    if isinstance(last, Junk):
        return [last], tape.search(RECORD_START, last.position + 1)
    head_end = tape.search(_HEAD_END, last.position)
    if head_end is None or tape.held_from > last.position:
        return [replace(last, damage="truncated")], None
    body = head_end + len(_match(_HEAD_END, tape, head_end))
    end = body + last.length
    while tape.held_to < end + 4 and tape.read():
        tape.mark(min(tape.position, end))
    complete = tape.held_to >= end
    if complete and not tape.slice(end, tape.held_to).strip(b"\r\n"):
        tape.rewind(end)
        return [last], _behind_breaks(tape)
    if complete and _match(_HEAD_END, tape, end):
        return [last, Junk(end, "bytes between two records")], tape.search(RECORD_START, end)
    following = tape.search(RECORD_START, body)
    return [_mend(segment, last, body, following)], following


def _mend(segment: Segment, last: Frame, body: int, following: int | None) -> Frame:
    """`last` with the block that ends where the next record begins, since its Content-Length does not say so."""
    tape = segment.tape
    stop = tape.held_to if following is None else following
    whole = following is not None or stop - body > last.length or (segment.compressed and segment.damage is None)
    last = replace(last, damage="length" if whole else "truncated")
    if (
        last.block is None
        or tape.held_from > body
        or stop - body > MAX_BLOCK_BYTES
        or last.type not in TYPES_WITH_PAGES
    ):
        return last
    block = tape.slice(body, stop)
    return replace(last, block=block.removesuffix(b"\r\n\r\n") if whole else block)


def _match(pattern: re.Pattern[bytes], tape: Tape, position: int) -> bytes:
    match = pattern.match(tape.slice(position, position + 4))
    return match.group() if match else b""


def _behind_breaks(tape: Tape) -> int | None:
    """Where the next byte that is no line break stands; None when nothing else is left."""
    while piece := tape.read():
        tape.mark(tape.position)
        content = piece.lstrip(b"\r\n")
        if content:
            return tape.rewind(tape.position - len(content))
    return None

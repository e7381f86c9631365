"""Undamaged stretches of a stream: decompression that goes on behind a broken place and tells where it was.

A compressed dump is a row of pieces (gzip members, zstd frames). A healthy row of them is one segment, except that a
piece that begins a WARC record begins a segment too, so that a record with a wrong length cannot swallow its
neighbours. Damage ends a segment; the next one begins at the next piece that can be decompressed.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from cleaner.readers.codecs import MAGIC_BYTES, Codec, Decoder, codec_of, dictionary_bytes, with_dictionary
from cleaner.readers.tape import Tape, drain

_WARC_START = b"WARC/"
# Small against a chunk of the tape, since the input behind the end of a piece is read once more.
_INPUT_BYTES = 32_768
# A wrong guess at the beginning of a piece breaks within a few dozen bytes.
_PROBE_BYTES = 4_096
# Dictionaries are about 100 KB; 16 MB is beyond every use.
_MAX_DICTIONARY_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Damage:
    """A compressed piece that could not be read to its end; `offset` is where in the file it begins."""

    kind: Literal["broken", "truncated"]
    offset: int
    problem: str


@dataclass(slots=True)
class Segment:
    """A stretch, to be read through `tape`. `damage` is known once the tape is at its end."""

    tape: Tape
    compressed: bool = False
    damage: Damage | None = None
    positions: list[int] = field(default_factory=list)  # on the tape, of the beginnings of pieces
    offsets: list[int] = field(default_factory=list)  # of the same in the file

    def file_offset(self, position: int) -> int:
        """The offset in the file of the piece that holds `position` of the tape; of the byte itself in a plain file."""
        if not self.compressed:
            return position
        return self.offsets[max(bisect_right(self.positions, position) - 1, 0)] if self.offsets else 0

    def begins_piece(self, position: int) -> bool:
        """Whether reading could begin anew at `position` of the tape, given the file's codec."""
        at = bisect_left(self.positions, position)
        return not self.compressed or self.positions[at : at + 1] == [position]


@dataclass(frozen=True, slots=True)
class _Begin:
    """A piece begins at `offset` of the file with the output `first`."""

    offset: int
    first: bytes


_Event = _Begin | bytes | Damage


def codec_at_head(raw: Tape) -> Codec | None:
    """The codec of a file, its dictionary included, from its first bytes; None for a plain file."""
    codec = codec_of(raw.peek(MAGIC_BYTES))
    needed = dictionary_bytes(raw.peek(MAGIC_BYTES))
    if codec is not None and 0 < needed <= _MAX_DICTIONARY_BYTES:
        return with_dictionary(raw.peek(needed))
    return codec


def segments(raw: Tape, codec: Codec | None = None) -> Iterator[Segment]:
    """The segments of a file, plain or compressed. What is left unread of one is dropped when the next is asked for.

    codec: of the file, where `raw` begins in the middle of it, at a compressed piece.
    """
    codec = codec or codec_at_head(raw)
    if codec is None:
        yield Segment(raw)
        return
    events = _events(raw, codec)
    ahead: list[_Event] = list(itertools.islice(events, 1))
    while ahead:
        segment = Segment(Tape(()), compressed=True)
        segment.tape = Tape(_chunks(ahead, events, segment))
        yield segment
        drain(segment.tape)


def _chunks(ahead: list[_Event], events: Iterator[_Event], segment: Segment) -> Iterator[bytes]:
    """The output of piece after piece up to a new WARC record or damage. `ahead` holds the event that comes next."""
    made = 0
    while ahead:
        event = ahead[0]
        if isinstance(event, _Begin):
            if made and event.first.startswith(_WARC_START):
                return
            segment.positions.append(made)
            segment.offsets.append(event.offset)
            event = event.first
        ahead[:] = itertools.islice(events, 1) if not isinstance(event, Damage) else ()
        if isinstance(event, Damage):
            segment.damage = event
            ahead[:] = itertools.islice(events, 1)
            return
        made += len(event)
        yield event


def _events(raw: Tape, codec: Codec) -> Iterator[_Event]:
    """All pieces of a file one after the other: beginnings, outputs, damage."""
    offset: int | None = raw.position
    prefix = b""
    while offset is not None:
        raw.rewind(offset)
        raw.mark(offset)
        decoder = codec.decoder()
        outputs = _outputs(raw, decoder)
        problem = ""
        try:
            first = next(outputs, b"")
            if first.startswith(_WARC_START):
                prefix = _WARC_START
            yield _Begin(offset, first)
            yield from outputs
        except codec.errors as error:
            if isinstance(error, OSError) and error.errno:
                raise  # the disk, not the data
            problem = str(error)
        if decoder.finished and not problem:
            raw.rewind(raw.position - len(decoder.rest))
            offset = _behind_padding(raw)
            if offset is None or codec.magic.match(raw.peek(MAGIC_BYTES)):
                continue
            problem = f"what follows is no {codec.name} data"
        following = next_piece(raw, codec, offset + 1, prefix)
        kind: Literal["broken", "truncated"] = "broken" if problem or following is not None else "truncated"
        yield Damage(kind, offset, problem or "the end is missing")
        offset = following


def _outputs(raw: Tape, decoder: Decoder) -> Iterator[bytes]:
    while not decoder.finished:
        data = raw.read(_INPUT_BYTES)
        if not data:
            return
        yield from decoder.feed(data)


def _behind_padding(raw: Tape) -> int | None:
    """Where the next byte that is not zero stands (tapes and some writers pad with zeros); None at the end."""
    while True:
        piece = raw.read(_INPUT_BYTES)
        if not piece:
            return None
        content = piece.lstrip(b"\0")
        if content:
            return raw.rewind(raw.position - len(content))


def next_piece(raw: Tape, codec: Codec, start: int, prefix: bytes) -> int | None:
    """Where a piece begins, at or after `start`, that can be decompressed and whose output begins with `prefix`."""
    found = raw.search(codec.magic, start)
    while found is not None:
        raw.rewind(found)
        try:
            output = b"".join(codec.decoder().feed(raw.peek(_PROBE_BYTES)))
        except codec.errors:
            output = b""
        if output and output.startswith(prefix):
            return found
        found = raw.search(codec.magic, found + 1)
    return None

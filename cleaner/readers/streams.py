"""One stream of bytes as pages, whatever it holds."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Literal

from cleaner.model import Kind, Page, Source
from cleaner.readers.cdx import CdxReader
from cleaner.readers.jsonl import JsonlReader
from cleaner.readers.parquet import read_parquet
from cleaner.readers.raw import Item, RawPage
from cleaner.readers.rows import page_digest
from cleaner.readers.segments import Segment, codec_at_head, segments
from cleaner.readers.sniff import Format, describe, sniff
from cleaner.readers.tape import CHUNK_BYTES, Tape, drain
from cleaner.readers.types import HEAD_BYTES, MAX_PAGE_BYTES, Anchor, BadInput, How, Note
from cleaner.readers.wacz import Member, members
from cleaner.readers.warc import read_warc

_PARQUET_MAGIC, _ZIP_MAGIC = b"PAR1", b"PK\x03\x04"
_DUMPS = ("warc", "jsonl", "cdx")
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
# Texts by their content, but no pages; they lie beside saved pages. A file that is named itself is read all the same.
_OTHER_SUFFIXES = tuple(
    ".css .js .mjs .map .json .xml .csv .tsv .yaml .yml .toml .ini .cfg .log .py .sh .sql .lock .srt .vtt".split()
)


@dataclass(frozen=True, slots=True)
class WholeFile:
    """The form of a file that is one page."""

    kind: Kind

    def __reduce__(self) -> tuple[object, ...]:
        return WholeFile, (self.kind,)

    def items(self, data: bytes, source: Source) -> Iterator[Page | BadInput | Note]:
        yield Page(data, id=page_digest(None, data), kind=self.kind, source=source)


def read_stream(name: str, stream: BinaryIO, how: How) -> Iterator[Item]:
    """The items of an open file."""
    tape = Tape(_chunks(stream))
    magic = tape.peek(len(_PARQUET_MAGIC))
    if magic == _PARQUET_MAGIC and stream.seekable():
        yield from read_parquet(name, stream, how)
    elif magic == _ZIP_MAGIC and stream.seekable() and (first := next(found := members(stream), None)):
        for member in itertools.chain([first], found):
            yield from _member(f"{name}!{member.name}", member)
    elif how.anchor is not None:
        yield from _from_anchor(name, stream, tape, how)
    else:
        yield from _from_head(name, tape, how)


def _from_anchor(name: str, stream: BinaryIO, head: Tape, how: How) -> Iterator[Item]:
    anchor = how.anchor or Anchor(0)
    codec = codec_at_head(head)
    # Only WARC has anchors in compressed files, and there the head may be damaged.
    kind = "warc" if codec else sniff(head.peek(HEAD_BYTES))
    dump = _dump(kind, name, how, head.peek(HEAD_BYTES))
    stream.seek(anchor.offset)
    rest = Tape(_chunks(stream), start=anchor.offset)
    # A line of a plain file may begin as compressed data do: only the head of a file says what it is.
    for segment in segments(rest, codec) if codec else (Segment(rest),):
        yield from dump(segment)
        yield from _damage(name, segment)


def _dump(kind: Format, name: str, how: How, head: bytes) -> Callable[[Segment], Iterator[Item]]:
    """What reads the segments of a dump of that kind."""
    number = how.anchor.number if how.anchor else 1
    if kind == "jsonl":
        return JsonlReader(name, number, how.fields).read
    if kind == "cdx":
        return CdxReader(name, how, head).read
    return partial(read_warc, name)


def _from_head(name: str, tape: Tape, how: How) -> Iterator[Item]:
    kind: Format | None = None
    dump: Callable[[Segment], Iterator[Item]] | None = None
    # What the first piece held if it is no dump; a damaged one may only look like a page.
    page: list[Item] = []
    damages: list[Item] = []
    for segment in segments(tape):
        found = sniff(segment.tape.peek(HEAD_BYTES))
        if found == "cdx" and not how.named:
            found = "index"  # of the dumps that lie beside it, which are read themselves
        if kind in (None, "empty") or (kind not in _DUMPS and found in _DUMPS):
            kind, page = found, []
        elif kind not in _DUMPS:
            break  # what follows damage is no page of its own
        if kind in _DUMPS:
            yield from damages
            damages.clear()
            dump = dump or _dump(kind, name, how, segment.tape.peek(HEAD_BYTES))
            yield from dump(segment)
            yield from _damage(name, segment)
            continue
        page = list(_single(name, segment, kind, how.named))
        damages += _damage(name, segment)
        if segment.damage is not None and kind == "empty":
            page = []
    yield from page
    yield from damages


def _member(name: str, member: Member) -> Iterator[Item]:
    with closing(member):
        # Its anchors count within the member, where reading cannot begin.
        yield from (item for item in _from_head(name, Tape(_chunks(member)), How()) if not isinstance(item, Anchor))
    if member.problem:
        detail = f"{name}: damaged in the zip file ({member.problem}); fetch the file again"
        yield BadInput(Source(name), "failed", "broken_compression", detail)


def _chunks(stream: BinaryIO | Member) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def _single(name: str, segment: Segment, kind: Format, named: bool) -> Iterator[Item]:
    if kind in ("html", "text") and (named or not name.lower().endswith(_OTHER_SUFFIXES)):
        yield _single_page(name, segment, kind == "html")
    else:
        yield _not_readable(name, segment.tape.peek(HEAD_BYTES), kind, named)


def _single_page(name: str, segment: Segment, is_html: bool) -> Item:
    pieces: list[bytes] = []
    size = 0
    while size <= MAX_PAGE_BYTES and (piece := segment.tape.read()):
        segment.tape.mark(segment.tape.position)
        pieces.append(piece)
        size += len(piece)
    source = Source(name)
    if size > MAX_PAGE_BYTES:
        detail = (
            f"{name}: over {MAX_PAGE_BYTES:,} bytes; such pages are left out; is it a dump of a kind not known here?"
        )
        return BadInput(source, "skipped", "too_large", detail)
    is_html = is_html or name.lower().endswith(_HTML_SUFFIXES)
    return RawPage(source, WholeFile("html" if is_html else "text"), tuple(pieces))


def _damage(name: str, segment: Segment) -> Iterator[BadInput]:
    drain(segment.tape)
    damage = segment.damage
    if damage is None:
        return
    source = Source(name, damage.offset)
    if damage.kind == "truncated":
        detail = f"{name}: cut off: the piece that begins at byte {damage.offset:,} has no end; fetch the file again"
        yield BadInput(source, "failed", "truncated_input", detail)
    else:
        detail = f"{name}: damaged at or after byte {damage.offset:,} ({damage.problem}); fetch the file again"
        yield BadInput(source, "failed", "broken_compression", detail)


def _not_readable(name: str, head: bytes, kind: str, named: bool) -> BadInput:
    other = ("not_a_page", "its suffix is that of data or program text; name the file itself to have it read")
    problems = {
        "html": other,
        "text": other,
        "empty": ("empty_file", "the file is empty"),
        "index": ("index", "an index of dumps; name the file itself to have the records read that it lists"),
        "json_document": ("not_jsonl", "JSON over several lines; give one object a line, as `jq -c . FILE` writes it"),
        "unknown": (
            "unknown_type",
            f"{describe(head)}; known are HTML, text, JSONL, WARC (plain, .gz, .zst or .bz2), WACZ and Parquet",
        ),
    }
    reason, detail = problems[kind]
    # Somebody who names a file wants it read; in a folder images and the like may lie beside the pages.
    status: Literal["failed", "skipped"] = "failed" if named or kind == "json_document" else "skipped"
    return BadInput(Source(name), status, reason, f"{name}: {detail}")

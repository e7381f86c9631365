"""Records that a CDX or CDXJ index lists, read from the dumps it names; an index that has grown stale is told.

| index | lines |
|---|---|
| CDX | a head such as ` CDX N b a m s k r M S V g`, then columns; 9 or 11 columns are known without head |
| CDXJ | `com,example)/a 20240302100000 {"url": …, "offset": …, "filename": …}`, with heads that begin with `!` |
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO
from urllib.parse import unquote

from cleaner.model import Page, Source
from cleaner.readers.codecs import MAGIC_BYTES, Codec
from cleaner.readers.files import InputFile, is_there, open_file, place_in, shown, unreadable
from cleaner.readers.lines import Line, parse_json, read_lines
from cleaner.readers.raw import Form, Item, RawPage
from cleaner.readers.segments import Segment, codec_at_head, segments
from cleaner.readers.tape import Tape
from cleaner.readers.types import HEAD_BYTES, Anchor, BadInput, How, Note
from cleaner.readers.warc import read_warc

_HEAD = " CDX "
_COLUMNS = {11: "N b a m s k r M S V g".split(), 9: "N b a m s k r V g".split()}
# Dumps held open at once: an index is sorted by address, so that neighbours lie in different dumps.
_OPEN_DUMPS = 8
# Read ahead of a record: most compressed pages are smaller.
_CHUNK_BYTES = 65_536
_STALE = "make the index anew, or give the dump itself"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a record should be. url: "" when the index does not say."""

    filename: str
    offset: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Dump:
    path: str
    stream: BinaryIO
    codec: Codec | None


@dataclass(frozen=True, slots=True)
class Listed:
    """The form of a record that an index lists: `inner`, unless it is a page of another address. where: the line."""

    inner: Form
    path: str
    entry: Entry
    where: str

    def items(self, data: bytes, source: Source) -> Iterator[Page | BadInput | Note]:
        items = list(self.inner.items(data, source))
        item = items[-1]
        if isinstance(item, Page) and not _same(item.url, self.entry.url):
            told = f"{self.where} holds {(item.url or '')[:200]}, not {self.entry.url[:200]}; {_STALE}"
            items = [_stale(self.path, self.entry, told)]
        yield from items


class CdxReader:
    """Reads the segments of one index. head: the first bytes of the file, which name the columns."""

    def __init__(self, name: str, how: How, head: bytes) -> None:
        self._name = name
        self._archive = how.archive
        self._number = how.anchor.number if how.anchor else 1
        self._columns = _columns(head)
        self._dumps: OrderedDict[str, _Dump] = OrderedDict()

    def read(self, segment: Segment) -> Iterator[Item]:
        try:
            for line in read_lines(segment.tape, self._number):
                self._number = line.number + 1
                if not segment.compressed:
                    yield Anchor(line.offset, line.number)
                yield from self._line(line)
        finally:
            while self._dumps:
                self._dumps.popitem()[1].stream.close()

    def _line(self, line: Line) -> Iterator[Item]:
        data = line.data or b""
        if line.data is not None and (not data.strip() or data.startswith((b"!", _HEAD.encode()))):
            return
        entry = parse_entry(data, self._columns)
        if entry is None:
            detail = f"{self._name}:{line.number}: no line of an index: it names no file and offset; {_STALE}"
            yield BadInput(Source(self._name, line.number), "failed", "bad_index_line", detail)
            return
        path = self._path(entry.filename)
        if path is None:
            detail = f"{self._name}:{line.number}: {entry.filename[:200]}: this dump is not beside the index; "
            detail += "put it there, or say where the dumps are (--archive)"
            yield BadInput(Source(self._name, line.number), "failed", "missing_dump", detail, "", entry.url or None)
            return
        try:
            yield from self._record(path, entry, line.number)
        except OSError as error:
            bad = unreadable(InputFile(path, named=True), error)
            yield replace(bad, source=Source(shown(path), entry.offset), url=entry.url or None)

    def _record(self, path: str, entry: Entry, number: int) -> Iterator[Item]:
        """The items of the record, or what says that the index does not fit."""
        where = f"{self._name}:{number}: byte {entry.offset:,} of {shown(path)}"
        empty = True
        for item in read_record(self._dump(path), entry.offset):
            empty = False
            if isinstance(item, RawPage):
                item = replace(item, form=Listed(item.form, path, entry, where))
            yield item
        if empty:
            yield _stale(path, entry, f"{where}: no record with a page begins there; {_STALE}")

    def _path(self, filename: str) -> str | None:
        """Where the dump is; an index may have been moved, and must not lead out of its folder."""
        base = filename.replace("\\", "/").rpartition("/")[2]
        steps = filename.split("/")
        inner = filename if "\\" not in filename and ".." not in steps and steps[0] else base
        names = dict.fromkeys((inner, base, f"../archive/{base}"))
        return next((path for name in names if base and is_there(path := place_in(self._archive, name))), None)

    def _dump(self, path: str) -> _Dump:
        if path not in self._dumps:
            with contextlib.ExitStack() as stack:
                stream = stack.enter_context(open_file(InputFile(path, named=True)))
                self._dumps[path] = _Dump(path, stream, codec_at_head(Tape(_chunks(stream))))
                stack.pop_all()  # closed when it is pushed out
        self._dumps.move_to_end(path)
        if len(self._dumps) > _OPEN_DUMPS:
            self._dumps.popitem(last=False)[1].stream.close()
        return self._dumps[path]


def read_record(dump: _Dump, offset: int) -> Iterator[Item]:
    """The items of the record at `offset`; none when no record begins there. Raises OSError."""
    segment = _segment(dump.stream, dump.codec, offset)
    if segment is None:
        return
    for item in read_warc(shown(dump.path), segment):
        if isinstance(item, Anchor):
            if item.offset != offset:
                return
        elif isinstance(item, BadInput) and item.reason == "broken_record" and not item.id:
            return  # what follows the record
        else:
            yield item


def begins_record(stream: BinaryIO, codec: Codec | None, offset: int) -> bool:
    """Whether a record begins at `offset`. Raises OSError."""
    return _segment(stream, codec, offset) is not None


def index_offsets(chunks: Iterator[bytes], filename: str) -> Iterator[int]:
    """The offsets that an index lists for the dump of that name, in its order."""
    columns: list[str] | None = None
    for segment in segments(Tape(chunks)):
        if columns is None:
            columns = _columns(segment.tape.peek(HEAD_BYTES))
        for line in read_lines(segment.tape):
            entry = parse_entry(line.data or b"", columns)
            if entry is not None and entry.filename.rpartition("/")[2] == filename:
                yield entry.offset


def _segment(stream: BinaryIO, codec: Codec | None, offset: int) -> Segment | None:
    """What begins at `offset`, when it is a record."""
    stream.seek(offset)
    tape = Tape(_chunks(stream), start=offset)
    if codec is not None and not codec.magic.match(tape.peek(MAGIC_BYTES)):
        return None
    segment = next(segments(tape, codec), None)
    if segment is None or segment.tape.peek(5) != b"WARC/" or segment.file_offset(segment.tape.position) != offset:
        return None
    return segment


def _columns(head: bytes) -> list[str]:
    """The letters of the columns, when the first line of the file says them."""
    first = head.partition(b"\n")[0].decode("utf-8", "replace")
    return first.strip().split()[1:] if first.startswith(_HEAD) else []


def parse_entry(data: bytes, columns: list[str] | None = None) -> Entry | None:
    """The entry on a line of CDX or CDXJ; None where it is none. columns: letters of the head of a CDX file.

    >>> parse_entry(b'com,a)/ 20240302100000 {"url": "https://a.com/", "offset": "7", "filename": "a.warc.gz"}')
    Entry(filename='a.warc.gz', offset=7, url='https://a.com/')
    """
    brace = data.find(b"{")
    if brace >= 0 and not columns:
        value = parse_json(data[brace:]).value
        fields = value if isinstance(value, dict) else {}
        filename, offset, url = (str(fields.get(name, "")) for name in ("filename", "offset", "url"))
    else:
        words = data.decode("utf-8", "replace").split()
        names = columns or _COLUMNS.get(len(words), [])
        found = dict(zip(names, words, strict=False)) if len(words) >= len(names) else {}
        filename, offset, url = (found.get(letter, "") for letter in "gVa")
    if not filename or not (offset.isascii() and offset.isdigit()):
        return None
    return Entry(filename, int(offset), "" if url == "-" else url)


def _stale(path: str, entry: Entry, detail: str) -> BadInput:
    return BadInput(Source(shown(path), entry.offset), "failed", "stale_index", detail, "", entry.url or None)


def _same(found: str | None, listed: str) -> bool:
    """Whether two spellings name one address: indexes differ from dumps in escapes, case and scheme."""
    return not listed or _bare(found or "") == _bare(listed)


def _bare(url: str) -> str:
    rest = unquote(url.partition("#")[0]).casefold()
    return rest.removeprefix("http://").removeprefix("https://").rstrip("/")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK_BYTES):
        yield chunk

"""A share of the inputs for each of several machines: by bytes, large WARC files cut between two records.

Where a record begins is told by an index beside the dump (`a.warc.gz.cdx`, `a.cdxj` …) when it is true, else by the
bytes: in a compressed dump surely, in a plain one unless a page holds a WARC file itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from cleaner import remote
from cleaner.readers.cdx import begins_record, index_offsets
from cleaner.readers.codecs import Codec
from cleaner.readers.files import STDIN, InputFile, files_of, is_there, open_file
from cleaner.readers.frames import RECORD_START
from cleaner.readers.segments import codec_at_head, next_piece, segments
from cleaner.readers.tape import CHUNK_BYTES, Tape
from cleaner.readers.types import Anchor, Shard

# Smaller files are not cut: opening one twice costs more than it spares.
CUT_BYTES = 1_000_000
_INDEX_SUFFIXES = (".cdxj", ".cdx", ".cdxj.gz", ".cdx.gz")
_DUMP_SUFFIXES = (".gz", ".zst", ".bz2")
_WARC_START = b"WARC/"


def shard_files(paths: Sequence[str], shard: Shard | None) -> Iterator[InputFile]:
    """The files, or slices of them, that belong to `shard`; None for all. Each record is in one shard exactly."""
    if shard is None:
        yield from files_of(paths)
        return
    total = sum(_size(file) for file in files_of(paths))
    low, high = ((shard.number - step) * total // shard.count for step in (1, 0))
    last = shard.number == shard.count
    before = 0
    for file in files_of(paths):
        size = _size(file)
        mine = low <= before < high or (last and before == total)
        if size > CUT_BYTES and before < high and before + size > low and is_warc(file):
            yield from _slice(file, low - before, high - before)
        elif mine:
            yield file
        before += size


def _slice(file: InputFile, low: int, high: int) -> Iterator[InputFile]:
    """The records that begin from byte `low` on and before byte `high`, as far as there are any."""
    begin = cut(file, low) if low > 0 else 0
    until = cut(file, high) if high < _size(file) else None
    if begin is not None and begin != until:
        yield replace(file, begin=Anchor(begin) if begin else None, until=until)


def cut(file: InputFile, at: int) -> int | None:
    """The first place from byte `at` on where a record begins; None when there is none. Raises OSError."""
    with open_file(file) as stream:
        codec = codec_at_head(Tape(_chunks(stream)))
        for offset in _listed(file.path, at):
            if begins_record(stream, codec, offset):
                return offset
            break  # the index is stale
        return _search(stream, codec, at)


def is_warc(file: InputFile) -> bool:
    """By content."""
    if file.path == STDIN or file.problem is not None:
        return False
    try:
        with open_file(file) as stream:
            segment = next(segments(Tape(_chunks(stream))), None)
            return segment is not None and segment.tape.peek(len(_WARC_START)) == _WARC_START
    except OSError:
        return False


def _listed(path: str, at: int) -> Iterator[int]:
    """The first offset from `at` on that an index beside the dump lists, if there is one."""
    stem = path
    for suffix in _DUMP_SUFFIXES:
        stem = stem.removesuffix(suffix)
    stems = dict.fromkeys((path, stem, stem.removesuffix(".warc")))
    names = [base + suffix for base in stems for suffix in _INDEX_SUFFIXES]
    index = next(filter(is_there, names), None)
    if index is None:
        return
    with open_file(InputFile(index, named=True)) as stream:
        offsets = index_offsets(_chunks(stream), os.path.basename(path))
        first = min((offset for offset in offsets if offset >= at), default=None)
    if first is not None:
        yield first


def _search(stream: BinaryIO, codec: Codec | None, at: int) -> int | None:
    stream.seek(at)
    tape = Tape(_chunks(stream), start=at)
    return tape.search(RECORD_START, at) if codec is None else next_piece(tape, codec, at, _WARC_START)


def _size(file: InputFile) -> int:
    if file.path == STDIN or file.problem is not None:
        return 0
    try:
        return remote.facts(file.path)[0] if remote.is_url(file.path) else os.path.getsize(file.path)
    except (OSError, ValueError):
        return 0


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk

"""Compressed streams, one compressed piece (gzip member, zstd frame, bzip2 stream) at a time, in bounded memory."""

from __future__ import annotations

import bz2
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, cast

import brotli
import zstandard
from zlib_ng import zlib_ng  # decompresses gzip twice as fast as zlib, with the same bytes and the same interface

# Bytes given out at once. A zstd input byte can stand for 30,000 output bytes, hence its smaller portions of input.
OUTPUT_BYTES = 1_048_576
_ZSTD_INPUT_BYTES = 2_048
# Windows up to 2 GB (`zstd --long=31`), as large dumps use them; the default refuses over 128 MB.
_ZSTD_WINDOW_BYTES = 1 << 31
_GZIP_ERROR = cast(type[Exception], zlib_ng.error)  # its stub has an instance in place of the class
# What zlib calls gzip, zlib and headless data.
_GZIP_WBITS, _ZLIB_WBITS, _HEADLESS_WBITS = 31, 15, -15


class Decoder(Protocol):
    """One compressed piece. `finished` once its end was seen; then `rest` holds the input behind it."""

    @property
    def finished(self) -> bool: ...
    @property
    def rest(self) -> bytes: ...
    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decompressed portions of at most about OUTPUT_BYTES; raises one of the codec's `errors`."""


class _Zlib:
    def __init__(self, wbits: int = _GZIP_WBITS) -> None:
        self._inner = zlib_ng.decompressobj(wbits=wbits)

    @property
    def finished(self) -> bool:
        return self._inner.eof

    @property
    def rest(self) -> bytes:
        return self._inner.unused_data

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            before = self._inner.copy()  # type: ignore[attr-defined]  # missing in its stub
            try:
                out = self._inner.decompress(data, OUTPUT_BYTES)
            except _GZIP_ERROR:
                yield from _up_to_the_error(before, data)
                raise
            if out:
                yield out
            data = self._inner.unconsumed_tail
            if self._inner.eof or (not data and len(out) < OUTPUT_BYTES):
                return


def _up_to_the_error(inner: zlib_ng._Decompress, data: bytes) -> Iterator[bytes]:
    """What zlib throws away when it raises: the output before the broken byte; all of it if only the sum is wrong."""
    out = bytearray()
    for at in range(len(data)):
        try:
            out += inner.decompress(data[at : at + 1])
        except _GZIP_ERROR:
            break
    yield bytes(out)


class _Bzip2:
    def __init__(self) -> None:
        self._inner = bz2.BZ2Decompressor()

    @property
    def finished(self) -> bool:
        return self._inner.eof

    @property
    def rest(self) -> bytes:
        return self._inner.unused_data

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            out = self._inner.decompress(data, OUTPUT_BYTES)
            if out:
                yield out
            data = b""
            if self._inner.eof or self._inner.needs_input:
                return


class _Zstd:
    def __init__(self, dictionary: zstandard.ZstdCompressionDict | None = None) -> None:
        self._inner = zstandard.ZstdDecompressor(dictionary, max_window_size=_ZSTD_WINDOW_BYTES).decompressobj()
        self._rest = b""

    @property
    def finished(self) -> bool:
        return self._inner.eof

    @property
    def rest(self) -> bytes:
        return self._inner.unused_data + self._rest

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_INPUT_BYTES):
            out = self._inner.decompress(data[start : start + _ZSTD_INPUT_BYTES])
            if out:
                yield out
            if self._inner.eof:
                self._rest = data[start + _ZSTD_INPUT_BYTES :]
                return


class _Brotli:
    """Brotli has no magic bytes and tells no end of input, so nothing can follow it."""

    rest = b""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    @property
    def finished(self) -> bool:
        return bool(self._inner.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        out = self._inner.process(data, output_buffer_limit=OUTPUT_BYTES)
        while out:
            yield out
            out = b"" if self.finished else self._inner.process(b"", output_buffer_limit=OUTPUT_BYTES)


@dataclass(frozen=True, slots=True)
class Codec:
    """A way of compressing: how its pieces begin, how one is read, what a broken one raises."""

    name: str
    magic: re.Pattern[bytes]
    decoder: Callable[[], Decoder]
    errors: tuple[type[Exception], ...]


GZIP = Codec("gzip", re.compile(rb"\x1f\x8b\x08[\x00-\x1f]"), _Zlib, (_GZIP_ERROR,))
BZIP2 = Codec("bzip2", re.compile(rb"BZh[1-9]\x31AY&SY"), _Bzip2, (OSError, ValueError))
_ZSTD_MAGIC = re.compile(rb"(?:\x28\xb5\x2f|[\x50-\x5f]\x2a\x4d)(?:(?<=\x2f)\xfd|(?<=\x4d)\x18)")
ZSTD = Codec("zstd", _ZSTD_MAGIC, _Zstd, (zstandard.ZstdError,))
_NO_MAGIC = re.compile(rb"")
DEFLATE = Codec("deflate", _NO_MAGIC, lambda: _Zlib(_ZLIB_WBITS), (_GZIP_ERROR,))
HEADLESS_DEFLATE = Codec("deflate", _NO_MAGIC, lambda: _Zlib(_HEADLESS_WBITS), (_GZIP_ERROR,))
BROTLI = Codec("br", _NO_MAGIC, _Brotli, (brotli.error,))
MAGIC_BYTES = 10  # what the longest magic number, that of bzip2, needs
_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"  # the skippable frame that a .warc.zst keeps its dictionary in


def codec_of(head: bytes) -> Codec | None:
    """The codec whose magic bytes `head` begins with.

    >>> codec_of(b"\\x1f\\x8b\\x08\\x00").name
    'gzip'
    """
    return next((codec for codec in (GZIP, ZSTD, BZIP2) if codec.magic.match(head)), None)


def with_dictionary(head: bytes) -> Codec:
    """The zstd codec for a .warc.zst whose first frame, wholly in `head`, holds the dictionary of all others."""
    if not head.startswith(_DICTIONARY_MAGIC):
        return ZSTD
    raw = head[8 : 8 + int.from_bytes(head[4:8], "little")]
    if ZSTD.magic.match(raw):
        raw = zstandard.ZstdDecompressor().decompressobj().decompress(raw)
    dictionary = zstandard.ZstdCompressionDict(raw)
    return Codec("zstd", _ZSTD_MAGIC, lambda: _Zstd(dictionary), ZSTD.errors)


def dictionary_bytes(head: bytes) -> int:
    """How many bytes of the file `with_dictionary` has to see: 0 when no dictionary comes first."""
    return 8 + int.from_bytes(head[4:8], "little") if head.startswith(_DICTIONARY_MAGIC) else 0

"""A byte stream that can be read again from a mark on: what going back after damage rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# What is held between the mark and the reading position: three pages at their limit. Beyond it the oldest bytes go.
KEPT_BYTES = 32_000_000
CHUNK_BYTES = 262_144
# A pattern that stands across two chunks is not longer than this.
_OVERLAP = 64


class Tape:
    """Reads from an iterable of chunks; positions count from the first byte of the first chunk on.

    `read`, `tell` and `close` are what FastWARC asks of a stream. `mark(p)`: nothing before `p` is wanted again.
    start: the position of the first byte, where reading begins within a file.
    """

    def __init__(self, chunks: Iterable[bytes], kept_bytes: int = KEPT_BYTES, start: int = 0) -> None:
        self._chunks: Iterator[bytes] = iter(chunks)
        self._buffer: bytes | bytearray = b""  # one chunk as it came, so that it need not be copied, or several
        self._base = start  # position of the first byte in the buffer
        self._mark = start
        self._kept_bytes = kept_bytes
        self.position = start

    @property
    def held_from(self) -> int:
        """The earliest position that can be read again."""
        return self._base

    @property
    def held_to(self) -> int:
        """The position after the last byte that was taken from the source."""
        return self._base + len(self._buffer)

    def tell(self) -> int:
        return self.position

    def close(self) -> None:
        """Nothing to do: who opened the source closes it."""

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        """Up to `size` bytes, b"" at the end only."""
        if self.position >= self.held_to and not self._pull():
            return b""
        at = self.position - self._base
        piece = bytes(self._buffer[at : at + size])
        self.position += len(piece)
        return piece

    def peek(self, size: int) -> bytes:
        """The next `size` bytes without taking them; fewer at the end."""
        while self.held_to - self.position < size and self._pull():
            pass
        at = self.position - self._base
        return bytes(self._buffer[at : at + size])

    def mark(self, position: int) -> None:
        self._mark = max(self._mark, position)

    def rewind(self, position: int) -> int:
        """Go to `position`, or to the nearest byte that is still held; the position reached."""
        self.position = min(max(position, self._base), self.held_to)
        return self.position

    def slice(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end` as far as they are held."""
        return bytes(self._buffer[max(start - self._base, 0) : max(end - self._base, 0)])

    def search(self, pattern: re.Pattern[bytes], start: int) -> int | None:
        """Where `pattern` next matches at or after `start`, reading on as far as needed; None when it never does."""
        start = max(start, self._base)
        while True:
            match = pattern.search(self._buffer, max(start - self._base, 0))
            if match:
                return self._base + match.start()
            start = max(start, self.held_to - _OVERLAP)
            self.position = self.held_to
            if not self._pull():
                return None

    def _pull(self) -> bool:
        """Take one chunk from the source; False at its end."""
        chunk = next(self._chunks, None)
        while chunk == b"":
            chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self._forget()
        if not self._buffer:
            self._buffer = chunk
        else:
            if isinstance(self._buffer, bytes):
                self._buffer = bytearray(self._buffer)
            self._buffer += chunk
        return True

    def _forget(self) -> None:
        """Drop what lies before the mark, and before the reading position once too much is held."""
        floor = min(self._mark, self.position)
        if self.held_to - floor > self._kept_bytes:
            floor = max(floor, min(self.position, self.held_to - _OVERLAP))
        if floor == self.held_to:
            self._buffer, self._base = b"", floor
        elif floor - self._base > CHUNK_BYTES:
            self._buffer, self._base = self._buffer[floor - self._base :], floor


def drain(tape: Tape) -> None:
    """Read `tape` to its end, holding nothing."""
    while tape.read():
        tape.mark(tape.position)

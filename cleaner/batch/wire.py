"""What comes through the pipe from a worker: answers, in frames. What goes to it lies in a ring (ring.py)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

# Length of the answer in bytes, and seconds of processor time the worker has used so far.
_HEAD = struct.Struct(">Id")
# A page of 10 MB whose every character became a log line stays far below; more is a worker out of its mind.
MAX_FRAME_BYTES = 1_000_000_000


class BrokenFrame(Exception):
    """The other side sends what is no frame."""


def answer_frame(answer: bytes, seconds: float) -> bytes:
    return _HEAD.pack(len(answer), seconds) + answer


class FrameBuffer:
    """Puts together what arrives in portions."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, float]]:
        """The frames completed by `data`: (payload, seconds). Raises BrokenFrame."""
        self._held += data
        at = 0
        try:
            while len(self._held) - at >= _HEAD.size:
                length, seconds = _HEAD.unpack_from(self._held, at)
                if length > MAX_FRAME_BYTES:
                    raise BrokenFrame(f"a frame of {length:,} bytes")
                end = at + _HEAD.size + length
                if len(self._held) < end:
                    return
                with memoryview(self._held) as held:
                    payload = bytes(held[at + _HEAD.size : end])
                at = end
                yield payload, seconds
        finally:
            del self._held[:at]

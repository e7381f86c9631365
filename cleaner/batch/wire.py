"""What goes through the pipes between the run and its workers: frames, each its length, a number and bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

# Length of the payload in bytes, and seconds of processor time the worker has used so far (0 on the way to it).
_HEAD = struct.Struct(">Id")
# A page of 10 MB whose every character became a log line stays far below; more is a worker out of its mind.
MAX_FRAME_BYTES = 1_000_000_000


class BrokenFrame(Exception):
    """The other side sends what is no frame."""


def frame(payload: bytes, seconds: float = 0.0) -> bytes:
    return _HEAD.pack(len(payload), seconds) + payload


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next payload from a blocking stream; None at its end."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    length: int = _HEAD.unpack(head)[0]
    payload = stream.read(length)
    return payload if len(payload) == length else None


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
                payload = bytes(self._held[at + _HEAD.size : end])
                at = end
                yield payload, seconds
        finally:
            del self._held[:at]

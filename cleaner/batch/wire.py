"""What goes through the pipes between the run and its workers: tasks one way, answers the other, in frames.

A task is bytes that say what to do, and bytes to do it with, which may come in pieces and are never put together here.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO

_TASK_HEAD = struct.Struct(">II")  # lengths of task and data in bytes
# Length of the answer in bytes, and seconds of processor time the worker has used so far.
_HEAD = struct.Struct(">Id")
_PIECES = 64  # written at once; systems take 1,024
# A page of 10 MB whose every character became a log line stays far below; more is a worker out of its mind.
MAX_FRAME_BYTES = 1_000_000_000


class BrokenFrame(Exception):
    """The other side sends what is no frame."""


def task_frame(task: bytes, data: Sequence[bytes] = ()) -> list[memoryview]:
    """In pieces, none of them empty."""
    pieces = (_TASK_HEAD.pack(len(task), sum(map(len, data))), task, *data)
    return [memoryview(piece) for piece in pieces if piece]


class Outgoing:
    """Frames on their way into a pipe that does not block. Raises BrokenPipeError when the other side has gone."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._pieces: deque[memoryview] = deque()

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def add(self, frame: Sequence[memoryview]) -> None:
        self._pieces.extend(frame)

    def write(self) -> None:
        """Pass on as much as the pipe takes."""
        with contextlib.suppress(BlockingIOError):
            while self._pieces:
                written = os.writev(self._descriptor, list(islice(self._pieces, _PIECES)))
                while written and written >= len(self._pieces[0]):
                    written -= len(self._pieces.popleft())
                if written:
                    self._pieces[0] = self._pieces[0][written:]


def read_task(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next task and its data from a blocking stream; None at its end."""
    head = stream.read(_TASK_HEAD.size)
    if len(head) < _TASK_HEAD.size:
        return None
    lengths = _TASK_HEAD.unpack(head)
    task, data = map(stream.read, lengths)
    return (task, data) if (len(task), len(data)) == lengths else None


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

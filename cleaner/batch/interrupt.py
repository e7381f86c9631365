"""Ctrl-C, or a polite kill, that stops a run between two pages, never in the middle of a write."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupt:
    """While open, SIGINT (Ctrl-C) and SIGTERM set `asked`, and raise KeyboardInterrupt unless a shield is up."""

    def __init__(self) -> None:
        self.asked = False
        self._shielded = False
        self._before: dict[signal.Signals, signal._HANDLER] = {}
        # Only the main thread may set handlers; elsewhere Ctrl-C does not arrive anyway.
        self._active = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Self:
        if self._active:
            self._before = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        return self

    def arm(self) -> None:
        """Take the signals back from a library that took them."""
        if self._before:
            for number in _SIGNALS:
                signal.signal(number, self._handle)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def shield(self) -> Iterator[None]:
        """What is done inside is done to its end."""
        before, self._shielded = self._shielded, True
        try:
            yield
        finally:
            self._shielded = before

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if not self._shielded:
            raise KeyboardInterrupt

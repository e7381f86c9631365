"""Processes of this machine as the engine of `cleaner run --engine processes`: each reads and writes its own part.

A local run decompresses, counts and writes in one process: 0.9 to 1.3 ms of processor time a real page (345 KB of HTML
in JSONL.zst), where a worker takes 10 to 12 ms, so that more than about ten workers must wait for it. Here that work is
shared out, too, at the price of one look through the inputs before.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from cleaner.batch.worker import die_with
from cleaner.errors import CleanerError

# New pools for one in which a process was killed, as the system does when memory runs out.
_RETRIES = 5
_TICK_SECONDS = 0.5
_KILLED = (
    "the processes of the run were killed again and again; is there memory for so many? give fewer --workers; what is "
    "done is kept, and the same command goes on"
)


class ProcessEngine:
    """See cleaner.batch.engine. slots: parts that are made at the same time, each by a process and its worker."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self._pool: ProcessPoolExecutor | None = None
        self._others: set[BaseProcess] = set()

    def __enter__(self) -> Self:
        self._others = set(multiprocessing.active_children())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def map(self, work: Callable[[bytes], bytes], tasks: Sequence[bytes]) -> Generator[bytes | None, None, None]:
        """See Engine."""
        todo = dict(enumerate(tasks))
        for tries_left in range(_RETRIES, -1, -1):
            try:
                yield from self._done(work, todo)
                return
            except BrokenProcessPool as error:
                self._end()
                if not tries_left:
                    raise CleanerError(_KILLED) from error

    def _done(self, work: Callable[[bytes], bytes], todo: dict[int, bytes]) -> Generator[bytes | None, None, None]:
        """The answers to `todo`, from which what was answered is taken."""
        pool = self._started()
        running: dict[Future[bytes], int] = {pool.submit(work, task): number for number, task in todo.items()}
        while running:
            done, _ = wait(running, _TICK_SECONDS, FIRST_COMPLETED)
            for future in done:
                answer = future.result()
                del todo[running.pop(future)]
                yield answer
            if not done:
                yield None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.slots, context, initializer=_begin, initargs=(os.getpid(),))
        return self._pool

    def _end(self) -> None:
        """At once: a part that is not sealed holds nothing of value."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in set(multiprocessing.active_children()) - self._others:
                with contextlib.suppress(ValueError):  # closed meanwhile
                    process.kill()


def _begin(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal; the run decides
    die_with(parent)

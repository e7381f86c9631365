"""A sandbox that lasts from call to call, in processes that others start and fork: engines, pools, notebooks."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Generator, Iterator
from typing import TypeVar

from cleaner.batch.sandbox import Sandbox
from cleaner.batch.types import Job, WorkerLimits
from cleaner.batch.worker import Work

J = TypeVar("J", bound=Job)


class LastingSandbox:
    """Starts its workers when first used and keeps them. Pickles without them; a forked process starts its own."""

    def __init__(self, work: Work, workers: int, limits: WorkerLimits) -> None:
        self._made_from = (work, workers, limits)
        self._sandbox: Sandbox | None = None
        self._process = 0
        self._lock = threading.RLock()

    def __reduce__(self) -> tuple[type[LastingSandbox], tuple[Work, int, WorkerLimits]]:
        return LastingSandbox, self._made_from

    def settle(self, jobs: Iterator[J]) -> Generator[J, None, None]:
        """See `Sandbox.settle`; one thread at a time."""
        with self._lock:
            if self._process != os.getpid():
                self._sandbox, self._process = None, os.getpid()  # the workers are those of the process forked from
            if self._sandbox is None:
                self._sandbox = Sandbox(*self._made_from)
                weakref.finalize(self, _end, self._sandbox, self._process)
            try:
                yield from self._sandbox.settle(jobs)
            except Exception:
                self.close()
                raise

    def close(self) -> None:
        """End the workers."""
        sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None:
            _end(sandbox, self._process)


def _end(sandbox: Sandbox, process: int) -> None:
    if process == os.getpid():
        sandbox.close()

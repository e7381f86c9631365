"""Work in processes that can be killed: a page that crashes, loops or eats memory costs itself and is named.

One mechanism for the local runner and for every engine. Each worker is a process of its own that streams one answer a
task, so the culprit is always known: the first task without an answer. The others of its chunk go again.
"""

from __future__ import annotations

import pickle
import selectors
import time
from collections import deque
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self, TypeVar

from cleaner.batch.child import Child
from cleaner.batch.types import SETUP, Death, Job, Loss, WorkerLimits
from cleaner.batch.worker import Work
from cleaner.errors import CleanerError

__all__ = ["Job", "Loss", "Sandbox", "WorkerLimits"]

# 32 were slower, since the last workers then wait for the slowest chunk (pipelines.md).
CHUNK_JOBS = 8
CHUNK_BYTES = 1_000_000
# What a worker has before it: one chunk in work and one on its way at least, and more where these are done sooner.
_CHUNKS_A_WORKER = 2
_WORK_SECONDS = 0.4
_WORK_BYTES = 10_000_000  # of more than two chunks, which the ring has room for: almost thirty real pages of 345 KB
# What may be open between the oldest unsettled job and the newest: enough for one slow page, bounded for memory.
_WINDOW_CHUNKS = 16
_WINDOW_BYTES = 64_000_000
_WAIT_SECONDS = 1.0
# So long, and half of what the workers have to do at most, answers gather before they are fetched: a run that wakes up
# takes .4 ms from a worker where cores are few, whatever it finds to do.
_REST_SECONDS = 0.2
_FAILED_STARTS = 5

J = TypeVar("J", bound=Job)


class Sandbox:
    """Workers for one kind of work, started when there is work for them. Not for several threads.

    Raises CleanerError where workers cannot live at all.
    """

    def __init__(self, work: Work, workers: int, limits: WorkerLimits | None = None) -> None:
        self._limits = limits or WorkerLimits()
        self._setup = pickle.dumps((self._limits.memory_bytes, work))
        self._wanted = max(1, workers)
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._chunks: deque[list[Job]] = deque()  # that wait for a worker
        self._open: list[Job] = []  # the chunk that is being filled
        self._failed_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends all workers at once; they hold nothing of value."""
        for child in self._children:
            child.expire()
        for child in self._children:
            child.end()
        self._children.clear()
        self._selector.close()

    def settle(self, jobs: Iterable[J]) -> Iterator[J]:
        """The jobs in their order, each with its answer. Takes no more of them ahead than the window holds."""
        source, exhausted = iter(jobs), False
        window: deque[J] = deque()
        held = 0
        while True:
            while not exhausted and self._has_room(len(window), held):
                job = next(source, None)
                exhausted = job is None
                if job is not None:
                    window.append(job)
                    held += job.size
                    self._gather(job)
            self._dispatch(flush=exhausted)
            if not window:
                return
            if not window[0].settled:
                self._wait()
            while window and window[0].settled:
                held -= window[0].size
                yield window.popleft()

    def _has_room(self, jobs: int, held_bytes: int) -> bool:
        if self._chunks:
            return False  # nobody needs more: what is sent as soon as it is read is still in the processor's cache
        return jobs == 0 or (jobs < self._wanted * _WINDOW_CHUNKS * CHUNK_JOBS and held_bytes < _WINDOW_BYTES)

    def _gather(self, job: Job) -> None:
        """Add `job` to the chunk that is being filled, and give that away when it is full."""
        if not job.settled:
            self._open.append(job)
        if len(self._open) >= CHUNK_JOBS or sum(job.size for job in self._open) >= CHUNK_BYTES:
            self._chunks.append(self._open)
            self._open = []
            self._dispatch(flush=False)

    def _dispatch(self, flush: bool) -> None:
        """Give waiting chunks to workers that have not enough, those with least first; also an unfilled one where a
        worker is idle."""
        for worn in [child for child in self._children if child.worn and not child.jobs]:
            self._remove(worn)
            worn.expire()
            worn.end()
            self._start()
        idle = not self._children or not all(child.jobs for child in self._children)
        if self._open and not self._chunks and (flush or idle):
            self._chunks.append(self._open)
            self._open = []
        while self._chunks:
            wanting = [child for child in self._children if not child.worn and not _has_enough(child)]
            child = min(wanting, key=lambda child: len(child.jobs), default=None)
            if (child is None or child.jobs) and len(self._children) < self._wanted:
                child = self._start()  # a few pages do not pay for more than one
            if child is None:
                return
            child.send(self._chunks.popleft())

    def _wait(self) -> None:
        """Let something happen: answers, deaths, time running out."""
        time.sleep(min(_REST_SECONDS, min(child.seconds_of_work() for child in self._children) / 2))
        wait = min(child.seconds_left() for child in self._children)
        heard: set[int] = set()
        for key, _ in self._selector.select(min(max(wait, 0.0), _WAIT_SECONDS)):
            child: Child = key.data
            heard.add(child.pid)
            if child not in self._children:
                continue  # buried a moment ago
            if not child.read():
                self._bury(child)
        for child in self._children:
            if child.pid not in heard and child.seconds_left() <= 0:
                child.expire()  # which the end of its output tells

    def _start(self) -> Child:
        try:
            child = Child(self._setup, self._limits)
        except OSError as error:
            raise CleanerError(
                f"a worker cannot be started: {error.strerror or error}; use fewer workers (--workers)"
            ) from error
        self._children.append(child)
        self._selector.register(child.output, selectors.EVENT_READ, child)
        return child

    def _remove(self, child: Child) -> None:
        self._children.remove(child)
        self._selector.unregister(child.output)

    def _bury(self, child: Child) -> None:
        """A worker has ended: blame the task it was at, send the others again, start another worker."""
        self._remove(child)
        death = child.end()
        left = list(child.jobs)
        if child.ready:
            self._failed_starts = 0
            again = left[1:]
            self._chunks.extendleft(reversed([again[at : at + CHUNK_JOBS] for at in range(0, len(again), CHUNK_JOBS)]))
            if left:
                self._blame(left[0], death)
        else:
            self._failed_starts += 1
            self._chunks.extendleft(reversed([left[at : at + CHUNK_JOBS] for at in range(0, len(left), CHUNK_JOBS)]))
            if death.loss.code == SETUP:
                raise CleanerError(death.loss.detail)
            if self._failed_starts >= _FAILED_STARTS:
                raise CleanerError(f"workers cannot start: {death.loss.detail}; allow more memory, or report this")
        self._start()

    def _blame(self, job: Job, death: Death) -> None:
        """`job` killed its worker, or was there when it was killed: it has another try, alone, or is given up."""
        job.deaths += 1
        if job.deaths >= death.tries:
            job.settle(death.loss)
        else:
            self._chunks.appendleft([job])


def _has_enough(child: Child) -> bool:
    """Whether it can do without another chunk for now."""
    if len(child.jobs) <= (_CHUNKS_A_WORKER - 1) * CHUNK_JOBS:
        return False
    if not child.pace or child.pace * len(child.jobs) >= _WORK_SECONDS:
        return True
    return sum(job.size for job in child.jobs) >= _WORK_BYTES

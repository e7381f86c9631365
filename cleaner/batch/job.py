"""The stream of a run, in the order of the input: what is found becomes jobs, these outcomes, these lines of parts."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence

from cleaner.batch.answers import PageWork, PartWork
from cleaner.batch.interrupt import Interrupt
from cleaner.batch.lasting import LastingSandbox
from cleaner.batch.options import RunOptions
from cleaner.batch.outcomes import PackedOutcome, of_bad_input
from cleaner.batch.parts import Parts
from cleaner.batch.rounds import PageJob, own_sandbox, settled
from cleaner.batch.sandbox import Loss
from cleaner.batch.summary import Tally
from cleaner.readers import BadInput, Found, Place, find_pages, shard_files
from cleaner.writers import PartFiles

_NO_MEMORY = Loss("out_of_memory", "no memory was left for this page")


class RunJob:
    """One run's state: what was counted, the part that is open, the place reached.

    sandbox: workers to use; None where the run starts and ends its own.
    """

    sandbox: LastingSandbox | None = None

    def __init__(self, work: PageWork, options: RunOptions, interrupt: Interrupt, parts: Parts) -> None:
        self.tally = Tally()  # of all parts
        for part in parts.done:
            self.tally.merge(part.tally)
        self._work = work
        self._options = options
        self._interrupt = interrupt
        self._parts = parts
        self._files: PartFiles | None = None  # of the open part
        self._counts = Tally()  # of the same
        self._after = parts.done[-1].after if parts.done else Place()
        self._since = time.monotonic()

    def do_all(self, inputs: Sequence[str]) -> None:
        """Read from the place reached to the end. When interrupted, what was done is sealed."""
        self.do(find_pages(shard_files(inputs, self._options.shard), self._after, self._options.how))

    def do(self, found: Iterator[Found]) -> None:
        """The same for what is found elsewhere."""
        try:
            with contextlib.suppress(KeyboardInterrupt):
                self._put_all(found)
            with self._interrupt.shield():
                self._seal()
        finally:
            if self._files is not None:
                self._files.discard()

    def _put_all(self, found: Iterator[Found]) -> None:
        with contextlib.ExitStack() as stack:
            sandbox = self.sandbox or own_sandbox(PartWork(self._work), self._options, stack)
            jobs = settled(found, sandbox, self._left, lambda: self._interrupt.asked)
            for job in stack.enter_context(contextlib.closing(jobs)):
                self._put(job)
                if self._interrupt.asked:
                    return

    def _left(self) -> int | None:
        """Pages that are still to be cleaned; None for all."""
        limit = self._options.limit
        return None if limit is None else max(0, limit - self.tally.read - self._counts.read)

    def _put(self, job: PageJob) -> None:
        """Write and count one page, wholly or, when the run is interrupted before, not at all."""
        packed, found = self._packed(job), job.found
        outcome = packed.outcome
        with self._interrupt.shield():
            files = self._files = self._files or self._parts.next()
            files.add(packed.entry)
            files.items += 1
            self._counts.notes.update(outcome.notes)
            self._counts.read += outcome.read
            self._counts.outcome(outcome.status, outcome.code)
            self._counts.page(outcome.counts)
            self._after = found.after
            if outcome.counts.milliseconds:
                self._counts.times.add(outcome.counts.milliseconds, outcome.id, outcome.url)
            self._options.progress(outcome.status, found.item.source, found.position)
            if files.items >= self._options.part_pages:
                self._seal()

    def _packed(self, job: PageJob) -> PackedOutcome:
        item = job.found.item
        if isinstance(item, BadInput):
            return PackedOutcome.of(of_bad_input(item))
        if isinstance(job.answer, bytes):
            return PackedOutcome.from_bytes(job.answer)
        opened = item.opened()
        try:
            return PackedOutcome.of(self._work.answer(opened, job.answer))
        except MemoryError:
            return PackedOutcome.of(self._work.answer(opened, _NO_MEMORY))

    def _seal(self) -> None:
        """Bring the open part to the disk."""
        if self._files is None:
            return
        now = time.monotonic()
        self._counts.seconds, self._since = now - self._since, now
        self._parts.seal(self._files, self._counts, self._after)
        self.tally.merge(self._counts)
        self._files, self._counts = None, Tally()
        self._options.on_sealed()

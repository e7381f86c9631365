"""The stream of a run, in the order of the input: readings become jobs, jobs outcomes, outcomes entries of parts."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from cleaner.batch.answers import Outcome, PageWork, failed, note_record, of_bad_input
from cleaner.batch.interrupt import Interrupt
from cleaner.batch.lasting import LastingSandbox
from cleaner.batch.options import RunOptions
from cleaner.batch.parts import Parts
from cleaner.batch.sandbox import Job, Loss, Sandbox
from cleaner.batch.summary import Tally
from cleaner.model import Page
from cleaner.readers import BadInput, Place, Reading, read_inputs
from cleaner.writers import Entry, PartFiles

OTHER_HOST = "other_host"
NOT_SAMPLED = "not_sampled"


@dataclass(slots=True, kw_only=True)
class PageJob(Job):
    """What was read, on its way through a worker, or settled already as `outcome`."""

    reading: Reading
    outcome: Outcome | None = None


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
        self.do(read_inputs(inputs, self._after, self._options.how))

    def do(self, readings: Iterator[Reading]) -> None:
        """The same for what is read elsewhere."""
        try:
            with contextlib.suppress(KeyboardInterrupt):
                self._put_all(readings)
            with self._interrupt.shield():
                self._seal()
        finally:
            if self._files is not None:
                self._files.discard()

    def _put_all(self, readings: Iterator[Reading]) -> None:
        with contextlib.closing(self._settled(self._jobs(readings))) as jobs:
            for job in jobs:
                self._put(job)
                if self._interrupt.asked:
                    return

    def _jobs(self, readings: Iterator[Reading]) -> Iterator[PageJob]:
        limit, taken = self._options.limit, self.tally.read
        if limit is not None and taken >= limit:
            return
        for reading in readings:
            job = self._job(reading)
            yield job
            taken += job.outcome is None
            if taken == limit or self._interrupt.asked:
                return

    def _job(self, reading: Reading) -> PageJob:
        item = reading.item
        if isinstance(item, BadInput):
            return PageJob(reading=reading, outcome=of_bad_input(item))
        reason = not_wanted(item, self._options)
        if reason:
            bad = BadInput(item.source, "skipped", reason, "", item.id, item.url)
            return PageJob(reading=reading, outcome=of_bad_input(bad, told=False))
        return PageJob(pickle.dumps(item) if self._in_workers else None, reading=reading)

    @property
    def _in_workers(self) -> bool:
        # Pipes cannot be waited for on Windows.
        return self._options.workers > 0 and os.name == "posix"

    def _settled(self, jobs: Iterator[PageJob]) -> Generator[PageJob, None, None]:
        if not self._in_workers:
            yield from jobs
            return
        if self.sandbox is not None:
            yield from self.sandbox.settle(jobs)
            return
        with Sandbox(self._work, self._options.workers, self._options.limits) as sandbox:
            yield from sandbox.settle(jobs)

    def _put(self, job: PageJob) -> None:
        """Write and count one page, wholly or, when the run is interrupted before, not at all."""
        outcome = job.outcome or self._outcome(job)
        reading = job.reading
        notes = Entry.of(log=[note_record(note) for note in reading.notes])
        with self._interrupt.shield():
            files = self._files = self._files or self._parts.next()
            files.add(notes)
            files.add(outcome.entry)
            files.items += 1
            self._counts.notes.update(note.reason for note in reading.notes)
            self._counts.read += job.outcome is None
            self._counts.outcome(outcome.status, outcome.code)
            self._counts.page(outcome.counts)
            self._after = reading.after
            if outcome.counts.milliseconds:
                self._counts.times.add(outcome.counts.milliseconds, reading.item.id, reading.item.url)
            self._options.progress(outcome.status, reading.item.source, reading.position)
            if files.items >= self._options.part_pages:
                self._seal()

    def _outcome(self, job: PageJob) -> Outcome:
        page = job.reading.item
        if isinstance(page, BadInput):
            raise AssertionError(f"{page.source}: what is no page was sent to be cleaned: please report this")
        if isinstance(job.answer, bytes):
            return Outcome.from_bytes(job.answer)
        if isinstance(job.answer, Loss):
            return failed(page, job.answer.code, job.answer.detail)
        try:
            return self._work.outcome(page)
        except MemoryError:
            return failed(page, "out_of_memory", "no memory was left for this page")

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


def not_wanted(page: Page, options: RunOptions) -> str:
    """Why a page is not to be cleaned, in a word; "" when it is."""
    if not _is_wanted(page.url, options.only_hosts):
        return OTHER_HOST
    return NOT_SAMPLED if options.sample is not None and _position(page.id) >= options.sample else ""


def _position(page_id: str) -> float:
    """Where the id stands between 0 and 1, evenly."""
    digest = hashlib.sha256(page_id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def _is_wanted(url: str | None, hosts: tuple[str, ...]) -> bool:
    """Whether `url` lies on one of `hosts` or a subdomain of one; no hosts want all."""
    if not hosts:
        return True
    try:
        host = (urlsplit(url or "").hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(host == wanted or host.endswith("." + wanted) for wanted in map(_bare_host, hosts))


def _bare_host(host: str) -> str:
    return host.lower().strip().lstrip("*").strip(".")

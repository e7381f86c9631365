"""What was found in the inputs as jobs for workers, in rounds, since only they know what is a page."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

from cleaner.batch.options import RunOptions
from cleaner.batch.sandbox import Sandbox
from cleaner.batch.types import Job
from cleaner.batch.worker import Work
from cleaner.readers import Found, RawPage


@dataclass(slots=True, kw_only=True)
class PageJob(Job):
    """What was found, on its way through a worker, or settled at once where there is nothing to do or no worker."""

    found: Found

    @classmethod
    def of(cls, found: Found, in_workers: bool) -> PageJob:
        item = found.item
        if in_workers and isinstance(item, RawPage):
            return cls(item.head, item.pieces, found=found)
        return cls(found=found)


class Settler(Protocol):
    """A sandbox, whoever ends it."""

    def settle(self, jobs: Iterator[PageJob]) -> Iterator[PageJob]: ...


def own_sandbox(work: Work, options: RunOptions, stack: ExitStack) -> Settler | None:
    """Workers that end with `stack`; None where all is done in this process."""
    if options.workers == 0 or os.name != "posix":  # pipes cannot be waited for on Windows
        return None
    return stack.enter_context(Sandbox(work, options.workers, options.limits))


def settled(
    found: Iterator[Found], sandbox: Settler | None, left: Callable[[], int | None], asked: Callable[[], bool]
) -> Generator[PageJob, None, None]:
    """All that was found, in order, as far as workers can with its answer.

    left: how many pages are still to be done, None for all, when what was given has been counted. Each round takes no
    more than these, so that none is done in vain; the next round makes up for what was no page. asked: to stop.
    """
    exhausted = False

    def jobs(most: int | None) -> Iterator[PageJob]:
        nonlocal exhausted
        for one in found:
            yield PageJob.of(one, sandbox is not None)
            if most is not None and isinstance(one.item, RawPage):
                most -= 1
            if most == 0 or asked():
                return
        exhausted = True

    while not exhausted and not asked() and (most := left()) != 0:
        yield from sandbox.settle(jobs(most)) if sandbox is not None else jobs(most)

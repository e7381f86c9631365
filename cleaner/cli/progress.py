"""How far a run is: a bar with rate and time left on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from cleaner.batch import Progress as Told
from cleaner.batch import no_progress
from cleaner.model import Source, Status
from cleaner.readers import STDIN, list_files

PLAIN_SECONDS = 10.0  # between two plain lines
_PARTS = 10_000  # steps of the bar
_RATE_SECONDS = 1.0  # before which a rate says nothing


class Amount:
    """How much of the inputs is done, by bytes of files. Lines of JSONL tell no bytes: there pages so far are taken."""

    def __init__(self, inputs: Sequence[str], limit: int | None = None) -> None:
        self.limit = limit
        self.pages = 0
        self.failed = 0
        self._sizes: dict[str, int] = {}
        for path in inputs:
            self._add(path)
        self._total = sum(self._sizes.values())
        self._order = {file: number for number, file in enumerate(self._sizes)}
        self._before = self._cumulated()
        self._done = 0.0

    def count(self, status: Status, source: Source) -> None:
        """One page or input is done."""
        self.pages += 1
        self.failed += status == "failed"
        at = self._order.get(source.file)
        if at is not None:
            done = self._before[at] + self._within(source)
            self._done = max(self._done, done)

    @property
    def share(self) -> float | None:
        """0 to 1; None where it cannot be told (standard input)."""
        shares = [self._done / self._total] if self._total and self._done else []
        shares += [self.pages / self.limit] if self.limit else []
        return min(1.0, max(shares)) if shares else None

    def _within(self, source: Source) -> float:
        """Bytes done of the file itself: a record of a dump at its offset; a page that is a file, all of it."""
        size = self._sizes[source.file]
        if source.offset is None:
            return size
        return min(size, source.offset) if source.record_id else 0

    def _add(self, path: str) -> None:
        if path == STDIN:
            return
        for file in list_files(path) if os.path.isdir(path) else (path,):
            try:
                self._sizes[file] = os.path.getsize(file)
            except (OSError, ValueError):
                self._sizes[file] = 0

    def _cumulated(self) -> list[int]:
        sums, total = [], 0
        for size in self._sizes.values():
            sums.append(total)
            total += size
        return sums


@contextmanager
def watch(amount: Amount, console: Console | None) -> Iterator[Told]:
    """What a run tells of each page goes to a bar or to plain lines on `console`; None: nowhere."""
    if console is None:
        yield no_progress
    elif console.is_terminal:
        with _bar(console) as bar:
            task = bar.add_task("cleaning", total=None, pages=0)

            def told(status: Status, source: Source) -> None:
                amount.count(status, source)
                share = amount.share
                total = None if share is None else _PARTS
                bar.update(task, total=total, completed=int((share or 0) * _PARTS), pages=amount.pages)

            yield told
    else:
        yield _Lines(amount, console)


class _Lines:
    """A plain line every few seconds."""

    def __init__(self, amount: Amount, console: Console) -> None:
        self._amount = amount
        self._console = console
        self._started = self._last = time.monotonic()

    def __call__(self, status: Status, source: Source) -> None:
        self._amount.count(status, source)
        now = time.monotonic()
        if now - self._last < PLAIN_SECONDS:
            return
        self._last = now
        seconds, share = now - self._started, self._amount.share
        left = f", {seconds * (1 - share) / share:,.0f} s left" if share else ""
        done = f"{self._amount.pages:,} pages, {self._amount.failed:,} failed"
        self._console.print(f"{done}, {self._amount.pages / seconds:,.0f} a second{left}")


class _Rate(ProgressColumn):
    """Pages so far, and pages a second."""

    def render(self, task: Task) -> Text:
        pages, seconds = task.fields["pages"], task.elapsed or 0.0
        rate = f", {pages / seconds:,.0f} a second" if seconds > _RATE_SECONDS else ""
        return Text(f"{pages:,} pages{rate}")


def _bar(console: Console) -> Progress:
    left = TimeRemainingColumn(elapsed_when_finished=True)
    return Progress(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), _Rate(), left, console=console)

"""How far a run is: a live display on a terminal, a plain line now and then elsewhere, or JSON lines for programs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.live import Live
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.text import Text

from cleaner.batch import Progress as Told
from cleaner.batch import no_progress
from cleaner.cli.amount import Amount, spoken
from cleaner.cli.jsonlog import JsonLog
from cleaner.model import Source, Status

PLAIN_SECONDS = 10.0  # between two plain lines
_PARTS = 10_000  # steps of the bar
_RATE_SECONDS = 1.0  # before which a rate says nothing
_REFRESHES = 4  # a second
_COLOURS = {"ok": "green", "empty": "yellow", "skipped": "blue", "failed": "red"}


@contextmanager
def watch(
    amount: Amount, console: Console | None, log: JsonLog | None = None, doing: str = "cleaning"
) -> Iterator[Told]:
    """What a run tells of each page goes to `log`, to a display or to plain lines on `console`; None: nowhere."""
    if log is not None:
        yield _Lines(amount, lambda: log.progress(amount))
    elif console is None:
        yield no_progress
    elif console.is_terminal:
        bar = Progress(TextColumn(doing), BarColumn(), TaskProgressColumn(), console=console)
        task = bar.add_task("", total=None)
        with Live(Group(bar, _Figures(amount)), console=console, refresh_per_second=_REFRESHES):

            def told(status: Status, source: Source, position: int | None) -> None:
                amount.count(status, source, position)
                share = amount.share
                bar.update(task, total=None if share is None else _PARTS, completed=int((share or 0) * _PARTS))

            yield told
    else:
        prefix = "" if doing == "cleaning" else f"{doing}: "
        yield _Lines(amount, lambda: console.print(prefix + plain_line(amount), soft_wrap=True))


def plain_line(amount: Amount) -> str:
    """Pages, rate, time left and the share of each status."""
    left = f", {spoken(amount.seconds_left)} left" if amount.seconds_left is not None else ""
    shares = ", ".join(f"{status} {100 * share:.1f} %" for status, pages, share in amount.status_shares() if pages)
    return f"{amount.pages:,} pages, {amount.rate:,.0f} a second{left}; {shares}"


class _Lines:
    """Counts, and says so every few seconds."""

    def __init__(self, amount: Amount, say: Callable[[], object]) -> None:
        self._amount = amount
        self._say = say
        self._last = time.monotonic()

    def __call__(self, status: Status, source: Source, position: int | None) -> None:
        self._amount.count(status, source, position)
        now = time.monotonic()
        if now - self._last >= PLAIN_SECONDS:
            self._last = now
            self._say()


class _Figures:
    """Two lines below the bar: pages, rate and time left; pages by status."""

    def __init__(self, amount: Amount) -> None:
        self._amount = amount

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        amount = self._amount
        line = Text(f"{amount.pages:,} pages")
        if amount.seconds > _RATE_SECONDS:
            line.append(f"  {amount.rate:,.0f} a second  {spoken(amount.seconds)} so far")
            if amount.seconds_left is not None:
                line.append(f"  {spoken(amount.seconds_left)} left")
        yield line
        shares = Text()
        for status, pages, share in amount.status_shares():
            shares.append(f"{status} ", _COLOURS[status] if pages else "dim")
            shares.append(f"{pages:,} ({100 * share:.1f} %)  ", "" if pages else "dim")
        yield shares

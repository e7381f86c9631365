"""How much of the inputs is done, how fast, and how long the rest takes."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Sequence

from cleaner import remote
from cleaner.batch.summary import STATUSES
from cleaner.model import Source, Status
from cleaner.readers import STDIN, Shard, is_folder, list_files


class Amount:
    """Counts what a run tells, by the bytes of files that were read, or by pages where there is a limit."""

    def __init__(self, inputs: Sequence[str], limit: int | None = None, shard: Shard | None = None) -> None:
        self.limit = limit
        self._shard = shard or Shard(1, 1)
        self.pages = 0
        self.statuses: Counter[str] = Counter()
        self._sizes: dict[str, int] = {}
        for path in inputs:
            self._add(path)
        self._total = sum(self._sizes.values())
        self._order = {file: number for number, file in enumerate(self._sizes)}
        self._before = self._cumulated()
        self._done = 0.0
        self._started = time.monotonic()
        self._first: float | None = None  # the share at the first page, which a run that goes on did not do

    def count(self, status: Status, source: Source, position: int | None = None) -> None:
        """One page or input is done."""
        self.pages += 1
        self.statuses[status] += 1
        file = self._file(source)
        if file is not None:
            self._done = max(self._done, self._before[self._order[file]] + self._within(file, source, position))
        if self._first is None:
            self._first = self.share

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / max(self.seconds, 1e-3)

    @property
    def share(self) -> float | None:
        """0 to 1; None where it cannot be told (standard input)."""
        shard = self._shard
        done = self._done * shard.count / (self._total or 1) - (shard.number - 1)
        shares = [max(0.0, done)] if self._total and self._done else []
        shares += [self.pages / self.limit] if self.limit else []
        return min(1.0, max(shares)) if shares else None

    @property
    def seconds_left(self) -> float | None:
        """None where it cannot be told."""
        share, first = self.share, self._first or 0.0
        if not share:
            return None
        gained = share - first if share > first else share
        return self.seconds * (1 - share) / gained

    def status_shares(self) -> list[tuple[str, int, float]]:
        """(status, pages, share) of each status, in their order."""
        return [(status, self.statuses[status], self.statuses[status] / max(1, self.pages)) for status in STATUSES]

    def _file(self, source: Source) -> str | None:
        """The input that a page came from: itself, the archive around it, or an index that named it."""
        for name in (source.file, source.file.partition("!")[0]):
            if name in self._order:
                return name
        return next(iter(self._order)) if len(self._order) == 1 else None

    def _within(self, file: str, source: Source, position: int | None) -> float:
        """Bytes done of the file itself: as far as it was read, or a record of a dump at its offset."""
        size = self._sizes[file]
        if position is not None:
            return min(size, position)
        if source.offset is None:
            return size
        return min(size, source.offset) if source.record_id else 0

    def _add(self, path: str) -> None:
        if path == STDIN:
            return
        try:
            files = list_files(path) if is_folder(path) else (path,)
            for file in files:
                self._sizes[file] = _size(file)
        except OSError:
            return  # its reading will say why

    def _cumulated(self) -> list[int]:
        sums, total = [], 0
        for size in self._sizes.values():
            sums.append(total)
            total += size
        return sums


def _size(path: str) -> int:
    try:
        return remote.facts(path)[0] if remote.is_url(path) else os.path.getsize(path)
    except (OSError, ValueError):
        return 0


def spoken(seconds: float) -> str:
    """A span of time for people.

    >>> spoken(7), spoken(200), spoken(7500)
    ('7 s', '3 min 20 s', '2 h 5 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60} min"

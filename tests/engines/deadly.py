"""Pages that crash, loop, eat memory, raise and kill the process of the engine that they are in."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from typing import Any

from cleaner.arrow import CleanBatches, Settings
from cleaner.batch import WorkerLimits
from cleaner.batch.answers import PageWork
from cleaner.model import Page
from cleaner.result import Result
from tests.batch.cleaners import poisoned

LIMITS = WorkerLimits(seconds=2.0, memory_bytes=300_000_000)
SETTINGS = Settings(limits=LIMITS)


def deadly(page: Page) -> Result:
    """As `poisoned`; besides `slay FILE` kills the process above, once: where FILE does not stand yet."""
    text = str(page.content)
    if text.startswith("slay"):
        with contextlib.suppress(FileExistsError), open(text.split()[1], "x"):
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
    return poisoned(page)


def cleaning() -> CleanBatches:
    return CleanBatches(SETTINGS, PageWork(deadly))


class Tables:
    """For `map_batches`."""

    def __init__(self) -> None:
        self._clean = cleaning()

    def __call__(self, table: Any) -> Any:
        return self._clean.table(table)

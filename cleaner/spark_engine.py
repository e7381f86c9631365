"""Apache Spark as the engine of `cleaner run --engine spark`. Sessions of Spark Connect are too thin for it."""

from __future__ import annotations

import os
import re
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Sequence
from types import TracebackType
from typing import Any, Self

from cleaner.errors import CleanerError
from cleaner.extras import import_extra

# A task that lost its process has this many tries; on a cluster Spark's own setting holds (spark.task.maxFailures).
_TRIES = 4
_LOCAL = re.compile(r"local(?:\[([^,\]]+)\])?")
_TICK_SECONDS = 0.5
_SUBMITTED = "PYSPARK_GATEWAY_PORT"  # set by spark-submit


class SparkEngine:
    """Spark as an engine of `cleaner.batch.run`. master: its address; None takes what spark-submit says, else `workers`
    cores of this machine. A session that is there already is used and left as it is.
    """

    def __init__(self, master: str | None = None, workers: int | None = None) -> None:
        self._sql = import_extra("pyspark.sql", "spark")
        self._master = _with_tries(master or (None if _SUBMITTED in os.environ else f"local[{workers or '*'}]"))
        self._session: Any = None
        self._own = False

    def __enter__(self) -> Self:
        """Raises CleanerError where Spark cannot be started."""
        self._own = self._sql.SparkSession.getActiveSession() is None
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = self._sql.SparkSession.builder.appName("cleaner").config("spark.ui.showConsoleProgress", "false")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of Spark about its own libraries; nothing here can mend it
                self._session = (builder.master(self._master) if self._master else builder).getOrCreate()
        except Exception as error:
            told = _short(error)
            raise CleanerError(f"Spark cannot be started: {told}; it needs Java 17, and an address it knows") from error
        if self._own:
            self._session.sparkContext.setLogLevel(
                "FATAL"
            )  # what it gives up at is an exception; what it mends is no news
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own:
            self._session.stop()

    @property
    def slots(self) -> int:
        return max(1, int(self._session.sparkContext.defaultParallelism))

    def map(self, work: Callable[[bytes], bytes], tasks: Sequence[bytes]) -> Generator[bytes | None, None, None]:
        """See Engine."""
        job = _Job(self._session.sparkContext, work, tasks)
        try:
            while not job.done(_TICK_SECONDS):
                yield None
        except BaseException:  # Ctrl-C, or nobody listens any more
            job.cancel()
            raise
        yield from job.answers()


class _Job(threading.Thread):
    """A job of Spark in a thread of its own, so that the caller can do something else meanwhile."""

    def __init__(self, context: Any, work: Callable[[bytes], bytes], tasks: Sequence[bytes]) -> None:
        super().__init__(daemon=True)
        self._context = context
        self._group = f"cleaner-{id(self)}"
        self._rows = context.parallelize(tasks, max(1, len(tasks))).map(work)
        self._found: list[bytes] = []
        self._error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self._context.setJobGroup(self._group, "cleaner", interruptOnCancel=True)
            self._found = self._rows.collect()
        except Exception as error:
            self._error = error

    def done(self, seconds: float) -> bool:
        self.join(seconds)
        return not self.is_alive()

    def cancel(self) -> None:
        self._context.cancelJobGroup(self._group)

    def answers(self) -> list[bytes]:
        """Raises CleanerError where Spark gave up."""
        if self._error is not None:
            told = _short(self._error)
            raise CleanerError(
                f"Spark gave up: {told}; what is done is kept, and the same command goes on"
            ) from self._error
        return self._found


def _with_tries(master: str | None) -> str | None:
    """On one machine Spark gives up at the first loss unless it is told otherwise.

    >>> _with_tries("local"), _with_tries("local[8]"), _with_tries("spark://a:7077")
    ('local[1,4]', 'local[8,4]', 'spark://a:7077')
    """
    match = _LOCAL.fullmatch(master or "")
    return f"local[{match[1] or 1},{_TRIES}]" if match else master


def _short(error: Exception) -> str:
    """What happened, from the many lines of Java and Python that Spark gives."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip() and not line.lstrip().startswith("at ")]
    causes = [line for line in lines if re.match(r"(\w+\.)*\w*(Error|Exception)\b", line)]
    return (causes or lines or [type(error).__name__])[-1].lstrip(": ")[:300]

"""What a run wants of an engine; cleaner.spark and cleaner.ray have one each."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from types import TracebackType
from typing import Protocol, Self


class Engine(Protocol):
    """Processes on one machine or many. Between `__enter__` and `__exit__` it can be worked with."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def slots(self) -> int:
        """How many tasks it does at the same time."""

    def map(self, work: Callable[[bytes], bytes], tasks: Sequence[bytes]) -> Generator[bytes | None, None, None]:
        """The answers, in any order, and None now and then so that the caller can look about; closing it ends all.

        What was lost with a process or a machine is done again. Raises CleanerError where that did not help.
        """

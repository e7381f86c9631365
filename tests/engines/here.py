"""An engine that is no other machine, for runs whose bytes are compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cleaner.batch import RunOptions, Summary, WorkerLimits, run
from cleaner.model import Lineage
from cleaner.writers import Names
from tests.batch.cleaners import fake
from tests.batch.test_resume import TEXTS

OPTIONS = RunOptions(
    Lineage("0", "rules"), names=Names("results.jsonl.zst"), part_pages=20, workers=1, limits=WorkerLimits(60)
)


@dataclass(slots=True)
class Here:
    """Does the tasks in this process, last ones first. losses: processes that die, each after the task of that number
    was done, so that it is done again. stop: raise KeyboardInterrupt after so many.
    """

    slots: int = 2
    again: frozenset[int] = frozenset()
    stop: int | None = None
    started: int = 0
    tasks: list[bytes] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.started += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def map(self, work: Callable[[bytes], bytes], tasks: Sequence[bytes]) -> Generator[bytes | None, None, None]:
        for number, task in reversed(list(enumerate(tasks))):
            if work.__name__ == "part_task":
                if self.stop == len(self.tasks):
                    raise KeyboardInterrupt
                self.tasks.append(task)
            if number in self.again:
                work(task)
            yield None
            yield work(task)


def rows(count: int) -> list[bytes]:
    return [
        json.dumps({"id": f"n{n}", "url": f"https://h{n % 3}.example/{n}", "text": TEXTS[n % len(TEXTS)]}).encode()
        + b"\n"
        for n in range(count)
    ]


def go(out: Path, inputs: Sequence[str], engine: Any = None, **others: Any) -> Summary:
    return run(inputs, out, others.pop("clean", fake), replace(OPTIONS, engine=engine, **others))


def same(expected: Summary, actual: Summary) -> None:
    assert replace(expected, seconds=0) == replace(actual, seconds=0)

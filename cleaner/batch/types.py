"""What a supervisor and its workers speak of: a job, its limits, its loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What one page may take: seconds of processor time (six times that by the clock) and bytes of memory, 0 for no
    limit. recycle: pages after which a worker is replaced; earlier where it holds on to a quarter of that memory.
    """

    seconds: float = 10.0  # the 99.9th percentile of real pages is below 1 s (hazards.md)
    memory_bytes: int = 2_000_000_000
    # To start and to meet 17 languages takes a worker 1.3 s, .26 ms a page of 5,000. It grew by 3 MB from the 2,000th
    # page of the corpus to the 30,000th, and by 6 MB while it cleaned 1,000 real ones five times more.
    recycle: int = 50_000


@dataclass(slots=True)
class Job:
    """One task on its way, settled at once when there is nothing to do (payload None), else with its answer. data: what
    to do it with, in pieces.
    """

    payload: bytes | None = None
    data: Sequence[bytes] = ()
    answer: bytes | Loss | None = None
    deaths: int = 0
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.payload or b"") + sum(map(len, self.data))

    @property
    def settled(self) -> bool:
        return self.payload is None

    def settle(self, answer: bytes | Loss) -> None:
        self.answer, self.payload, self.data = answer, None, ()


SETUP = "setup"  # a Loss of all tasks: the work cannot be done at all


@dataclass(frozen=True, slots=True)
class Loss:
    """Why there is no answer: `timeout`, `out_of_memory` or `crash`, and a sentence."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Death:
    """How a worker ended. tries: how often a task may see this before it is given up."""

    loss: Loss
    tries: int

"""Ray as the engine of `cleaner run --engine ray`."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from types import TracebackType
from typing import Any, Self

from cleaner.errors import CleanerError
from cleaner.extras import import_extra

# A task that lost its process or machine is done again this often.
_RETRIES = 5
# Handed over to Ray at the same time: so many for each core let a cluster grow, and do not flood its books.
_TASKS_A_SLOT = 8
_TICK_SECONDS = 0.5
# Ray gives itself 30 seconds to start on this machine, which a busy one may not grant at once.
_STARTS = 3


class RayEngine:
    """Ray as an engine of `cleaner.batch.run`. address: of a cluster (`auto` for the one this machine belongs to); None
    starts Ray on this machine, with `workers` cores. What is running already in this process is used and left as it is.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        self._ray = import_extra("ray", "ray")
        self._address = address or os.environ.get("RAY_ADDRESS")
        self._workers = workers
        self._own = False

    def __enter__(self) -> Self:
        """Raises CleanerError where Ray cannot be started or reached."""
        self._own = not self._ray.is_initialized()
        for tries_left in range(_STARTS, 0, -1) if self._own else ():
            try:
                given: dict[str, Any] = {"address": self._address} if self._address else self._local()
                self._ray.init(log_to_driver=False, logging_level="ERROR", **given)
                break
            except Exception as error:
                self._ray.shutdown()
                if self._address or tries_left == 1:
                    told = f"Ray cannot be started: {_short(error)}"
                    raise CleanerError(f"{told}; check the address, and that it is the same version") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own:
            self._ray.shutdown()

    @property
    def slots(self) -> int:
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def map(self, work: Callable[[bytes], bytes], tasks: Sequence[bytes]) -> Generator[bytes | None, None, None]:
        """See Engine."""
        remote = self._ray.remote(max_retries=_RETRIES, num_cpus=1)(work)
        todo = iter(tasks)
        running: list[Any] = []
        try:
            while True:
                while len(running) < self.slots * _TASKS_A_SLOT and (task := next(todo, None)) is not None:
                    running.append(remote.remote(task))
                if not running:
                    return
                done, running = self._ray.wait(running, timeout=_TICK_SECONDS)
                yield self._ray.get(done[0]) if done else None
        except self._ray.exceptions.RayError as error:
            told = _short(error)
            raise CleanerError(f"Ray gave up: {told}; what is done is kept, and the same command goes on") from error
        finally:  # after Ctrl-C, and when nobody listens any more
            for reference in running:
                self._ray.cancel(reference, force=True)

    def _local(self) -> dict[str, Any]:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody was asked
        return {"address": "local", "num_cpus": self._workers, "include_dashboard": False}


def _short(error: Exception) -> str:
    """The last line of what Ray gives, which says what happened."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[-1][:300]

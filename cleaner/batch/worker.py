"""The process that pages are cleaned in: `main`, with the id of the run's process, which may die of any of them, and
the descriptor of the ring that tasks lie in (ring.py).

Standard input says where each task is, first the pickled work, then what is to be done. Standard output says how many
bytes of memory this process holds, when it is ready, and then one answer a task. It ends when its input does, and when
the process PARENT is gone.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import os
import pickle
import signal
import sys
import time
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from cleaner.batch.ring import Taker
from cleaner.batch.usage import held_bytes
from cleaner.batch.wire import answer_frame
from cleaner.errors import CleanerError

EXIT_MEMORY = 86  # a MemoryError; other codes are crashes
EXIT_SETUP = 87  # the work cannot be done here, and standard error says why; another start would not help
_PR_SET_PDEATHSIG = 1
# The kernel's own choice when memory runs out: a worker, never the run itself.
_OOM_SCORE = "1000"


class Work(Protocol):
    """What a worker does, picklable. Equal tasks must give equal answers, whatever was done before."""

    def warm_up(self) -> None:
        """Load what the first task would have to wait for. Raises CleanerError where no task can be done."""

    def __call__(self, task: bytes, data: bytes) -> bytes:
        """Do `task` with `data`. Never raises but MemoryError."""


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal; the run decides
    die_with(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not get between the answers
    logging.disable(logging.CRITICAL)
    tasks = Taker(sys.stdin.buffer, int(sys.argv[2]))
    setup = tasks.take()
    if setup is None:
        return
    memory_bytes, work = pickle.loads(setup[0])
    with _memory_guard():
        try:
            work.warm_up()
        except CleanerError as error:
            print(" ".join(str(error).split()), file=sys.stderr, flush=True)
            os._exit(EXIT_SETUP)
        gc.freeze()  # rules and models stay to the end: the collector need not look through them again
        _limit_memory(memory_bytes)
        _serve(tasks, answers, work)


def _serve(tasks: Taker, answers: BinaryIO, work: Work) -> None:
    _write(answers, b"%d" % held_bytes(os.getpid()))  # ready
    while (task := tasks.take()) is not None:
        # While the parts of a page live the collector would look through all of them: 1.6 % of the
        # time of 200 real pages, .2 % in a bare loop.
        gc.disable()
        answer = work(*task)
        gc.enable()
        _write(answers, answer)


def _write(stream: BinaryIO, answer: bytes) -> None:
    rest = memoryview(answer_frame(answer, time.process_time()))
    while rest:
        rest = rest[stream.write(rest) :]


@contextlib.contextmanager
def _memory_guard() -> Iterator[None]:
    """After a MemoryError the state of the process is not to be trusted: it goes, and takes no further page along."""
    try:
        yield
    except MemoryError:
        os._exit(EXIT_MEMORY)
    except BrokenPipeError:  # the run has gone
        os._exit(0)


def die_with(parent: int) -> None:
    """Linux: the kernel ends this process together with its parent. Elsewhere the end of the input does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write(_OOM_SCORE)
    if os.getppid() != parent:
        os._exit(0)


def _limit_memory(extra_bytes: int) -> None:
    """Allow `extra_bytes` of address space beyond what is in use now; 0 for no limit. Linux only."""
    if not extra_bytes or sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + extra_bytes, used + extra_bytes))


if __name__ == "__main__":
    main()

"""How much a run takes in at a time: enough for the workers, little for memory, and it rests between."""

from __future__ import annotations

import os
import pickle
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from cleaner.batch.child import Child
from cleaner.batch.sandbox import Job, Sandbox, WorkerLimits, _has_enough
from cleaner.batch.wire import answer_frame
from tests.soak.turns import children

from .works import Obeys

pytestmark = pytest.mark.skipif(os.name != "posix", reason="workers need pipes that can be waited for")


def settle(tasks: Iterable[str]) -> None:
    with Sandbox(Obeys(), 1) as sandbox:
        assert all(job.settled for job in sandbox.settle(Job(task.encode()) for task in tasks))


def most_ahead(data: bytes, count: int) -> int:
    """How many jobs with such data are taken beyond those whose answers were given, at most, while so many are."""
    taken = ahead = 0

    def endless() -> Iterator[Job]:
        nonlocal taken
        while True:
            taken += 1
            yield Job(b"n", [data])

    with Sandbox(Obeys(), 1) as sandbox:
        answers = sandbox.settle(endless())
        for number in range(count):
            next(answers)
            ahead = max(ahead, taken - number)
    return ahead


def test_no_more_is_taken_than_the_window_holds() -> None:
    assert most_ahead(b"", 300) <= 130


def test_little_is_read_ahead_of_what_the_workers_have() -> None:
    """It would only wait in memory."""
    assert most_ahead(b"x" * 400_000, 60) <= 30


def worked(pid: int) -> float:
    """Processor seconds of a process, to the nanosecond: /proc tells hundredths, and the short rests are shorter."""
    return time.clock_gettime((~pid << 3) | 2)  # as clock_getcpuclockid(3) makes it of a pid on Linux


def is_at_work(pid: int) -> bool:
    """Whether it has, or would have, a core: a worker that waits for tasks has none."""
    return Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[0] == "R"


def rests(monkeypatch: pytest.MonkeyPatch, *tasks: str) -> list[float]:
    """Seconds for which answers were left to gather, each time that the run waited.

    A rest goes on until the worker has had a core for so long: where others have it, the run would wait again and
    again for the same answer, and the count would tell of them.
    """
    taken: list[float] = []
    sleep = time.sleep

    def rest(seconds: float) -> None:
        taken.append(seconds)
        since = {pid: worked(pid) for pid in children(os.getpid())} if sys.platform == "linux" else {}
        sleep(seconds)
        while any(is_at_work(pid) and worked(pid) - before < seconds for pid, before in since.items()):
            sleep(0.001)

    monkeypatch.setattr("cleaner.batch.sandbox.time.sleep", rest)
    settle(tasks)
    return taken


def test_answers_gather_while_the_workers_have_work_before_them(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = rests(monkeypatch, *["work 0.01"] * 60)
    assert 0.1 < max(taken) <= 0.2
    assert len(taken) < 20  # the start, a few on the way, the last ones


def test_nobody_rests_where_tasks_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0.02 > max(rests(monkeypatch, *["n"] * 60))


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child(pickle.dumps((0, Obeys())), WorkerLimits())
    made._take(answer_frame(b"", 0.0))  # ready
    yield made
    made.expire()
    made.end()


def has_enough(child: Child, jobs: int, pace: float) -> bool:
    """With so many jobs before it, of which one has taken so many seconds."""
    child.jobs.extend(Job(b"n") for _ in range(jobs + 1))
    child._ring.put(b"n")
    child._take(answer_frame(b"N", pace))
    assert child.pace == pace
    return _has_enough(child)


def test_a_worker_is_given_more_where_what_it_has_takes_less_than_two_fifths_of_a_second(child: Child) -> None:
    assert not has_enough(child, 99, 0.004)


def test_a_worker_is_given_no_more_where_what_it_has_takes_two_fifths_of_a_second(child: Child) -> None:
    assert has_enough(child, 100, 0.004)


def test_a_worker_with_long_tasks_has_one_chunk_in_work_and_one_on_its_way(child: Child) -> None:
    assert not has_enough(child, 8, 1.0)


def test_and_no_third_one(child: Child) -> None:
    assert has_enough(child, 9, 1.0)


def test_nothing_is_given_to_a_worker_beyond_two_chunks_before_its_first_answer(child: Child) -> None:
    child.jobs.extend(Job(b"n") for _ in range(9))
    assert _has_enough(child)


def gather(sandbox: Sandbox, *children: Child) -> None:
    """One chunk more, where these are the workers."""
    sandbox._children.extend(children)
    for _ in range(8):
        sandbox._gather(Job(b"n"))
    sandbox._children.clear()  # whoever made them ends them


@pytest.fixture
def other() -> Iterator[Child]:
    made = Child(pickle.dumps((0, Obeys())), WorkerLimits())
    made._take(answer_frame(b"", 0.0))
    yield made
    made.expire()
    made.end()


def test_a_chunk_goes_past_a_worker_that_has_enough_with_fewer_tasks(child: Child, other: Child) -> None:
    """That one has long tasks; the other would be idle while it is at them."""
    assert has_enough(child, 10, 1.0)
    assert not has_enough(other, 20, 0.001)
    gather(Sandbox(Obeys(), 2), child, other)
    assert (10, 28) == (len(child.jobs), len(other.jobs))


def test_a_chunk_goes_to_the_one_with_fewest_tasks_of_those_that_have_not_enough(child: Child, other: Child) -> None:
    assert not has_enough(child, 10, 0.001)
    assert not has_enough(other, 20, 0.001)
    gather(Sandbox(Obeys(), 2), child, other)
    assert (18, 20) == (len(child.jobs), len(other.jobs))


def waiting_bytes(pipe: int) -> int:
    import fcntl  # neither is there on Windows
    import termios

    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def test_answers_that_have_gathered_are_fetched_all_together() -> None:
    """More than one reading takes: what stayed in the pipe would wait until the run has rested again."""
    child = Child(pickle.dumps((0, Obeys())), WorkerLimits())
    jobs = [Job(b"big 50000") for _ in range(8)]
    while not child.ready:
        time.sleep(0.01)
        child.read()
    child.send([*jobs, Job(b"sleep 0.2")])
    while waiting_bytes(child.output) < 8 * 50_000:
        time.sleep(0.01)
    child.read()
    settled = [job.settled for job in jobs]
    child.expire()
    child.end()
    assert settled == [True] * 8

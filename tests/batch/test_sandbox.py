"""A task that crashes, loops or eats memory costs itself, and nothing else."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from cleaner.batch.child import Child
from cleaner.batch.sandbox import Job, Loss, Sandbox, WorkerLimits
from cleaner.batch.wire import answer_frame
from cleaner.errors import CleanerError

from .works import CannotStart, HeavyStart, Obeys

pytestmark = pytest.mark.skipif(os.name != "posix", reason="workers need pipes that can be waited for")
QUICK = WorkerLimits(seconds=0.5, memory_bytes=200_000_000)


def settle(*tasks: str, workers: int = 1, limits: WorkerLimits = QUICK) -> list[str]:
    """The answers, and of lost tasks the code in angle brackets."""
    with Sandbox(Obeys(), workers, limits) as sandbox:
        return [told(job) for job in sandbox.settle(Job(task.encode()) for task in tasks)]


def told(job: Job) -> str:
    assert job.answer is not None
    return f"<{job.answer.code}>" if isinstance(job.answer, Loss) else job.answer.decode()


def loss(task: str, limits: WorkerLimits = QUICK) -> Loss:
    with Sandbox(Obeys(), 1, limits) as sandbox:
        (job,) = sandbox.settle([Job(task.encode())])
    assert isinstance(job.answer, Loss)
    return job.answer


@pytest.mark.parametrize("workers", [1, 3])
def test_answers_come_in_the_order_of_the_tasks(workers: int) -> None:
    tasks = [f"sleep {0.02 * (n % 5 == 0)}" if n % 3 else f"n{n}" for n in range(100)]
    assert [task.upper() for task in tasks] == settle(*tasks, workers=workers)


BAD = {
    "segfault": "crash",
    "exit": "crash",
    "loop": "timeout",
    "sleep 60": "timeout",
    "eat 500000000": "out_of_memory",
    "grow": "out_of_memory",
    "killed": "out_of_memory",
}


def test_bad_tasks_lose_themselves_alone_each_with_its_reason() -> None:
    tasks = [f"n{n}" for n in range(80)]
    expected = [task.upper() for task in tasks]
    for at, (bad, code) in enumerate(BAD.items()):
        tasks[11 * at], expected[11 * at] = bad, f"<{code}>"
    assert expected == settle(*tasks, workers=2, limits=WorkerLimits(1.0, 200_000_000))


def test_many_bad_tasks_in_one_chunk_are_all_told_apart() -> None:
    assert ["<crash>", "A", "<crash>", "<crash>", "B"] == settle("exit", "a", "exit", "segfault", "b", workers=2)


def test_a_task_whose_worker_was_killed_from_outside_is_done_all_the_same(tmp_path: Path) -> None:
    mark = str(tmp_path / "mark")
    assert ["A", f"ONCE {mark}".upper(), "B"] == settle("a", f"once {mark}", "b")


def test_a_loss_says_how_it_came() -> None:
    assert "exit code 3 (last words)" in loss("exit").detail
    assert "SIGSEGV" in loss("segfault").detail
    assert "0.5 seconds" in loss("loop").detail
    assert "200 MB" in loss("eat 500000000").detail


def test_memory_within_the_limit_is_granted_whatever_the_worker_itself_holds() -> None:
    with Sandbox(HeavyStart(), 1, QUICK) as sandbox:
        (job,) = sandbox.settle([Job(b"eat 100000000")])
    assert "100000000" == told(job)


def test_what_a_library_prints_does_not_get_between_the_answers() -> None:
    assert ["PRINT", "A"] == settle("print", "a")


def test_large_tasks_and_answers_go_through() -> None:
    tasks = ["x" * 5_000_000, "big 5000000", "y" * 3_000_000]
    assert [5_000_000, 5_000_000, 3_000_000] == [len(answer) for answer in settle(*tasks, workers=2)]


def test_data_in_any_number_of_pieces_arrives_whole() -> None:
    many = [b"%d," % n for n in range(1_000)]
    large = [b"x" * 700_000, b"y", b"z" * 2_000_000]
    with Sandbox(Obeys(), 1) as sandbox:
        jobs = list(sandbox.settle([Job(b"data", many), Job(b"data"), Job(b"data", large), Job(b"n", many)]))
    assert [b"".join(many), b"", b"".join(large), b"N"] == [job.answer for job in jobs]


def test_jobs_without_work_keep_their_place() -> None:
    with Sandbox(Obeys(), 1) as sandbox:
        jobs = [Job(b"a"), Job(), Job(b"b"), Job()]
        assert jobs == list(sandbox.settle(jobs))


def test_nothing_to_do_is_nothing() -> None:
    assert [] == settle()


def test_an_answer_to_what_the_worker_has_not_been_given_is_passed_over() -> None:
    child, job = Child(pickle.dumps((0, Obeys())), QUICK), Job(b"pid")
    child._take(answer_frame(b"", 0.0))  # ready
    child.jobs.append(job)
    child._outside.append(job)  # for which the ring has no room
    child._take(answer_frame(b"from a worker out of its mind", 0.0))
    child.expire()
    child.end()
    assert not job.settled


def test_workers_are_recycled() -> None:
    pids = settle(*["pid"] * 40, limits=WorkerLimits(recycle=10))
    assert 3 <= len(set(pids)) <= 5


@pytest.mark.skipif(sys.platform != "linux", reason="no other system tells what a process holds")
@pytest.mark.parametrize(("kept", "workers"), [(60_000_000, 2), (1_000_000, 1)])
def test_a_worker_that_holds_on_to_a_quarter_of_the_memory_is_replaced(kept: int, workers: int) -> None:
    _, *pids = settle(f"keep {kept}", *["pid"] * 1_400, limits=WorkerLimits(memory_bytes=200_000_000))
    assert len(set(pids)) == workers


def test_workers_that_cannot_start_are_an_error_with_their_last_words() -> None:
    with (
        pytest.raises(CleanerError, match=r"workers cannot start.*no rules to be found"),
        Sandbox(CannotStart(), 1) as sandbox,
    ):
        list(sandbox.settle([Job(b"a")]))


def test_leaving_ends_all_workers_at_once() -> None:
    with Sandbox(Obeys(), 2) as sandbox:
        pids = {int(told(job)) for job in sandbox.settle([Job(b"pid") for _ in range(40)])}
        started = time.monotonic()
    assert time.monotonic() - started < 1
    assert [] == [pid for pid in pids if is_running(pid)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a killed process")
def test_workers_do_not_outlive_a_killed_run() -> None:
    code = (
        "from cleaner.batch.sandbox import *; from tests.batch.works import Obeys\n"
        "with Sandbox(Obeys(), 2) as s:\n"
        "    for job in s.settle(Job(b'pid' if n % 2 else b'sleep 0.1') for n in range(999)):\n"
        "        print(job.answer.decode(), flush=True)"
    )
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert run.stdout is not None
    pids = {int(line) for line, _ in zip(run.stdout, range(40), strict=False) if line.strip().isdigit()}
    assert len(pids) >= 1
    run.kill()
    run.wait()
    run.stdout.close()
    assert [] == survivors(pids, seconds=3)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_kernel_takes_a_worker_first_when_memory_runs_out() -> None:
    with Sandbox(Obeys(), 1) as sandbox:
        for job in sandbox.settle([Job(b"pid")]):
            assert "1000\n" == Path(f"/proc/{told(job)}/oom_score_adj").read_text()


def test_a_stopped_worker_is_replaced() -> None:
    """Nothing but the clock tells that it will never answer; meanwhile the run must not wait for its pipe."""
    with Sandbox(Obeys(), 1, WorkerLimits(seconds=0.2)) as sandbox:
        jobs = sandbox.settle(Job(task) for task in [b"pid", *[b"x" * 3_000_000] * 4])
        os.kill(int(told(next(jobs))), signal.SIGSTOP)
        answers = [told(job) for job in jobs]
    assert 4 == len(answers)
    assert answers.count("<timeout>") <= 1


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def survivors(pids: Iterable[int], seconds: float) -> list[int]:
    end = time.monotonic() + seconds
    left = list(pids)
    while left and time.monotonic() < end:
        left = [pid for pid in left if is_running(pid)]
        time.sleep(0.05)
    return left

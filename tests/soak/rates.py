"""How fast and how large a run is: against cleaning in a loop, with one and two workers, over few and many pages.

    python -m tests.soak.rates                    # on a quiet machine: about ten minutes
    python -m tests.soak.rates --pages 2000 --rounds 1 --skip-memory
    python -m tests.soak.rates --pages 1000 --benchmark --skip-memory

Three figures, each with what it should be:

overhead  what a run with one worker takes a page beyond a loop of `Cleaner.clean`, under 15 %
speed-up  pages a second of two workers against one, at least 1.8
memory    the peak over 20,000 pages against that over 2,000, within 10 %

Each is told by the clock, and by processor time, which holds on a busy machine, too: a run cannot be faster than its
busiest process, and two workers and the run itself share the cores there are. Few machines do twice the work on two
cores: what two bare loops side by side reach against one is told, too. Exits with 1 where a figure by processor time
is not what it should be.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from cleaner import Cleaner
from tests.soak.dump import pages, write

MOST_OVERHEAD = 0.15
LEAST_SPEED_UP = 1.8
MOST_GROWTH = 0.10
FEW, MANY = 2_000, 20_000
_SAMPLE_SECONDS = 0.2
_START_PAGES = 40  # of the dump that tells what starting takes


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, of the run itself and of its workers; peak memory in bytes of the run and of a worker."""

    clock: float
    parent: float
    workers: float
    parent_peak: int
    worker_peak: int

    def minus(self, other: Cost) -> Cost:
        """Without what starting takes."""
        return Cost(
            self.clock - other.clock,
            self.parent - other.parent,
            self.workers - other.workers,
            self.parent_peak,
            self.worker_peak,
        )


def run(dump: Path, out: Path, workers: int) -> Cost:
    """One run as users start it."""
    line = [sys.executable, "-m", "cleaner", "run", str(dump), "--out", str(out), "--quiet", "--no-report", "--restart"]
    started = time.monotonic()
    process = subprocess.Popen([*line, "--workers", str(workers)])
    peaks: dict[int, int] = {}
    done = threading.Event()
    sampler = threading.Thread(target=_sample, args=(process.pid, peaks, done))
    sampler.start()
    # Processor time of the workers is told by the process that waits for them; of itself, by the kernel.
    parent = 0.0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        parent = max(parent, _own_seconds(process.pid))
        time.sleep(0.02)
    clock = time.monotonic() - started
    parent = max(parent, _own_seconds(process.pid))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    done.set()
    sampler.join()
    if process.returncode not in (0, 1):
        raise SystemExit(f"the run ended with exit code {process.returncode}")
    workers_seconds = usage.ru_utime + usage.ru_stime - parent
    own = peaks.pop(process.pid, 0)
    return Cost(clock, parent, workers_seconds, own, max(peaks.values(), default=0))


def loops(count: int, benchmark: bool, processes: int) -> float:
    """Processor seconds of `Cleaner.clean` over the pages, one after the other, in each of so many processes."""
    started = []
    for _ in range(processes):
        receive, send = multiprocessing.get_context("spawn").Pipe(duplex=False)
        process = multiprocessing.get_context("spawn").Process(target=_loop, args=(count, benchmark, send))
        process.start()
        started.append((receive, process))
    seconds: list[float] = [receive.recv() for receive, _ in started]
    for _, process in started:
        process.join()
    return statistics.mean(seconds)


def _loop(count: int, benchmark: bool, send: object) -> None:
    made = list(pages(count, benchmark))
    cleaner = Cleaner()
    for page in made[:_START_PAGES]:
        cleaner.clean(page.content, url=page.url, kind=page.kind, crawled=page.day)
    started = time.process_time()
    for page in made[_START_PAGES:]:
        cleaner.clean(page.content, url=page.url, kind=page.kind, crawled=page.day)
    send.send(time.process_time() - started)  # type: ignore[attr-defined]


def _own_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _sample(pid: int, peaks: dict[int, int], done: threading.Event) -> None:
    """The peak memory of the run and of each of its workers, as the kernel remembers it."""
    while not done.wait(_SAMPLE_SECONDS):
        for one in (pid, *_children(pid)):
            try:
                lines = Path(f"/proc/{one}/status").read_text().splitlines()
            except OSError:
                continue
            found = next((line for line in lines if line.startswith("VmHWM:")), None)
            if found:
                peaks[one] = max(peaks.get(one, 0), int(found.split()[1]) * 1024)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _measured(dumps: tuple[Path, Path], folder: Path, workers: int) -> Cost:
    """A run over the second dump, without what one over the first, of a few pages, takes to start."""
    start, whole = (run(dump, folder / "out", workers) for dump in dumps)
    return whole.minus(start)


def rates(folder: Path, count: int, rounds: int, benchmark: bool) -> bool:
    """Print overhead and speed-up; whether both are as they should be by processor time.

    One loop, two of them, one worker and two take turns, since the machine is now faster, now slower: all figures are
    the medians of the rounds, each against its own; the costs are those of the round whose loop took the least.
    """
    sizes = (_START_PAGES, count)
    dumps = tuple(write(folder / str(size), size, "jsonl.zst", benchmark) for size in sizes)
    turns = [
        Round(
            loops(count, benchmark, 1),
            loops(count, benchmark, 2),
            *(_measured((dumps[0], dumps[1]), folder, n) for n in (1, 2)),
        )
        for _ in range(rounds)
    ]
    done = count - _START_PAGES
    best = min(turns, key=lambda each: each.loop)
    for n, cost in ((1, best.one), (2, best.two)):
        print(f"{n} workers: {1000 * cost.clock / done:.2f} ms a page by the clock; processor: "
              f"run {1000 * cost.parent / done:.2f}, workers {1000 * cost.workers / done:.2f}")  # fmt: skip
    print(f"loop: {1000 * best.loop / done:.2f} ms a page")
    overhead, slower, whole = (_medians(turns, name) for name in ("overhead", "overhead_by_clock", "overhead_of_all"))
    print(f"overhead: {overhead} by processor time, {slower} by the clock (under {MOST_OVERHEAD}); "
          f"all processes together {whole}")  # fmt: skip
    speed_up, by_clock = _medians(turns, "speed_up"), _medians(turns, "speed_up_by_clock")
    print(f"speed-up of two workers on {len(os.sched_getaffinity(0))} cores: {speed_up} by processor time, "
          f"{by_clock} by the clock (at least {LEAST_SPEED_UP})")  # fmt: skip
    print(f"speed-up of two bare loops: {_medians(turns, 'bare')}")
    return overhead.median < MOST_OVERHEAD and speed_up.median >= LEAST_SPEED_UP


@dataclass(frozen=True, slots=True)
class Round:
    """What the same pages took one after the other. loop: processor seconds. pair: of each of two loops side by side.
    one, two: workers.
    """

    loop: float
    pair: float
    one: Cost
    two: Cost

    @property
    def overhead(self) -> float:
        """With a core of its own each, the run and its one worker go side by side: the busier one tells."""
        return max(self.one.parent, self.one.workers) / self.loop - 1

    @property
    def overhead_by_clock(self) -> float:
        return self.one.clock / self.loop - 1

    @property
    def overhead_of_all(self) -> float:
        return (self.one.parent + self.one.workers) / self.loop - 1

    @property
    def speed_up(self) -> float:
        cores = len(os.sched_getaffinity(0))
        one, two = self.one, self.two
        return max(one.parent, one.workers) / max(
            two.parent, two.workers / 2, (two.parent + two.workers) / min(cores, 3)
        )

    @property
    def speed_up_by_clock(self) -> float:
        return self.one.clock / self.two.clock

    @property
    def bare(self) -> float:
        """How much more two loops do than one."""
        return 2 * self.loop / self.pair


@dataclass(frozen=True, slots=True)
class Medians:
    """A figure of the rounds; in words its median, and all of them."""

    all: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.all)

    def __str__(self) -> str:
        return f"{self.median:.3f} ({', '.join(f'{one:.2f}' for one in self.all)})"


def _medians(turns: list[Round], name: str) -> Medians:
    return Medians(tuple(getattr(each, name) for each in turns))


def memory(folder: Path, workers: int) -> bool:
    """Print the peaks; whether that over many pages is near that over few."""
    few, many = (run(write(folder / str(n), n, "jsonl.zst"), folder / "out", workers) for n in (FEW, MANY))
    good = True
    for name, before, after in (
        ("run", few.parent_peak, many.parent_peak),
        ("worker", few.worker_peak, many.worker_peak),
    ):
        growth = after / before - 1
        good = good and growth <= MOST_GROWTH
        print(f"peak memory of the {name}: {before / 1e6:.0f} MB over {FEW:,} pages, "
              f"{after / 1e6:.0f} MB over {MANY:,} ({100 * growth:+.1f} %, "
              f"at most {100 * MOST_GROWTH:.0f} %)")  # fmt: skip
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2, help="for the memory")
    parser.add_argument("--benchmark", action="store_true", help="rates over real pages, which are five times as large")
    parser.add_argument("--skip-memory", action="store_true")
    parser.add_argument("--skip-rates", action="store_true")
    parser.add_argument("--folder", type=Path, help="where to work; what is made there stays")
    given = parser.parse_args()
    print(f"load {', '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        good = given.skip_rates or rates(folder, given.pages, given.rounds, given.benchmark)
        good = (given.skip_memory or memory(folder, given.workers)) and good
    print(f"load {', '.join(f'{load:.1f}' for load in os.getloadavg())} at the end")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

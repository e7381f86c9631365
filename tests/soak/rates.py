"""How fast and how large a run is: against cleaning in a loop, with one and two workers, over few and many pages.

    python -m tests.soak.rates                    # on a quiet machine: about ten minutes
    python -m tests.soak.rates --pages 3000 --rounds 1 --skip-memory
    python -m tests.soak.rates --pages 1500 --benchmark --skip-memory

Three figures, each with what it should be:

overhead  what a run with one worker takes a page beyond a loop of `Cleaner.clean`, under 15 %
speed-up  pages a second of two workers against one, at least 1.8
memory    the peak over 20,000 pages against that over 2,000, within 10 %

Each is told by the clock, and by processor time, which holds on a busy machine, too: a run cannot be faster than its
busiest process, and two workers and the run itself share the cores there are. Few machines do twice the work on two
cores: what two bare loops side by side reach against one is told, too, and what share of that the workers reach. Exits
with 1 where a figure by processor time is not what it should be.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from cleaner import Cleaner
from tests.soak.dump import pages, write
from tests.soak.turns import Cost, in_turns, peaks

MOST_OVERHEAD = 0.15
LEAST_SPEED_UP = 1.8
MOST_GROWTH = 0.10
FEW, MANY = 2_000, 20_000
# Of the pages: they tell what starting takes. Each worker meets each language for a first time, too: with two workers
# over 2,000 pages of the corpus that came to .5 ms a page, and hid what a long run does.
_START_SHARE = 1 / 3


def start_pages(count: int) -> int:
    return int(count * _START_SHARE)


def run_line(dump: Path, out: Path, workers: int) -> list[str]:
    """A run as users start it."""
    line = [sys.executable, "-m", "cleaner", "run", str(dump), "--out", str(out), "--quiet", "--no-report", "--restart"]
    return [*line, "--workers", str(workers)]


def loop_line(count: int, benchmark: bool, processes: int) -> list[str]:
    """`Cleaner.clean` over the pages, one after the other, in each of so many processes; see `loops`."""
    line = [sys.executable, "-m", "tests.soak.rates", "--loop", str(processes), "--pages", str(count)]
    return line + ["--benchmark"] * benchmark


def loops(count: int, benchmark: bool, processes: int) -> float:
    """Processor seconds that each of the processes takes for its loop."""
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
    made, start = list(pages(count, benchmark)), start_pages(count)
    cleaner = Cleaner()
    for page in made[:start]:
        cleaner.clean(page.content, url=page.url, kind=page.kind, crawled=page.day)
    started = time.process_time()
    for page in made[start:]:
        cleaner.clean(page.content, url=page.url, kind=page.kind, crawled=page.day)
    send.send(time.process_time() - started)  # type: ignore[attr-defined]


def rates(folder: Path, count: int, rounds: int, benchmark: bool) -> bool:
    """Print overhead and speed-up; whether both are as they should be by processor time.

    Loops and runs take turns (turns.py); all figures are the medians of the rounds, each against its own; the costs
    are those of the round whose loop took the least.
    """
    sizes = (start_pages(count), count)
    dumps = tuple(write(folder / str(size), size, "jsonl.zst", benchmark) for size in sizes)
    turns = [_round(folder, (dumps[0], dumps[1]), count, benchmark) for _ in range(rounds)]
    done = count - start_pages(count)
    best = min(turns, key=lambda each: each.loop)
    for n, cost in ((1, best.one), (2, best.two)):
        print(f"{n} workers: {1000 * cost.clock / done:.2f} ms a page by the clock; processor: "
              f"run {1000 * cost.own / done:.2f}, workers {1000 * cost.children / done:.2f}")  # fmt: skip
    print(f"loop: {1000 * best.loop / done:.2f} ms a page")
    overhead, slower, whole = (_medians(turns, name) for name in ("overhead", "overhead_by_clock", "overhead_of_all"))
    print(f"overhead: {overhead} by processor time, {slower} by the clock (under {MOST_OVERHEAD}); "
          f"all processes together {whole}")  # fmt: skip
    speed_up, by_clock = _medians(turns, "speed_up"), _medians(turns, "speed_up_by_clock")
    print(f"speed-up of two workers on {len(os.sched_getaffinity(0))} cores: {speed_up} by processor time, "
          f"{by_clock} by the clock (at least {LEAST_SPEED_UP})")  # fmt: skip
    bare, share = _medians(turns, "bare"), _medians(turns, "share_of_bare")
    print(f"speed-up of two bare loops: {bare}; share of it that the workers reach: {share}")
    return overhead.median < MOST_OVERHEAD and speed_up.median >= LEAST_SPEED_UP


def _round(folder: Path, dumps: tuple[Path, Path], count: int, benchmark: bool) -> Round:
    """The second dump, without what the first, of its first pages, takes."""
    lines = {f"loop {n}": loop_line(count, benchmark, n) for n in (1, 2)}
    shares = dict.fromkeys(lines, 1.0)
    for n in (1, 2):
        for part, (dump, share) in enumerate(zip(dumps, (_START_SHARE, 1.0), strict=True)):
            lines[f"run {n} {part}"] = run_line(dump, folder / f"out-{n}-{part}", n)
            shares[f"run {n} {part}"] = share / n
    told = in_turns(lines, shares)
    one, two = (told[f"run {n} 1"][0].minus(told[f"run {n} 0"][0]) for n in (1, 2))
    return Round(float(told["loop 1"][1]), float(told["loop 2"][1]), one, two)


@dataclass(frozen=True, slots=True)
class Round:
    """What the same pages took in turns. loop: processor seconds. pair: of each of two loops side by side.
    one, two: workers.
    """

    loop: float
    pair: float
    one: Cost
    two: Cost

    @property
    def overhead(self) -> float:
        """With a core of its own each, the run and its one worker go side by side: the busier one tells."""
        return max(self.one.own, self.one.children) / self.loop - 1

    @property
    def overhead_by_clock(self) -> float:
        return self.one.clock / self.loop - 1

    @property
    def overhead_of_all(self) -> float:
        return (self.one.own + self.one.children) / self.loop - 1

    @property
    def speed_up(self) -> float:
        cores = len(os.sched_getaffinity(0))
        one, two = self.one, self.two
        return max(one.own, one.children) / max(two.own, two.children / 2, (two.own + two.children) / min(cores, 3))

    @property
    def speed_up_by_clock(self) -> float:
        return self.one.clock / self.two.clock

    @property
    def bare(self) -> float:
        """How much more two loops do than one."""
        return 2 * self.loop / self.pair

    @property
    def share_of_bare(self) -> float:
        return self.speed_up / self.bare


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
    dumps = (write(folder / str(n), n, "jsonl.zst") for n in (FEW, MANY))
    few, many = (peaks(run_line(dump, folder / "out", workers)) for dump in dumps)
    good = True
    for name, before, after in zip(("run", "worker"), few, many, strict=True):
        growth = after / before - 1
        good = good and growth <= MOST_GROWTH
        print(f"peak memory of the {name}: {before / 1e6:.0f} MB over {FEW:,} pages, "
              f"{after / 1e6:.0f} MB over {MANY:,} ({100 * growth:+.1f} %, "
              f"at most {100 * MOST_GROWTH:.0f} %)")  # fmt: skip
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=6_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2, help="for the memory")
    parser.add_argument("--benchmark", action="store_true", help="rates over real pages, which are five times as large")
    parser.add_argument("--skip-memory", action="store_true")
    parser.add_argument("--skip-rates", action="store_true")
    parser.add_argument("--folder", type=Path, help="where to work; what is made there stays")
    parser.add_argument("--loop", type=int, help="only this: processor seconds of so many loops side by side")
    given = parser.parse_args()
    if given.loop:
        print(loops(given.pages, given.benchmark, given.loop))
        return 0
    print(f"load {', '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        good = given.skip_rates or rates(folder, given.pages, given.rounds, given.benchmark)
        good = (given.skip_memory or memory(folder, given.workers)) and good
    print(f"load {', '.join(f'{load:.1f}' for load in os.getloadavg())} at the end")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

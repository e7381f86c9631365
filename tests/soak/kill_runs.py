"""Kills runs and their workers at random moments, lets them go on, and compares what comes of it with a calm run.

    python -m tests.soak.kill_runs --kills 100 --seed 1

Half of the kills (SIGKILL) go to a worker, half to the whole run. Nothing may be missing, doubled or torn in the end,
no worker may outlive its run, and no temporary file may be left. Exits with 1 and says what is wrong otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from cleaner.batch import RunOptions, WorkerLimits, run
from cleaner.model import Lineage, Page
from cleaner.result import Result
from cleaner.writers import Names
from tests.batch.cleaners import fake
from tests.soak.turns import children

PAGES = 2_000
WORKERS = 2
FILES = ("results.jsonl.zst", "log.jsonl.zst", "dead.jsonl")
OPTIONS = RunOptions(Lineage("0", "rules"), names=Names(*FILES), limits=WorkerLimits(60), part_pages=50)
# From the start of a run to a kill: starting takes about one second, the work two.
_KILL_SECONDS = (0.1, 4.0)
_ORPHAN_SECONDS = 5.0


def slow(page: Page) -> Result:
    """As `fake`, with the time of a small page."""
    time.sleep(0.002)
    return fake(page)


@dataclass(slots=True)
class Soak:
    """One series of kills. problems: what is wrong, for people."""

    folder: Path
    kills: int
    random: random.Random
    of_runs: int = 0
    of_workers: int = 0
    finished: int = 0
    problems: list[str] = field(default_factory=list)
    _pids: set[int] = field(default_factory=set)

    def go(self) -> None:
        """Run after run until all kills are spent and the last run has come to its end."""
        source = write_dump(self.folder / "in.jsonl")
        run([source], self.folder / "calm", fake, OPTIONS)
        while self.of_runs + self.of_workers < self.kills:
            self._until_done(source, self.folder / "out")
            self._compare()
            shutil.rmtree(self.folder / "out")
        end = time.monotonic() + _ORPHAN_SECONDS
        while (orphans := [pid for pid in self._pids if _is_worker(pid)]) and time.monotonic() < end:
            time.sleep(0.1)
        if orphans:
            self.problems.append(f"workers that outlived their run: {orphans}")

    def _until_done(self, source: str, out: Path) -> None:
        while True:
            line = [sys.executable, "-m", "tests.soak.kill_runs", "--child", source, str(out)]
            process = subprocess.Popen(line, cwd=Path(__file__).parent.parent.parent)
            self._disturb(process)
            code = process.wait()
            if code == 1:  # pages failed, as some are made to
                self.finished += 1
                return
            if code != -signal.SIGKILL:
                self.problems.append(f"a run ended with exit code {code}")
                return

    def _disturb(self, process: subprocess.Popen[bytes]) -> None:
        """Kill workers until the run itself is hit, is done, or no kills are left."""
        while self.of_runs + self.of_workers < self.kills:
            try:
                process.wait(self.random.uniform(*_KILL_SECONDS))
                return
            except subprocess.TimeoutExpired:
                workers = children(process.pid)
            self._pids.update(workers)
            if workers and self.random.random() < 0.5:
                os.kill(self.random.choice(workers), signal.SIGKILL)
                self.of_workers += 1
            else:
                process.kill()
                self.of_runs += 1
                return

    def _compare(self) -> None:
        out, calm = self.folder / "out", self.folder / "calm"
        if sorted(os.listdir(out)) != sorted(os.listdir(calm)):
            self.problems.append(f"files are {sorted(os.listdir(out))}, should be {sorted(os.listdir(calm))}")
            return
        self.problems += [
            f"{name} differs" for name in FILES if (out / name).read_bytes() != (calm / name).read_bytes()
        ]
        pages = [orjson.loads((folder / "manifest.json").read_bytes())["pages"] for folder in (out, calm)]
        if pages != [PAGES, PAGES]:
            self.problems.append(f"{pages[0]:,} pages were counted, should be {PAGES:,}")


def write_dump(path: Path) -> str:
    texts = ("The ferry. Share", "A boat.  |Share", "bad", "empty", "A whale. |Share")
    with path.open("wb") as file:
        for number in range(PAGES):
            file.write(orjson.dumps({"id": f"n{number}", "text": texts[number % len(texts)]}) + b"\n")
    return str(path)


def _is_worker(pid: int) -> bool:
    try:
        return b"cleaner.batch.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", nargs=2, metavar=("SOURCE", "OUT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        source, out = given.child
        return run([source], Path(out), slow, replace(OPTIONS, workers=WORKERS)).exit_code
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), given.kills, random.Random(given.seed))
        started = time.monotonic()
        soak.go()
    print(f"{soak.of_runs} runs and {soak.of_workers} workers killed, {soak.finished} runs brought to their end, "
          f"{time.monotonic() - started:.0f} s")  # fmt: skip
    print("\n".join(soak.problems) or "nothing missing, doubled or torn")
    return 1 if soak.problems else 0


if __name__ == "__main__":
    from tests.soak import kill_runs  # so that workers find `slow` under the same name

    sys.exit(kill_runs.main())

"""Programs that take turns of at most half a second, so that all of them meet the same moods of the machine.

One after the other, the same program takes up to twice as long as a minute before on a machine that others use, too.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.batch.usage import processor_seconds

# Of the longest. After a rest caches are cold, which costs those most whose turns are short.
_TURN_SECONDS = 0.5
# Between two looks at the memory of a program that runs alone. Nobody looks at those that take turns: that, and asking
# every 5 ms whether one had ended, took 2.4 % of two cores, and all of it from runs with two workers.
_SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program took. clock: seconds of its turns. own, children: of processor, of itself and of the processes
    that it waited for.
    """

    clock: float
    own: float
    children: float

    def minus(self, other: Cost) -> Cost:
        """Without what starting takes."""
        return Cost(self.clock - other.clock, self.own - other.own, self.children - other.children)


class Program:
    """One that was started and rests until its turn. Its children rest with it."""

    def __init__(self, line: Sequence[str]) -> None:
        self._process = subprocess.Popen(line, stdout=subprocess.PIPE)
        self._end = os.pidfd_open(self._process.pid)
        self._clock = 0.0
        self._rest()

    def turn(self, seconds: float) -> bool:
        """Let it work for so long; whether it goes on."""
        started = time.monotonic()
        _signal(self._resting, signal.SIGCONT)
        alive = not select.select([self._end], [], [], seconds)[0]
        if alive:
            self._rest()
        self._clock += time.monotonic() - started
        return alive

    def cost(self) -> tuple[Cost, bytes]:
        """What it took until it ended, and what it said. Raises SystemExit where it ended badly."""
        said = self._process.stdout.read() if self._process.stdout else b""
        own = processor_seconds(self._process.pid, 0.0)  # until it is waited for, the system tells
        _, status, usage = os.wait4(self._process.pid, 0)
        os.close(self._end)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        if self._process.returncode not in (0, 1):
            raise SystemExit(f"{self._process.args!r} ended with exit code {self._process.returncode}")
        return Cost(self._clock, own, usage.ru_utime + usage.ru_stime - own), said

    def _rest(self) -> None:
        """The program first: it may start children, and it gives them their work. Who rests is remembered, since
        children of a program that ends at this moment are its children no more."""
        _signal([self._process.pid], signal.SIGSTOP)
        self._resting = [self._process.pid, *children(self._process.pid)]
        _signal(self._resting[1:], signal.SIGSTOP)


def in_turns(lines: Mapping[str, Sequence[str]], shares: Mapping[str, float]) -> dict[str, tuple[Cost, bytes]]:
    """What each of the programs took, and what it said. shares: how long their turns are, against those of the longest;
    with the share of the time that it will take, each goes on to the end of all, and none has an hour of its own."""
    programs = {name: Program(line) for name, line in lines.items()}
    going = list(programs)
    while going:
        going = [name for name in going if programs[name].turn(_TURN_SECONDS * shares[name])]
    return {name: program.cost() for name, program in programs.items()}


def peaks(line: Sequence[str]) -> tuple[int, int]:
    """Peak memory of a program and of the largest of its children, in bytes, as the kernel remembers it.

    Raises SystemExit where it ended badly.
    """
    process = subprocess.Popen(line)
    seen: dict[int, int] = {}
    while process.poll() is None:
        for one in (process.pid, *children(process.pid)):
            seen[one] = max(seen.get(one, 0), _peak(one))
        time.sleep(_SAMPLE_SECONDS)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{line!r} ended with exit code {process.returncode}")
    return seen.pop(process.pid, 0), max(seen.values(), default=0)


def _signal(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    found = next((line for line in lines if line.startswith("VmHWM:")), None)
    return int(found.split()[1]) * 1024 if found else 0


def children(pid: int) -> list[int]:
    """The processes that its main thread started; none when it is gone. Linux."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []

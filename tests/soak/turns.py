"""Programs that take turns of at most a quarter of a second, so that all of them meet the same moods of the machine.

One after the other, the same program takes up to twice as long as a minute before on a machine that others use, too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.batch.usage import processor_seconds

_TURN_SECONDS = 0.25
_LOOK_SECONDS = 0.005  # after which a program that has ended is noticed
_SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program took. clock: seconds of its turns. own, children: of processor, of itself and of the processes
    that it waited for. own_peak, child_peak: bytes of memory, of itself and of the largest of these.
    """

    clock: float
    own: float
    children: float
    own_peak: int = 0
    child_peak: int = 0

    def minus(self, other: Cost) -> Cost:
        """Without what starting takes."""
        seconds = (self.clock - other.clock, self.own - other.own, self.children - other.children)
        return Cost(*seconds, self.own_peak, self.child_peak)


class Program:
    """One that was started and rests until its turn. Its children rest with it."""

    def __init__(self, line: Sequence[str]) -> None:
        self._process = subprocess.Popen(line, stdout=subprocess.PIPE)
        self._clock = self._own = 0.0
        self._peaks: dict[int, int] = {}
        self._done = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()
        self._rest()

    def turn(self, seconds: float) -> bool:
        """Let it work for so long; whether it goes on."""
        started = time.monotonic()
        _signal(self._resting, signal.SIGCONT)
        while (alive := self._alive()) and time.monotonic() - started < seconds:
            self._own = processor_seconds(self._process.pid, self._own)
            time.sleep(_LOOK_SECONDS)
        if alive:
            self._rest()
        self._clock += time.monotonic() - started
        return alive

    def cost(self) -> tuple[Cost, bytes]:
        """What it took until it ended, and what it said. Raises SystemExit where it ended badly."""
        said = self._process.stdout.read() if self._process.stdout else b""
        self._own = processor_seconds(self._process.pid, self._own)
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._done.set()
        self._sampler.join()
        if self._process.returncode not in (0, 1):
            raise SystemExit(f"{self._process.args!r} ended with exit code {self._process.returncode}")
        children = usage.ru_utime + usage.ru_stime - self._own
        own_peak = self._peaks.pop(self._process.pid, 0)
        return Cost(self._clock, self._own, children, own_peak, max(self._peaks.values(), default=0)), said

    def _alive(self) -> bool:
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def _rest(self) -> None:
        """The program first: it may start children, and it gives them their work. Who rests is remembered, since
        children of a program that ends at this moment are its children no more."""
        _signal([self._process.pid], signal.SIGSTOP)
        self._resting = [self._process.pid, *children(self._process.pid)]
        _signal(self._resting[1:], signal.SIGSTOP)

    def _sample(self) -> None:
        """Its peak memory and that of each of its children, as the kernel remembers it."""
        while not self._done.wait(_SAMPLE_SECONDS):
            for one in (self._process.pid, *children(self._process.pid)):
                self._peaks[one] = max(self._peaks.get(one, 0), _peak(one))


def in_turns(lines: Mapping[str, Sequence[str]], shares: Mapping[str, float]) -> dict[str, tuple[Cost, bytes]]:
    """What each of the programs took, and what it said. shares: how long their turns are, against those of the longest;
    with the share of the time that it will take, each goes on to the end of all, and none has an hour of its own."""
    programs = {name: Program(line) for name, line in lines.items()}
    going = list(programs)
    while going:
        going = [name for name in going if programs[name].turn(_TURN_SECONDS * shares[name])]
    return {name: program.cost() for name, program in programs.items()}


def alone(line: Sequence[str]) -> tuple[Cost, bytes]:
    """The same of one program, without rests."""
    program = Program(line)
    program.turn(float("inf"))
    return program.cost()


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

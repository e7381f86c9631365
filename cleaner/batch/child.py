"""A worker as its supervisor sees it: a ring and two pipes that never block, a queue, a clock, a cause of death."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable
from typing import IO

from cleaner.batch.ring import Ring
from cleaner.batch.types import SETUP, Death, Job, Loss, WorkerLimits
from cleaner.batch.usage import held_bytes, in_bytes, own_peak, processor_seconds
from cleaner.batch.wire import BrokenFrame, FrameBuffer
from cleaner.batch.worker import EXIT_MEMORY, EXIT_SETUP
from cleaner.errors import CleanerError

# Loading the rule book takes two seconds; a machine under heavy load may need far longer.
START_SECONDS = 180.0
# A page may wait this many times its limit by the clock while the processor is busy with others.
CLOCK_FACTOR = 6
# From the end of a process's output to its own; writing a core file may take long.
_END_SECONDS, _POLL_SECONDS = 5.0, 0.002
_READ_BYTES = 65_536  # most answers in one piece; what is above 128 KB would be mapped anew at every reading
_PIPE_BYTES = 1_048_576
_STDERR_BYTES = 400
# Weight of the latest page in what a page of this worker takes.
_LATEST = 0.1
# Not by `-m`: Python would warn that the package has imported the module already, and that would be the last words.
_START = "from cleaner.batch.worker import main; main()"
# A worker that died with this share of its memory in use has died of it, whatever the signal.
_MEMORY_SHARE = 0.5
# One that holds on to this share of it leaves too little for the pages to come; looked at after so many.
_HELD_SHARE, _LOOK_PAGES = 0.25, 500


class Child:
    """A running worker. Raises OSError where none can be started."""

    def __init__(self, setup: bytes, limits: WorkerLimits) -> None:
        self._limits = limits
        self._first_peak = own_peak()
        with contextlib.ExitStack() as opened:
            self._ring = opened.enter_context(contextlib.closing(Ring()))
            self._stderr = opened.enter_context(tempfile.TemporaryFile())
            self._process = _popen(self._stderr, self._ring.fileno())
            opened.pop_all()  # `end` closes them
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self.output = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self.output, False)
        _widen(self.output)
        self.jobs: deque[Job] = deque()  # unanswered
        self._outside: deque[Job] = deque()  # those of them that the ring had no room for
        self.ready = False
        self._taken = 0
        self._first_held = 0  # bytes of memory when it was ready
        self._bloated = False
        self._frames = FrameBuffer()
        self._since = time.monotonic()
        self._used = 0.0  # processor time at the last answer
        self.pace = 0.0  # seconds of it that a page takes, the latest ones above all; 0 while nobody knows
        self._overdue = False
        self._tell(self._ring.put(setup) or b"")

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, jobs: Iterable[Job]) -> None:
        if not self.jobs:
            self._since = time.monotonic()
        for job in jobs:
            self.jobs.append(job)
            self._outside.append(job)
            self._taken += 1
            if self._taken % _LOOK_PAGES == 0 and self._limits.memory_bytes:
                held = held_bytes(self.pid) - self._first_held
                self._bloated = held > _HELD_SHARE * self._limits.memory_bytes
        self._pass_on()

    @property
    def worn(self) -> bool:
        """Whether it is to be replaced when it is done."""
        return self._bloated or self._taken >= self._limits.recycle

    def _pass_on(self) -> None:
        """What the ring has room for."""
        heads = b""
        try:
            while self._outside and (head := self._ring.put(self._outside[0].payload or b"", self._outside[0].data)):
                self._outside.popleft()
                heads += head
        except OSError as error:
            raise CleanerError(f"a page cannot be handed to a worker: {error.strerror}; use fewer workers") from error
        self._tell(heads)

    def _tell(self, heads: bytes) -> None:
        """The heads of all jobs that a worker may be given are smaller than any pipe."""
        # A broken pipe is seen again, with all answers before it, at the end of the output.
        with contextlib.suppress(BrokenPipeError):
            if heads:
                os.write(self._input, heads)

    def read(self) -> bool:
        """Settle the jobs whose answers have arrived; False when the worker has ended."""
        try:
            while True:
                data = os.read(self.output, _READ_BYTES)
                self._take(data)
                if len(data) < _READ_BYTES:
                    return bool(data)
        except BlockingIOError:
            return True
        except BrokenFrame:
            return False

    def _take(self, data: bytes) -> None:
        for payload, used in self._frames.feed(data):
            if not self.ready:
                self.ready, self._first_held = True, int(payload or 0)
                self._ring.drop()
            elif len(self.jobs) > len(self._outside):
                self.jobs.popleft().settle(payload)
                self._ring.drop()
                self.pace += (used - self._used - self.pace) * (_LATEST if self.pace else 1)
            self._since, self._used = time.monotonic(), used
        self._pass_on()

    def seconds_of_work(self) -> float:
        """What lies before it takes about as long; 0 while nobody knows."""
        return self.pace * (len(self.jobs) - len(self._outside))

    def seconds_left(self) -> float:
        """Until the present page has had its time; infinite without one."""
        if self.ready and not self.jobs:
            return float("inf")
        waited = time.monotonic() - self._since
        if not self.ready:
            return START_SECONDS - waited
        left = self._limits.seconds - waited
        if left > 0:
            return left
        worked = processor_seconds(self.pid, waited + self._used) - self._used
        return min(CLOCK_FACTOR * self._limits.seconds - waited, self._limits.seconds - worked)

    def expire(self) -> None:
        """The present page has had its time."""
        self._overdue = True
        os.kill(self.pid, signal.SIGKILL)  # Popen.kill would reap the process, and with it what it used

    def end(self) -> Death:
        """Wait for its end, which the end of its output announced, or bring it about; what it died of."""
        deadline = time.monotonic() + _END_SECONDS
        pid, status, usage = os.wait4(self.pid, os.WNOHANG)
        while not pid:
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(_POLL_SECONDS)
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._ring.close()
        with self._stderr:
            return self._death(self._process.returncode, in_bytes(usage.ru_maxrss) - self._first_peak)

    def _death(self, code: int, grown_bytes: int) -> Death:
        limits = self._limits
        if self._overdue:
            return Death(Loss("timeout", f"not done after {limits.seconds:g} seconds of work"), tries=1)
        if code == EXIT_SETUP:
            return Death(Loss(SETUP, self._last_words()), tries=0)
        if code == EXIT_MEMORY or (limits.memory_bytes and grown_bytes > _MEMORY_SHARE * limits.memory_bytes):
            return Death(Loss("out_of_memory", f"more than {limits.memory_bytes / 1e6:,.0f} MB of memory"), tries=2)
        if code == -signal.SIGKILL:
            # By the system when memory runs out, or by somebody else: then the page is not to blame.
            return Death(Loss("out_of_memory", "its worker was killed (SIGKILL) at every attempt"), tries=4)
        told = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        words = self._last_words()
        return Death(Loss("crash", f"its worker died: {told}" + (f" ({words})" if words else "")), tries=2)

    def _last_words(self) -> str:
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - _STDERR_BYTES))
        lines = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else ""


def _popen(stderr: IO[bytes], ring: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _START, str(os.getpid()), str(ring)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        bufsize=0,
        env=_environment(),
        pass_fds=(ring,),
        process_group=0,  # Ctrl-C on a terminal is for the run alone
    )


def _environment() -> dict[str, str]:
    """Of a worker: it finds the modules that this process finds, and one thread does for it."""
    path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
    return {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _widen(descriptor: int) -> None:
    """A larger pipe saves switches between the processes; not everywhere to be had."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

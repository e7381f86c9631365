"""Work for workers: what a task says is done, good or bad."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time

_kept: list[bytes] = []


class Obeys:
    """Answers with the task in capitals, unless it begins with an order."""

    def warm_up(self) -> None:
        pass

    def __call__(self, task: bytes, data: bytes) -> bytes:
        order, _, rest = task.decode().partition(" ")
        match order:
            case "segfault":
                ctypes.string_at(0)
            case "exit":
                print("last words", file=sys.stderr, flush=True)
                os._exit(3)
            case "loop":
                while True:
                    pass
            case "work":
                end = time.process_time() + float(rest)
                while time.process_time() < end:
                    pass
            case "sleep":
                time.sleep(float(rest))
            case "eat":
                return b"%d" % len(b"x" * int(rest))
            case "grow":
                held = []
                while True:
                    held.append(b"x" * 10_000_000)
            case "keep":
                _kept.append(b"x" * int(rest))
            case "print":
                print("not an answer", flush=True)
            case "once":  # dies where the file does not stand yet
                if not os.path.exists(rest):
                    open(rest, "w").close()
                    os.kill(os.getpid(), signal.SIGKILL)
            case "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case "big":
                return b"x" * int(rest)
            case "data":
                return data
            case "pid":
                return b"%d" % os.getpid()
        return task.upper()


class CannotStart(Obeys):
    def warm_up(self) -> None:
        sys.exit("no rules to be found")


class HeavyStart(Obeys):
    """Has loaded much before the limit is set."""

    def __init__(self) -> None:
        self.ballast = b""

    def warm_up(self) -> None:
        self.ballast = b"x" * 300_000_000

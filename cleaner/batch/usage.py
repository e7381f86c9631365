"""What processes use, as the system tells it."""

from __future__ import annotations

import os
import sys


def own_peak() -> int:
    """The most memory this process has held. A process that it starts begins with this as its own peak."""
    import resource  # not on Windows, where no workers are started

    return in_bytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def in_bytes(peak: int) -> int:
    """Of a peak as the system tells it (`ru_maxrss`)."""
    return peak * (1024 if sys.platform == "linux" else 1)


def processor_seconds(pid: int, otherwise: float) -> float:
    """Processor time a process has used so far; `otherwise` where the system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return otherwise


def held_bytes(pid: int) -> int:
    """Memory a process holds, 0 where the system does not tell."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0

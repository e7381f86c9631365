"""What processes use, as the system tells it."""

from __future__ import annotations

import os
import sys


def grown(peak: int) -> int:
    """Bytes by which the peak of a worker (`ru_maxrss`) is above that of this process, with which a process begins."""
    import resource  # not on Windows, where no workers are started

    return (peak - resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1024 if sys.platform == "linux" else 1)


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

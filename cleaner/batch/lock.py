"""One run at a time in one output folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from cleaner.errors import InputError
from cleaner.writers import output_errors


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold `folder`, made when it is missing; the system lets go of it when the process ends, however it ends.

    Raises InputError while another run holds it. Where the system has no such locks (Windows), nothing is held.
    """
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(f"{folder}: another run is writing here; wait for it or choose another folder") from error
        except OSError:
            pass  # some network shares have no locks
        yield
    finally:
        os.close(descriptor)

"""A preview of its own for a test, in a process of its own, and a Chromium to drive it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?token=\S+")


def chromium() -> str:
    """The path of an installed Chromium; the test is skipped without one."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    pytest.skip(f"no browser: none of {', '.join(_NAMES)} is installed")


@contextlib.contextmanager
def serving(folder: Path, rules: Path) -> Iterator[str]:
    """A running preview of the pages in `folder`; gives the address with the token."""
    # NiceGUI behaves otherwise when it believes to be under test.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "NICEGUI"))}
    line = [sys.executable, "-m", "cleaner", "preview", str(folder), "--rules", str(rules), "--no-open"]
    with tempfile.TemporaryFile("w+") as told:
        process = subprocess.Popen(line, stderr=told, stdout=told, env=environment, cwd=rules.parent)
        try:
            yield _address(process, told.fileno())
        finally:
            process.terminate()
            process.wait(20)


def _address(process: subprocess.Popen[bytes], told: int) -> str:
    """What the preview prints when it listens."""
    for _ in range(600):
        said = os.pread(told, 10_000, 0).decode()
        if found := _ADDRESS.search(said):
            return found[0]
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            break
    raise AssertionError(f"the preview did not start:\n{os.pread(told, 10_000, 0).decode()}")

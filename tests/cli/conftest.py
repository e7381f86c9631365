"""The command in this process, and in one of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main
from tests.authoring.samples import PAGE, TEXT

Invoke = Callable[..., Result]
Command = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def invoke() -> Invoke:
    """Runs `cleaner` with the arguments; an exception other than SystemExit fails the test, as a traceback would."""

    def run(*args: object, content: bytes | None = None) -> Result:
        result = CliRunner().invoke(main, [str(arg) for arg in args], input=content)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def command() -> Command:
    """Runs `python -m cleaner` with the arguments."""

    def run(*args: object, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        line = [sys.executable, "-m", "cleaner", *map(str, args)]
        return subprocess.run(line, input=content, capture_output=True, timeout=120, check=False)

    return run


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    return path


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_bytes(TEXT.encode("utf-8"))
    return path

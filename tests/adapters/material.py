"""Pages and helpers for the tests of adapters; stories are invented."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import CORPUS
from tests.engines.real import environment

STORY = (
    "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost.\n\n"
    "Nobody in the room had expected the engineer to bring the old maps, but she laid them on the table.\n\n"
    "You may also like\nFerry line to close after ninety years\nOld maps of the delta found in attic\n"
)
BODY = STORY[: STORY.index("You may also like")].rstrip()
HTML = (
    "<html><head><title>The ferry</title></head><body><article><p>The old ferry sails again on Monday, and half the "
    "village came to the quay to see it leave.</p></article></body></html>"
)
LABELS = ["related_heading", "related_link"]
# Of starting a process that loads the rule book, on a busy machine.
SECONDS = 120


def corpus_page() -> bytes:
    return (CORPUS / "wp-jetpack-en" / "page.html").read_bytes()


def write_rows(path: Path, rows: Iterable[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def command(*arguments: object, **given: Any) -> subprocess.Popen[bytes]:
    """`cleaner ARGUMENTS`, with pipes."""
    line = [sys.executable, "-m", "cleaner", *map(str, arguments)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(line, env=environment(), **{**pipes, **given})


@contextmanager
def service(*options: object) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`cleaner serve` on a free port: its address and its process."""
    with command("serve", "--port", 0, "--workers", 1, *options, stdout=subprocess.DEVNULL) as process:
        assert process.stderr is not None
        try:
            told = process.stderr.readline().decode()
            assert told.startswith("cleaner serve: http://"), told + process.stderr.read().decode()
            yield told.split()[2], process
        finally:
            process.terminate()
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:
        content: bytes = answer.read()
        return content


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def site(folder: Path, port: int = 0) -> Iterator[str]:
    """A web server of the files in `folder`: its address."""
    port = port or free_port()
    line = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    try:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()

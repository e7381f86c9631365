"""Runs on Spark and Ray themselves, in processes of their own, and what they need to be there."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

# Of a run, starting the engine on a machine that is busy with other things included.
SECONDS = 400


def missing(engine: str) -> str:
    """Why this machine cannot run `engine`; "" when it can."""
    package = {"spark": "pyspark", "serve": "starlette", "filter": "cleaner", "processes": "cleaner"}.get(
        engine, engine
    )
    if importlib.util.find_spec(package) is None:
        return f"{package} is not installed"
    if engine == "spark" and not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        return "there is no Java for Spark"
    return ""


def needs(engine: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(bool(missing(engine)), reason=missing(engine))


def environment() -> dict[str, str]:
    """In which the processes of engines find these tests, and do nothing that nobody needs here."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"],
        "SPARK_LOCAL_IP": "127.0.0.1",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_worker_niceness": "0",  # else they wait for everything else on a busy machine
        "OPENBLAS_NUM_THREADS": "1",
    }


def python(*arguments: object, **given: Any) -> subprocess.CompletedProcess[str]:
    """`python ARGUMENTS` to its end."""
    line = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        line, env=environment(), capture_output=True, text=True, timeout=SECONDS, check=False, **given
    )


def start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def below(pid: int) -> Iterator[int]:
    """The processes that `pid` has started, and those that these have. Linux."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
            except OSError:
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
        yield from more


def marked(mark: str) -> Iterator[int]:
    """The processes with `mark` in their environment, whoever started them. Linux."""
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and mark.encode() in (entry / "environ").read_bytes():
                yield int(entry.name)

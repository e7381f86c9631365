"""Pages that raise, kill their process and loop for ever, and an engine whose processes are killed in mid-run: the job
ends, all other pages are there, the bad ones are named.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.engines.poisoned_run import clean_run
from tests.engines.real import SECONDS, below, needs, python, start

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")]
POISON = {7: "crash", 8: "loop", 130: "eat", 131: "bad", 259: "crash"}
CODES = {"n7": "crash", "n8": "timeout", "n130": "out_of_memory", "n131": "exception", "n259": "crash"}
PAGES = 300


def dump(folder: Path, pages: int, **orders: str) -> str:
    path = folder / "in.jsonl"
    texts = {**dict.fromkeys(range(pages), "doze"), **POISON, **{int(n[1:]): text for n, text in orders.items()}}
    path.write_text("".join(json.dumps({"id": f"n{n}", "text": text}) + "\n" for n, text in sorted(texts.items())))
    return str(path)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def check_run(folder: Path, source: str, pages: int) -> None:
    """As the run on this machine, byte for byte, with the bad pages named."""
    clean_run("local", source, str(folder / "local"))
    for name in ("results.jsonl", "log.jsonl", "dead.jsonl"):
        assert (folder / "local" / name).read_bytes() == (folder / "out" / name).read_bytes()
    assert CODES == {row["id"]: row["reason"] for row in rows(folder / "out" / "dead.jsonl")}
    assert pages - len(CODES) == len(rows(folder / "out" / "results.jsonl"))


@pytest.mark.parametrize("engine", ["processes", *(pytest.param(name, marks=needs(name)) for name in ("spark", "ray"))])
def test_a_run_survives_its_pages_and_the_death_of_a_worker(tmp_path: Path, engine: str) -> None:
    source = dump(tmp_path, PAGES, n55=f"slay {tmp_path / 'slain'}")
    done = python("-m", "tests.engines.poisoned_run", "run", engine, source, tmp_path / "out")
    assert 1 == done.returncode, done.stderr[-2000:]
    assert (tmp_path / "slain").exists()
    check_run(tmp_path, source, PAGES)


@pytest.mark.parametrize("engine", [pytest.param(name, marks=needs(name)) for name in ("spark", "ray")])
def test_a_table_survives_its_rows_and_the_death_of_a_worker(tmp_path: Path, engine: str) -> None:
    import pyarrow.parquet as pq

    source = dump(tmp_path, PAGES, n55=f"slay {tmp_path / 'slain'}")
    done = python("-m", "tests.engines.poisoned_run", "table", engine, source, tmp_path / "out")
    assert 0 == done.returncode, done.stderr[-2000:]
    assert (tmp_path / "slain").exists()
    out = pq.read_table(tmp_path / "out").to_pylist()
    assert sorted(f"n{n}" for n in range(PAGES)) == sorted(row["id"] for row in out)
    assert CODES == {row["id"]: row["code"] for row in out if row["status"] != "ok"}


@needs("spark")
def test_a_run_survives_the_death_of_an_executor_of_a_cluster(tmp_path: Path) -> None:
    pages = 600
    source = dump(tmp_path, pages)
    process = start("-m", "tests.engines.poisoned_run", "run", "spark-cluster", source, tmp_path / "out")
    killed = kill_one(process.pid, b"CoarseGrainedExecutorBackend", tmp_path / "out" / "parts")
    told, _ = process.communicate(timeout=SECONDS)
    assert (True, 1) == (killed, process.returncode), told[-2000:]
    check_run(tmp_path, source, pages)


def kill_one(above: int, name: bytes, parts: Path) -> bool:
    """Kill one process of that name below `above` once a few parts are done; False where that did not come about."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and _is_there(above):
        if len(list(parts.glob("*.done.json"))) > 3:
            for pid in below(above):
                if name in _command(pid):
                    os.kill(pid, signal.SIGKILL)
                    return True
        time.sleep(0.05)
    return False


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

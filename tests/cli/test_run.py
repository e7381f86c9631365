"""`cleaner run`: options, summary and progress."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from cleaner.cli import progress
from cleaner.cli.files import read_records
from cleaner.cli.progress import Amount, watch
from cleaner.model import Source
from tests.cli.conftest import Invoke


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    hosts = ("harbour.example", "www.harbour.example", "quay.example")
    text = "Nobody remembered who had paid for the paint, but everybody agreed that it was green."
    rows = [{"id": host, "url": f"https://{host}/a", "text": text} for host in hosts]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def results(folder: Path) -> list[str]:
    return [record["id"] for record in read_records(str(folder / "results.jsonl.zst"))]


def test_a_run_writes_its_files_and_a_summary(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    result = invoke("run", dump, "--out", tmp_path / "out")
    assert 0 == result.exit_code
    names = {"results.jsonl.zst", "log.jsonl.zst", "dead.jsonl", "manifest.json"}
    assert names == {path.name for path in (tmp_path / "out").iterdir()}
    assert "pages a second" in result.stdout


def test_the_limit_ends_a_run(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    assert 0 == invoke("run", dump, "--out", tmp_path / "out", "--limit", "2").exit_code
    assert 2 == len(results(tmp_path / "out"))


def test_other_hosts_are_left_out(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    assert 0 == invoke("run", dump, "--out", tmp_path / "out", "--only-host", "harbour.example").exit_code
    assert ["harbour.example", "www.harbour.example"] == results(tmp_path / "out")


def test_quiet_is_quiet(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    result = invoke("run", dump, "--out", tmp_path / "out", "--quiet")
    assert (0, "", "") == (result.exit_code, result.stdout, result.stderr)


def test_two_runs_of_one_input_give_equal_results_and_logs(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        invoke("run", dump, "--out", tmp_path / name, "-q")
    for file in ("results.jsonl.zst", "log.jsonl.zst", "dead.jsonl"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_the_share_done_grows_with_the_bytes_of_files(tmp_path: Path) -> None:
    for name, size in (("a.html", 30), ("b.html", 10), ("c.html", 60)):
        (tmp_path / name).write_bytes(b"x" * size)
    amount = Amount([str(tmp_path)])
    shares = []
    for name in ("a.html", "b.html", "c.html"):
        amount.count("ok", Source(str(tmp_path / name)))
        shares.append(amount.share)
    assert [0.3, 0.4, 1.0] == shares


def test_the_share_of_a_dump_is_that_of_the_offset(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"x" * 100)
    amount = Amount([str(tmp_path / "a.warc")])
    amount.count("ok", Source(str(tmp_path / "a.warc"), 25, "<urn:uuid:1>"))
    assert 0.25 == amount.share


def test_the_share_of_standard_input_is_unknown_unless_there_is_a_limit() -> None:
    amount, limited = Amount(["-"]), Amount(["-"], 4)
    for one in (amount, limited):
        one.count("ok", Source("<stdin>"))
    assert (None, 0.25) == (amount.share, limited.share)


def test_plain_lines_tell_pages_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PLAIN_SECONDS", 0.0)
    out = io.StringIO()
    with watch(Amount(["-"], 4), Console(file=out, width=100)) as told:
        told("ok", Source("<stdin>"))
        told("failed", Source("<stdin>"))
    assert "2 pages, 1 failed, " in out.getvalue()
    assert " s left" in out.getvalue()


def test_a_bar_on_a_terminal_shows_the_pages() -> None:
    out = io.StringIO()
    with watch(Amount(["-"], 2), Console(file=out, width=120, force_terminal=True)) as told:
        told("ok", Source("<stdin>"))
        told("ok", Source("<stdin>"))
    assert "2 pages" in out.getvalue()
    assert "100%" in out.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for other processes")
def test_an_interrupted_run_keeps_what_was_done_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "out"
    line = [sys.executable, "-m", "cleaner", "run", "-", "--out", str(out), "-q"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while not (out / "parts" / "plan.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)  # until it waits for its input
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert (130, False) == (process.returncode, b"Traceback" in told)
    assert not (out / "manifest.json").exists()

"""`cleaner run`: options, summary and progress."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from cleaner.classifier import PAGE_TYPES
from cleaner.cli import progress
from cleaner.cli.amount import Amount
from cleaner.cli.files import read_records
from cleaner.cli.progress import watch
from cleaner.model import Source
from cleaner.readers import Shard
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
    names = {"results.jsonl.zst", "log.jsonl.zst", "dead.jsonl", "manifest.json", "report.html"}
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
        told("ok", Source("<stdin>"), None)
        told("failed", Source("<stdin>"), None)
    last = out.getvalue().splitlines()[-1]
    assert re.fullmatch(r"2 pages, [\d,]+ a second, 0 s left; ok 50.0 %, failed 50.0 %", last)


def test_a_bar_on_a_terminal_shows_the_pages() -> None:
    out = io.StringIO()
    with watch(Amount(["-"], 2), Console(file=out, width=120, force_terminal=True)) as told:
        told("ok", Source("<stdin>"), None)
        told("skipped", Source("<stdin>"), None)
    assert {"2 pages", "100%", "ok 1 (50.0 %)", "skipped 1 (50.0 %)", "failed 0 (0.0 %)"} <= _shown(out.getvalue())


def _shown(display: str) -> set[str]:
    """What a display shows, without its escape sequences, cut at double spaces."""
    plain = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", display)
    return {piece.strip() for piece in re.split(r"\s{2,}|[\r\n]", plain)} | set(plain.split())


def test_the_share_of_a_dump_is_how_far_it_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"x" * 100)
    amount = Amount([str(tmp_path / "a.jsonl")])
    amount.count("ok", Source(str(tmp_path / "a.jsonl"), 1), 40)
    assert 0.4 == amount.share


def test_pages_of_an_archive_and_of_an_index_count_for_their_file(tmp_path: Path) -> None:
    for name in ("a.wacz", "index.cdxj"):
        (tmp_path / name).write_bytes(b"x" * 100)
    wacz, index = Amount([str(tmp_path / "a.wacz"), "b"]), Amount([str(tmp_path / "index.cdxj")])
    wacz.count("ok", Source(str(tmp_path / "a.wacz") + "!archive/x.warc.gz", 5, "<id>"), 30)
    index.count("ok", Source(str(tmp_path / "x.warc.gz"), 999, "<id>"), 70)
    assert (0.3, 0.7) == (wacz.share, index.share)


def test_time_left_of_a_run_that_goes_on_counts_what_it_does_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x" * 100)
    amount = Amount([str(path)])
    amount.count("ok", Source(str(path), 80), 80)
    amount.count("ok", Source(str(path), 90), 90)
    left = amount.seconds_left
    assert left is not None
    assert 0.5 < left / amount.seconds < 2  # ten per cent done, ten to do; not a ninth


def test_the_share_done_is_that_of_the_part_of_the_inputs_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"x" * 100)
    amount = Amount([str(path)], shard=Shard(2, 2))
    amount.count("ok", Source(str(path), 60, "<id>"), 75)
    assert 0.5 == amount.share


def test_the_report_of_a_run_before_does_not_outlive_it(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    args = ("run", dump, "--out", tmp_path / "out", "-q", "--workers", 0)
    invoke(*args)
    report = tmp_path / "out" / "report.html"
    before = report.stat().st_mtime_ns
    invoke(*args)  # a finished run is not done again, and its report neither
    assert before == report.stat().st_mtime_ns
    invoke(*args, "--limit", 1, "--restart", "--no-report")
    assert not report.exists()


def test_json_lines_tell_start_and_end(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    dump.write_text(dump.read_text("utf-8") + "torn\n", "utf-8")
    result = invoke("run", dump, "--out", tmp_path / "out", "--json-log", "--quiet", "--workers", 0)
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert (["start", "end"], "") == ([event["event"] for event in events], result.stdout)
    told = {name: events[-1][name] for name in ("pages", "ok", "failed", "reasons", "exit_code", "interrupted")}
    assert {
        "pages": 4, "ok": 3, "failed": 1, "reasons": {"failed/bad_json": 1}, "exit_code": 1, "interrupted": False,
    } == told  # fmt: skip


def test_json_lines_tell_progress(monkeypatch: pytest.MonkeyPatch, invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    monkeypatch.setattr(progress, "PLAIN_SECONDS", 0.0)
    result = invoke("run", dump, "--out", tmp_path / "out", "--json-log", "--workers", 0)
    events = [json.loads(line) for line in result.stderr.splitlines()]
    steps = [event for event in events if event["event"] == "progress"]
    assert [(1, 1), (2, 2), (3, 3)] == [(step["pages"], step["ok"]) for step in steps]
    assert {"share", "rate", "seconds", "seconds_left", "empty", "skipped", "failed", "time"} <= set(steps[0])


def test_an_error_is_a_json_line_too(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    invoke("run", dump, "--out", tmp_path / "out", "-q", "--workers", 0)
    result = invoke("run", dump, "--out", tmp_path / "out", "--json-log", "--limit", 1, "--workers", 0)
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert ("error", 3, 3) == (events[-1]["event"], events[-1]["exit_code"], result.exit_code)
    assert "--restart" in events[-1]["message"]


def test_mapped_fields_reach_the_reader(invoke: Invoke, tmp_path: Path) -> None:
    story = "Nobody remembered who had paid for the paint, but everybody agreed that it was green."
    path = tmp_path / "d.jsonl"
    path.write_text(json.dumps({"main": story, "link": "https://quay.example/a", "key": 5}) + "\n", "utf-8")
    args = ("--field", "text=main", "--field", "id=key")
    assert 0 == invoke("run", path, "--out", tmp_path / "out", *args, "--workers", 0).exit_code
    assert ["5"] == results(tmp_path / "out")
    refused = invoke("run", path, "--out", tmp_path / "other", "--field", "story=main")
    assert (2, True) == (refused.exit_code, "NAME one of text, html" in refused.stderr)


def test_shares_of_the_inputs_are_the_inputs(invoke: Invoke, tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / "in").mkdir(exist_ok=True)
        text = f"Nobody remembered who had paid for boat {number}, but everybody agreed that it was green."
        (tmp_path / "in" / f"{number}.txt").write_text(text, "utf-8")
    found = []
    for number in (1, 2):
        out = tmp_path / f"out{number}"
        invoke("run", tmp_path / "in", "--out", out, "--shard", f"{number}/2", "-q", "--workers", 0)
        found.append(len(results(out)))
    refused = invoke("run", tmp_path / "in", "--out", tmp_path / "x", "--shard", "3/2")
    assert ([2, 2], 2, True) == (found, refused.exit_code, "write I/N" in refused.stderr)


def test_pages_of_other_types_are_skipped_with_their_type(invoke: Invoke, tmp_path: Path) -> None:
    story = "<p>Nobody remembered who had paid for the paint, but everybody agreed that it was green.</p>" * 6
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-03-02">'
    article = f"<html><head>{head}<title>A</title></head><body><article><h1>A</h1>{story}</article></body></html>"
    items = "".join(f"<li><a href='/p/{n}'>Lamp {n}</a> <b>{n},00 EUR</b> Add to cart</li>" for n in range(60))
    shop = f"<html><head><title>Lamps</title></head><body><ul>{items}</ul></body></html>"
    rows = [
        {"id": "story", "url": "https://quay.example/news/2024/a", "html": article},
        {"id": "shop", "url": "https://quay.example/shop/", "html": shop},
        {"id": "note", "text": "Nobody remembered who had paid for the paint."},
    ]
    path = tmp_path / "d.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    result = invoke("run", path, "--out", tmp_path / "out", "--only", "article", "--workers", 0)
    assert (0, ["story", "note"]) == (result.exit_code, results(tmp_path / "out"))
    (letter,) = read_records(str(tmp_path / "out" / "dead.jsonl"))
    assert ("shop", "skipped", "other_page_type") == (letter["id"], letter["status"], letter["reason"])
    assert letter["page_type"] != "article"
    assert 0 < letter["page_type_confidence"] <= 1


def test_the_page_types_of_the_command_are_those_of_the_model() -> None:
    with np.load(str(files("cleaner.classifier").joinpath("model.npz"))) as held:
        assert tuple(map(str, held["types"])) == PAGE_TYPES


def test_a_report_is_made_unless_it_is_refused(invoke: Invoke, dump: Path, tmp_path: Path) -> None:
    invoke("run", dump, "--out", tmp_path / "out", "--no-report", "-q", "--workers", 0)
    assert not (tmp_path / "out" / "report.html").exists()
    assert 0 == invoke("report", tmp_path / "out", "--html", tmp_path / "night.html").exit_code
    assert "report of a run" in (tmp_path / "night.html").read_text("utf-8")
    missing = invoke("report", tmp_path)
    assert (3, True) == (missing.exit_code, "a report is made of a finished run" in missing.stderr)


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

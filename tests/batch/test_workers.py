"""Runs in workers: the same files as in one process, and bad pages cost themselves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.batch import RunOptions, Summary, WorkerLimits, run
from cleaner.errors import MissingExtra
from cleaner.model import Lineage, Page
from cleaner.result import Result
from cleaner.writers import Names

from .cleaners import fake, poisoned
from .test_resume import TEXTS, outputs

pytestmark = pytest.mark.skipif(os.name != "posix", reason="workers need pipes that can be waited for")
OPTIONS = RunOptions(
    Lineage("0", "rules"),
    names=Names("results.jsonl.zst"),
    part_pages=20,
    limits=WorkerLimits(seconds=0.5, memory_bytes=300_000_000),
)


def write_dump(path: Path, texts: list[str]) -> str:
    rows = ({"id": f"n{n}", "url": f"https://h{n % 3}.example/{n}", "text": text} for n, text in enumerate(texts))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def go(folder: Path, source: str, workers: int, clean: Callable[[Page], Result] = fake, **others: Any) -> Summary:
    return run([source], folder, clean, replace(OPTIONS, workers=workers, **others))


def test_the_number_of_workers_does_not_show_in_the_files(tmp_path: Path) -> None:
    source = write_dump(tmp_path / "in.jsonl", TEXTS * 3)
    summaries = [replace(go(tmp_path / str(n), source, n), seconds=0.0) for n in (0, 1, 3)]
    assert summaries[0] == summaries[1] == summaries[2]
    assert outputs(tmp_path / "0") == outputs(tmp_path / "1") == outputs(tmp_path / "3")


@pytest.mark.parametrize("limit", [None, 1, 7, 40])
def test_what_a_worker_finds_to_be_no_page_counts_as_where_there_are_none(tmp_path: Path, limit: int | None) -> None:
    """Torn lines, other hosts and notes; and a limit is one of pages that are cleaned."""
    source = write_dump(tmp_path / "in.jsonl", TEXTS * 3)
    lines = Path(source).read_bytes().splitlines(keepends=True)
    lines[3:3] = [b'{"text": torn\n', b"[]\n", b'{"id": "x", "url": "https://h1.example/x", "text": "A b\xffat."}\n']
    Path(source).write_bytes(b"".join(lines * 2))
    asked: dict[str, Any] = {"limit": limit, "only_hosts": ("h1.example",)}
    summaries = [replace(go(tmp_path / str(n), source, n, **asked), seconds=0.0) for n in (0, 1, 3)]
    assert summaries[0] == summaries[1] == summaries[2]
    assert outputs(tmp_path / "0") == outputs(tmp_path / "1") == outputs(tmp_path / "3")
    assert ["invalid_utf8"] == [count.name for count in summaries[0].notes] or limit == 1
    assert limit is None or limit == summaries[0].read


def test_a_page_that_its_worker_died_of_keeps_its_name_and_its_notes(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "p", "url": "https://h1.example/p", "text": "crash \xff"}\n')
    summary = go(tmp_path / "out", str(source), 1, poisoned, names=Names())
    (letter,) = rows(tmp_path / "out/dead.jsonl")
    assert ("p", "https://h1.example/p", "crash") == (letter["id"], letter["url"], letter["reason"])
    assert ["note"] == [row["type"] for row in rows(tmp_path / "out/log.jsonl")[1:]]
    assert 1 == summary.read


def test_poison_in_the_middle_loses_itself_and_is_named(tmp_path: Path) -> None:
    texts = ["A boat.  |Share"] * 60
    for at, poison in ((7, "crash"), (8, "loop"), (30, "eat"), (31, "bad"), (59, "crash")):
        texts[at] = poison
    source = write_dump(tmp_path / "in.jsonl", texts)
    summary = go(tmp_path / "out", source, 2, poisoned, names=Names())
    letters = [(letter["id"], letter["reason"]) for letter in rows(tmp_path / "out/dead.jsonl")]
    assert [
        ("n7", "crash"), ("n8", "timeout"), ("n30", "out_of_memory"), ("n31", "exception"), ("n59", "crash"),
    ] == letters  # fmt: skip
    expected = [f"n{n}" for n in range(60) if n not in (7, 8, 30, 31, 59)]
    assert expected == [row["id"] for row in rows(tmp_path / "out/results.jsonl")]
    assert (60, 1) == (summary.pages, summary.exit_code)


def test_the_shipped_cleaner_works_in_a_worker(tmp_path: Path, cleaner: Cleaner) -> None:
    source = write_dump(tmp_path / "in.jsonl", ["The old ferry sails again.\n\nTickets from Monday.\n"] * 3)
    limits = WorkerLimits()
    assert 3 == go(tmp_path / "a", source, 1, cleaner.clean_page, limits=limits).count("ok")
    go(tmp_path / "b", source, 0, cleaner.clean_page)
    assert outputs(tmp_path / "a") == outputs(tmp_path / "b")


def test_a_sample_is_the_same_at_every_run_and_the_rest_is_counted(tmp_path: Path) -> None:
    source = write_dump(tmp_path / "in.jsonl", ["A boat."] * 400)
    found = []
    for name in "ab":
        summary = go(tmp_path / name, source, 0, sample=0.25, names=Names())
        assert 400 == summary.pages == summary.count("ok") + summary.count("skipped")
        found.append([row["id"] for row in rows(tmp_path / name / "results.jsonl")])
    assert found[0] == found[1]
    assert 60 < len(found[0]) < 140


@pytest.mark.parametrize(("kind", "suffix"), [("text", ".txt"), ("markdown", ".md")])
def test_each_page_can_have_a_file_named_by_a_digest(tmp_path: Path, kind: str, suffix: str) -> None:
    source = write_dump(tmp_path / "in.jsonl", ["A boat.  |Share", "bad", "The ferry.|Share"])
    go(tmp_path / "out", source, 0, pages=kind, names=Names())
    found = rows(tmp_path / "out/results.jsonl")
    assert ["n0", "n2"] == [row["id"] for row in found]
    assert not {"text", "markdown"} & set(found[0])
    files = [tmp_path / "out" / row["file"] for row in found]
    assert ["A boat.  ", "The ferry"] == [file.read_text() for file in files]
    assert sorted(files) == sorted(path for path in (tmp_path / "out/pages").rglob("*") if path.is_file())
    assert all(file.suffix == suffix and len(file.stem) == 32 for file in files)


def test_tables_hold_what_the_lines_hold(tmp_path: Path) -> None:
    pq: Any = pytest.importorskip("pyarrow.parquet")
    source = write_dump(tmp_path / "in.jsonl", TEXTS)
    go(tmp_path / "lines", source, 0, names=Names())
    go(tmp_path / "tables", source, 0, names=Names("results.parquet", "log.parquet"))
    for name in ("results", "log"):
        lines = [row for row in rows(tmp_path / f"lines/{name}.jsonl") if row.get("type") != "run"]
        table = pq.read_table(tmp_path / f"tables/{name}.parquet").to_pylist()
        for row in table:
            if row.get("metadata"):
                row["metadata"]["moved"] = [list(pair.values()) for pair in row["metadata"]["moved"]]
        assert len(lines) == len(table)
        assert [{**dict.fromkeys(table[0]), **line} for line in lines] == table


def test_a_missing_library_for_tables_is_told_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match="pip install"):
        go(tmp_path / "out", "nowhere", 0, names=Names("results.parquet"))


SCRIPT = """
import sys
from pathlib import Path
from tests.batch.test_workers import *
told = lambda *_: print(".", flush=True)
summary = go(Path(sys.argv[2]), sys.argv[1], 2, poisoned, limits=WorkerLimits(), progress=told)
sys.exit(summary.exit_code)
"""


def start(source: str, out: Path) -> subprocess.Popen[bytes]:
    """The same run in a process of its own; a line for every page."""
    return subprocess.Popen([sys.executable, "-c", SCRIPT, source, str(out)], stdout=subprocess.PIPE)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_polite_kill_end_a_run_within_seconds_and_it_goes_on(tmp_path: Path, number: int) -> None:
    source = write_dump(tmp_path / "in.jsonl", ["doze", *["A boat.  |Share"] * 3] * 200)
    process = start(source, tmp_path / "out")
    assert process.stdout is not None
    for _ in range(100):
        process.stdout.readline()
    process.send_signal(number)
    started = time.monotonic()
    process.stdout.read()
    assert 130 == process.wait()
    assert time.monotonic() - started < 5
    process.stdout.close()
    assert ["parts"] == os.listdir(tmp_path / "out")
    options = replace(OPTIONS, workers=2, limits=WorkerLimits())
    assert 800 == run([source], tmp_path / "out", poisoned, options).pages
    run([source], tmp_path / "whole", poisoned, options)
    assert outputs(tmp_path / "whole") == outputs(tmp_path / "out")

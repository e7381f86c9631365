"""docs/runs.md is true: its commands run in their order, its queries answer, its codes are those of the program."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cleaner.batch import summary
from tests.conftest import CORPUS, ROOT
from tests.readers.makers import http, record

TEXT = (ROOT / "docs" / "runs.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
COMMANDS = [line for name, body in BLOCK.findall(TEXT) if name == "sh" for line in body.splitlines() if line.strip()]
README = (ROOT / "README.md").read_text("utf-8")
QUERIES = [body for name, body in BLOCK.findall(TEXT + README) if name == "sql"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the text speaks of, after all of its commands have run."""
    folder = tmp_path_factory.mktemp("runs")
    page = (CORPUS / "wp-jetpack-en" / "page.html").read_bytes()
    (folder / "pages").mkdir()
    (folder / "pages" / "one.html").write_bytes(page)
    member = gzip.compress(record(1, http(page)), mtime=0)
    (folder / "crawl.warc.gz").write_bytes(member)
    entry = {"url": "https://harbour.example/1", "offset": "0", "filename": "crawl.warc.gz"}
    (folder / "crawl.cdxj").write_text(f"example,harbour)/1 20240302100000 {json.dumps(entry)}\n", "utf-8")
    row = {"page": {"raw": page.decode(), "link": "https://quay.example/a"}, "seen": "2024-03-02", "text": "A boat."}
    (folder / "feed.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    return folder


@pytest.mark.slow
def test_the_commands_run_in_their_order(place: Path) -> None:
    scripts = str(Path(sys.executable).parent)
    env = {**os.environ, "PATH": scripts + os.pathsep + os.environ["PATH"]}
    for command in COMMANDS:
        line = ["bash", "-o", "pipefail", "-c", command]
        done = subprocess.run(line, cwd=place, env=env, capture_output=True, text=True, check=False)
        assert (command, 0, "") == (command, done.returncode, done.stderr if done.returncode else "")


@pytest.fixture(scope="module")
def out(place: Path) -> Path:
    line = [sys.executable, "-m", "cleaner", "run", "crawl.warc.gz", "feed.jsonl", "pages/", "gone", "--out", "out"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*line, "-q", "--restart", "--workers", "1"], cwd=place, env=env, check=False)
    assert summary.EXIT_SOME_FAILED == done.returncode
    return place


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_a_query_answers(out: Path, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    monkeypatch.chdir(out)
    with duckdb.connect() as base:
        answer: list[Any] = base.execute(query).fetchall()
    assert answer or "NOT applied" in query or "HAVING" in query


def test_the_first_query_counts_what_the_manifest_counts(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    monkeypatch.chdir(out)
    with duckdb.connect() as base:
        found = {label: (spans, characters) for label, spans, characters in base.execute(QUERIES[0]).fetchall()}
    labels = json.loads((out / "out" / "manifest.json").read_bytes())["labels"]
    assert {label: (held["spans"], held["characters"]) for label, held in labels.items()} == found


def test_the_exit_codes_are_those_of_the_program() -> None:
    codes = {value for name, value in vars(summary).items() if name.startswith("EXIT_")}
    told = {int(match) for match in re.findall(r"^\| (\d+) \|", TEXT, re.M)}
    assert codes == told

"""docs/pipelines.md is true: each of its commands runs, in their order, and names what is there."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.material import HTML, SECONDS, STORY, corpus_page, free_port, site, write_rows
from tests.conftest import CORPUS, ROOT
from tests.engines.real import environment

pa: Any = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402

TEXT = (ROOT / "docs" / "pipelines.md").read_text("utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
COMMANDS = [line for block in BLOCK.findall(TEXT) for line in block.splitlines() if line]
SERVES = "cleaner serve "
SERVICE_PORT, SITE_PORT = "8321", "8322"  # as the page has them


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the page speaks of."""
    folder = tmp_path_factory.mktemp("pipelines")
    (folder / "docs").symlink_to(ROOT / "docs")
    (folder / "page.html").write_bytes(corpus_page())
    pages = [path.read_text("utf-8") for path in sorted(CORPUS.glob("*/page.html"))[:4]]
    rows = [{"id": f"p{n}", "url": f"https://h{n}.example/", "html": page, "crawl": 1} for n, page in enumerate(pages)]
    (folder / "pages").mkdir()
    write_rows(folder / "pages" / "a.jsonl", rows)
    write_rows(folder / "pages.jsonl", rows)
    pq.write_table(pa.Table.from_pylist(rows), folder / "pages.parquet")
    texts = [{"id": str(n), "text": STORY} for n in range(3)]
    write_rows(folder / "feed.jsonl", texts)
    (folder / "documents.jsonl.gz").write_bytes(gzip.compress((folder / "feed.jsonl").read_bytes()))
    (folder / "crawl.jsonl.gz").write_bytes(gzip.compress(json.dumps({"story": STORY}).encode()))
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text(HTML, "utf-8")
    return folder


@pytest.fixture(scope="module")
def ran(place: Path) -> Iterator[Path]:
    """The folder after all commands; the service and the site that they ask run beside them."""
    env = {**environment(), "HF_HUB_OFFLINE": "1", "HF_HOME": str(place / "hub")}
    with ExitStack() as stack:
        port = free_port()
        address = stack.enter_context(site(place / "site"))
        for told in COMMANDS:
            command = told.replace(SERVICE_PORT, str(port)).replace(f"http://127.0.0.1:{SITE_PORT}/", address)
            if command.startswith(SERVES):
                line = ["bash", "-c", f"exec {command}"]
                server = stack.enter_context(subprocess.Popen(line, env=env, stderr=subprocess.PIPE, text=True))
                stack.callback(server.terminate)
                assert server.stderr is not None
                assert str(port) in server.stderr.readline()
                continue
            line = ["bash", "-o", "pipefail", "-c", command]
            done = subprocess.run(
                line, cwd=place, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
            )
            assert (command, 0, "") == (command, done.returncode, done.stderr[-1500:] if done.returncode else "")
            if command.startswith("curl"):
                assert '"application/problem+json"' not in done.stdout
                assert '"detail"' not in done.stdout
        yield place


@pytest.mark.slow
def test_each_command_leaves_what_it_promises(ran: Path) -> None:
    assert 3 == len((ran / "clean.jsonl").read_bytes().splitlines())
    assert b"related_link" in (ran / "crawl.log.jsonl").read_bytes()
    (row,) = gzip.decompress((ran / "crawl.clean.jsonl.gz").read_bytes()).splitlines()
    assert "ok" == json.loads(row)["status"]
    assert (ran / "page.explained.html").read_text("utf-8").startswith("<!doctype html>")
    assert 4 == len(gzip.decompress((ran / "clean" / "00000.jsonl.gz").read_bytes()).splitlines())
    assert 4 == pq.read_table(ran / "datasets.parquet").num_rows
    assert "sails again" in json.loads((ran / "feed.out.jsonl").read_bytes())["text"]
    assert 3 == len(gzip.decompress((ran / "attributes.jsonl.gz").read_bytes()).splitlines())


def test_every_example_and_module_that_is_named_is_there() -> None:
    for link in re.findall(r"\]\(([^)]+)\)", TEXT):
        assert (ROOT / "docs" / link).is_file(), link
    for name in ("datatrove", "datasets", "scrapy", "frames"):
        assert f"cleaner.adapters.{name}" in TEXT
        assert (ROOT / "cleaner" / "adapters" / f"{name}.py").is_file()

"""docs/scale.md is true: each of its commands runs, and the examples leave what they promise."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CORPUS, ROOT
from tests.engines.real import SECONDS, environment, needs
from tests.readers.makers import http, members, record

pa: Any = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
TEXT = (ROOT / "docs" / "scale.md").read_text("utf-8")
# It measures, for minutes; .ci/run and people run it.
LEFT_OUT = "python -m tests.engines.compare"


def commands() -> list[Any]:
    lines = [line.strip() for block in BLOCK.findall(TEXT) for line in block.splitlines() if line.strip()]
    return [
        pytest.param(line, marks=[needs("spark" if "spark" in line else "ray"), pytest.mark.slow])
        if "spark" in line or "ray" in line.replace("array", "")
        else line
        for line in lines
        if not line.startswith(LEFT_OUT)
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scale")
    pages = [path.read_bytes() for path in sorted(CORPUS.glob("*/page.html"))[:12]]
    (folder / "docs").symlink_to(ROOT / "docs")
    (folder / "crawl.warc.gz").write_bytes(b"".join(members(record(n, http(page)) for n, page in enumerate(pages))))
    (folder / "feed.jsonl").write_text('{"text": "The old ferry sails again on Monday, they say."}\n')
    rows = [{"id": f"p{n}", "html": page, "crawl": "spring"} for n, page in enumerate(pages)]
    pq.write_table(pa.Table.from_pylist(rows), folder / "pages.parquet")
    return folder


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_page_runs(place: Path, command: str) -> None:
    line = ["bash", "-o", "pipefail", "-c", command]
    done = subprocess.run(
        line, cwd=place, env=environment(), capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert 0 == done.returncode, done.stderr[-2000:]
    target = re.search(r"--out (\S+)|pages\.parquet (\S+)", command)
    assert target
    out = place / (target[1] or target[2])
    if target[1]:
        assert (out / "manifest.json").is_file()
    else:
        assert [f"p{n}" for n in range(12)] == sorted(
            pq.read_table(out)["id"].to_pylist(), key=lambda page: int(page[1:])
        )

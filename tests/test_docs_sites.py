"""docs/sites.md is true: its commands run in their order, over a dump of invented sites."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.batch.copies import NEAR
from cleaner.stages import copies, frequency
from cleaner.survey import index, store
from tests.conftest import ROOT
from tests.readers.makers import http, members, record
from tests.survey.sites import SITES, as_html, stories

TEXT = (ROOT / "docs" / "sites.md").read_text("utf8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.M | re.S)
COMMANDS = list(dict.fromkeys(line for block in BLOCKS for line in block.splitlines() if line.strip()))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sites")
    site = SITES[0]
    pages = [(story.url, as_html(site, story).encode()) for story in stories(site, 22)]
    records = [record(n, http(html), WARC_Target_URI=url) for n, (url, html) in enumerate(pages)]
    (folder / "crawl.warc.gz").write_bytes(b"".join(members(records)))
    (folder / "pages").mkdir()
    (folder / "pages" / "one.html").write_bytes(pages[0][1])
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_runs(place: Path, command: str) -> None:
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", command], cwd=place, env=env, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr


def test_the_thresholds_of_the_page_are_those_of_the_code() -> None:
    assert f"on {index.LEAST_PAGES} pages and on {index.LEAST_PERCENT} %" in TEXT
    assert f"or stands on {index.PROSE_PAGES} pages" in TEXT
    assert f"exact up to {store.WIDTH:,} pages" in TEXT
    assert f"{100 * store.FOLDED:.0f} % alike" in TEXT
    assert f"Near: {100 * NEAR:.0f} % of the runs" in TEXT
    assert (frequency.WIDESPREAD, copies.SHARED) == (0.5, 0.8)
    assert frequency.RULE in TEXT

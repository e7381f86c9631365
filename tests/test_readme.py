"""The README is true: each of its commands runs, its Python runs, its rule file passes lint and its own tests."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CORPUS, ROOT
from tests.readers.makers import http, members, record

README = (ROOT / "README.md").read_text("utf8")
SECTION = re.compile(r"^## (.+)$", re.M)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
EXPECTED_SECTIONS = (
    "The five things people do most",
    "From Python",
    "Write a rule",
    "The log",
    "Measured",
    "Map of the code",
)
BY_CI = (
    "make demo",
    "make test",
    "make bench",
    "make floors",
    "pip install",
)  # .ci/run runs these; here they would nest


def blocks(language: str) -> list[str]:
    return [body for name, body in BLOCK.findall(README) if name == language]


def commands() -> list[str]:
    lines = [line.partition("  #")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(BY_CI)]


def test_the_sections_stand_in_their_order() -> None:
    assert list(EXPECTED_SECTIONS) == SECTION.findall(README)


def test_the_two_commands_come_before_everything_else() -> None:
    assert ["make demo", "make test"] == [line.partition("  #")[0].strip() for line in blocks("sh")[0].splitlines()]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the README speaks of."""
    folder = tmp_path_factory.mktemp("readme")
    page = (CORPUS / "wp-jetpack-en" / "page.html").read_bytes()
    (folder / "page.html").write_bytes(page)
    expected = (CORPUS / "wp-jetpack-en" / "expected.txt").read_text("utf8")
    labelled = {"id": "a", "html": page.decode("utf8"), "text": expected}
    (folder / "gold.jsonl").write_text(json.dumps(labelled) + "\n", "utf8")
    (folder / "page.txt").write_bytes((CORPUS / "seed-agency-text" / "page.txt").read_bytes())
    (folder / "pages").mkdir()
    (folder / "pages" / "one.html").write_bytes(page)
    (folder / "crawl.warc.gz").write_bytes(b"".join(members([record(1, http(page))])))
    (folder / "my-rules").mkdir()
    (folder / "my-rules" / "example-news.yml").write_text(blocks("yaml")[0], "utf8")
    return folder


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_readme_runs(place: Path, command: str) -> None:
    scripts = str(Path(sys.executable).parent)
    env = {**os.environ, "PATH": scripts + os.pathsep + os.environ["PATH"]}
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=place, env=env, capture_output=True, text=True)
    assert (0, "") == (done.returncode, done.stderr if done.returncode else "")


def test_the_python_of_the_readme_runs() -> None:
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {})

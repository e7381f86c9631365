"""docs/rules.md is true: its commands run in their order, on pages of an invented paper, and its rule file is sound."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "rules.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
SERVES = ("cleaner preview ",)  # runs until it is stopped; tests of its own drive it
STORIES = {
    "one": (
        "The old ferry to Holm sailed again on Monday after nine days in the dock, and half the village came.",
        "Its captain said that the new pump had been tested twice before anyone was allowed on board.",
        "The pump was borrowed",
    ),
    "two": (
        "A roof worker found forty maps of the delta in an attic on Friday, wrapped in a sail that nobody could date.",
        "The oldest shows a channel that has been dry for two hundred years, the archivist told the council.",
        "Archive wants a roof",
    ),
    "three": (
        "The harbour board voted on Tuesday to widen the quay after months of quarrels about the cost of the stone.",
        "Work begins in March and will take two summers, the engineer said, unless the winter is long.",
        "Stone from the islands",
    ),
    "four": (
        "The lamp of the lighthouse was replaced on Thursday by two climbers who had trained on the church tower.",
        "The old one goes to the school, where the children will take it apart and draw its lenses.",
        "Climbers of the north",
    ),
    "five": (
        "Two empty barges sank behind the mole on Sunday night when the storm turned to the west without a warning.",
        "Nobody was on board, and divers will look at the hulls as soon as the water has cleared.",
        "How a mole is built",
    ),
}
PAGE = """<!doctype html><html lang="en"><head><title>{name} | Harbour News</title>
<link rel="canonical" href="https://www.harbour-news.example/news/{name}"></head>
<body><header><a href="/">Harbour News</a><nav><a href="/news">News</a> <a href="/sea">Sea</a></nav></header>
<article class="story"><h1>News {name}</h1><div class="story-text"><p>{first}</p>
<section class="more-box"><h3>Out on the water</h3><p><a href="/news/x-{name}">{other}</a></p></section>
<p>{second}</p></div></article>
<footer><p>Harbour News, Quay 1, Holm</p></footer></body></html>
"""


def steps() -> list[tuple[str, str]]:
    """What the guide does, in order: ("sh", a command), or ("yaml", the rule file that its reader saves)."""
    found: list[tuple[str, str]] = []
    for language, body in BLOCK.findall(TEXT):
        if language == "yaml":
            found.append((language, body))
        else:
            found += [("sh", line) for line in body.splitlines() if line and not line.startswith(SERVES)]
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A checkout of an invented newsroom: saved pages, a dump, one configuration of FiveFilters."""
    (tmp_path / "pages").mkdir()
    rows = []
    for name, (first, second, other) in STORIES.items():
        html = PAGE.format(name=name, first=first, second=second, other=other)
        (tmp_path / "pages" / f"{name}.html").write_text(html, "utf-8")
        rows.append(json.dumps({"url": f"https://www.harbour-news.example/news/{name}", "html": html}))
    (tmp_path / "crawl.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    (tmp_path / "site-configs").mkdir()
    (tmp_path / "site-configs" / "quay.example.txt").write_text("body: //div[@id='story']\nstrip: //aside\n", "utf-8")
    (tmp_path / "my-rules").mkdir()
    (tmp_path / "my-rules" / "README").write_text("Rules of the web desk.\n", "utf-8")
    return tmp_path


@pytest.mark.slow
def test_the_guide_can_be_followed_from_the_first_command_to_the_last(place: Path) -> None:
    identity = {
        f"GIT_{who}_{what}": "desk@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    scripts = str(Path(sys.executable).parent)
    env = {**os.environ, **identity, "PATH": scripts + os.pathsep + os.environ["PATH"]}
    start = "git init --quiet && git add my-rules && git commit --quiet --message start"
    for language, body in [("sh", start), *steps()]:
        if language == "yaml":
            (place / "my-rules" / "harbour-news.yml").write_text(body, "utf-8")
            continue
        line = ["bash", "-o", "pipefail", "-c", body]
        done = subprocess.run(line, cwd=place, env=env, capture_output=True, text=True, check=False)
        assert (body, 0, "") == (body, done.returncode, done.stdout + done.stderr if done.returncode else "")


def test_each_command_of_rules_is_in_the_guide() -> None:
    from cleaner.cli.rules import rules

    said = {word for _, line in steps() for word in re.findall(r"cleaner rules ([a-z-]+)", line)}
    assert set(rules.list_commands(click.Context(rules))) - {"list", "which", "schema"} <= said

"""`cleaner run --site-frequency`, `--dedup` and `cleaner learn-site`, as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import orjson
import pytest
import zstandard

from tests.cli.conftest import Invoke
from tests.survey.makers import dump
from tests.survey.sites import SITES, rows, stories

FURNITURE = frozenset().union(*(site.furniture for site in SITES))


def results(out: Path) -> list[dict[str, str]]:
    data = zstandard.ZstdDecompressor().decompressobj().decompress((out / "results.jsonl.zst").read_bytes())
    return [orjson.loads(line) for line in data.splitlines()]


@pytest.mark.parametrize("html", [False, True], ids=["text", "html"])
def test_a_run_with_site_frequency_takes_what_sites_repeat_and_keeps_the_bodies(
    invoke: Invoke, tmp_path: Path, html: bool
) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=25, html=html))
    left = []
    for name, options in (("without", ()), ("with", ("--site-frequency",))):
        line = ("run", source, "--out", tmp_path / name, "--workers", 0, "--no-report", *options)
        done = invoke(*line)
        assert 0 == done.exit_code, done.output
        texts = {row["url"]: set(row["text"].splitlines()) for row in results(tmp_path / name)}
        left.append(sum(len(lines & FURNITURE) for lines in texts.values()))
        for site in SITES:
            for story in stories(site, 25):
                assert set(story.body) <= texts[story.url]
    assert left[0] > 150
    assert 0 == left[1]


def test_what_was_counted_is_told_and_stands_in_the_lineage(invoke: Invoke, tmp_path: Path) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=8))
    line = ("run", source, "--out", tmp_path / "out", "--site-frequency", "--workers", 0, "--no-report")
    done = invoke(*line)
    assert "counting: 16 pages of 2 hosts" in done.stderr
    settings = json.loads((tmp_path / "out" / "manifest.json").read_text())["lineage"]["settings"]
    assert 64 == len(settings["site_index"])
    again = invoke(*line)
    assert 0 == again.exit_code
    assert "done before" in again.stderr


def test_an_index_that_was_counted_before_serves_other_pages(invoke: Invoke, tmp_path: Path) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=8))
    one = dump(tmp_path / "one.jsonl", list(rows(count=9))[-2:])
    invoke("run", source, "--out", tmp_path / "a", "--site-frequency", "--workers", 0, "--no-report")
    index = tmp_path / "a" / "site-index.sqlite"
    done = invoke("run", one, "--out", tmp_path / "b", "--site-index", index, "--workers", 0, "--no-report")
    assert 0 == done.exit_code
    assert not any("Keep the lamp lit" in row["text"] for row in results(tmp_path / "b"))
    done = invoke("run", one, "--out", tmp_path / "c", "--site-index", source, "--workers", 0, "--no-report")
    assert 3 == done.exit_code
    assert "is no site index" in done.stderr


def test_standard_input_cannot_be_read_twice(invoke: Invoke, tmp_path: Path) -> None:
    done = invoke("run", "-", "--out", tmp_path / "out", "--site-frequency", "--workers", 0, content=b"{}")
    assert 3 == done.exit_code
    assert "can be read only once" in done.stderr


def test_dropped_copies_are_told_in_the_summary(invoke: Invoke, tmp_path: Path) -> None:
    made = list(rows(count=4))
    source = dump(tmp_path / "in.jsonl", [*made, {**made[0], "id": "copy"}])
    done = invoke("run", source, "--out", tmp_path / "out", "--dedup", "drop-near", "--workers", 0, "--no-report")
    assert 0 == done.exit_code
    assert "skipped/exact_copy 1" in done.stdout


@pytest.mark.slow
def test_what_learn_site_writes_passes_lint_and_its_own_tests_and_cuts_nothing(invoke: Invoke, tmp_path: Path) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=25, html=True))
    learned = tmp_path / "learned"
    done = invoke("learn-site", source, "--out", learned, "--workers", 0)
    assert 0 == done.exit_code, done.output
    assert ["lantern-example.yml", "quayside-example.yml"] == sorted(path.name for path in learned.iterdir())
    for command in ("lint", "test"):
        checked = invoke("rules", command, learned)
        assert 0 == checked.exit_code, checked.output
    text = (learned / "lantern-example.yml").read_text("utf8")
    assert "status: testing" in text
    assert "on 25 of 25 pages of lantern.example" in text
    assert "css: div.lamp-box" in text
    invoke("run", source, "--out", tmp_path / "out", "--rules", learned, "--workers", 0, "--no-report")
    assert any("Keep the lamp lit" in row["text"] for row in results(tmp_path / "out"))


@pytest.mark.slow
def test_learn_site_leaves_the_work_of_an_editor_alone(invoke: Invoke, tmp_path: Path) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=8))
    learned = tmp_path / "learned"
    assert 0 == invoke("learn-site", source, "--out", learned, "--workers", 0).exit_code
    assert 0 == invoke("learn-site", source, "--out", learned, "--workers", 0).exit_code
    mine = learned / "lantern-example.yml"
    mine.write_text("# read by me\n" + mine.read_text())
    done = invoke("learn-site", source, "--out", learned, "--workers", 0)
    assert 1 == done.exit_code
    assert "left as it is" in done.stderr
    assert mine.read_text().startswith("# read by me")


def test_learn_site_says_so_where_nothing_is_repeated(invoke: Invoke, tmp_path: Path) -> None:
    source = dump(tmp_path / "in.jsonl", rows(count=3))
    done = invoke("learn-site", source, "--out", tmp_path / "learned", "--workers", 0)
    assert 0 == done.exit_code
    assert "no host repeats a line on enough pages" in done.stdout

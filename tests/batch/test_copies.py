"""Copies of bodies are marked, or left out by name, whatever the number of workers and the kills between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard

from cleaner.batch import RunOptions, Summary, names_for, run
from cleaner.batch.copies import Dedup
from cleaner.model import Lineage, Page, Source, Status
from cleaner.result import Result
from tests.survey.makers import dump
from tests.survey.sites import SITES, stories

OPTIONS = RunOptions(Lineage("0", "rules"), names=names_for("jsonl"), part_pages=2)
FIRST, SECOND = (" ".join(story.body) for story in stories(SITES[0], 2))
NEAR = FIRST.replace("bells", "drums").replace("fog", "mist")
PAGES = (
    {"id": "first", "text": FIRST},
    {"id": "other", "text": SECOND},
    {"id": "near", "text": NEAR},
    {"id": "same", "text": FIRST.replace(". ", ".\n")},
    {"id": "same near", "text": NEAR},
    {"id": "short", "text": "A ferry."},
    {"id": "short too", "text": "A ferry."},
    {"id": "empty", "text": "empty"},
)


def as_it_is(page: Page) -> Result:
    text = page.content if isinstance(page.content, str) else page.content.decode()
    if text == "empty":
        return Result(page.id, "", "empty", code="no_text", reason="nothing there", base=text)
    return Result(page.id, text, "ok", "text", page.url, base=text, source=page.source)


def deduped(folder: Path, mode: Dedup, options: RunOptions = OPTIONS) -> tuple[Summary, Path]:
    source = dump(folder / "in.jsonl", PAGES)
    return run([source], folder / mode, as_it_is, replace(options, dedup=mode)), folder / mode


def rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return [orjson.loads(line) for line in data.splitlines()]


def test_copies_are_marked_with_the_first_page_of_their_cluster(tmp_path: Path) -> None:
    summary, out = deduped(tmp_path, "mark")
    marks = {row["id"]: row["copy"] for row in rows(out / "results.jsonl.zst")}
    assert {"near": "first", "same": "first", "same near": "first", "short too": "short"} == {
        name: mark["of"] for name, mark in marks.items() if mark["of"]
    }
    assert [None, None, "near", "exact", "near", None, "exact"] == [mark["kind"] for mark in marks.values()]
    clusters = [mark["cluster"] for mark in marks.values()]
    assert (clusters[0], 3) == (clusters[2], len(set(clusters)))
    assert 0.8 <= marks["near"]["similarity"] < 1 == marks["same"]["similarity"]
    assert {"near_copy": 2, "exact_copy": 2} == {flag.name: flag.times for flag in summary.flags}


@pytest.mark.parametrize(
    ("mode", "left"),
    [("drop-exact", ["first", "other", "near", "same near", "short"]), ("drop-near", ["first", "other", "short"])],
)
def test_dropped_copies_are_dead_letters_that_name_the_page_they_copy(
    tmp_path: Path, mode: Dedup, left: list[str]
) -> None:
    summary, out = deduped(tmp_path, mode)
    assert left == [row["id"] for row in rows(out / "results.jsonl.zst")]
    dead = {row["id"]: row for row in rows(out / "dead.jsonl")}
    assert {str(page["id"]) for page in PAGES} == {*left, *dead}
    same = dead["same"]
    assert ("skipped", "exact_copy", "its body is that of first") == (same["status"], same["reason"], same["detail"])
    assert {"file": str(tmp_path / "in.jsonl"), "offset": 4, "record_id": ""} == same["source"]
    counts = {count.name: count.times for count in summary.statuses}
    assert {"ok": len(left), "empty": 1, "skipped": 7 - len(left), "failed": 0} == counts
    assert 8 == summary.pages
    assert counts == orjson.loads((out / "manifest.json").read_bytes())["statuses"]


def test_without_being_asked_nothing_is_marked(tmp_path: Path) -> None:
    _, out = deduped(tmp_path, "off")
    assert not any("copy" in row or "fingerprint" in row for row in rows(out / "results.jsonl.zst"))


def test_the_parquet_table_holds_the_marks(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    _, out = deduped(tmp_path, "mark", replace(OPTIONS, names=names_for("parquet")))
    kinds = [mark["kind"] for mark in parquet.read_table(out / "results.parquet").column("copy").to_pylist()]
    assert [None, None, "near", "exact", "near", None, "exact"] == kinds


def test_pages_as_files_are_written_for_what_is_left(tmp_path: Path) -> None:
    _, out = deduped(tmp_path, "drop-near", replace(OPTIONS, pages="text"))
    assert 3 == len([path for path in out.rglob("*.txt") if path.is_file()])


@pytest.mark.slow
def test_the_output_is_the_same_for_any_number_of_workers_and_after_a_crash(tmp_path: Path) -> None:
    _, calm = deduped(tmp_path, "drop-near")
    source = str(tmp_path / "in.jsonl")
    run([source], tmp_path / "two", as_it_is, replace(OPTIONS, dedup="drop-near", workers=2))
    seen = 0

    def dies(status: Status, source: Source, position: int | None) -> None:
        nonlocal seen
        seen += 1
        if seen == 5:
            raise RuntimeError("the machine went away")

    options = replace(OPTIONS, dedup="drop-near")
    with pytest.raises(RuntimeError):
        run([source], tmp_path / "crash", as_it_is, replace(options, progress=dies))
    run([source], tmp_path / "crash", as_it_is, options)
    for name in ("results.jsonl.zst", "dead.jsonl"):
        assert {(calm / name).read_bytes()} == {(tmp_path / out / name).read_bytes() for out in ("two", "crash")}


def test_another_wish_about_copies_is_another_run(tmp_path: Path) -> None:
    from cleaner.errors import InputError

    source = dump(tmp_path / "in.jsonl", PAGES)
    run([source], tmp_path / "out", as_it_is, replace(OPTIONS, dedup="mark"))
    with pytest.raises(InputError, match="--restart"):
        run([source], tmp_path / "out", as_it_is, replace(OPTIONS, dedup="drop-near"))

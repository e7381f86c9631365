from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.batch import RunOptions, Summary, run
from cleaner.errors import InputError
from cleaner.model import Lineage, Page, Source, Status
from cleaner.result import Result
from cleaner.writers import Names

from .cleaners import fake

OPTIONS = RunOptions(Lineage("0.0", "rules-digest"))


def dump(folder: Path, *texts: str, name: str = "in.jsonl") -> str:
    path = folder / name
    rows = ({"id": f"n{n}", "text": text, "url": f"https://h{n}.example/x"} for n, text in enumerate(texts))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def go(tmp_path: Path, *inputs: str, clean: Callable[[Page], Result] = fake, options: RunOptions = OPTIONS) -> Summary:
    return run(inputs, tmp_path / "out", clean, options)


def test_every_page_is_accounted_for(tmp_path: Path) -> None:
    path = dump(tmp_path, "The ferry. Share", "bad", "empty", "refused", "A boat.  |Share")
    Path(path).write_text(Path(path).read_text() + "torn\n")
    summary = go(tmp_path, path, str(tmp_path / "nowhere"))
    assert 7 == summary.pages == sum(count.times for count in summary.statuses)
    assert [("ok", 2), ("empty", 1), ("skipped", 1), ("failed", 3)] == [(c.name, c.times) for c in summary.statuses]
    reasons = {count.name: count.times for count in summary.reasons}
    assert {"empty/no_text", "skipped/not_html", "failed/exception", "failed/bad_json", "failed/missing"} == set(
        reasons
    )
    assert (["n0", "n4"], 5) == (
        [row["id"] for row in rows(tmp_path / "out/results.jsonl")],
        len(rows(tmp_path / "out/dead.jsonl")),
    )
    assert 1 == summary.exit_code


def test_an_exception_is_a_dead_letter_with_type_message_and_place(tmp_path: Path) -> None:
    go(tmp_path, dump(tmp_path, "A boat.  |Share", "bad"))
    (letter,) = rows(tmp_path / "out/dead.jsonl")
    assert ("n1", "failed", "exception") == (letter["id"], letter["status"], letter["reason"])
    assert "ValueError: cannot make sense of it" == letter["detail"]
    assert (str(tmp_path / "in.jsonl"), 2) == (letter["source"]["file"], letter["source"]["offset"])


def test_the_log_begins_with_the_run_and_holds_the_removed_text(tmp_path: Path) -> None:
    path = dump(tmp_path, "A boat.  |Share")
    go(tmp_path, path)
    head, span = rows(tmp_path / "out/log.jsonl")
    assert ("run", "rules-digest") == (head["type"], head["rulebook"])
    assert head["inputs"][path].startswith("sha256:")
    assert ("n0", "|Share", 9, 15) == (span["doc_id"], span["text"], span["start"], span["end"])


def test_the_log_can_do_without_the_text(tmp_path: Path) -> None:
    go(tmp_path, dump(tmp_path, "A boat.  |Share"), options=RunOptions(Lineage("0", "d"), log_text=False))
    span = rows(tmp_path / "out/log.jsonl")[1]
    assert ("text" not in span, 64) == (True, len(span["text_sha256"]))


def test_removals_are_counted_by_label_and_rule(tmp_path: Path) -> None:
    summary = go(tmp_path, dump(tmp_path, "A boat.  |Share", "A whale. |Share"))
    assert [("share", 2, 12)] == [(c.name, c.times, c.characters) for c in summary.labels]
    assert [("lang/en/share", 2, 12)] == [(c.name, c.times, c.characters) for c in summary.rules]
    assert (30, 18) == (summary.characters_in, summary.characters_out)


def test_notes_of_the_readers_are_logged_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "in"
    path.write_bytes(b'{"text": "caf\xe9 and boats"}\n')
    summary = go(tmp_path, str(path))
    assert [("invalid_utf8", 1)] == [(c.name, c.times) for c in summary.notes]
    assert ["run", "note"] == [row["type"] for row in rows(tmp_path / "out/log.jsonl")]


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    path = dump(tmp_path, "A boat.  |Share", "bad", "empty")
    options = RunOptions(Lineage("0", "d"), names=Names("results.jsonl.zst", "log.jsonl.gz"))
    outputs = []
    for name in "ab":
        run([path], tmp_path / name, fake, options)
        outputs.append(
            [(tmp_path / name / f).read_bytes() for f in ("results.jsonl.zst", "log.jsonl.gz", "dead.jsonl")]
        )
    assert outputs[0] == outputs[1]


def test_the_manifest_repeats_the_counts_and_names_the_inputs(tmp_path: Path) -> None:
    path = dump(tmp_path, "A boat.  |Share", "bad")
    go(tmp_path, path, str(tmp_path / "nowhere"))
    (manifest,) = rows(tmp_path / "out/manifest.json")
    assert (3, {"ok": 1, "empty": 0, "skipped": 0, "failed": 2}) == (manifest["pages"], manifest["statuses"])
    assert [os.path.getsize(path), 0] == [entry["bytes"] for entry in manifest["inputs"]]
    assert 1 == manifest["outputs"]["results.jsonl"]["lines"]


def test_a_limit_ends_the_run_after_that_many_pages(tmp_path: Path) -> None:
    path = dump(tmp_path, *["A boat."] * 9)
    assert 4 == go(tmp_path, path, options=RunOptions(Lineage("0", "d"), limit=4)).pages
    assert 0 == go(tmp_path, path, options=RunOptions(Lineage("0", "d"), limit=0, restart=True)).pages


@pytest.mark.parametrize(
    ("host", "ok"), [("h1.example", 1), ("H1.Example.", 1), ("example", 3), ("1.example", 0), ("*.example", 3)]
)
def test_only_pages_of_the_chosen_hosts_are_cleaned_the_others_are_counted(tmp_path: Path, host: str, ok: int) -> None:
    summary = go(tmp_path, dump(tmp_path, *["A boat."] * 3), options=RunOptions(Lineage("0", "d"), only_hosts=(host,)))
    assert (ok, 3 - ok, 3) == (summary.count("ok"), summary.count("skipped"), summary.pages)
    assert [] == rows(tmp_path / "out/dead.jsonl")


@pytest.mark.parametrize("when", ["in the cleaner", "in the progress"])
def test_ctrl_c_keeps_what_was_done_and_the_same_command_goes_on(tmp_path: Path, when: str) -> None:
    def clean(page: Page) -> Result:
        if page.id == "n3" and when == "in the cleaner":
            os.kill(os.getpid(), signal.SIGINT)
        return fake(page)

    def progress(status: Status, source: Source, position: int | None) -> None:
        if source.offset == 3 and when == "in the progress":
            os.kill(os.getpid(), signal.SIGINT)

    path = dump(tmp_path, *["A boat.  |Share"] * 9)
    summary = go(tmp_path, path, clean=clean, options=replace(OPTIONS, progress=progress))
    assert (3, True, 130) == (summary.pages, summary.interrupted, summary.exit_code)
    assert ["parts"] == os.listdir(tmp_path / "out")
    assert (9, 0) == ((summary := go(tmp_path, path)).pages, summary.exit_code)
    assert (9, 10) == (len(rows(tmp_path / "out/results.jsonl")), len(rows(tmp_path / "out/log.jsonl")))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_progress_hears_of_every_page_in_order(tmp_path: Path) -> None:
    heard: list[tuple[str, int | None]] = []

    def progress(status: str, source: Source, position: object) -> None:
        heard.append((status, source.offset))

    options = RunOptions(Lineage("0", "d"), progress=progress)
    go(tmp_path, dump(tmp_path, "A boat.", "bad", "empty"), options=options)
    assert [("ok", 1), ("failed", 2), ("empty", 3)] == heard


def test_nothing_read_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    assert 3 == go(tmp_path, str(tmp_path / "nowhere")).exit_code
    assert 0 == go(tmp_path / "other", dump(tmp_path, "A boat.", "empty")).exit_code


def test_output_inside_an_input_folder_is_refused(tmp_path: Path) -> None:
    dump(tmp_path, "A boat.")
    with pytest.raises(InputError, match="choose an output folder outside"):
        go(tmp_path, str(tmp_path))


def test_a_lone_surrogate_makes_neither_run_nor_results_unreadable(tmp_path: Path) -> None:
    (tmp_path / "in").write_text('{"id": "s", "text": "A \\ud800 b"}\n')
    assert 1 == go(tmp_path, str(tmp_path / "in")).count("ok")
    assert "A \ufffd b" == rows(tmp_path / "out/results.jsonl")[0]["text"]

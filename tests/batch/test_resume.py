"""A run that was interrupted, however, ends with the very bytes of one that was not."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from cleaner.batch import RunOptions, Summary, run
from cleaner.errors import CleanerError, InputError
from cleaner.model import Lineage, Page, Source, Status
from cleaner.result import Result
from cleaner.writers import AtomicFile, Names

from .cleaners import fake

FILES = ("results.jsonl.zst", "log.jsonl", "dead.jsonl")
OPTIONS = RunOptions(Lineage("0", "rules"), names=Names(*FILES), part_pages=5)
TEXTS = [("The ferry. Share", "bad", "empty", "A boat.  |Share", "refused")[n % 5] for n in range(48)]


class Killed(BaseException):
    """Ends a run as a kill does: nothing is tidied up."""


@pytest.fixture
def dump(tmp_path: Path) -> str:
    path = tmp_path / "in.jsonl"
    lines = [orjson.dumps({"id": f"n{n}", "text": text}) + b"\n" for n, text in enumerate(TEXTS)]
    path.write_bytes(b"".join(lines) + b"torn\n")
    return str(path)


def outputs(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in FILES]


def whole(tmp_path: Path, *inputs: str, options: RunOptions = OPTIONS) -> list[bytes]:
    """What a run gives that nothing disturbs."""
    run(inputs, tmp_path / "whole", fake, replace(options, part_pages=1_000))
    return outputs(tmp_path / "whole")


def dies_at(number: int) -> Callable[[Page], Result]:
    def clean(page: Page) -> Result:
        if page.id == f"n{number}":
            raise Killed
        return fake(page)

    return clean


def go(tmp_path: Path, *inputs: str, clean: Callable[[Page], Result] = fake, options: RunOptions = OPTIONS) -> Summary:
    return run(inputs, tmp_path / "out", clean, options)


@pytest.mark.parametrize("at", [0, 4, 5, 12, 47])
def test_a_run_goes_on_after_the_last_sealed_part(tmp_path: Path, dump: str, at: int) -> None:
    with pytest.raises(Killed):
        go(tmp_path, dump, clean=dies_at(at))
    cleaned: list[str] = []

    def watched(page: Page) -> Result:
        cleaned.append(page.id)
        return fake(page)

    summary = go(tmp_path, dump, clean=watched)
    assert [f"n{n}" for n in range(at // 5 * 5, 48)] == cleaned
    assert 49 == summary.pages
    assert whole(tmp_path, dump) == outputs(tmp_path / "out")


def test_any_number_of_interruptions_changes_nothing(tmp_path: Path, dump: str) -> None:
    for at in (3, 9, 9, 20, 21, 46):
        with pytest.raises(Killed):
            go(tmp_path, dump, clean=dies_at(at))
    summary = go(tmp_path, dump)
    assert whole(tmp_path, dump) == outputs(tmp_path / "out")
    assert {*FILES, "manifest.json"} == set(os.listdir(tmp_path / "out"))
    manifest = orjson.loads((tmp_path / "out/manifest.json").read_bytes())
    assert 49 == summary.pages == manifest["pages"] == sum(manifest["statuses"].values())


def test_counts_are_those_of_all_parts(tmp_path: Path, dump: str) -> None:
    with pytest.raises(Killed):
        go(tmp_path, dump, clean=dies_at(33))
    summary = go(tmp_path, dump)
    undisturbed = run([dump], tmp_path / "whole", fake, OPTIONS)
    assert replace(undisturbed, seconds=0.0) == replace(summary, seconds=0.0)


@pytest.mark.parametrize("call", range(0, 40, 3))
def test_a_crash_at_any_rename_is_made_good(
    tmp_path: Path, dump: str, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    calls = 0
    rename = os.replace

    def crashing(source: str, target: str) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            raise Killed
        rename(source, target)

    monkeypatch.setattr(os, "replace", crashing)
    try:
        go(tmp_path, dump)
    except Killed:
        go(tmp_path, dump)
    monkeypatch.undo()
    assert whole(tmp_path, dump) == outputs(tmp_path / "out")
    assert {*FILES, "manifest.json"} == set(os.listdir(tmp_path / "out"))


def test_a_finished_run_is_not_done_again(tmp_path: Path, dump: str) -> None:
    first = go(tmp_path, dump)
    before = outputs(tmp_path / "out")
    assert first == replace(go(tmp_path, dump, clean=dies_at(0)), seconds=first.seconds)
    assert before == outputs(tmp_path / "out")


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize("changed", ["rules", "setting", "option", "input"])
def test_a_run_made_differently_is_refused_and_says_what_changed(
    tmp_path: Path, dump: str, changed: str, finished: bool
) -> None:
    with contextlib.suppress(Killed):
        go(tmp_path, dump, clean=fake if finished else dies_at(30))
    options, told = OPTIONS, "input"
    match changed:
        case "rules":
            options, told = replace(options, lineage=Lineage("0", "others")), "rule book: rules before, others now"
        case "setting":
            options, told = replace(options, lineage=Lineage("0", "rules", (("a", "b"),))), "setting a is new"
        case "option":
            options, told = replace(options, log_text=False), "option log text: True before, False now"
        case "input":
            Path(dump).write_bytes(Path(dump).read_bytes() + b'{"text": "more"}\n')
    with pytest.raises(InputError, match=f"{told}.*--restart"):
        go(tmp_path, dump, options=options)
    assert 49 <= go(tmp_path, dump, options=replace(options, restart=True)).pages
    (tmp_path / "whole").mkdir()
    assert whole(tmp_path, dump, options=options) == outputs(tmp_path / "out")


def test_a_run_that_read_nothing_stands_in_nobodys_way(tmp_path: Path, dump: str) -> None:
    assert 0 == go(tmp_path, str(tmp_path / "misspelt")).read
    assert 48 <= go(tmp_path, dump).read


def test_a_finished_run_of_other_inputs_is_not_replaced_unasked(tmp_path: Path, dump: str) -> None:
    go(tmp_path, dump)
    with pytest.raises(InputError, match="holds a finished run"):
        go(tmp_path, str(tmp_path / "misspelt"))


def test_changes_can_be_accepted(tmp_path: Path, dump: str) -> None:
    with pytest.raises(Killed):
        go(tmp_path, dump, clean=dies_at(30))
    options = replace(OPTIONS, lineage=Lineage("0", "others"), accept_changes=True)
    assert 49 == go(tmp_path, dump, options=options).pages


def test_a_damaged_part_is_found_before_it_is_used(tmp_path: Path, dump: str) -> None:
    with pytest.raises(Killed):
        go(tmp_path, dump, clean=dies_at(30))
    part = tmp_path / "out/parts/part-00003.log.jsonl.zst"
    data = bytearray(part.read_bytes())
    data[-5] ^= 1
    part.write_bytes(data)
    with pytest.raises(CleanerError, match=r"was changed or damaged; remove .*part-00003.done.json"):
        go(tmp_path, dump)
    (tmp_path / "out/parts/part-00003.done.json").unlink()
    go(tmp_path, dump)
    assert whole(tmp_path, dump) == outputs(tmp_path / "out")


def test_a_part_that_lost_its_end_is_made_again(tmp_path: Path, dump: str) -> None:
    with pytest.raises(Killed):
        go(tmp_path, dump, clean=dies_at(30))
    part = tmp_path / "out/parts/part-00003.log.jsonl.zst"
    part.write_bytes(part.read_bytes()[:-3])
    go(tmp_path, dump)
    assert whole(tmp_path, dump) == outputs(tmp_path / "out")


def test_a_limit_holds_over_interruptions(tmp_path: Path, dump: str) -> None:
    options = replace(OPTIONS, limit=20)
    with pytest.raises(Killed):
        go(tmp_path, dump, clean=dies_at(17), options=options)
    assert 20 == go(tmp_path, dump, options=options).read
    assert whole(tmp_path, dump, options=options) == outputs(tmp_path / "out")


def test_what_can_be_read_only_once_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dump: str) -> None:
    def piped() -> None:
        monkeypatch.setattr(sys, "stdin", open(dump, encoding="utf-8"))  # noqa: SIM115

    piped()
    with pytest.raises(Killed), sys.stdin:
        go(tmp_path, "-", clean=dies_at(30))
    piped()
    with sys.stdin:
        assert 49 == go(tmp_path, "-").pages
    with pytest.raises(InputError, match=r"can be read only once; give --restart"):
        go(tmp_path, "-")


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path, dump: str) -> None:
    pytest.importorskip("fcntl")

    def second(status: Status, source: Source, position: int | None) -> None:
        if source.offset == 7:
            with pytest.raises(InputError, match="another run is writing here"):
                go(tmp_path, dump)

    assert 49 == go(tmp_path, dump, options=replace(OPTIONS, progress=second)).pages


def test_a_foreign_manifest_is_not_touched(tmp_path: Path, dump: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/manifest.json").write_text('{"name": "a web app"}')
    with pytest.raises(InputError, match="choose another folder"):
        go(tmp_path, dump)


def test_a_full_disk_in_the_middle_loses_nothing_that_was_sealed(
    tmp_path: Path, dump: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    write = AtomicFile.write

    def filling(file: AtomicFile, data: bytes) -> None:
        nonlocal written
        written += 1
        if written > 60:
            raise OSError(28, "No space left on device")
        write(file, data)

    monkeypatch.setattr(AtomicFile, "write", filling)
    with pytest.raises(CleanerError, match=r"No space left.*run the same command again"):
        go(tmp_path, dump)
    monkeypatch.undo()
    assert not list((tmp_path / "out").rglob("*.tmp"))
    assert 49 == go(tmp_path, dump).pages
    assert whole(tmp_path, dump) == outputs(tmp_path / "out")


@pytest.fixture
def small_disk(tmp_path: Path) -> str:
    """A file system of 256 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(place)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not permitted here")
    return str(place)


def test_a_disk_that_is_really_full_is_told_and_made_good(tmp_path: Path, small_disk: str) -> None:
    source = tmp_path / "in.jsonl"
    rows = ({"id": f"n{n}", "text": os.urandom(3000).hex()} for n in range(100))
    source.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    out = Path(small_disk) / "out"
    options = replace(OPTIONS, names=Names("results.jsonl", "log.jsonl", "dead.jsonl"), part_pages=10)

    def keep(page: Page) -> Result:
        return Result(page.id, str(page.content), "ok")

    try:
        with pytest.raises(CleanerError, match="No space left"):
            run([str(source)], out, keep, options)
        assert not list(out.rglob("*.tmp"))
        done = len(list(out.rglob("*.done.json")))
        assert done >= 1
        subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
        assert 100 == run([str(source)], out, keep, options).pages
        run([str(source)], tmp_path / "whole", keep, options)
        for name in ("results.jsonl", "log.jsonl", "dead.jsonl"):
            assert (tmp_path / "whole" / name).read_bytes() == (out / name).read_bytes()
    finally:
        subprocess.run(["umount", small_disk], check=False)

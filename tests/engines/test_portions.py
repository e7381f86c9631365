"""Runs on an engine that is no other machine: the same bytes as on one, whatever is killed, made twice or left over."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import pickle
import random
import signal
from pathlib import Path
from typing import Any

import pytest
import zstandard

from cleaner.batch import WorkerLimits
from cleaner.batch.portions import pack, skim, stored, thinned
from cleaner.errors import CleanerError, InputError
from cleaner.readers import InputFile, Place
from cleaner.readers.types import Shard
from tests.batch.cleaners import poisoned
from tests.batch.test_resume import outputs
from tests.engines.here import OPTIONS, Here, go, rows, same
from tests.readers.makers import members, record


@pytest.fixture
def dumps(tmp_path: Path) -> list[str]:
    """One of each kind that is read differently, with damage in between."""
    folder = tmp_path / "in"
    folder.mkdir()
    lines = rows(70)
    lines[30] = b"torn\n"
    (folder / "a.jsonl").write_bytes(b"".join(lines))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(b"".join(rows(90)), mtime=0))
    (folder / "c.jsonl.zst").write_bytes(zstandard.compress(b"".join(rows(30))))
    (folder / "d.warc.gz").write_bytes(
        b"".join(members(record(n, WARC_Type="revisit" if n % 7 == 0 else "response") for n in range(45)))
    )
    (folder / "e.warc").write_bytes(b"".join(record(n) for n in range(25)) + record(99)[:-40])
    pages = folder / "pages"
    pages.mkdir()
    for n in range(30):
        (pages / f"p{n:02}.txt").write_text(f"A boat.  |Share {n}")
    (pages / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return [*(str(path) for path in sorted(folder.iterdir()) if path.is_file()), str(pages), str(tmp_path / "nowhere")]


def test_an_engine_gives_the_bytes_of_a_local_run_of_every_kind_of_input(tmp_path: Path, dumps: list[str]) -> None:
    engine = Here()
    same(go(tmp_path / "local", dumps), go(tmp_path / "out", dumps, engine))
    assert outputs(tmp_path / "local") == outputs(tmp_path / "out")
    assert len(engine.tasks) > 10


@pytest.mark.parametrize("limit", [1, 20, 130, 1_000])
@pytest.mark.parametrize("hosts", [(), ("h1.example", "harbour.example")])
def test_limits_and_hosts_hold_over_all_portions(
    tmp_path: Path, dumps: list[str], limit: int, hosts: tuple[str, ...]
) -> None:
    choice = {"limit": limit, "only_hosts": hosts, "sample": 0.9}
    same(go(tmp_path / "local", dumps, **choice), go(tmp_path / "out", dumps, Here(), **choice))
    assert outputs(tmp_path / "local") == outputs(tmp_path / "out")


def test_a_part_that_is_made_twice_is_there_once(tmp_path: Path, dumps: list[str]) -> None:
    same(go(tmp_path / "local", dumps), go(tmp_path / "out", dumps, Here(again=frozenset(range(99)))))
    assert outputs(tmp_path / "local") == outputs(tmp_path / "out")
    assert {*outputs_of(tmp_path / "local")} == {*outputs_of(tmp_path / "out")}


def outputs_of(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_two_attempts_at_the_same_time_do_not_mix_their_files(tmp_path: Path, dumps: list[str]) -> None:
    """The second one begins before the first one has sealed, and both end."""
    from cleaner.batch import step

    engine = Here(stop=1)
    go(tmp_path / "out", dumps, engine)
    task = pickle.loads(engine.tasks[0])
    parts = step._OnePart(task.out_dir, task.portion.number)
    slow = parts.next()
    go(tmp_path / "out", dumps, Here())
    slow.discard()
    go(tmp_path / "local", dumps)
    assert outputs(tmp_path / "local") == outputs(tmp_path / "out")


def test_an_interrupted_run_goes_on_with_what_is_missing_only(tmp_path: Path, dumps: list[str]) -> None:
    first, second = Here(stop=6), Here()
    summary = go(tmp_path / "out", dumps, first)
    assert (True, 130) == (summary.interrupted, summary.exit_code)
    assert 0 < summary.pages < 300
    go(tmp_path / "out", dumps, second)
    assert 6 == len(first.tasks)
    total = {pickle.loads(task).portion.number for task in first.tasks + second.tasks}
    assert len(first.tasks) + len(second.tasks) == len(total) == max(total)
    same(go(tmp_path / "local", dumps), go(tmp_path / "out", dumps, third := Here()))
    assert 0 == third.started
    assert outputs(tmp_path / "local") == outputs(tmp_path / "out")


def test_local_runs_and_engines_go_on_with_each_other(tmp_path: Path, dumps: list[str]) -> None:
    out = tmp_path / "out"
    chance = random.Random(5)
    for turn in range(8):
        if turn % 2:
            go(out, dumps, Here(stop=chance.randint(1, 3)))
        else:
            seen = 0

            def stopping(*given: Any, last: int = chance.randint(1, 70)) -> None:
                nonlocal seen
                seen += 1
                if seen == last:
                    os.kill(os.getpid(), signal.SIGINT)

            go(out, dumps, progress=stopping)
    go(out, dumps, Here())
    go(tmp_path / "local", dumps)
    assert outputs(tmp_path / "local") == outputs(out)


def test_a_finished_run_needs_no_engine_and_another_one_is_refused(tmp_path: Path, dumps: list[str]) -> None:
    go(tmp_path / "out", dumps)
    engine = Here()
    go(tmp_path / "out", dumps, engine)
    assert 0 == engine.started
    with pytest.raises(InputError, match="holds a finished run, made differently"):
        go(tmp_path / "out", dumps, engine, log_text=False)
    go(tmp_path / "out", dumps, engine, log_text=False, restart=True)
    assert 1 == engine.started


def test_poison_costs_itself_in_a_part_too(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    texts = ["A boat.  |Share"] * 60
    texts[7], texts[8], texts[30] = "crash", "loop", "bad"
    path.write_bytes(
        b"".join(json.dumps({"id": f"n{n}", "text": text}).encode() + b"\n" for n, text in enumerate(texts))
    )
    limits = WorkerLimits(seconds=0.5, memory_bytes=300_000_000)
    summary = go(tmp_path / "out", [str(path)], Here(), clean=poisoned, limits=limits)
    assert (57, 3, 60) == (summary.count("ok"), summary.count("failed"), summary.pages)
    assert {"failed/crash", "failed/timeout", "failed/exception"} == {count.name for count in summary.reasons}


def test_an_input_that_changes_between_counting_and_cleaning_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"".join(rows(40)))

    class Cuts(Here):
        def map(self, work: Any, tasks: Any) -> Any:
            if work.__name__ == "part_task":
                path.write_bytes(b"".join(rows(30)))
            return Here.map(self, work, tasks)

    with pytest.raises(CleanerError, match=r"part 4: 0 items where 10 were counted.*--restart"):
        go(tmp_path / "out", [str(path)], Cuts(slots=1))


def test_standard_input_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="save it to a file"):
        go(tmp_path / "out", ["-"], Here())


def test_relative_paths_are_those_of_the_place_where_the_run_began(
    tmp_path: Path, dumps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Elsewhere(Here):
        def map(self, work: Any, tasks: Any) -> Any:
            def far(task: bytes) -> bytes:
                with contextlib.chdir("/"):
                    answer: bytes = work(task)
                return answer

            far.__name__ = work.__name__
            return Here.map(self, far, tasks)

    monkeypatch.chdir(tmp_path)
    (tmp_path / "some.jsonl").write_bytes(b"".join(rows(50)))
    go(Path("out"), ["some.jsonl", "in"], Elsewhere())
    go(Path("local"), ["some.jsonl", "in"])
    assert outputs(Path("local")) == outputs(Path("out"))


def test_a_file_without_places_to_begin_at_is_read_a_few_times_only(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(rows(1_000))))
    file = InputFile(str(path), named=True)
    strides = list(skim(file, Place(), OPTIONS))
    assert (1_000, 1_000) == (len(strides), sum(stride.items for stride in strides))
    portions = list(pack(thinned(strides), 20, 1, None))
    assert (8, 1_000) == (len(portions), sum(portion.items for portion in portions))


def test_portions_are_read_back_as_they_were_stored(tmp_path: Path, dumps: list[str]) -> None:
    engine = Here(stop=0)
    go(tmp_path / "out", dumps, engine)
    kept = stored(tmp_path / "out" / "parts")
    go(tmp_path / "out", dumps, engine := Here())
    assert {portion.number: portion for portion in kept} == {
        (task := pickle.loads(data)).portion.number: task.portion for data in engine.tasks
    }
    assert () == stored(tmp_path / "nowhere")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_shard_is_the_same_share_on_an_engine(tmp_path: Path, dumps: list[str], number: int) -> None:
    share = {"shard": Shard(number, 3)}
    same(go(tmp_path / "local", dumps, **share), go(tmp_path / "out", dumps, Here(), **share))
    assert outputs(tmp_path / "local") == outputs(tmp_path / "out")

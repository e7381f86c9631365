"""Output behind a URL: whole or not there, resumable from another machine. Tried on fsspec's file systems."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner.batch import RunOptions, run
from cleaner.batch.remote_out import RemoteOut, default_work
from cleaner.errors import CleanerError, InputError
from cleaner.model import Lineage, Page
from cleaner.remote import Folder
from cleaner.result import Result
from tests.batch.cleaners import fake
from tests.cli.conftest import Invoke

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
FILES = ("results.jsonl", "log.jsonl", "dead.jsonl")
OPTIONS = RunOptions(Lineage("0", "digest"), part_pages=5)
URL = "memory://bucket/clean"


@pytest.fixture
def store() -> Iterator[Any]:
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    yield fs
    fs.store.clear()


@pytest.fixture
def dump(tmp_path: Path) -> str:
    path = tmp_path / "dump.jsonl"
    path.write_text("".join(json.dumps({"id": f"n{n}", "text": f"boat {n}. Sh"}) + "\n" for n in range(23)), "utf-8")
    return str(path)


def go(dump: str, work: Path, *, stop_at: int | None = None, options: RunOptions = OPTIONS) -> RemoteOut:
    """A run to URL in `work`; `stop_at`: killed at that page, as far as anybody outside can see."""
    out = RemoteOut(URL, work)
    out.fetch()

    def clean(page: Page) -> Result:
        if page.id == f"n{stop_at}":
            raise SystemExit(9)
        return fake(page)

    run([dump], work, clean, replace(options, on_sealed=out.sealed))
    if not out.delivered:
        out.deliver()
    return out


def there() -> dict[str, int]:
    return Folder(URL).sizes()


def test_a_run_lands_whole_with_its_manifest_and_nothing_else(store: Any, dump: str, tmp_path: Path) -> None:
    go(dump, tmp_path / "work")
    assert {*FILES, "manifest.json"} == set(there())
    run([dump], tmp_path / "local", fake, OPTIONS)
    assert all((tmp_path / "local" / name).read_bytes() == Folder(URL).read(name) for name in FILES)
    assert not (tmp_path / "work").exists()


def test_what_was_done_is_there_when_a_run_is_killed(store: Any, dump: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        go(dump, tmp_path / "work", stop_at=13)
    assert {"parts/plan.json", "parts/part-00001.done.json", "parts/part-00002.log.jsonl.zst"} <= set(there())
    assert "manifest.json" not in there()


def test_another_machine_goes_on_where_the_first_was_killed(store: Any, dump: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        go(dump, tmp_path / "first", stop_at=13)
    cleaned: list[str] = []
    other = RemoteOut(URL, tmp_path / "second")
    other.fetch()

    def clean(page: Page) -> Result:
        cleaned.append(page.id)
        return fake(page)

    run([dump], tmp_path / "second", clean, replace(OPTIONS, on_sealed=other.sealed))
    other.deliver()
    assert [f"n{n}" for n in range(10, 23)] == cleaned
    run([dump], tmp_path / "calm", fake, OPTIONS)
    assert all((tmp_path / "calm" / name).read_bytes() == Folder(URL).read(name) for name in FILES)


def test_a_finished_run_is_not_done_again(store: Any, dump: str, tmp_path: Path) -> None:
    go(dump, tmp_path / "work")
    before = there()
    again = go(dump, tmp_path / "other", stop_at=0)
    assert (True, before) == (again.delivered, there())


def test_parts_of_another_plan_do_not_stay(store: Any, dump: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        go(dump, tmp_path / "first", stop_at=18)
    with pytest.raises(SystemExit):
        go(dump, tmp_path / "first", stop_at=8, options=replace(OPTIONS, log_text=False, restart=True))
    assert ["part-00001.done.json"] == [name[6:] for name in sorted(there()) if name.endswith("done.json")]


def test_a_failing_store_keeps_the_work_and_says_so(
    store: Any, dump: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **others: object) -> None:
        raise OSError("the bucket is closed")

    with monkeypatch.context() as broken:
        broken.setattr(type(store), "put_file", refuse)
        with pytest.raises(CleanerError, match=r"the bucket is closed.*run the same command again"):
            go(dump, tmp_path / "work")
    go(dump, tmp_path / "work")
    assert {*FILES, "manifest.json"} == set(there())


def test_a_torn_upload_leaves_no_file(store: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"whole")
    whole = type(store).put_file

    def tear(fs: Any, local: str, path: str, **others: Any) -> None:
        whole(fs, local, path, **others)
        raise OSError("torn")

    monkeypatch.setattr(type(store), "put_file", tear)
    with pytest.raises(OSError, match="torn"):
        Folder(URL).put(tmp_path / "a", "sub/a")
    assert {} == there()


def test_output_inside_an_input_folder_is_refused(store: Any) -> None:
    with pytest.raises(InputError, match="lies inside the input folder"):
        RemoteOut(URL, Path("w")).check_places(["memory://bucket"])
    RemoteOut(URL, Path("w")).check_places(["memory://bucket/clean-not", "bucket"])


def test_the_work_folder_is_in_the_cache_and_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert default_work("s3://b/x/") == default_work("s3://b/x") != default_work("s3://b/y")
    assert Path("/cache/cleaner") == default_work("s3://b/x").parent


def test_the_command_reads_from_and_writes_to_urls(
    store: Any,
    invoke: Invoke,
    dump: str,
    tmp_path: Path,
) -> None:
    store.pipe("/in/dump.jsonl", Path(dump).read_bytes())
    args = ("run", "memory://in/dump.jsonl", "--out", URL, "--work-dir", tmp_path / "work", "--format", "markdown")
    first = invoke(*args, "--workers", 0)
    assert (0, True) == (first.exit_code, f"written to {URL}: " in first.stdout)
    names = set(there())
    assert {"results.jsonl.zst", "log.jsonl.zst", "dead.jsonl", "manifest.json", "report.html"} <= names
    assert 23 == sum(name.startswith("pages/") and name.endswith(".md") for name in names)
    second = invoke(*args, "--workers", 0)
    assert (0, names) == (second.exit_code, set(there()))


def test_a_local_folder_behind_a_url_is_written_by_renaming(dump: str, tmp_path: Path) -> None:
    far = Folder((tmp_path / "far").as_uri())
    far.put(Path(dump), "a/b.jsonl")
    assert {"a/b.jsonl": Path(dump).stat().st_size} == far.sizes()
    assert ["b.jsonl"] == [path.name for path in (tmp_path / "far" / "a").iterdir()]

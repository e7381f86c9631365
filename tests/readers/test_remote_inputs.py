"""Inputs behind URLs, tried on fsspec's file system in memory."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.errors import InputError, MissingExtra
from cleaner.readers import list_files, read_inputs
from cleaner.remote import facts, is_url
from tests.readers.makers import HTML, http, members, numbers, pages, read, reasons, record

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")


@pytest.fixture
def store() -> Iterator[Any]:
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    yield fs
    fs.store.clear()


def test_a_dump_behind_a_url_is_read_as_one_on_the_disk(store: Any, tmp_path: Path) -> None:
    data = b"".join(members([record(n, http()) for n in range(4)]))
    store.pipe("/crawl/a.warc.gz", data)
    (tmp_path / "a.warc.gz").write_bytes(data)
    there, here = read("memory://crawl/a.warc.gz"), read(tmp_path / "a.warc.gz")
    assert [0, 1, 2, 3] == numbers(there)
    assert [page.content for page in pages(here)] == [page.content for page in pages(there)]
    assert "memory://crawl/a.warc.gz" == pages(there)[0].source.file


def test_a_folder_behind_a_url_is_read_sorted_and_without_hidden_files(store: Any) -> None:
    for name in ("b/two.html", "a.html", ".git/x.html", "b/.hidden.html"):
        store.pipe(f"/site/{name}", HTML)
    assert ["memory:///site/a.html", "memory:///site/b/two.html"] == list(list_files("memory://site"))
    assert 2 == len(pages(read("memory://site")))


def test_every_place_behind_a_url_leads_on(store: Any) -> None:
    store.pipe("/d.jsonl", "".join(json.dumps({"text": f"boat {n}"}) + "\n" for n in range(4)).encode())
    whole = list(read_inputs(["memory://d.jsonl"]))
    for number, reading in enumerate(whole):
        assert whole[number + 1 :] == list(read_inputs(["memory://d.jsonl"], reading.after))


def test_an_index_behind_a_url_finds_its_dumps_there(store: Any) -> None:
    pieces = members([record(n, http()) for n in range(3)])
    offsets = [0, *itertools.accumulate(map(len, pieces))]
    store.pipe("/c/archive/x.warc.gz", b"".join(pieces))
    line = {"url": "https://harbour.example/2", "offset": offsets[2], "filename": "x.warc.gz"}
    store.pipe("/c/indexes/i.cdxj", b"example,harbour)/2 20240302100000 " + json.dumps(line).encode() + b"\n")
    assert [2] == numbers(read("memory://c/indexes/i.cdxj"))


def test_what_is_not_there_is_told_in_its_place(store: Any) -> None:
    store.pipe("/a.html", HTML)
    items = read("memory://gone.warc.gz", "memory://a.html")
    assert (["missing"], 1) == (reasons(items), len(pages(items)))


def test_another_state_of_a_file_has_another_mark(store: Any) -> None:
    store.pipe("/a", b"one")
    first = facts("memory://a")
    again = facts("memory://a")
    store.pipe("/a", b"two and more")
    assert (True, False) == (first == again, first == facts("memory://a"))


@pytest.mark.parametrize(("path", "expected"), [("s3://b/c", True), ("C:\\a", False), ("a/b", False), ("-", False)])
def test_urls_are_told_from_paths(path: str, expected: bool) -> None:
    assert expected == is_url(path)


def test_without_fsspec_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(MissingExtra, match=r'pip install "article-cleaner\[remote\]"'):
        list(read_inputs(["s3://bucket/a.warc.gz"]))


def test_without_the_package_of_a_protocol_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(MissingExtra, match="article-cleaner"):
        list(read_inputs(["s3://bucket/a.warc.gz"]))


def test_an_unknown_protocol_is_refused() -> None:
    with pytest.raises(InputError, match="known are"):
        list(read_inputs(["harbour://a/b"]))


def test_errors_of_a_file_systems_own_kind_are_told_in_place(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoCredentials(Exception):
        pass

    def refuse(*args: object, **others: object) -> None:
        raise NoCredentials("unable to locate credentials")

    store.pipe("/a.html", HTML)
    for name in ("isdir", "info", "open", "_open"):
        monkeypatch.setattr(type(store), name, refuse)
    assert ["read_error"] == reasons(read("memory://a.html"))
    with pytest.raises(OSError, match=r"memory://a.html: NoCredentials: unable to locate credentials"):
        facts("memory://a.html")

from __future__ import annotations

import gzip
import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import CleanerError
from cleaner.writers import AtomicFile, Entry, PackedEntry, PartFiles, encode, open_sink


def unzstd(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(data)


UNPACK: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.decompress, ".zst": unzstd}


@given(st.dictionaries(st.text(), st.text(alphabet=st.characters(categories=None)) | st.integers(-(2**53), 2**53)))
def test_a_record_is_one_line_and_comes_back(record: dict[str, object]) -> None:
    line = encode(record)
    assert line.endswith(b"\n")
    assert 1 == line.count(b"\n")
    assert record == json.loads(line)


def test_a_lone_surrogate_does_not_break_a_line() -> None:
    assert {"text": "a \ud800 b", "é": 1} == json.loads(encode({"text": "a \ud800 b", "é": 1}))


@pytest.mark.parametrize("suffix", UNPACK)
def test_a_file_appears_when_it_is_committed_and_not_before(tmp_path: Path, suffix: str) -> None:
    file = AtomicFile(tmp_path / f"out.jsonl{suffix}")
    file.write(b"one\n")
    file.write(b"two\n")
    assert not file.path.exists()
    file.commit()
    assert b"one\ntwo\n" == UNPACK[suffix](file.path.read_bytes())
    assert [file.path] == list(tmp_path.iterdir())
    assert file.path.stat().st_size == file.size


@pytest.mark.parametrize("suffix", UNPACK)
def test_equal_content_gives_equal_bytes(tmp_path: Path, suffix: str) -> None:
    digests = set()
    for name in "ab":
        file = AtomicFile(tmp_path / f"{name}.jsonl{suffix}")
        file.write(b"the same\n" * 1000)
        file.commit()
        digests.add((file.sha256, file.path.read_bytes()))
    assert 1 == len(digests)


def test_what_stood_there_before_survives_a_discarded_file(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before")
    file = AtomicFile(path)
    file.write(b"after")
    file.discard()
    assert ("before", [path]) == (path.read_text(), list(tmp_path.iterdir()))


def test_a_part_is_there_when_its_seal_is_and_the_seal_knows_sizes_and_digests(tmp_path: Path) -> None:
    with PartFiles(tmp_path / "deep" / "parts", 7) as files:
        files.add(PackedEntry.of(Entry.of(results=[{"id": 1}], log=[{"a": 1}, {"b": 2}])))
        files.add(PackedEntry.of(Entry.of(log=[{"c": 3}])))
        files.commit({"after": 9})
    folder = tmp_path / "deep" / "parts"
    seal = orjson.loads((folder / "part-00007.done.json").read_bytes())
    assert 9 == seal["after"]
    for file in seal["files"]:
        data = (folder / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    frames = zstandard.ZstdDecompressor().decompressobj(read_across_frames=True)
    assert b'{"a":1}\n{"b":2}\n{"c":3}\n' == frames.decompress((folder / "part-00007.log.jsonl.zst").read_bytes())


def test_the_number_of_cores_does_not_show_in_a_file_packed_on_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it is one piece, since many readers stop at the end of the first."""
    lines = b"".join(encode({"id": n, "text": f"The ferry {n % 977} sails at {n % 61}."}) for n in range(120_000))
    seen = set()
    for cores in (1, 2, 5):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        sink = open_sink(tmp_path / f"{cores}.jsonl.zst", "results")
        for at in range(0, len(lines), cores * 100_003):
            sink.add(lines[at : at + cores * 100_003])
        sink.commit()
        seen.add((tmp_path / f"{cores}.jsonl.zst").read_bytes())
    (packed,) = seen
    assert lines == unzstd(packed)


def test_leaving_without_commit_leaves_nothing(tmp_path: Path) -> None:
    with PartFiles(tmp_path / "out", 1) as files:
        files.add(PackedEntry.of(Entry.of(results=[{"id": 1}])))
    assert [] == list((tmp_path / "out").iterdir())


def test_an_output_folder_that_is_a_file_is_an_error_with_a_cure(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CleanerError, match=r"out: cannot write: .*choose another"):
        PartFiles(tmp_path / "out", 1)


def test_a_full_disk_is_an_error_with_a_cure_and_spoils_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "part-00001.results.jsonl.zst").write_text("before")
    with PartFiles(tmp_path, 1) as files:
        monkeypatch.setattr(AtomicFile, "write", full)
        with pytest.raises(CleanerError, match="No space left on device; free space"):
            files.add(PackedEntry.of(Entry.of(results=[{"id": 1}])))
    assert ["part-00001.results.jsonl.zst"] == [path.name for path in tmp_path.iterdir()]
    assert "before" == (tmp_path / "part-00001.results.jsonl.zst").read_text()


LOG: list[dict[str, Any]] = [
    {"type": "span", "doc_id": "a", "seq": 0, "start": 3, "end": 9, "score": None, "evidence": ["x"], "applied": True},
    {"type": "note", "doc_id": "b", "detail": "d", "source": {"file": "f", "offset": 1, "record_id": ""}},
]
RESULT = {"id": "a", "text": "boat", "flags": [], "metadata": {"title": "T", "moved": [["title", "The T"]]}}


def table(path: Path, kind: str, *records: Mapping[str, object]) -> Any:
    pq: Any = pytest.importorskip("pyarrow.parquet")
    sink = open_sink(path, kind)
    sink.head({"type": "run"})
    sink.add(b"".join(map(encode, records)))
    sink.commit()
    return pq.read_table(path)


def test_log_and_results_become_tables_with_a_fixed_schema(tmp_path: Path) -> None:
    log = table(tmp_path / "log.parquet", "log", *LOG)
    assert [{**dict.fromkeys(log.column_names), **row} for row in LOG] == log.to_pylist()
    assert b'{"type":"run"}' == log.schema.metadata[b"cleaner"]
    (row,) = table(tmp_path / "results.parquet", "results", RESULT).to_pylist()
    assert ("boat", "T", [{"field": "title", "text": "The T"}]) == (
        row["text"], row["metadata"]["title"], row["metadata"]["moved"],
    )  # fmt: skip


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    empty = table(tmp_path / "log.parquet", "log")
    assert (0, "doc_id" in empty.column_names) == (empty.num_rows, True)


def test_a_table_holds_many_rows_in_groups_and_equal_rows_give_equal_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.writers.parquet.GROUP_ROWS", 10)
    rows = [{"id": str(n), "text": f"boat {n}"} for n in range(25)]
    assert [row["id"] for row in rows] == table(tmp_path / "a.parquet", "results", *rows)["id"].to_pylist()
    table(tmp_path / "b.parquet", "results", *rows)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_lone_surrogate_becomes_a_replacement_character_in_a_table(tmp_path: Path) -> None:
    found = table(tmp_path / "a.parquet", "results", {"id": "a \ud800 b"}, {"id": "c"})
    assert ["a \ufffd b", "c"] == found["id"].to_pylist()


def test_a_discarded_table_leaves_what_stood_there(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.parquet").write_text("before")
    sink = open_sink(tmp_path / "a.parquet", "results")
    sink.add(b'{"id": "x"}\n')
    sink.discard()
    assert ["a.parquet"] == [path.name for path in tmp_path.iterdir()]


def test_without_pyarrow_the_cure_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CleanerError, match=r"article-cleaner\[arrow\]"):
        open_sink(tmp_path / "a.parquet", "results")

"""A reading that was interrupted goes on where it was, in every kind of input."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from cleaner.readers import Anchor, Place, read_inputs

from .makers import HTML, assert_every_place_leads_on, http, members, read, record
from .test_tables import parquet, wacz

LINES = [json.dumps({"id": f"n{n}", "text": f"boat {n}"}).encode() for n in range(6)]
LINES[2] = b"torn {"
LINES[3] = b'{"id": "n3", "text": "caf\xe9"}\r'
JSONL = b"\n".join(LINES) + b"\n\n"
RECORDS = [record(n, http(HTML + b"%d" % n)) for n in range(6)]
RECORDS.insert(1, record(9, b"a: b", WARC_Type="request"))
RECORDS.insert(3, record(8, Content_Length="3000"))
DUMPS = {
    "plain": b"".join(RECORDS),
    "gzip": b"".join(members(RECORDS)),
    "one member": gzip.compress(b"".join(RECORDS), mtime=0),
    "two records a member": b"".join(members([RECORDS[0] + RECORDS[1], *RECORDS[2:5], RECORDS[5] + RECORDS[6]])),
    "zstd": b"".join(map(zstandard.compress, RECORDS)),
    "jsonl": JSONL,
    "jsonl.gz": b"".join(members(line + b"\n" for line in LINES)),
    "array": b"[\n" + b",\n".join(LINES[:2]) + b"\n]\n",
    "several in a line": b"[" + b",".join(LINES[:2]) + b"]\n" + LINES[4],
    "html": HTML,
}


@pytest.mark.parametrize("kind", DUMPS)
def test_reading_goes_on_after_any_item(tmp_path: Path, kind: str) -> None:
    (tmp_path / "dump").write_bytes(DUMPS[kind])
    assert_every_place_leads_on(tmp_path / "dump")


def test_reading_goes_on_across_files_folders_and_problems(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, data in (("a.html", HTML), ("b.png", b"\x89PNG"), ("c.jsonl", JSONL), ("d", DUMPS["gzip"])):
        (folder / name).write_bytes(data)
    (tmp_path / "empty").mkdir()
    (tmp_path / "dump").write_bytes(DUMPS["plain"])
    assert_every_place_leads_on(tmp_path / "dump", tmp_path / "nowhere", folder, tmp_path / "empty", tmp_path / "dump")


def test_reading_goes_on_in_parquet_and_wacz(tmp_path: Path) -> None:
    table = parquet(tmp_path / "a.parquet", [{"id": f"n{n}", "text": f"boat {n}"} for n in range(9)], group=4)
    crawl = wacz(tmp_path / "b.wacz", {"archive/1.warc.gz": DUMPS["gzip"], "archive/2.warc": DUMPS["plain"]})
    assert_every_place_leads_on(table, crawl)


def test_a_zstd_dictionary_is_found_again(tmp_path: Path) -> None:
    samples: list[bytes | bytearray | memoryview[int]] = [*RECORDS * 100]
    dictionary = zstandard.train_dictionary(4096, samples)
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    raw = dictionary.as_bytes()
    head = b"\x5d\x2a\x4d\x18" + len(raw).to_bytes(4, "little") + raw
    (tmp_path / "dump.warc.zst").write_bytes(head + b"".join(map(packer.compress, RECORDS)))
    assert 7 == len([item for item in read(tmp_path / "dump.warc.zst") if not hasattr(item, "reason")])
    assert_every_place_leads_on(tmp_path / "dump.warc.zst")


@pytest.mark.parametrize("kind", ["plain", "gzip", "zstd", "jsonl"])
def test_a_large_dump_need_not_be_read_through_again(tmp_path: Path, kind: str) -> None:
    (tmp_path / "dump").write_bytes(DUMPS[kind])
    last = list(read_inputs([str(tmp_path / "dump")]))[-1]
    assert last.after.anchor is not None
    assert last.after.anchor.offset > len(DUMPS[kind]) / 2
    assert 1 == last.after.skip


def test_a_place_after_the_last_file_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "dump").write_bytes(JSONL)
    assert [] == list(read_inputs([str(tmp_path / "dump")], Place(1, Anchor(0))))


@pytest.mark.parametrize("magic", [b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"BZh9"])
def test_a_line_that_begins_as_compressed_data_do_hides_nothing_from_a_run_that_goes_on(
    tmp_path: Path, magic: bytes
) -> None:
    """Found by fuzzing: the file was taken for a compressed one from there, and its rest was lost."""
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"text": "a"}\n' + magic + b' torn\n{"text": "b"}\n')
    assert_every_place_leads_on(path)
